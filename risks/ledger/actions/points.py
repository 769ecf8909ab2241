"""Risk points: added, described, rated, declared red, retired, and brought back to an earlier state."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.clock import day_of
from core.errors import Conflict, NotVisible, RuleBroken
from core.ids import new_id
from core.policy import require
from enterprises.models import Equipment, Place, Post
from risks.ledger import policy, rules
from risks.ledger.actions.grammar import clean_facts, locked_point, require_active, visible_enterprise, write_entry
from risks.ledger.choices import EntryVerb, MeasureStatus, PointStatus
from risks.ledger.reading import declared_by, number_in
from risks.models import Entry, Measure, RiskPoint


@transaction.atomic
def add_point(
    *,
    actor,
    now: datetime,
    enterprise_id: uuid.UUID | str,
    point_id: uuid.UUID | None = None,
    rating: rules.Rating | None = None,
    verb: EntryVerb = EntryVerb.ADDED,
    **facts: Any,
) -> RiskPoint:
    """Add a risk point, rated at once where `rating` is given. Idempotent on `point_id`, which the client may make."""
    enterprise = visible_enterprise(enterprise_id)
    require(policy.can_keep_risk_points(actor, enterprise.pk))
    if point_id and (known := RiskPoint.objects.filter(pk=point_id, enterprise=enterprise).first()):
        return known
    cleaned = clean_facts(enterprise, {"name": "", **facts})
    if rating is not None:
        rules.check_rating(rating)
    visible_enterprise(enterprise_id, lock=True)  # two points of one enterprise never take the same number
    last = RiskPoint.objects.filter(enterprise=enterprise).aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            point = RiskPoint.objects.create(
                id=point_id or new_id(),
                region_code=enterprise.region_code,
                enterprise=enterprise,
                number=last + 1,
                reviewed_on=day_of(now),
                added_at=now,
                **cleaned,
                **_values(rating),
            )
    except IntegrityError as error:
        raise Conflict(
            _("This risk point is in the ledger already. Nothing was added; load the page again.")
        ) from error
    write_entry(actor=actor, now=now, point=point, verb=verb)
    return point


def _values(rating: rules.Rating | None) -> dict[str, Any]:
    if rating is None:
        return {}
    return {name: getattr(rating, name) for name in ("method", "likelihood", "exposure", "consequence")}


@transaction.atomic
def describe_point(
    *,
    actor,
    now: datetime,
    point_id: uuid.UUID | str,
    version: int | None = None,
    note: str = "",
    **facts: Any,
) -> RiskPoint:
    """Change name, place, equipment, description, accidents or people exposed; what is not named stays."""
    point = locked_point(point_id, version=version)
    require(policy.can_keep_risk_points(actor, point.enterprise_id))
    require_active(point)
    changed = {
        name: value for name, value in clean_facts(point.enterprise, facts).items() if getattr(point, name) != value
    }
    if not changed:
        return point
    for name, value in changed.items():
        setattr(point, name, value)
    write_entry(actor=actor, now=now, point=point, verb=EntryVerb.DESCRIBED, note=note)
    return point


@transaction.atomic
def rate_point(
    *,
    actor,
    now: datetime,
    point_id: uuid.UUID | str,
    method: str,
    likelihood: Decimal,
    consequence: Decimal,
    exposure: Decimal | None = None,
    version: int | None = None,
    note: str = "",
) -> RiskPoint:
    """Rate a point by LEC or the matrix. The raw values are kept, the level follows; rating is a review as well."""
    point = locked_point(point_id, version=version)
    require(policy.can_rate_risk_points(actor, point.enterprise_id))
    require_active(point)
    rating = rules.Rating(method, likelihood, exposure, consequence)
    rules.check_rating(rating)
    for name, value in _values(rating).items():
        setattr(point, name, value)
    point.reviewed_on = day_of(now)
    write_entry(actor=actor, now=now, point=point, verb=EntryVerb.RATED, note=note)
    return point


@transaction.atomic
def declare_red(
    *,
    actor,
    now: datetime,
    point_id: uuid.UUID | str,
    case: str,
    reason: str = "",
    version: int | None = None,
) -> RiskPoint:
    """Declare a point directly red by a named case with its reason; an empty case lifts it."""
    point = locked_point(point_id, version=version)
    require(policy.can_declare_red(actor, point.enterprise, declared_by(point)))
    require_active(point)
    reason = reason.strip()[: rules.LONGEST["direct_red_reason"]]
    rules.check_direct_red(case, reason)
    if not case and not point.direct_red:
        raise Conflict(_("%(label)s is not declared directly red.") % {"label": point.label})
    if not case and not reason:
        sentence = _("Say why it is no longer directly red; the reason stays in the ledger.")
        raise RuleBroken(sentence, fields={"direct_red_reason": sentence, "reason": sentence})
    point.direct_red, point.direct_red_reason = case, reason if case else ""
    write_entry(actor=actor, now=now, point=point, verb=EntryVerb.DECLARED_RED, note=reason)
    return point


@transaction.atomic
def retire_point(
    *, actor, now: datetime, point_id: uuid.UUID | str, reason: str, version: int | None = None
) -> RiskPoint:
    """Retire a point: it leaves lists, board and plans; its ledger stays."""
    point = locked_point(point_id, version=version)
    require(policy.can_keep_risk_points(actor, point.enterprise_id))
    require_active(point)
    _say_why(reason)
    if declared_by(point) == "authority":
        require(policy.can_declare_red(actor, point.enterprise, "authority"))
    point.status = PointStatus.RETIRED
    write_entry(actor=actor, now=now, point=point, verb=EntryVerb.RETIRED, note=reason)
    return point


@transaction.atomic
def take_up_point(
    *, actor, now: datetime, point_id: uuid.UUID | str, reason: str, version: int | None = None
) -> RiskPoint:
    """Take a retired point up again."""
    point = locked_point(point_id, version=version)
    require(policy.can_keep_risk_points(actor, point.enterprise_id))
    if point.status == PointStatus.ACTIVE:
        raise Conflict(_("%(label)s is in the ledger already.") % {"label": point.label})
    _say_why(reason)
    point.status = PointStatus.ACTIVE
    write_entry(actor=actor, now=now, point=point, verb=EntryVerb.TAKEN_UP, note=reason)
    return point


def _say_why(reason: str) -> None:
    if not reason.strip():
        sentence = _("Give a reason; it stays in the ledger.")
        raise RuleBroken(sentence, fields={"reason": sentence})


@transaction.atomic
def restore_point(
    *,
    actor,
    now: datetime,
    point_id: uuid.UUID | str,
    number: int,
    reason: str,
    version: int | None = None,
) -> RiskPoint:
    """Bring a point back to the state after an earlier entry: facts, rating and measures. It is a new entry.

    Days of review are not taken back: what was looked at was looked at. A case that was declared red stays as it is.
    """
    point = locked_point(point_id, version=version)
    require(policy.can_rate_risk_points(actor, point.enterprise_id))
    require_active(point)
    _say_why(reason)
    entry = Entry.objects.filter(point=point, number=number).first()
    if entry is None:
        raise NotVisible(_("There is no such entry in the ledger of this point."))
    if number == point.version:
        raise Conflict(_("This is the present state already. Nothing was changed."))
    _put_back(point, entry.facts)
    _put_measures_back(point, entry.facts.get("measures", ()), now=now)
    write_entry(actor=actor, now=now, point=point, verb=EntryVerb.RESTORED, note=reason, restores=number)
    return point


def _put_back(point: RiskPoint, facts: dict[str, Any]) -> None:
    for name in ("name", "place_text", "description", "accidents", "people_exposed", "method"):
        setattr(point, name, facts[name])
    for name in ("likelihood", "exposure", "consequence"):
        setattr(point, name, number_in(facts[name]))
    for name, model in (("place", Place), ("equipment", Equipment)):
        key = facts[f"{name}_id"]
        found = model.objects.filter(pk=key, enterprise=point.enterprise_id).first() if key else None
        setattr(point, name, found)
        if key and found is None and name == "place":
            # The place is no longer registered; its word is kept beside the point.
            point.place_text = (f"{facts['place']} {point.place_text}".strip())[: rules.LONGEST["place_text"]]


def _put_measures_back(point: RiskPoint, measures, *, now: datetime) -> None:
    wanted = {each["id"]: each for each in measures}
    held = {str(each.pk): each for each in Measure.objects.select_for_update().filter(point=point)}
    for key, row in held.items():
        facts = wanted.get(key)
        if facts is None:
            row.status = MeasureStatus.WITHDRAWN
        else:
            row.status, row.kind, row.text = MeasureStatus.IN_FORCE, facts["kind"], facts["text"]
            row.control, row.owner = facts["control"], facts["owner"]
            row.post = Post.objects.filter(pk=facts["post_id"]).first() if facts["post_id"] else None
            row.reviewed_on = max(row.reviewed_on, date.fromisoformat(facts["reviewed_on"]))
        row.save(force_update=True)
