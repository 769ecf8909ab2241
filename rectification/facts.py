"""The facts of a hazard under an order: what hazards know, and what orders, plans and stopped work add."""

from datetime import datetime
from typing import Any

from core.clock import day_of
from hazards.choices import EventVerb
from hazards.facts import confirmer_level, facts_for
from hazards.models import Event, Hazard
from hazards.rules import Facts
from rectification.choices import ExtensionStatus, OrderStatus, StopWorkStatus
from rectification.listing.rules import IN_FORCE
from rectification.models import Extension, Listing, Order, Plan, StopWork
from rectification.rules import plan_from, plan_gaps

#: Acts that make somebody one of those who did or submitted the work.
WORK = (EventVerb.WORK_STARTED, EventVerb.SUBMITTED, EventVerb.PROGRESS_REPORTED)
STOPPED = (StopWorkStatus.STOPPED, StopWorkStatus.RESUME_ASKED)
PLAN_FIELDS = (
    "goal",
    "measures",
    "funds",
    "funds_source",
    "responsible_unit",
    "responsible_person",
    "responsible_phone",
    "finish_on",
    "interim_measures",
    "contingency_plan",
    "evacuation_trigger",
)


def order_in_force(hazard: Hazard) -> Order | None:
    """Return the order under which a hazard is being rectified."""
    orders = Order.objects.filter(hazard=hazard, status=OrderStatus.IN_FORCE)
    return orders.select_related("document", "authority").first()


def listing_in_force(hazard: Hazard) -> Listing | None:
    """Return the listed supervision under which a hazard stands."""
    rows = Listing.objects.select_related("body", "supervised", "document").defer("document__snapshot")
    return rows.filter(hazard=hazard, status__in=IN_FORCE).first()


def gaps_of(plan: Plan | None, order_due) -> list:
    """Return what a filed plan still lacks; everything when none is filed."""
    values = {name: getattr(plan, name) for name in PLAN_FIELDS} if plan else {}
    if plan:
        values["milestones"] = tuple(day_from(each["on"]) for each in plan.milestones)
    return plan_gaps(plan_from(values, order_due=order_due))


def day_from(text: str):
    """Return the date of an ISO text."""
    return datetime.fromisoformat(text).date()


def full_facts(actor, hazard: Hazard, *, now: datetime, order: Order | None = None, **stated: Any) -> Facts:
    """Return the facts of an act on a hazard that is, or was, under an order."""
    plan = Plan.objects.filter(hazard=hazard, superseded_at=None).first() if hazard.grade == "major" else None
    served = order and (order.served_at or (order.issued_at if order.episode > 1 else None))
    workers = Event.objects.filter(hazard=hazard, episode=hazard.episode, verb__in=WORK).values_list("actor", flat=True)
    facts = {
        "worker_ids": frozenset(row["person_id"] for row in workers if row.get("person_id")),
        "plan_complete": hazard.grade != "major" or not gaps_of(plan, hazard.due_on),
        "stop_work_active": StopWork.objects.filter(hazard=hazard, status__in=STOPPED).exists(),
        "is_listed": Listing.objects.filter(hazard=hazard, status__in=IN_FORCE).exists(),
        "extension_pending": Extension.objects.filter(hazard=hazard, status=ExtensionStatus.REQUESTED).exists(),
        "served_on": day_of(served) if served else None,
        "rectified_on": hazard.rectified_on,
    }
    if hazard.recorded_by.get("tenant_kind") != "authority":
        facts["recorder_level"] = confirmer_level(hazard)
    return facts_for(actor, hazard, now=now, **(facts | stated))
