"""Chainable filters of hazards. The wall has already cut them to what the actor may reach."""

from datetime import date, timedelta

from core.kept import KeptQuerySet
from hazards.choices import OPEN_STATUSES, RUNNING_STATUSES, Grade, Lead, Source, Status

#: Sorted once: the planner recognises the partial indexes only by the very same list.
OPEN = sorted(str(status) for status in OPEN_STATUSES)
RUNNING = sorted(str(status) for status in RUNNING_STATUSES)
#: The enterprise has to act; after it has handed in its evidence the authority has.
WITH_ENTERPRISE = sorted(str(status) for status in (Status.ORDERED, Status.SERVED, Status.RECTIFYING))
TO_VERIFY = sorted(str(status) for status in (Status.SUBMITTED, Status.UNDER_REVIEW))


class HazardQuerySet(KeptQuerySet):
    """Hazards by where they stand and what the clock says."""

    def open(self) -> "HazardQuerySet":
        """Somebody still has to do something."""
        return self.filter(status__in=OPEN)

    def supervised(self) -> "HazardQuerySet":
        """Those that an authority leads: what an enterprise deals with itself is nobody's arrears but its own."""
        return self.filter(led_by=Lead.AUTHORITY)

    def inside(self) -> "HazardQuerySet":
        """Those that an enterprise found itself and leads itself."""
        return self.filter(led_by=Lead.ENTERPRISE)

    def self_found(self) -> "HazardQuerySet":
        """Found by the enterprise itself, whoever leads them now."""
        return self.filter(source=Source.SELF_CHECK)

    def with_enterprise(self) -> "HazardQuerySet":
        """Ordered, and the enterprise has not handed in its evidence."""
        return self.filter(status__in=WITH_ENTERPRISE)

    def overdue(self, today: date) -> "HazardQuerySet":
        """The enterprise has not handed in its evidence and the deadline of an order has passed."""
        return self.supervised().filter(status__in=WITH_ENTERPRISE, due_on__lt=today)

    def due_within(self, today: date, days: int) -> "HazardQuerySet":
        """The enterprise has to act by `days` calendar days from today."""
        due = {"due_on__gte": today, "due_on__lte": today + timedelta(days=days)}
        return self.supervised().filter(status__in=WITH_ENTERPRISE, **due)

    def waiting(self, today: date) -> "HazardQuerySet":
        """Ordered and not yet due: the enterprise has to act."""
        return self.supervised().filter(status__in=WITH_ENTERPRISE, due_on__gte=today)

    def to_verify(self) -> "HazardQuerySet":
        """The authority has to look at evidence."""
        return self.supervised().filter(status__in=TO_VERIFY)

    def handled_by(self, membership_id) -> "HazardQuerySet":
        """Assigned to a membership."""
        return self.filter(handler_id=membership_id)

    def major(self) -> "HazardQuerySet":
        """Graded major."""
        return self.filter(grade=Grade.MAJOR)

    def for_list(self) -> "HazardQuerySet":
        """With what a row of a list shows, in the same query; long texts that it does not show stay away."""
        return self.select_related("enterprise", "authority", "industry", "handler__person").defer(
            "requirement", "interim_measures", "recorded_by"
        )

    def for_page(self) -> "HazardQuerySet":
        """With what the pages of one hazard show."""
        return self.select_related(
            "enterprise__region",
            "authority",
            "industry",
            "place",
            "equipment",
            "criterion",
            "handler__person",
            "parent",
        )

    def for_lines(self) -> "HazardQuerySet":
        """With just what a line of a work list shows."""
        return self.select_related("enterprise").only(
            "number",
            "status",
            "grade",
            "description",
            "place_text",
            "due_on",
            "recorded_at",
            "enterprise__name",
        )

    def for_rows(self) -> "HazardQuerySet":
        """With just the columns that a row of the page shows: composing and reading fewer is most of a list's time."""
        return self.select_related("enterprise", "handler__person").only(
            "number",
            "status",
            "grade",
            "description",
            "place_text",
            "due_on",
            "kept",
            "enterprise__name",
            "handler__person__name",
        )
