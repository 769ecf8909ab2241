"""The acts of the risk ledger on PostgreSQL: append-only history, undo, guards, SQL that agrees with the rules."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, Phase, given, settings

from core import clock, scope
from core.errors import Conflict, NotAllowed, NotVisible, RuleBroken
from core.tables import from_excel, to_excel
from notifications.models import Notice
from risks.ledger import actions, levels, rules, selectors, sheets
from risks.ledger.choices import Boundary, Level
from risks.ledger.reviews import tell_overdue
from risks.models import Entry, Measure, Placement, RatingPolicy, RiskPoint
from tests.cast import acting
from tests.risks.ledger_stage import BLUE, ORANGE, RED, YELLOW, added, drawing, fresh, measured, planned
from tests.risks.test_ledger_rules import BOUNDARIES, RATINGS

pytestmark = pytest.mark.django_db


def entries(cast, point) -> list[str]:
    with acting(cast.county_head):
        return list(Entry.objects.filter(point=point).order_by("number").values_list("verb", flat=True))


def rate(cast, point, rating, who="safety_head", **more):
    with acting(getattr(cast, who)) as actor:
        return actions.rate_point(
            actor=actor,
            now=clock.now(),
            point_id=point.pk,
            method=rating.method,
            likelihood=rating.likelihood,
            exposure=rating.exposure,
            consequence=rating.consequence,
            **more,
        )


def test_each_change_is_a_row_of_the_ledger(cast):
    point = added(cast, rating=None)
    rate(cast, point, RED, note="Powder is dry")
    measure = measured(cast, point)
    with acting(cast.safety_head) as actor:
        now = clock.now()
        actions.change_measure(actor=actor, now=now, measure_id=measure.pk, control=4)
        actions.record_review(actor=actor, now=now, point_id=point.pk, note="Walked round")
        actions.withdraw_measure(actor=actor, now=now, measure_id=measure.pk, reason="Replaced")
        actions.retire_point(actor=actor, now=now, point_id=point.pk, reason="The mixer is gone")
        actions.take_up_point(actor=actor, now=now, point_id=point.pk, reason="It is back")
    assert entries(cast, point) == [
        "added", "rated", "measure_added", "measure_changed", "reviewed", "measure_withdrawn", "retired", "taken_up",
    ]  # fmt: skip
    with acting(cast.county_head):
        rated = Entry.objects.get(point=point, verb="rated")
        assert (rated.facts["likelihood"], rated.facts["level"], rated.note) == ("6", Level.MAJOR, "Powder is dry")
        assert rated.actor["person"] == cast.safety_head.user.name
        changed = Entry.objects.get(point=point, verb="measure_changed")
        assert changed.facts["measures"][0]["control"] == 4
    assert fresh(cast, point).version == 8


def test_saying_the_same_again_writes_nothing(cast):
    point = added(cast)
    with acting(cast.safety_head) as actor:
        again = actions.describe_point(actor=actor, now=clock.now(), point_id=point.pk, name=point.name)
        twice = actions.add_point(
            actor=actor, now=clock.now(), enterprise_id=cast.enterprise.pk, point_id=point.pk, name="Other"
        )
    assert (again.version, twice.pk, twice.name) == (1, point.pk, point.name)


def test_numbers_run_on_in_each_enterprise(cast):
    labels = [added(cast, name=f"Point {n}").label for n in range(3)]
    assert labels == ["R-001", "R-002", "R-003"]
    assert added(cast, who="rival_safety_head").label == "R-001"


def test_an_earlier_state_is_restored_as_a_new_entry(cast):
    point = added(cast, rating=YELLOW, description="As it was")
    first, second = measured(cast, point), measured(cast, point, text="A wall")
    kept = fresh(cast, point).version
    rate(cast, point, RED)
    with acting(cast.safety_head) as actor:
        now = clock.now()
        actions.withdraw_measure(actor=actor, now=now, measure_id=first.pk, reason="Broken")
        actions.change_measure(actor=actor, now=now, measure_id=second.pk, text="A thick wall")
        actions.describe_point(actor=actor, now=now, point_id=point.pk, description="Changed")
        third = actions.add_measure(
            actor=actor, now=now, point_id=point.pk, kind="ppe", text="Gloves", control=1, owner="Store"
        )
        before = Entry.objects.get(point=point, number=kept).facts
        restored = actions.restore_point(actor=actor, now=now, point_id=point.pk, number=kept, reason="Rated in error")
        after = Entry.objects.get(point=point, number=restored.version)
        assert Measure.objects.get(pk=third.pk).status == "withdrawn"
    assert (after.verb, after.restores) == ("restored", kept)
    assert rules.compare(before, after.facts) == []
    with acting(cast.safety_head) as actor, pytest.raises(Conflict):
        actions.restore_point(
            actor=actor, now=clock.now(), point_id=point.pk, number=restored.version, reason="Nothing to do"
        )


def refused(act):
    with pytest.raises(DatabaseError), transaction.atomic():
        act()


def test_the_database_guards_the_ledger(cast):
    point = added(cast)
    measure = measured(cast, point)
    with scope.everything(because="a test tries to falsify the ledger"):
        rows = RiskPoint.objects.filter(pk=point.pk)
        refused(lambda: Entry.objects.filter(point=point).update(note="x"))
        refused(lambda: Entry.objects.filter(point=point).delete())
        refused(rows.delete)
        refused(lambda: rows.update(likelihood=Decimal("0.1")))
        refused(lambda: rows.update(status="retired"))
        refused(lambda: rows.update(number=99))
        refused(lambda: rows.update(likelihood=Decimal(7), version=3))
        refused(lambda: rows.update(direct_red="dust", version=3))
        refused(lambda: Measure.objects.filter(pk=measure.pk).delete())


def test_who_may_not(cast):
    point = added(cast)
    for who in ("worker", "county_clerk", "viewer"):
        with acting(getattr(cast, who)) as actor, pytest.raises(NotAllowed):
            actions.retire_point(actor=actor, now=clock.now(), point_id=point.pk, reason="No")
    for who in ("rival_safety_head", "anhui_clerk", "sibling_inspector"):
        with acting(getattr(cast, who)) as actor, pytest.raises(NotVisible):
            actions.retire_point(actor=actor, now=clock.now(), point_id=point.pk, reason="No")


def test_what_a_regulator_declared_red_the_enterprise_cannot_lift(cast):
    point = added(cast, rating=BLUE)
    now = clock.now()
    with acting(cast.inspector) as actor:
        with pytest.raises(RuleBroken):
            actions.declare_red(actor=actor, now=now, point_id=point.pk, case="dust", reason=" ")
        actions.declare_red(actor=actor, now=now, point_id=point.pk, case="dust", reason="12 people polish here")
    with acting(cast.county_head):
        line = selectors.lines_of([fresh(cast, point)], levels.BoundaryTable.read(), today=clock.today())[0]
        assert (line.level, line.colour) == (Level.MAJOR, "red")
    with acting(cast.safety_head) as actor:
        with pytest.raises(NotAllowed):
            actions.declare_red(actor=actor, now=now, point_id=point.pk, case="", reason="We disagree")
        with pytest.raises(NotAllowed):
            actions.retire_point(actor=actor, now=now, point_id=point.pk, reason="Then it goes")
        rate(cast, point, ORANGE)
    with acting(cast.county_head) as actor:
        lifted = actions.declare_red(actor=actor, now=now, point_id=point.pk, case="", reason="Fewer people now")
    assert (lifted.direct_red, lifted.direct_red_reason) == ("", "")


def test_a_stale_form_is_a_conflict(cast):
    point = added(cast)
    rate(cast, point, RED)
    with pytest.raises(Conflict):
        rate(cast, point, BLUE, version=1)


def test_a_measure_needs_text_owner_and_a_post_of_the_enterprise(cast):
    point = added(cast)
    with acting(cast.safety_head) as actor:
        for wrong in ({"text": ""}, {"owner": ""}, {"kind": "prayer"}, {"control": 9}, {"post_id": point.pk}):
            given_ = {"kind": "ppe", "text": "Gloves", "control": 1, "owner": "Store"} | wrong
            with pytest.raises(RuleBroken):
                actions.add_measure(actor=actor, now=clock.now(), point_id=point.pk, **given_)


PROPERTY = settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.generate],
)


@PROPERTY
@given(rating=RATINGS, boundaries=BOUNDARIES, direct=RATINGS)
def test_sql_and_python_agree(cast, rating, boundaries, direct):
    """The level, the gap and the next review that lists filter by are those that the rules compute."""
    with scope.everything(because="a property of the annotation"):
        day = date(2026, 1, 31) + timedelta(days=int((rating.likelihood or 0) * 3))
        point = RiskPoint.objects.create(
            region_code="510525",
            enterprise=cast.enterprise,
            number=RiskPoint.objects.count() + 1,
            name="P",
            method=rating.method,
            likelihood=rating.likelihood,
            exposure=rating.exposure,
            consequence=rating.consequence,
            direct_red="" if direct.method else "dust",
            direct_red_reason="" if direct.method else "12 people",
            reviewed_on=day,
            added_at=clock.now(),
        )
        for control in (1, 2) if boundaries.ls[0] % 2 else ():
            Measure.objects.create(
                region_code="510525",
                enterprise=cast.enterprise,
                point=point,
                kind="ppe",
                text="Gloves",
                control=control,
                owner="Store",
                reviewed_on=day - timedelta(days=control),
                added_at=clock.now(),
            )
        other = rules.Boundaries(lec=(Decimal(3), Decimal(2), Decimal(1)))
        table = levels.BoundaryTable({"5105": boundaries, "51": other, "34": other})
        found = selectors.points(table).get(pk=point.pk)
        line = selectors.lines_of([found], table, today=day)[0]
        assert found.rank == line.level
        assert found.next_review_on == line.next_review_on
        assert table.at("510525") is boundaries
        assert levels.lacking(selectors.points(table)).filter(pk=point.pk).exists() == bool(
            {"no_measure", "control_too_low"} & {gap.value for gap in line.gaps}
        )
        assert levels.controlled(selectors.points(table)).filter(pk=point.pk).exists() == (
            not {"no_measure", "control_too_low"} & {gap.value for gap in line.gaps}
        )


def test_the_nearest_region_draws_the_boundaries(cast):
    point = added(cast, rating=ORANGE)
    strict = rules.Boundaries(lec=(Decimal(200), Decimal(100), Decimal(50)), boundary=Boundary.UPPER)
    with acting(cast.provincial_head) as actor:
        actions.set_rating_policy(actor=actor, now=clock.now(), boundaries=strict, reason="Province is strict")
    for who in ("safety_head", "county_head", "provincial_head", "inspector"):
        with acting(getattr(cast, who)):
            table = levels.BoundaryTable.read()
            assert selectors.points(table).get(pk=point.pk).rank == Level.MAJOR, who
    with acting(cast.county_head) as actor:
        actions.set_rating_policy(actor=actor, now=clock.now(), boundaries=rules.DEFAULT, reason="Back to the book")
    with acting(cast.provincial_head):
        assert selectors.points(levels.BoundaryTable.read()).get(pk=point.pk).rank == Level.LARGER
    with acting(cast.anhui_head):
        assert levels.BoundaryTable.read().rows == {}
    with acting(cast.county_clerk) as actor, pytest.raises(NotAllowed):
        actions.set_rating_policy(actor=actor, now=clock.now(), boundaries=rules.DEFAULT, reason="No")
    with acting(cast.county_head) as actor:
        actions.remove_rating_policy(actor=actor, now=clock.now())
        assert selectors.points(levels.BoundaryTable.read()).get(pk=point.pk).rank == Level.MAJOR


def test_overdue_reviews_are_told_once_a_week(cast):
    late, soon = added(cast, rating=RED, name="Late"), added(cast, rating=BLUE, name="Soon")
    now = clock.now()
    assert tell_overdue(now=now) == 0
    after = now + timedelta(days=100)
    assert tell_overdue(now=after) == 2  # the principal and the safety head
    assert tell_overdue(now=after) == 0
    assert tell_overdue(now=after + timedelta(days=7)) == 2
    with scope.everything(because="a test reads what was told"):
        told = Notice.objects.filter(kind="risk_review_due").order_by("created_at").first()
        assert (told.values["count"], told.values["first"]) == ("1", f"{late.label} Late")
        assert soon.label not in told.values["first"]
    with acting(cast.safety_head) as actor:
        actions.record_review(actor=actor, now=after, point_id=late.pk, note="Looked at")
    assert tell_overdue(now=after + timedelta(days=14)) == 0


def test_plans_take_pictures_and_the_first_page_of_a_pdf(cast):
    plan = planned(cast)
    pdf = planned(cast, name="From PDF", data=drawing(form="PDF"))
    assert plan.picture.format == "PNG"
    assert pdf.source is not None
    assert pdf.picture.width > pdf.picture.height
    with acting(cast.safety_head) as actor:
        for data, name in (
            (b"%PDF-1.7 nonsense %%EOF", "Broken"),
            (b"no picture", "Text"),
            (drawing(), "Ground floor"),
        ):
            with pytest.raises(RuleBroken):
                actions.add_site_plan(
                    actor=actor, now=clock.now(), enterprise_id=cast.enterprise.pk, name=name, data=data
                )


def test_points_are_placed_moved_and_taken_off(cast):
    plan, point, foreign = planned(cast), added(cast), added(cast, who="rival_safety_head")
    now = clock.now()
    with acting(cast.safety_head) as actor:
        actions.place_point(actor=actor, now=now, plan_id=plan.pk, point_id=point.pk, x=100, y=9000)
        actions.place_point(actor=actor, now=now, plan_id=plan.pk, point_id=point.pk, x=200, y=10000)
        marks, others = selectors.marks_on(plan, today=clock.today())
        assert ([(mark.x, mark.y) for mark in marks], others) == ([(200, 10000)], [])
        for wrong in ({"x": 10001}, {"y": -1}, {"point_id": foreign.pk}):
            with pytest.raises(RuleBroken):
                actions.place_point(
                    actor=actor, now=now, plan_id=plan.pk, **({"point_id": point.pk, "x": 1, "y": 1} | wrong)
                )
        actions.take_off_plan(actor=actor, now=now, plan_id=plan.pk, point_id=point.pk)
        actions.retire_site_plan(actor=actor, now=now, plan_id=plan.pk)
        with pytest.raises(Conflict):
            actions.place_point(actor=actor, now=now, plan_id=plan.pk, point_id=point.pk, x=1, y=1)
    row = Placement(region_code="510525", enterprise=cast.enterprise, plan=plan, point=point, x=10001, y=0)
    row.placed_at = now
    with scope.everything(because="a test tries what the database takes"):
        refused(lambda: row.save(force_insert=True))


SHEET = [
    ["编号", "风险点", "部位", "L", "E", "C", "风险等级", "事故类型", "工程技术措施", "责任人", "管控层级", "备注"],
    ["", "药物混合", "1号工房", 6, 6, 15, "较大风险", "火药爆炸", "防静电接地；隔离墙", "车间主任", "公司级", "x"],
    ["", "装卸", "仓库", 2, "", 4, "低风险", "物体打击", "", "", "", ""],
    ["", "错误", "仓库", 7, 6, 15, "", "", "", "", "", ""],
]


def test_an_own_sheet_comes_in_row_by_row(cast):
    def imported(rows):
        book = BytesIO(to_excel(rows[0], rows[1:]))
        with acting(cast.safety_head) as actor:
            return actions.import_points(
                actor=actor, now=clock.now(), enterprise_id=cast.enterprise.pk, rows=from_excel(book)
            )

    report = imported(SHEET)
    assert report.counts == {"added": 2, "changed": 0, "unchanged": 0, "refused": 1}
    assert report.unknown == ["备注"]
    assert "Larger risk" in report.rows[0].message  # the sheet says larger, the values say major
    assert [row.number for row in report.rows] == [2, 3, 4]
    assert imported(SHEET).counts == {"added": 0, "changed": 0, "unchanged": 2, "refused": 1}
    with acting(cast.safety_head):
        table = levels.BoundaryTable.read()
        lines = selectors.all_lines(cast.enterprise, today=clock.today(), most=10)
        assert [line.colour for line in lines] == ["red", "blue"]
        assert [each.text for each in lines[0].measures] == ["防静电接地", "隔离墙"]
        again = [list(map(str, sheets.COLUMNS.values())), *[sheets.written(line) for line in lines]]
        assert table.rows == {}
    assert imported(again).counts == {"added": 0, "changed": 0, "unchanged": 2, "refused": 0}
    again[1][8] = 3
    assert imported(again).counts == {"added": 0, "changed": 1, "unchanged": 1, "refused": 0}


def test_the_ledger_is_registered_as_a_numbered_document(cast):
    point = added(cast, rating=RED)
    measured(cast, point, control=4)
    with acting(cast.safety_head) as actor:
        paper = actions.register_risk_ledger(actor=actor, now=clock.now(), enterprise_id=cast.enterprise.pk)
        assert paper.status == "issued"
        assert paper.snapshot["lines"][0]["colour"] == "red"
        assert cast.safety_head.user.name in paper.snapshot["drawn_up_by"]
    with acting(cast.county_clerk) as actor:
        second = actions.register_risk_ledger(
            actor=actor, now=clock.now(), enterprise_id=cast.enterprise.pk, language="en"
        )
        assert second.number == paper.number + 1
        assert "Major risk" in second.snapshot["lines"][0]["level"]
    with acting(cast.rival_safety_head) as actor, pytest.raises(RuleBroken):
        actions.register_risk_ledger(actor=actor, now=clock.now(), enterprise_id=cast.rival.pk)


def test_the_board_shows_the_worst_of_each_area(cast):
    added(cast, rating=RED), added(cast, rating=BLUE), added(cast, rating=BLUE, who="rival_safety_head")
    with acting(cast.provincial_head):
        areas = selectors.board("51", today=clock.today())
        assert [(area.code, area.colour, area.total) for area in areas] == [("5105", "red", 3)]
        assert dict(areas[0].cells) == {"red": 1, "orange": 0, "yellow": 0, "blue": 2, "": 0}
        assert areas[0].lacking == 3
        units = selectors.board("510525", today=clock.today(), by_enterprise=True)
        assert [(unit.enterprise, unit.colour) for unit in units] == [
            (cast.enterprise.pk, "red"),
            (cast.rival.pk, "blue"),
        ]
    with acting(cast.anhui_head):
        assert selectors.board("51", today=clock.today()) == []
    with acting(cast.county_head):
        assert RatingPolicy.objects.count() == 0
