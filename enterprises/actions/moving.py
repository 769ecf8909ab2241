"""Moving an enterprise to another region: proposed by the one that lets go, decided by the one that receives."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core import scope
from core.errors import Conflict, NotVisible, RuleBroken
from core.ids import new_id
from core.policy import require
from enterprises import policy
from enterprises.choices import MoveStatus
from enterprises.models import Enterprise, Industry, Move
from enterprises.rules import check_move
from regions.models import Region


@transaction.atomic
def propose_move(
    *, actor, now: datetime, enterprise_id: UUID, to_region: str, reason: str, move_id: UUID | None = None
) -> Move:
    """Propose, with a reason, that an enterprise moves to another region. Until that is decided nothing changes.

    The same `move_id` sent twice gives the proposal that is there. Raises `RuleBroken` for an unknown or the same
    region, `Conflict` where a proposal waits already.
    """
    enterprise = (
        Enterprise.objects.select_for_update(of=("self",))
        .select_related("industry", "region")
        .filter(pk=enterprise_id)
        .first()
    )
    if enterprise is None:
        raise NotVisible(_("There is no such enterprise within your reach."))
    require(policy.can_propose_move(actor, enterprise))
    if move_id and (there := Move.objects.filter(pk=move_id, enterprise=enterprise).first()):
        return there
    region = Region.objects.filter(pk=to_region).first()
    check_move(enterprise.region_code, region.pk if region else "", reason)
    facts = {
        "name": enterprise.name,
        "credit_code": enterprise.credit_code,
        "industry": enterprise.industry_id,
        "address": enterprise.address,
        "principal": enterprise.principal_name,
        "from_zh": enterprise.region.name_zh,
        "from_en": enterprise.region.name_en,
    }
    try:
        with transaction.atomic():
            move = Move.objects.create(
                id=move_id or new_id(),
                region_code=enterprise.region_code,
                enterprise=enterprise,
                to_region=region,
                reason=reason.strip(),
                facts=facts,
                proposed_by=actor.snapshot(),
                proposed_at=now,
            )
    except IntegrityError as error:
        raise Conflict(
            _("A move of this enterprise is proposed already. Withdraw it to propose another one.")
        ) from error
    data = {"enterprise": str(enterprise.pk), "from": enterprise.region_code, "to": to_region, "reason": move.reason}
    record(actor=actor, now=now, verb="propose_move", subject=move, data=data)
    return move


def lock_move(move_id: UUID) -> Move:
    """Lock a proposal that the actor sees. Raises `NotVisible`, or `Conflict` once it is decided.

    The receiving region may only read the row: what it decides is written in its name, after its policy agreed.
    """
    if not Move.objects.filter(pk=move_id).exists():
        raise NotVisible(_("There is no such proposal within your reach."))
    with scope.everything(because="a move between regions is decided by one and belongs to the other"):
        move = Move.objects.select_for_update(of=("self",)).get(pk=move_id)
    if move.status != MoveStatus.PROPOSED:
        raise Conflict(_("This move is decided already. Nothing was changed."))
    return move


def industry_of(move: Move) -> Industry:
    """Return the industry that the proposal names: whoever decides supervises it."""
    return Industry.objects.get(pk=move.facts["industry"])


def _decide(*, actor, now: datetime, move: Move, status: MoveStatus, verb: str, note: str = "") -> Move:
    move.status, move.decided_by, move.decided_at, move.decision_note = status, actor.snapshot(), now, note.strip()
    with scope.everything(because="a move between regions is decided by one and belongs to the other"):
        move.save(update_fields=["status", "decided_by", "decided_at", "decision_note"])
    data = {"enterprise": str(move.enterprise_id), "from": move.region_code, "to": move.to_region_id, "note": note}
    record(actor=actor, now=now, verb=verb, subject=move, data=data)
    return move


@transaction.atomic
def withdraw_move(*, actor, now: datetime, move_id: UUID) -> Move:
    """Withdraw a proposal that is not decided yet, as the region that made it."""
    move = lock_move(move_id)
    require(policy.can_withdraw_move(actor, move, industry_of(move)))
    return _decide(actor=actor, now=now, move=move, status=MoveStatus.WITHDRAWN, verb="withdraw_move")


@transaction.atomic
def refuse_move(*, actor, now: datetime, move_id: UUID, reason: str) -> Move:
    """Refuse, with a reason, to take an enterprise over, as the region that would receive it."""
    move = lock_move(move_id)
    require(policy.can_decide_move(actor, move, industry_of(move)))
    if not reason.strip():
        sentence = _("Say why: the other authority reads it.")
        raise RuleBroken(sentence, fields={"reason": sentence})
    return _decide(actor=actor, now=now, move=move, status=MoveStatus.REFUSED, verb="refuse_move", note=reason)


@transaction.atomic
def carry_over(*, actor, now: datetime, move: Move, note: str = "") -> Enterprise:
    """Carry the register's entry with its places, equipment, posts, codes and record into the receiving region.

    `move` is locked and permitted; the desk's `accept_move` calls this after it has seen that no case is open. The
    receiver's own scope ends at its region, so the rows are written in the scope of both, for these statements only.
    """
    with scope.everything(because="an accepted move takes an enterprise from one region's wall into another's"):
        enterprise = Enterprise.objects.select_for_update(of=("self",)).get(pk=move.enterprise_id)
        Enterprise.objects.filter(pk=enterprise.pk).update(
            region_id=move.to_region_id,
            region_code=move.to_region_id,
            updated_at=now,
            version=enterprise.version + 1,
        )
        for belongings in (
            enterprise.places,
            enterprise.equipment,
            enterprise.posts,
            enterprise.codes,
            enterprise.licences,
            enterprise.dishonesty_listings,
            enterprise.accidents,
        ):
            belongings.update(region_code=move.to_region_id)
    _decide(actor=actor, now=now, move=move, status=MoveStatus.ACCEPTED, verb="accept_move", note=note)
    return enterprise
