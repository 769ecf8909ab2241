"""What a move of an enterprise to another region means for its people."""

from datetime import datetime

from django.db import transaction

from accounts.choices import InvitationStatus
from accounts.models import Assignment, Invitation, Membership
from audit.actions import record
from core import scope
from enterprises.models import Enterprise


@transaction.atomic
def carry_people(*, actor, now: datetime, enterprise: Enterprise, to_region: str) -> int:
    """Carry the enterprise's active members and open invitations into the receiving region; return how many members.

    Assignments of people from elsewhere end: the authority that gave them is not in charge any more, and the new one
    assigns its own. Ended memberships stay where they ended. The desk's `accept_move` calls this, permitted.
    """
    with scope.everything(because="the people of an enterprise follow it into another region's wall"):
        mine = {"enterprise": enterprise}
        members = Membership.objects.active().filter(**mine).update(region_code=to_region)
        Invitation.objects.filter(status=InvitationStatus.OPEN, **mine).update(region_code=to_region)
        running = list(
            Assignment.objects.select_for_update(of=("self",)).filter(withdrawn_at=None, ends_at__gt=now, **mine)
        )
        for assignment in running:
            assignment.withdrawn_at, assignment.withdrawn_by = now, actor.snapshot()
            assignment.save(update_fields=["withdrawn_at", "withdrawn_by"])
            record(actor=actor, now=now, verb="withdraw_assignment", subject=assignment, data={"because": "move"})
    return members
