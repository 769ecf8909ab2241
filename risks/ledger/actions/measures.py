"""Control measures of a risk point, and the reviews that say whether they still hold."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import day_of
from core.errors import Conflict, NotVisible, RuleBroken
from core.ids import new_id
from core.policy import require
from risks.ledger import policy, rules
from risks.ledger.actions.grammar import locked_point, own_post, require_active, write_entry
from risks.ledger.choices import Control, EntryVerb, MeasureKind, MeasureStatus
from risks.models import Measure, RiskPoint


def _clean(point: RiskPoint, given: dict[str, Any], *, before: Measure | None = None) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    if "kind" in given:
        facts["kind"] = _one_of(MeasureKind, given["kind"], "kind")
    if "control" in given:
        facts["control"] = _one_of(Control, given["control"], "control")
    if "text" in given:
        facts["text"] = (given["text"] or "").strip()[: rules.LONGEST["text"]]
        if not facts["text"]:
            sentence = _("Say what the measure is.")
            raise RuleBroken(sentence, fields={"text": sentence})
    if "post_id" in given or "owner" in given:
        key = given.get("post_id", before.post_id if before else None)
        post = own_post(point.enterprise, key)
        owner = (given.get("owner") or "").strip()[: rules.LONGEST["owner"]] or (str(post) if post else "")
        if not owner:
            sentence = _("Name the post that answers for the measure.")
            raise RuleBroken(sentence, fields={"post": sentence, "owner": sentence})
        facts |= {"post": post, "owner": owner}
    return facts


def _one_of(choices, value, field: str):
    if value not in choices.values:
        sentence = _("Choose one of the list.")
        raise RuleBroken(sentence, fields={field: sentence})
    return choices(value)


@transaction.atomic
def add_measure(
    *,
    actor,
    now: datetime,
    point_id: uuid.UUID | str,
    kind: str,
    text: str,
    control: int,
    post_id: uuid.UUID | str | None = None,
    owner: str = "",
    measure_id: uuid.UUID | None = None,
    version: int | None = None,
    note: str = "",
) -> Measure:
    """Add a control measure with the post that owns it and who controls it. Idempotent on `measure_id`."""
    point = locked_point(point_id)
    require(policy.can_keep_measures(actor, point.enterprise_id))
    if measure_id and (known := Measure.objects.filter(pk=measure_id, point=point).first()):
        return known
    if version is not None:
        locked_point(point_id, version=version)
    require_active(point)
    facts = _clean(point, {"kind": kind, "text": text, "control": control, "post_id": post_id, "owner": owner})
    if Measure.objects.filter(point=point, status=MeasureStatus.IN_FORCE).count() >= rules.MOST_MEASURES:
        raise RuleBroken(_("At most %(n)s measures. Nothing was saved.") % {"n": rules.MOST_MEASURES})
    if measure_id and Measure.objects.filter(pk=measure_id).exists():
        raise Conflict(_("Another measure has this id. Nothing was saved; send it again as a new one."))
    made = Measure.objects.create(
        id=measure_id or new_id(),
        region_code=point.region_code,
        enterprise_id=point.enterprise_id,
        point=point,
        reviewed_on=day_of(now),
        added_at=now,
        **facts,
    )
    write_entry(actor=actor, now=now, point=point, verb=EntryVerb.MEASURE_ADDED, note=note)
    return made


def _held(measure_id: uuid.UUID | str, version: int | None) -> tuple[RiskPoint, Measure]:
    found = Measure.objects.filter(pk=measure_id).first()
    if found is None:
        raise NotVisible(_("There is no such measure, or it is not yours to see."))
    point = locked_point(found.point_id, version=version)
    return point, Measure.objects.select_for_update(of=("self",)).select_related("post").get(pk=measure_id)


def _in_force(measure: Measure) -> None:
    if measure.status != MeasureStatus.IN_FORCE:
        raise Conflict(_("This measure was withdrawn already. Nothing was changed; load the page again."))


@transaction.atomic
def change_measure(
    *,
    actor,
    now: datetime,
    measure_id: uuid.UUID | str,
    version: int | None = None,
    note: str = "",
    **facts: Any,
) -> Measure:
    """Change what a measure says, who owns it or who controls it; what is not named stays."""
    point, measure = _held(measure_id, version)
    require(policy.can_keep_measures(actor, point.enterprise_id))
    require_active(point)
    _in_force(measure)
    changed = {
        name: value for name, value in _clean(point, facts, before=measure).items() if getattr(measure, name) != value
    }
    if not changed:
        return measure
    for name, value in changed.items():
        setattr(measure, name, value)
    measure.save(force_update=True)
    write_entry(actor=actor, now=now, point=point, verb=EntryVerb.MEASURE_CHANGED, note=note)
    return measure


@transaction.atomic
def withdraw_measure(
    *, actor, now: datetime, measure_id: uuid.UUID | str, reason: str, version: int | None = None
) -> Measure:
    """Withdraw a measure; it stays in the ledger."""
    point, measure = _held(measure_id, version)
    require(policy.can_keep_measures(actor, point.enterprise_id))
    require_active(point)
    _in_force(measure)
    if not reason.strip():
        sentence = _("Give a reason; it stays in the ledger.")
        raise RuleBroken(sentence, fields={"reason": sentence})
    measure.status = MeasureStatus.WITHDRAWN
    measure.save(force_update=True)
    write_entry(actor=actor, now=now, point=point, verb=EntryVerb.MEASURE_WITHDRAWN, note=reason)
    return measure


@transaction.atomic
def record_review(
    *,
    actor,
    now: datetime,
    point_id: uuid.UUID | str,
    note: str,
    measures: Collection[uuid.UUID | str] | None = None,
    version: int | None = None,
) -> RiskPoint:
    """Record that point and measures were reviewed today and still hold; `measures` names some, None means all."""
    point = locked_point(point_id, version=version)
    require(policy.can_keep_measures(actor, point.enterprise_id))
    require_active(point)
    if not note.strip():
        sentence = _("Say in a few words what was looked at.")
        raise RuleBroken(sentence, fields={"note": sentence})
    rows = Measure.objects.filter(point=point, status=MeasureStatus.IN_FORCE)
    if measures is not None:
        chosen = {str(each) for each in measures}
        rows = rows.filter(pk__in=chosen)
        if rows.count() != len(chosen):
            raise RuleBroken(_("One of the measures is not in force any more. Nothing was saved; load the page again."))
    today = day_of(now)
    rows.update(reviewed_on=today)
    point.reviewed_on = today
    write_entry(actor=actor, now=now, point=point, verb=EntryVerb.REVIEWED, note=note)
    return point
