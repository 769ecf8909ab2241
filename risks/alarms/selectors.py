"""Reads of alarms."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from audit.models import Entry
from core.errors import NotVisible
from enterprises.codes.choices import CodeStatus
from enterprises.codes.selectors import name_of
from enterprises.models import Code
from notifications.choices import Channel
from risks.alarms.choices import Openness
from risks.alarms.plans import waits_of
from risks.alarms.rules import Limits
from risks.models import Alarm, AlarmEvent, AlarmPlan

CHANGES = 10


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


def changes_of(plan: AlarmPlan) -> list[dict]:
    """Return the last settings of a plan, newest first, as far as the wall shows them: who set when what."""
    rows = Entry.objects.filter(subject_type=AlarmPlan._meta.label, subject_id=str(plan.pk), verb="set_alarm_plan")
    return [_change(row) for row in rows.order_by("-at", "-number")[:CHANGES]]


def _change(row: Entry) -> dict:
    minutes = {name.removeprefix("minutes_"): n for name, n in row.data.items() if name.startswith("minutes_")}
    return {
        "at": row.at,
        "by": row.actor.get("person", ""),
        "openness": Openness(row.data["openness"]).label,
        "departments": len(row.data.get("authorities", [])),
        "channels": [str(Channel(each).label) for each in row.data.get("channels", [])],
        "waits": waits_of(Limits(**minutes)) if minutes else [],
    }
