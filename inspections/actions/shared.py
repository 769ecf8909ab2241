"""What the actions of a visit share: finding it, locking it, knowing its team."""

import uuid

from django.utils.translation import gettext as _

from core.errors import Conflict, NotVisible
from enterprises.models import Enterprise
from inspections import policy
from inspections.choices import VisitStatus
from inspections.models import Visit, VisitOfficer


def enterprise_of(enterprise_id: uuid.UUID | str) -> Enterprise:
    """Return the enterprise, or raise `NotVisible`."""
    row = Enterprise.objects.filter(pk=enterprise_id).select_related("region", "industry").first()
    if row is None:
        raise NotVisible(_("There is no such enterprise in your area. Nothing was saved; search for it again."))
    return row


def team_of(visit: Visit) -> frozenset:
    """Return the memberships of the visit's team."""
    return frozenset(
        VisitOfficer.objects.filter(visit=visit, membership__isnull=False).values_list("membership_id", flat=True)
    )


def locked(visit_id: uuid.UUID | str, actor) -> tuple[Visit, frozenset]:
    """Lock the visit for this transaction and return it with its team, or raise `NotVisible`."""
    visit = Visit.objects.select_for_update(of=("self",)).filter(pk=visit_id).first()
    team = team_of(visit) if visit else frozenset()
    if visit is None or not policy.can_see_visit(actor, visit, team):
        raise NotVisible(_("There is no such visit. What you entered is still on this device."))
    return visit, team


def require_under_way(visit: Visit) -> None:
    """Raise `Conflict` unless the visit is under way."""
    if visit.status == VisitStatus.UNDER_WAY:
        return
    sentences = {
        VisitStatus.PLANNED: _(
            "This visit has not begun yet. Start it first; what you entered is kept on this device."
        ),
        VisitStatus.FINISHED: _("This visit is finished and its papers are issued: it does not change any more."),
        VisitStatus.CANCELLED: _("This visit was cancelled. What you entered is kept on this device."),
    }
    raise Conflict(sentences[VisitStatus(visit.status)])
