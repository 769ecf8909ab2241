"""Acts that concern every app at once: an enterprise moves to another region. The apps below write their own rows."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.moving import carry_people
from accounts.models import Authority, Membership
from checklists.actions.moving import carry_lists
from core import scope
from core.clock import day_of
from core.errors import RuleBroken
from core.policy import require
from core.roles import ENTERPRISE_LEADERS, Role
from documents.actions.leaving import leave_papers
from enterprises import actions as register
from enterprises import policy
from enterprises.actions.moving import industry_of, lock_move
from enterprises.models import Enterprise, Move
from enterprises.selectors import facts_to_keep
from hazards.actions.leaving import leave_cases
from hazards.choices import Status
from hazards.models import Hazard
from inspections.actions.leaving import leave_visits
from inspections.choices import VisitStatus
from inspections.models import Visit
from notifications.actions import notify
from rectification.letters.actions.leaving import leave_letters
from regions.selectors import path_of
from risks.alarms.choices import AlarmStatus
from risks.alarms.leaving import leave_alarms
from risks.ledger.actions import carry_ledger
from risks.models import Alarm

#: Nobody has anything to do any more; a hazard that waits to be taken over by another department is not settled.
SETTLED = (Status.CLOSED, Status.REJECTED)


def open_cases(enterprise_id: UUID) -> int:
    """Count what is not settled at an enterprise, whoever asks: the receiving region does not see it yet.

    One number, for officers only: apart, it would tell of a visit that is not announced.
    """
    with scope.everything(because="a move must know of every open case of the enterprise, on either side of the wall"):
        hazards = Hazard.objects.filter(enterprise_id=enterprise_id).exclude(status__in=SETTLED).count()
        waiting = [VisitStatus.PLANNED, VisitStatus.UNDER_WAY]
        visits = Visit.objects.filter(enterprise_id=enterprise_id, status__in=waiting).count()
        alarms = Alarm.objects.filter(enterprise_id=enterprise_id).exclude(status=AlarmStatus.CLOSED).count()
        return hazards + visits + alarms


@transaction.atomic
def propose_move(
    *, actor, now: datetime, enterprise_id: UUID, to_region: str, reason: str, move_id: UUID | None = None
) -> Move:
    """Propose that an enterprise moves to another region, and tell the heads of the authorities there."""
    move = register.propose_move(
        actor=actor, now=now, enterprise_id=enterprise_id, to_region=to_region, reason=reason, move_id=move_id
    )
    _tell(now, move, "move_proposed", _heads_of(move.to_region_id), arriving=True, reason=move.reason)
    return move


@transaction.atomic
def withdraw_move(*, actor, now: datetime, move_id: UUID) -> Move:
    """Withdraw a proposal, and tell those who were asked."""
    move = register.withdraw_move(actor=actor, now=now, move_id=move_id)
    _tell(now, move, "move_withdrawn", _heads_of(move.to_region_id), arriving=True)
    return move


@transaction.atomic
def refuse_move(*, actor, now: datetime, move_id: UUID, reason: str) -> Move:
    """Refuse to take an enterprise over, and tell who proposed it."""
    move = register.refuse_move(actor=actor, now=now, move_id=move_id, reason=reason)
    _tell(now, move, "move_refused", _proposer(move), reason=move.decision_note)
    return move


@transaction.atomic
def accept_move(*, actor, now: datetime, move_id: UUID, note: str = "") -> Move:
    """Take an enterprise over from another region. Raises `RuleBroken` while a case of it is open.

    The register's entry, places, equipment, posts, codes, risk points, active members and open invitations go over in
    this one transaction; so do its own lists, who performs them, and the duties and statements that are still to be
    done. Open cases do not: their ledger and their deadlines are append-only rows of the region that
    ordered, and an order in force is that authority's until it is discharged (Administrative Penalty Law, article 22:
    the place of the violation decides). So who lets go settles or withdraws them first. What is closed stays with the
    old region as well: its figures, its numbered documents and its ledger are history, and a move rewrites none of it;
    each row keeps what the enterprise was called then, because the register's entry is out of that region's sight.
    The enterprise itself and every authority above both regions read the whole story.
    """
    move = lock_move(move_id)
    require(policy.can_decide_move(actor, move, industry_of(move)))
    left = open_cases(move.enterprise_id)
    if left:
        raise RuleBroken(
            _(
                "Cases of this enterprise are still open where it is: %(n)s hazards and visits, or alarms. The "
                "authority there settles or withdraws them first; the proposal stays and nothing was moved."
            )
            % {"n": left}
        )
    kept = {"left_on": day_of(now).isoformat(), "enterprise": facts_to_keep(move.enterprise_id)}
    enterprise = register.carry_over(actor=actor, now=now, move=move, note=note)
    for leave in (leave_cases, leave_papers, leave_visits, leave_letters, leave_alarms):
        leave(enterprise_id=enterprise.pk, kept=kept, to_region=move.to_region_id)
    carry_lists(enterprise_id=enterprise.pk, kept=kept, to_region=move.to_region_id, now=now)
    carry_ledger(enterprise=enterprise, to_region=move.to_region_id)
    carry_people(actor=actor, now=now, enterprise=enterprise, to_region=move.to_region_id)
    _tell(now, move, "move_accepted", _proposer(move))
    _tell(now, move, "move_done", _leaders(enterprise), arriving=True)
    return move


def _heads_of(region_code: str) -> list[Membership]:
    """Return who decides on what arrives in a region: the heads of the nearest authority that has one."""
    with scope.everything(because="a move is announced to the heads of another region"):
        for code in reversed(path_of(region_code)):
            bodies = Authority.objects.filter(region_code=code).values("pk")
            heads = list(Membership.objects.active().filter(authority__in=bodies, role=Role.HEAD).order_by("pk"))
            if heads:
                return heads
    return []


def _leaders(enterprise: Enterprise) -> list[Membership]:
    with scope.everything(because="an enterprise hears that it moved"):
        return list(Membership.objects.active().filter(enterprise=enterprise, role__in=ENTERPRISE_LEADERS))


def _proposer(move: Move) -> list[UUID]:
    key = move.proposed_by.get("membership_id")
    return [UUID(key)] if key else []


def _tell(now: datetime, move: Move, kind: str, memberships: list, *, arriving: bool = False, **values: str) -> None:
    """Tell of a move. Seen from the receiving side the row lies in that region: its people would else hear nothing."""
    seen = Move(
        pk=move.pk,
        region_code=move.to_region_id if arriving else move.region_code,
        enterprise_id=move.enterprise_id,
    )
    said = {"enterprise": move.facts["name"], "credit_code": move.facts["credit_code"]} | values
    notify(now=now, memberships=memberships, kind=kind, values=said, subject=seen, key=f"{kind}:{move.pk}")
