"""Periods and their deadlines, what an answer makes of a duty, who answers for it: pure functions over a calendar.

Source: workflow section 12 (each post has its generated to-do by frequency), section 3 (shift and post daily, workshop
weekly, company monthly). The periods of grace are the platform's: until then a duty can be done late, at their end the
clock records the miss.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from django.utils.translation import gettext as _

from checklists.choices import Frequency
from checklists.duties.choices import TRANSITIONS, DutyResult, DutyStatus, HoldingKind, Punctuality, Rhythm
from core.errors import Conflict, RuleBroken
from regions.rules import WorkingCalendar, add_months

#: Asia/Shanghai, which keeps no summer time.
ZONE = timezone(timedelta(hours=8), "CST")
ONE_DAY = timedelta(days=1)
HOURS = 24
MOST_SHIFTS = 4
MONTHS = {Frequency.MONTH: 1, Frequency.QUARTER: 3, Frequency.YEAR: 12}
#: How long after its end a period can still be done, late, before the clock records the miss.
GRACE = {
    Frequency.SHIFT: timedelta(hours=4),
    Frequency.DAY: timedelta(hours=12),
    Frequency.WEEK: timedelta(days=1),
    Frequency.MONTH: timedelta(days=3),
    Frequency.QUARTER: timedelta(days=5),
    Frequency.YEAR: timedelta(days=5),
    Frequency.EVENT: timedelta(hours=12),
}
#: The frequencies by which the clock draws duties up; a visit and an event begin otherwise.
PERIODIC = (
    Frequency.SHIFT,
    Frequency.DAY,
    Frequency.WEEK,
    Frequency.MONTH,
    Frequency.QUARTER,
    Frequency.YEAR,
)


@dataclass(frozen=True)
class Period:
    """One period of one frequency: its key in the ledger, when it opens, by when it is due, when its miss is recorded.

    `opens_on` decides which version of the list holds, `due_on` who answers for it.
    """

    frequency: Frequency
    key: str
    opens_at: datetime
    due_at: datetime

    @property
    def closes_at(self) -> datetime:
        """When the clock records the miss."""
        return self.due_at + GRACE[self.frequency]

    @property
    def opens_on(self) -> date:
        """The official day on which it opens."""
        return self.opens_at.astimezone(ZONE).date()

    @property
    def due_on(self) -> date:
        """The official day that answers for it; the midnight that ends a day still belongs to it.

        A shift that runs past midnight belongs to the day on which it began.
        """
        if self.frequency == Frequency.SHIFT:
            return self.opens_on
        return (self.due_at - timedelta(seconds=1)).astimezone(ZONE).date()


@dataclass(frozen=True)
class Manning:
    """How a post is manned: on which days, and in which shifts (hours at which one begins; none: no shifts)."""

    rhythm: Rhythm
    shifts: tuple[int, ...] = ()


def midnight(day: date) -> datetime:
    """Return the instant at which an official day begins."""
    return datetime.combine(day, time(), ZONE)


def check_shifts(hours: Sequence[int]) -> tuple[int, ...]:
    """Return the hours at which shifts begin, in order; what is no set of hours raises `RuleBroken`."""
    found = tuple(sorted(set(hours)))
    if len(found) != len(hours) or len(found) > MOST_SHIFTS or any(not 0 <= hour < HOURS for hour in found):
        raise RuleBroken(
            _("Give each shift's beginning as a full hour from 0 to 23, each once, at most four. Nothing was saved.")
        )
    return found


def _manned(day: date, rhythm: str, calendar: WorkingCalendar) -> bool:
    return rhythm == Rhythm.EVERY_DAY or calendar.is_working_day(day)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE_DAY


def _shifts(day: date, hours: Sequence[int]) -> Iterator[Period]:
    for number, hour in enumerate(hours):
        begins = midnight(day) + timedelta(hours=hour)
        following = hours[number + 1] if number + 1 < len(hours) else hours[0] + HOURS
        yield Period(Frequency.SHIFT, f"{day}T{hour:02}", begins, midnight(day) + timedelta(hours=following))


def _span(day: date, frequency: Frequency) -> tuple[str, date, date]:
    """Return the key, the first and the last day of the period of a frequency in which a day lies."""
    if frequency == Frequency.DAY:
        return day.isoformat(), day, day
    if frequency == Frequency.WEEK:
        year, week, weekday = day.isocalendar()
        first = day - timedelta(days=weekday - 1)
        return f"{year}-W{week:02}", first, first + timedelta(days=6)
    months = MONTHS[frequency]
    first = date(day.year, day.month - (day.month - 1) % months, 1)
    key = {
        Frequency.MONTH: f"{first:%Y-%m}",
        Frequency.QUARTER: f"{first.year}-Q{(first.month + 2) // 3}",
        Frequency.YEAR: f"{first.year}",
    }[frequency]
    return key, first, add_months(first, months) - ONE_DAY


def periods(
    frequency: str,
    *,
    after: datetime,
    until: datetime,
    manning: Manning,
    calendar: WorkingCalendar,
    starts_on: date = date.min,
    ends_on: date | None = None,
) -> list[Period]:
    """Return the periods of a frequency whose opening lies after `after` and not after `until`, the earliest first.

    A post that begins in the middle of a period takes part in it from its first day: such a period opens on
    `starts_on`. One that ends in the middle of a period has it due on its last day; `ends_on` is the first day on
    which it is charged no more. So each period opens once, whatever the steps in which time is asked about.
    """
    frequency = Frequency(frequency)
    first = max(after.astimezone(ZONE).date() - ONE_DAY, starts_on)
    last = until.astimezone(ZONE).date()
    if ends_on is not None:
        last = min(last, ends_on - ONE_DAY)
    if frequency not in PERIODIC:
        return []
    if frequency == Frequency.SHIFT:
        manned = (day for day in _days(first, last) if _manned(day, manning.rhythm, calendar))
        found = [period for day in manned for period in _shifts(day, manning.shifts)]
    else:
        found = []
        for key, begins, ends in dict.fromkeys(_span(day, frequency) for day in _days(first, last)):
            charged_to = ends if ends_on is None else min(ends, ends_on - ONE_DAY)
            part = _manned_part(max(begins, starts_on), charged_to, manning.rhythm, calendar)
            if part:
                found.append(Period(frequency, key, midnight(part[0]), midnight(part[1] + ONE_DAY)))
    return [period for period in found if after < period.opens_at <= until]


def _manned_part(first: date, last: date, rhythm: str, calendar: WorkingCalendar) -> tuple[date, date] | None:
    """Return the first and the last manned day from `first` to `last`, or None where there is none."""
    while first <= last and not _manned(first, rhythm, calendar):
        first += ONE_DAY
    while last > first and not _manned(last, rhythm, calendar):
        last -= ONE_DAY
    return (first, last) if first <= last else None


def next_opening(now: datetime, shifts: Sequence[int]) -> datetime:
    """Return the next instant at which any period can open: midnight, or the beginning of a shift."""
    today = now.astimezone(ZONE).date()
    moments = [midnight(today) + timedelta(hours=hour) for hour in (*shifts, HOURS)]
    return min(moment for moment in moments if moment > now)


def next_look(now: datetime, shifts: Sequence[int], ends_on: date | None) -> datetime | None:
    """Return when the clock looks at a charge again; None once its last day is over."""
    moment = next_opening(now, shifts)
    return None if ends_on is not None and moment >= midnight(ends_on) else moment


# --- What time makes of a duty ------------------------------------------------------------------------------------


def punctuality(*, due_at: datetime, closes_at: datetime, now: datetime) -> Punctuality:
    """Say whether a duty that waits is in time, late, or missed by now though the clock has not recorded it yet."""
    if now < due_at:
        return Punctuality.AHEAD
    return Punctuality.LATE if now < closes_at else Punctuality.OUT


def drawn_up_late(*, generated_at: datetime, due_at: datetime) -> bool:
    """Whether a duty was only drawn up when its time had passed: an outage, for which nobody answers."""
    return generated_at >= due_at


# --- What an answer makes of it ------------------------------------------------------------------------------------


def check_transition(before: str, after: str) -> None:
    """Raise `Conflict` unless `after` may follow `before`."""
    if DutyStatus(after) not in TRANSITIONS[DutyStatus(before)]:
        raise Conflict(
            _("This duty is already recorded: %(status)s. Nothing was changed; load your list again.")
            % {"status": DutyStatus(before).label}
        )


def answered(before: str, result: str, *, due_at: datetime, now: datetime) -> DutyStatus:
    """Return what an answer makes of a duty. A missed one can be made up for, but not be declared not applicable."""
    if before == DutyStatus.MISSED and result == DutyResult.NOT_APPLICABLE:
        raise RuleBroken(
            _("A missed duty cannot become “not applicable” afterwards. Its miss stays; you can still make up for it.")
        )
    if result == DutyResult.NOT_APPLICABLE:
        after = DutyStatus.NOT_APPLICABLE
    else:
        after = DutyStatus.DONE if now < due_at else DutyStatus.DONE_LATE
    check_transition(before, after)
    return after


def check_answer(*, result: str, note: str, photos: int, photo_required: bool) -> None:
    """Refuse an answer that proves nothing: no reason, no word on what does not conform, or a photo missing."""
    fields = {}
    if result == DutyResult.NOT_APPLICABLE and not note.strip():
        fields["note"] = _("Say why it does not apply.")
    if result == DutyResult.NOT_CONFORM and not note.strip():
        fields["note"] = _("Say in a few words what does not conform.")
    if photo_required and not photos and result != DutyResult.NOT_APPLICABLE:
        fields["photos"] = _("This duty needs a photo. Take one; what you typed is kept.")
    if fields:
        raise RuleBroken(_("The answer is not complete. Nothing was recorded yet."), fields=fields)


# --- Who answers -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """Who holds a post, from a day up to, not including, another; open where `until_on` is None."""

    membership: object
    kind: str
    from_on: date
    until_on: date | None = None

    def covers(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)


def bearer_on(day: date, holdings: Iterable[Held]) -> Held | None:
    """Return who answers for a post on a day: the substitute who began last, else the holder; None: nobody."""
    found = [each for each in holdings if each.covers(day)]
    return max(found, key=lambda each: (each.kind == HoldingKind.SUBSTITUTE, each.from_on), default=None)


def check_absence(first: date, last: date, *, today: date) -> None:
    """Refuse an absence that ends before it begins, lies in the past, or lasts longer than a year."""
    if last < first or last < today:
        raise RuleBroken(_("The absence must end on its first day or later, and not in the past. Nothing was saved."))
    if last - first > timedelta(days=366):
        raise RuleBroken(_("An absence of more than a year is a change of post: hand the post over instead."))


# --- The share done in time ------------------------------------------------------------------------------------------


def share_in_time(*, done: int, done_late: int, missed: int) -> float | None:
    """Return, in percent, the duties done in time among those that fell due; None where there is none.

    What did not apply, and what was drawn up only after its time, is in neither number; the caller leaves it out.
    A duty that was missed and made up for later counts as done late.
    """
    due = done + done_late + missed
    return None if not due else 100 * done / due
