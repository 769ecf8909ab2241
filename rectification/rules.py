"""Pure rules of orders: proposed deadlines, extensions, the five implementations, what the clock says.

Sources: SAWS Order 16 arts 14-16, 23; SAWS Order 15 art. 15 (extension answered within 5 days, re-inspection within
10 days of expiry or of the request); Qingdao listed-hazard rules 2012 (20 and 10 working days, at most a year).
The numbers are defaults of a policy, never legal constants; a region may hand in its own.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.errors import Conflict, RuleBroken
from hazards.choices import RUNNING_STATUSES, Grade, Status, VerificationMethod
from hazards.rules import MINIMUM_METHOD
from rectification.choices import DueState, ExtensionStatus, PlanGap
from regions.choices import DeadlineUnit
from regions.rules import Deadline, WorkingCalendar, add_months, compute_deadline

# --- Proposed deadlines ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DeadlinePolicyRow:
    """What a region proposes for a grade: `amount` days of `unit`.

    An empty `industry` holds for all; an empty `region_code` is the nation.
    """

    grade: Grade
    unit: DeadlineUnit
    amount: int
    industry: str = ""
    region_code: str = ""


#: Used where no region up the tree says anything.
DEFAULT_POLICY = (
    DeadlinePolicyRow(Grade.GENERAL, DeadlineUnit.WORKING_DAYS, 10),
    DeadlinePolicyRow(Grade.MAJOR, DeadlineUnit.CALENDAR_DAYS, 30),
)
#: How a policy counts: a date, or "at once", is decided for one hazard and never for all of a kind.
POLICY_UNITS = (DeadlineUnit.WORKING_DAYS, DeadlineUnit.CALENDAR_DAYS)
#: The most an order may give; a year for a major hazard (Qingdao 2012).
LONGEST = {
    Grade.GENERAL: (DeadlineUnit.WORKING_DAYS, 60),
    Grade.MAJOR: (DeadlineUnit.CALENDAR_DAYS, 365),
}


def propose_deadline(
    rows: Iterable[DeadlinePolicyRow], *, grade: Grade | str, industry: str, region_code: str
) -> DeadlinePolicyRow:
    """The row that applies: of the nearest region up the tree, there of the industry before "all industries"."""
    fitting = [
        row
        for row in (*rows, *DEFAULT_POLICY)
        if row.grade == grade and region_code.startswith(row.region_code) and row.industry in ("", industry)
    ]
    return max(fitting, key=lambda row: (len(row.region_code), row.industry != ""))


def policy_example(row: DeadlinePolicyRow, found_on: date, calendar: WorkingCalendar) -> Deadline:
    """The deadline of a hazard found and ordered on `found_on` under a policy: what a policy means, shown on a day.

    Raises `RuleBroken` for an amount that makes no sense, or one that gives more time than an order of the grade may.
    """
    deadline = compute_deadline(found_on, row.unit, row.amount, calendar)
    check_due(row.grade, found_on, deadline.result, calendar)
    return deadline


def latest_due(grade: Grade | str, start: date, calendar: WorkingCalendar) -> date:
    """The last day an order of `start` may set for a hazard of the grade."""
    unit, amount = LONGEST[Grade(grade)]
    return compute_deadline(start, unit, amount, calendar).result


def check_due(grade: Grade | str, start: date, due: date, calendar: WorkingCalendar) -> None:
    """Raises `RuleBroken` when an order gives more time than its grade allows."""
    last = latest_due(grade, start, calendar)
    if due > last:
        raise RuleBroken(
            _("The deadline %(due)s is too far away: for a hazard of this grade the last day is %(last)s.")
            % {"due": due.isoformat(), "last": last.isoformat()}
        )


# --- What the clock says ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DaysLeft:
    """Where a due date stands today: working and calendar days left, negative when late."""

    state: DueState
    working_days: int = 0
    calendar_days: int = 0

    @property
    def is_late(self) -> bool:
        """Whether the due date has passed."""
        return self.state == DueState.OVERDUE

    @property
    def words(self) -> str:
        """The state in words, for a badge."""
        late = -self.working_days
        if self.state == DueState.OVERDUE:
            return _("Overdue, working days: %(n)s") % {"n": late} if late else _("Overdue since the last working day")
        if self.state in (DueState.ON_TRACK, DueState.DUE_SOON):
            return _("Working days left: %(n)s") % {"n": self.working_days}
        return str(self.state.label)


def days_left(today: date, due: date | None, calendar: WorkingCalendar, *, soon: int = 3) -> DaysLeft:
    """What the clock says of `due` today. `soon` is the number of working days from which it is due soon.

    The due day itself belongs to the period: it ends at 24:00 (Civil Code art. 203).
    """
    if due is None:
        return DaysLeft(DueState.NONE)
    working, plain = calendar.working_days_between(today, due), (due - today).days
    if plain < 0:
        return DaysLeft(DueState.OVERDUE, working, plain)
    if plain == 0:
        return DaysLeft(DueState.DUE_TODAY)
    return DaysLeft(DueState.DUE_SOON if working <= soon else DueState.ON_TRACK, working, plain)


def reinspection_due(due: date, requested_on: date | None, calendar: WorkingCalendar, *, days: int = 10) -> date:
    """By when the authority re-inspects: within `days` of expiry or of the enterprise's request, whichever is first."""
    start = min(due, requested_on) if requested_on else due
    return compute_deadline(start, DeadlineUnit.CALENDAR_DAYS, days, calendar).result


def progress_due_dates(served_on: date, until: date, calendar: WorkingCalendar) -> tuple[date, ...]:
    """The monthly reports on a major hazard from service up to `until`: the corresponding days, moved to working days.

    `until` is the day of closing, or today's horizon while the hazard is open: lateness does not end the duty.
    """
    dates: list[date] = []
    month = 1
    while add_months(served_on, month) <= until:
        dates.append(calendar.add_months_calendar_days(served_on, month))
        month += 1
    return tuple(dates)


# --- Extensions ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ExtensionPolicy:
    """Working days: `lead_days` before the due day to ask at the latest, `decide_days` to decide."""

    lead_days: int = 5
    decide_days: int = 5


DEFAULT_EXTENSION_POLICY = ExtensionPolicy()
LISTED_EXTENSION_POLICY = ExtensionPolicy(lead_days=20, decide_days=10)


@dataclass(frozen=True)
class ExtensionRecord:
    """A decided or waiting extension, as far as the rules look at it."""

    status: ExtensionStatus
    old_due_on: date
    new_due_on: date


@dataclass(frozen=True)
class ExtensionHistory:
    """What everybody may see of the extensions so far: how many, and how many calendar days they added."""

    granted: int
    refused: int
    days_added: int


def extension_history(records: Iterable[ExtensionRecord]) -> ExtensionHistory:
    """The cumulative count over all extensions of an order."""
    records = tuple(records)
    granted = [record for record in records if record.status == ExtensionStatus.GRANTED]
    refused = sum(record.status == ExtensionStatus.REFUSED for record in records)
    return ExtensionHistory(
        len(granted), refused, sum((record.new_due_on - record.old_due_on).days for record in granted)
    )


def due_after(original_due: date, records: Sequence[ExtensionRecord]) -> date:
    """The due day in force: only a granted extension moves it. A request, however old, moves nothing."""
    granted = [record.new_due_on for record in records if record.status == ExtensionStatus.GRANTED]
    return max([original_due, *granted])


def last_day_to_ask(due: date, calendar: WorkingCalendar, policy: ExtensionPolicy = DEFAULT_EXTENSION_POLICY) -> date:
    """The last day on which more time can be asked for."""
    return calendar.add_working_days(due, -policy.lead_days)


def decision_due(asked_on: date, calendar: WorkingCalendar, policy: ExtensionPolicy = DEFAULT_EXTENSION_POLICY) -> date:
    """By when the authority decides. Its silence is an alarm, never an approval."""
    return compute_deadline(asked_on, DeadlineUnit.WORKING_DAYS, policy.decide_days, calendar).result


def check_extension_request(
    *,
    status: Status | str,
    today: date,
    due: date,
    new_due: date,
    reason: str,
    interim_measures: str,
    pending: bool,
    calendar: WorkingCalendar,
    policy: ExtensionPolicy = DEFAULT_EXTENSION_POLICY,
) -> None:
    """Whether an enterprise may ask for more time now.

    Raises `Conflict` when the hazard is not being rectified or another request waits; `RuleBroken` when it is too
    late to ask, the new day is not later, or the reason or the interim measures are missing.
    """
    if status not in (Status.SERVED, Status.RECTIFYING):
        raise Conflict(_("More time can be asked for only while the hazard is being rectified. Nothing was saved."))
    if pending:
        raise Conflict(_("A request for more time is waiting already. Withdraw it before you ask again."))
    if not reason.strip():
        raise RuleBroken(_("Say why the time is not enough."), fields={"reason": _("Say why the time is not enough.")})
    if not interim_measures.strip():
        sentence = _("State the interim safety measures: without them no more time can be given.")
        raise RuleBroken(sentence, fields={"interim_measures": sentence})
    last_day = last_day_to_ask(due, calendar, policy)
    if today > last_day:
        raise RuleBroken(
            _("It is too late to ask: the last day was %(day)s (working days before the deadline: %(n)s).")
            % {"day": last_day.isoformat(), "n": policy.lead_days}
        )
    _check_later(due, new_due)


def check_extension_decision(
    *,
    record_status: ExtensionStatus | str,
    status: Status | str,
    due: date,
    new_due: date | None,
    grant: bool,
    reason: str,
) -> None:
    """Whether a request may be decided like this: granted with a later day, or refused with a reason."""
    if record_status != ExtensionStatus.REQUESTED:
        raise Conflict(_("This request has been decided or withdrawn already. Nothing was changed."))
    if grant and status not in RUNNING_STATUSES:
        raise Conflict(_("The hazard is no longer being rectified: more time cannot be given. Nothing was changed."))
    if not grant and not reason.strip():
        raise RuleBroken(_("A refusal needs a reason."), fields={"reason": _("A refusal needs a reason.")})
    if grant:
        _check_later(due, new_due)


def _check_later(due: date, new_due: date | None) -> None:
    if new_due is None or new_due <= due:
        sentence = _("The new deadline must be later than %(due)s.") % {"due": due.isoformat()}
        raise RuleBroken(sentence, fields={"new_due": sentence})


# --- The five implementations ----------------------------------------------------------------------------------------

#: A mobile number, or a landline with its area code, with or without separators and the country code.
PHONE = re.compile(r"(\+?86)?(1[3-9]\d{9}|0\d{9,11}|[48]00\d{7})")


@dataclass(frozen=True)
class PlanFacts:
    """A rectification plan as filed (五落实; SAWS Order 16 art. 15), with the day on which the order is due."""

    goal: str = ""
    measures: str = ""
    funds: Decimal | None = None
    funds_source: str = ""
    responsible_unit: str = ""
    responsible_person: str = ""
    responsible_phone: str = ""
    finish_on: date | None = None
    interim_measures: str = ""
    contingency_plan: str = ""
    evacuation_trigger: str = ""
    milestones: tuple[date, ...] = ()
    order_due: date | None = None


_TEXTS = (
    PlanGap.GOAL,
    PlanGap.MEASURES,
    PlanGap.UNIT,
    PlanGap.PERSON,
    PlanGap.INTERIM_MEASURES,
    PlanGap.CONTINGENCY_PLAN,
    PlanGap.EVACUATION_TRIGGER,
)


def plan_gaps(plan: PlanFacts) -> list[PlanGap]:
    """What the plan still lacks, in the order of the form; empty when work may start.

    Funds may be 0 but must be stated; a sum above 0 needs its source.
    """
    gaps = {gap for gap in _TEXTS if not getattr(plan, gap.field).strip()}
    if plan.funds is None or not plan.funds.is_finite() or plan.funds < 0:
        gaps.add(PlanGap.FUNDS)
    elif plan.funds > 0 and not plan.funds_source.strip():
        gaps.add(PlanGap.FUNDS_SOURCE)
    if not PHONE.fullmatch(re.sub(r"[\s\-()]", "", plan.responsible_phone)):
        gaps.add(PlanGap.PHONE)
    if plan.finish_on is None:
        gaps.add(PlanGap.FINISH)
    elif plan.order_due is not None and plan.finish_on > plan.order_due:
        gaps.add(PlanGap.FINISH_TOO_LATE)
    if any(day > plan.finish_on for day in plan.milestones if plan.finish_on):
        gaps.add(PlanGap.MILESTONE_TOO_LATE)
    return [gap for gap in PlanGap if gap in gaps]


def plan_from(data: Mapping[str, Any], *, order_due: date | None) -> PlanFacts:
    """The facts out of cleaned form data or a row's values; unknown keys are ignored, missing ones are gaps."""
    known = {name: data[name] for name in PlanFacts.__dataclass_fields__ if data.get(name) is not None}
    return PlanFacts(**{**known, "milestones": tuple(known.get("milestones", ())), "order_due": order_due})


# --- Verification ----------------------------------------------------------------------------------------------------


def verification_methods(grade: Grade | str) -> tuple[VerificationMethod, ...]:
    """The methods in proportion to a grade, weakest first: what the form offers."""
    least = MINIMUM_METHOD[Grade(grade)].rank
    return tuple(method for method in VerificationMethod if method.rank >= least)
