"""Reads of alarms."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.errors import NotVisible
from enterprises.codes.choices import CodeStatus
from enterprises.codes.selectors import name_of
from enterprises.models import Code
from risks.models import Alarm, AlarmEvent


def alarms() -> QuerySet[Alarm]:
    """Return the alarms within reach, with what a row shows."""
    return Alarm.objects.select_related("enterprise", "photo", "hazard")


def get_alarm(pk: UUID) -> Alarm:
    """Return one alarm within reach. Raises `NotVisible`."""
    row = alarms().filter(pk=pk).first()
    if row is None:
        raise NotVisible(_("There is no such alarm within your reach."))
    return row


def timeline_of(pk: UUID) -> list[AlarmEvent]:
    """Return the timeline of an alarm; of a very long one the end."""
    return list(AlarmEvent.objects.filter(alarm=pk).order_by("-number")[:500])[::-1]


def code_to_alarm_from(pk: UUID) -> tuple[Code, str]:
    """Return a code in force within reach, and what it stands on. Raises `NotVisible`."""
    code = Code.objects.select_related("enterprise", "place", "equipment__place", "post").defer("sealed_token")
    found = code.filter(pk=pk, status=CodeStatus.ACTIVE).first()
    if found is None or found.thing_id is None:
        raise NotVisible(_("This label is no longer in force. In danger call 119, and ask for the new label."))
    return found, name_of(found)
