"""Boundaries by region, and the same levels as `rules.level_of` gives as an SQL annotation, for lists and counts."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db.models import (
    Case,
    DateField,
    DateTimeField,
    DecimalField,
    DurationField,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest, Least

from core.scope import HIGHEST
from risks.ledger import rules
from risks.ledger.choices import Boundary, Level, MeasureStatus, Method
from risks.models import Measure, RatingPolicy, RiskPoint

NUMBER = DecimalField(max_digits=12, decimal_places=3)
SCORE = ExpressionWrapper(
    F("likelihood") * Coalesce(F("exposure"), Value(Decimal(1)), output_field=NUMBER) * F("consequence"), NUMBER
)
MOST_POLICIES = 3000


def boundaries_of(policy: RatingPolicy) -> rules.Boundaries:
    """Return a stored policy as the rules take it."""
    return rules.Boundaries(
        boundary=Boundary(policy.boundary),
        lec=(policy.lec_red, policy.lec_orange, policy.lec_yellow),
        ls=(policy.ls_red, policy.ls_orange, policy.ls_yellow),
        months=(policy.months_red, policy.months_orange, policy.months_yellow, policy.months_blue),
    )


class BoundaryTable:
    """The boundaries of every region within reach; the nearest up the tree wins, else the default."""

    def __init__(self, rows: Mapping[str, rules.Boundaries]) -> None:
        self.rows = dict(sorted(rows.items(), key=lambda row: -len(row[0])))

    @classmethod
    def read(cls) -> "BoundaryTable":
        """Read what the wall shows: the regions within reach and those above (one query)."""
        return cls({row.region_code: boundaries_of(row) for row in RatingPolicy.objects.all()[:MOST_POLICIES]})

    def at(self, region_code: str) -> rules.Boundaries:
        """Return the boundaries of a region."""
        return next((row for code, row in self.rows.items() if region_code.startswith(code)), rules.DEFAULT)

    def by_region(self, make) -> Case:
        """Return an expression that is `make(boundaries)` of the row's region."""
        branches = [
            When(Q(region_code__gte=code, region_code__lt=code + HIGHEST), then=make(row))
            for code, row in self.rows.items()
        ]
        if "" in self.rows:
            return Case(*branches, output_field=IntegerField())
        return Case(*branches, default=make(rules.DEFAULT), output_field=IntegerField())


def _level(boundaries: rules.Boundaries) -> Case:
    sign = "gte" if boundaries.boundary == Boundary.LOWER else "gt"
    steps = (Level.MAJOR, Level.LARGER, Level.GENERAL)
    lec = [
        When(**{"method": Method.LEC, f"score__{sign}": start}, then=Value(step.value))
        for start, step in zip(boundaries.lec, steps, strict=True)
    ]
    ls = [
        When(method=Method.LS, score__gte=start, then=Value(step.value))
        for start, step in zip(boundaries.ls, steps, strict=True)
    ]
    return Case(
        When(method="", then=Value(Level.UNRATED.value)),
        *lec,
        *ls,
        default=Value(Level.LOW.value),
        output_field=IntegerField(),
    )


def _months(boundaries: rules.Boundaries) -> Case:
    return Case(
        *[When(rank=level, then=Value(rules.months_of(level, boundaries))) for level in Level],
        output_field=IntegerField(),
    )


def with_levels(points: QuerySet[RiskPoint], table: BoundaryTable) -> QuerySet[RiskPoint]:
    """Annotate `score` and `rank` (a `Level`), computed by the database from the same table as `rules.level_of`."""
    return points.annotate(score=SCORE).annotate(
        rank=Case(
            When(~Q(direct_red=""), then=Value(Level.MAJOR.value)),
            default=table.by_region(_level),
            output_field=IntegerField(),
        )
    )


def with_reviews(points: QuerySet[RiskPoint], table: BoundaryTable) -> QuerySet[RiskPoint]:
    """Annotate `best` (the highest control of a measure in force) and `next_review_on`, after `with_levels`."""
    measures = Measure.objects.filter(point=OuterRef("pk"), status=MeasureStatus.IN_FORCE).order_by().values("point")
    return points.annotate(
        best=Coalesce(Subquery(measures.annotate(best=Max("control")).values("best")), Value(0)),
        seen_on=Least(
            F("reviewed_on"),
            Coalesce(Subquery(measures.annotate(oldest=Min("reviewed_on")).values("oldest")), F("reviewed_on")),
        ),
    ).annotate(
        next_review_on=Cast(
            ExpressionWrapper(
                F("seen_on")
                + Func(
                    table.by_region(_months),
                    template="make_interval(months => %(expressions)s)",
                    output_field=DurationField(),
                ),
                output_field=DateTimeField(),
            ),
            output_field=DateField(),
        )
    )


def lacking(points: QuerySet[RiskPoint]) -> QuerySet[RiskPoint]:
    """Keep points without a measure in force, or with none that is controlled as high up as the level demands."""
    return points.filter(best__lt=Greatest(F("rank"), Value(1)))


def controlled(points: QuerySet[RiskPoint]) -> QuerySet[RiskPoint]:
    """Keep points with a measure in force that is controlled as high up as the level demands."""
    return points.filter(best__gte=Greatest(F("rank"), Value(1)))


def overdue(points: QuerySet[RiskPoint], today: date) -> QuerySet[RiskPoint]:
    """Keep points whose review was due before `today`."""
    return points.filter(next_review_on__lt=today)
