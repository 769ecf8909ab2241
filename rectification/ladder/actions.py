"""The only writers of ladder versions: draw up, change, publish, discard. A published version never changes."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from audit.actions import record
from core.errors import Conflict, NotVisible, RuleBroken
from core.ids import new_id
from core.policy import require
from core.scope import HIGHEST
from rectification import policy
from rectification.ladder import defaults, rules
from rectification.ladder.choices import Anchor, Pace, PolicyStatus, WaitKind
from rectification.ladder.reading import content_of, published_spans
from rectification.ladder.words import kind_and_pace
from rectification.models import LadderPolicy, Rung, Term, Watch
from regions.choices import DeadlineUnit

#: A rung further from its deadline, or a longer term, is likelier a slip than a decision.
FARTHEST = 250
MOST_RUNGS = 20


def in_force(region_code: str, *, now: datetime) -> tuple[dict, dict]:
    """Return the rungs and terms that hold in a region now, by kind and pace; whatever nobody set is the default."""
    spans = published_spans()
    rungs = {
        (kind, pace): next(
            part.rungs
            for part in rules.segments(spans, region_code=region_code, kind=kind, pace=pace, default=rows)
            if part.holds(now)
        )
        for (kind, pace), rows in defaults.RUNGS.items()
    }
    terms = {
        (kind, pace): rules.term_of(
            spans, region_code=region_code, kind=kind, pace=pace, when=now, default=defaults.TERMS
        )
        for kind, pace in defaults.TERMS
    }
    return rungs, terms


@transaction.atomic
def draft_ladder(*, actor, now: datetime, policy_id: uuid.UUID | None = None) -> LadderPolicy:
    """Draw up the region's next version, a copy of what holds there now. Where a draft is open, return that."""
    require(policy.can_keep_ladder(actor))
    rows = LadderPolicy.objects.filter(region_code=actor.region_code)
    if held := rows.filter(status=PolicyStatus.DRAFT).first():
        return held
    number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            made = LadderPolicy.objects.create(
                id=policy_id or new_id(),
                region_code=actor.region_code,
                number=number,
                status=PolicyStatus.DRAFT,
                drafted_at=now,
                drafted_by=actor.snapshot(),
            )
    except IntegrityError as error:
        raise Conflict(_("Somebody else has just drawn up a draft. Nothing was saved; load the page again.")) from error
    rungs, terms = in_force(actor.region_code, now=now)
    Rung.objects.bulk_create(_stored(made, kind, pace, row) for (kind, pace), rows in rungs.items() for row in rows)
    Term.objects.bulk_create(
        Term(policy=made, region_code=made.region_code, kind=kind, pace=pace, unit=term.unit, amount=term.amount)
        for (kind, pace), term in terms.items()
    )
    record(actor=actor, now=now, verb="draft_ladder", subject=made, data={"number": number})
    return made


def _stored(held: LadderPolicy, kind: str, pace: str, row: rules.RungRow) -> Rung:
    return Rung(
        policy=held,
        region_code=held.region_code,
        kind=kind,
        pace=pace,
        anchor=row.anchor,
        offset=row.offset,
        hour=row.hour,
        tell=list(row.tell),
        levels_up=row.levels_up,
        urgency=row.urgency,
        effects=list(row.effects),
    )


def _locked(actor, policy_id: uuid.UUID | str) -> LadderPolicy:
    require(policy.can_keep_ladder(actor))
    held = LadderPolicy.objects.filter(pk=policy_id).first()
    if held is None:
        raise NotVisible(_("There is no such version of the ladder. It may have been discarded; load the page again."))
    require(policy.can_edit_ladder(actor, held))
    held = LadderPolicy.objects.select_for_update().get(pk=policy_id)
    require(policy.can_edit_ladder(actor, held))
    return held


def _check(row: rules.RungRow) -> None:
    if not row.tell:
        sentence = _("Choose at least one post that is told: a rung that tells nobody is silence.")
        raise RuleBroken(sentence, fields={"tell": sentence})
    if abs(row.offset) > FARTHEST or (row.anchor != Anchor.DUE and row.offset < 0):
        sentence = _("This number does not fit: count in working days, before the deadline with a minus.")
        raise RuleBroken(sentence, fields={"offset": sentence})
    if (row.anchor == Anchor.SHARE and row.offset > 100) or (row.anchor == Anchor.REPEAT and row.offset < 1):
        sentence = _("Percent lie between 0 and 100; a rung repeats after at least one working day.")
        raise RuleBroken(sentence, fields={"offset": sentence})


@transaction.atomic
def save_rung(
    *,
    actor,
    now: datetime,
    policy_id: uuid.UUID | str,
    kind: str,
    pace: str,
    row: rules.RungRow,
    rung_id: uuid.UUID | str | None = None,
) -> Rung:
    """Add a rung to a draft, or put `row` in the place of one of its rungs."""
    held = _locked(actor, policy_id)
    _check(row)
    stored = _stored(held, WaitKind(kind), Pace(pace), row)
    rows = Rung.objects.filter(policy=held, kind=kind, pace=pace)
    if rung_id is not None:
        before = rows.filter(pk=rung_id).first()
        if before is None:
            raise NotVisible(_("This rung is not in the draft any more."))
        stored.pk = before.pk
    others = rows.exclude(pk=stored.pk)
    same = others.filter(anchor=row.anchor) if row.anchor == Anchor.REPEAT else others.filter(
        anchor=row.anchor, offset=row.offset, hour=row.hour
    )  # fmt: skip
    if same.exists():
        sentence = _("There is a rung at this place already. Change that one.")
        raise RuleBroken(sentence, fields={"offset": sentence})
    if others.count() >= MOST_RUNGS:
        raise RuleBroken(_("At most %(n)s rungs. Nothing was saved.") % {"n": MOST_RUNGS})
    stored.save(force_update=rung_id is not None, force_insert=rung_id is None)
    record(actor=actor, now=now, verb="save_rung", subject=held, data={"kind": kind, "pace": pace, "rung": row.key})
    return stored


@transaction.atomic
def remove_rung(*, actor, now: datetime, policy_id: uuid.UUID | str, rung_id: uuid.UUID | str) -> None:
    """Remove a rung from a draft."""
    held = _locked(actor, policy_id)
    row = Rung.objects.filter(policy=held, pk=rung_id).first()
    if row is None:
        raise NotVisible(_("This rung is not in the draft any more."))
    record(actor=actor, now=now, verb="remove_rung", subject=held, data={"kind": row.kind, "pace": row.pace})
    row.delete()


@transaction.atomic
def set_term(*, actor, now: datetime, policy_id: uuid.UUID | str, kind: str, pace: str, unit: str, amount: int) -> Term:
    """Say in a draft how long a party may take where no order freezes the day."""
    held = _locked(actor, policy_id)
    if (kind, pace) not in defaults.TERMS:
        raise RuleBroken(_("The day of this is frozen by an order or a request: no time can be set for it here."))
    if not 1 <= amount <= FARTHEST or unit not in (DeadlineUnit.WORKING_DAYS, DeadlineUnit.CALENDAR_DAYS):
        sentence = _("Give a number of days from 1 to %(n)s.") % {"n": FARTHEST}
        raise RuleBroken(sentence, fields={"amount": sentence})
    row, _made = Term.objects.update_or_create(
        policy=held,
        kind=kind,
        pace=pace,
        defaults={"region_code": held.region_code, "unit": unit, "amount": amount},
    )
    record(actor=actor, now=now, verb="set_term", subject=held, data={"kind": kind, "pace": pace, "amount": amount})
    return row


@transaction.atomic
def discard_ladder(*, actor, now: datetime, policy_id: uuid.UUID | str) -> None:
    """Throw a draft away; what is in force stays in force."""
    held = _locked(actor, policy_id)
    record(actor=actor, now=now, verb="discard_ladder", subject=held, data={"number": held.number})
    Rung.objects.filter(policy=held).delete()
    Term.objects.filter(policy=held).delete()
    held.delete()


@transaction.atomic
def publish_ladder(*, actor, now: datetime, policy_id: uuid.UUID | str, reason: str) -> LadderPolicy:
    """Put a draft in force from now on. No issued deadline and no passed rung moves: only what is still to come.

    Refuses a ladder that would fall silent: each kind at each pace needs a rung that alarms after the deadline.
    """
    held = _locked(actor, policy_id)
    if not reason.strip():
        sentence = _("Say why the ladder changes.")
        raise RuleBroken(sentence, fields={"reason": sentence})
    before, _terms = in_force(held.region_code, now=now)
    rungs = {key: content_of([held.pk])[0][held.pk].get(key, ()) for key in defaults.RUNGS}
    if silent := rules.gaps(rungs):
        raise RuleBroken(
            _("Without an alarm after the deadline a case would fall silent. Add one for: %(where)s.")
            % {"where": "; ".join(kind_and_pace(kind, pace) for kind, pace in silent)}
        )
    LadderPolicy.objects.filter(region_code=held.region_code, status=PolicyStatus.PUBLISHED).update(
        status=PolicyStatus.SUPERSEDED, superseded_at=now
    )
    held.status, held.published_at, held.published_by = PolicyStatus.PUBLISHED, now, actor.snapshot()
    held.reason = reason.strip()[:300]
    held.save(update_fields=["status", "published_at", "published_by", "reason"])
    changed = [key for key, rows in rungs.items() if set(rows) != set(before[key])]
    _look_anew(held.region_code, changed, now)
    record(
        actor=actor, now=now, verb="publish_ladder", subject=held, data={"number": held.number, "reason": held.reason}
    )
    return held


def _look_anew(region_code: str, changed: Iterable[tuple[str, str]], now: datetime) -> None:
    """Let the sweep compute the next rung of every open clock that the change touches."""
    for kind, pace in changed:
        Watch.objects.filter(
            region_code__gte=region_code, region_code__lt=region_code + HIGHEST, kind=kind, pace=pace, ended_at=None
        ).update(attention_at=now)
