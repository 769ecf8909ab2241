"""A region's own ladder: drawn up, tried on a real case, published; what was passed stays passed."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils.translation import override

from core import clock, scope
from core.errors import NotAllowed, NotVisible, RuleBroken
from hazards.models import Hazard
from rectification.ladder import actions, selectors, words
from rectification.ladder.choices import Anchor, EffectKind, Pace, Party, WaitKind
from rectification.ladder.rules import RungRow
from rectification.models import Deadline, LadderPolicy, Rung, Step
from rectification.selectors import case_of, clocks_of_case
from regions.selectors import calendar_for
from tests.cast import NOW, acting, build_cast, client_as
from tests.hazards.factories import bring_to, count_queries
from tests.rectification.ladders import after, run, steps, watch_of

pytestmark = pytest.mark.django_db(transaction=True)

RECTIFY = {"kind": WaitKind.RECTIFY.value, "pace": Pace.GENERAL.value}


@pytest.fixture
def cast():
    with override("en"):
        yield build_cast(NOW)


def draft(cast, who="county_head", now=NOW):
    with acting(getattr(cast, who)) as actor:
        return actions.draft_ladder(actor=actor, now=now)


def replace_rungs(cast, held, *rows, now=NOW):
    """Leave a draft with these rungs for general rectification."""
    with acting(cast.county_head) as actor:
        for rung in list(Rung.objects.filter(policy=held, **RECTIFY)):
            actions.remove_rung(actor=actor, now=now, policy_id=held.pk, rung_id=rung.pk)
        for row in rows:
            actions.save_rung(actor=actor, now=now, policy_id=held.pk, row=row, **RECTIFY)


def publish(cast, held, now=NOW, reason="The county climbs faster"):
    with acting(cast.county_head) as actor:
        return actions.publish_ladder(actor=actor, now=now, policy_id=held.pk, reason=reason)


def due(offset: int, *effects: EffectKind) -> RungRow:
    return RungRow(Anchor.DUE, offset, (Party.OWNER, Party.HANDLER), effects)


ALARM = due(2, EffectKind.ALARM)


def test_a_draft_is_a_copy_of_what_holds_and_there_is_one(cast):
    held = draft(cast)
    assert draft(cast).pk == held.pk
    with acting(cast.county_head):
        assert Rung.objects.filter(policy=held).count() > 200
        rungs = selectors.rungs_of(held, "rectify", "general")
        assert [line.row.key for line in rungs][-2:] == ["D+15", "R5"]
    with acting(cast.county_clerk) as actor, pytest.raises(NotAllowed):
        actions.draft_ladder(actor=actor, now=NOW)


def test_publishing_changes_the_future_only(cast):
    hazard = bring_to(cast, "served", now=NOW)
    run()
    moment = after(hazard.due_on, 1)
    run(moment)
    passed = steps(hazard)
    assert [rung for rung, outcome, _why in passed if outcome == "sent"] == ["D+1"]
    held = draft(cast, now=moment)
    replace_rungs(cast, held, due(-5), ALARM, due(4), due(20), now=moment)
    publish(cast, held, moment)
    run(moment + timedelta(minutes=1))
    assert steps(hazard) == passed
    assert watch_of(hazard, "rectify").due_on == hazard.due_on
    for day in range(1, 60):
        run(after(hazard.due_on, day))
    later = [(rung, outcome) for rung, outcome, _why in steps(hazard) if (rung, outcome, _why) not in passed]
    assert [rung for rung, _outcome in later][:3] == ["D+2", "D+4", "D+20"]
    assert all(outcome == "sent" for _rung, outcome in later)
    with scope.everything(because="the test reads"):
        assert set(Step.objects.filter(watch__hazard=hazard, rung="D+4").values_list("policy", flat=True)) == {held.pk}
        assert Deadline.objects.get(order__hazard=hazard).due_on == hazard.due_on
        assert Hazard.objects.get(pk=hazard.pk).due_on == hazard.due_on


def test_a_published_version_never_changes(cast):
    held = publish(cast, draft(cast))
    with acting(cast.county_head) as actor:
        rung = Rung.objects.filter(policy=held).first()
        with pytest.raises(NotAllowed, match="never changes"):
            actions.remove_rung(actor=actor, now=NOW, policy_id=held.pk, rung_id=rung.pk)
        for change in (
            lambda: Rung.objects.filter(pk=rung.pk).update(offset=99),
            lambda: Rung.objects.filter(pk=rung.pk).delete(),
            lambda: LadderPolicy.objects.filter(pk=held.pk).update(reason="another"),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
    second = draft(cast)
    assert second.number == 2
    publish(cast, second, NOW + timedelta(minutes=5))
    with acting(cast.county_head):
        held.refresh_from_db()
        assert held.status == "superseded"


def test_a_ladder_that_would_fall_silent_is_refused(cast):
    held = draft(cast)
    replace_rungs(cast, held, due(1))
    with pytest.raises(RuleBroken, match="silent"):
        publish(cast, held)
    with pytest.raises(RuleBroken, match="why"):
        publish(cast, held, reason=" ")


def test_a_rung_needs_somebody_and_a_place_of_its_own(cast):
    held = draft(cast)
    with acting(cast.county_head) as actor:
        for row, word in (
            (RungRow(Anchor.DUE, 99, ()), "post"),
            (due(3), "already"),
            (RungRow(Anchor.SHARE, 120, (Party.OWNER,)), "Percent"),
            (RungRow(Anchor.OPENED, -1, (Party.OWNER,)), "number"),
            (RungRow(Anchor.REPEAT, 9, (Party.OWNER,)), "already"),
        ):
            with pytest.raises(RuleBroken, match=word):
                actions.save_rung(actor=actor, now=NOW, policy_id=held.pk, row=row, **RECTIFY)


def test_each_region_keeps_its_own_and_reads_what_stands_above(cast):
    held = draft(cast, "provincial_head")
    with acting(cast.county_head) as actor:
        assert selectors.visible_version(held.pk)
        with pytest.raises(NotAllowed, match="another region"):
            actions.discard_ladder(actor=actor, now=NOW, policy_id=held.pk)
    with acting(cast.anhui_head) as actor, pytest.raises(NotVisible):
        actions.discard_ladder(actor=actor, now=NOW, policy_id=held.pk)


def test_a_new_time_holds_for_clocks_that_start_later(cast):
    first = bring_to(cast, "ordered", now=NOW)
    run()
    held = draft(cast)
    with acting(cast.county_head) as actor:
        actions.set_term(
            actor=actor, now=NOW, policy_id=held.pk, kind="serve", pace="general", unit="working_days", amount=2
        )
    publish(cast, held, NOW + timedelta(minutes=1))
    second = bring_to(cast, "ordered", now=NOW + timedelta(minutes=5), seed=9)
    run(NOW + timedelta(minutes=6))
    with scope.everything(because="the test reads"):
        calendar = calendar_for("510525")
    day = clock.day_of(NOW)
    assert watch_of(first, "serve").due_on == calendar.add_working_days(day, 7)
    assert watch_of(second, "serve").due_on == calendar.add_working_days(day, 2)


def test_the_preview_shows_a_real_case_both_ways(cast):
    hazard = bring_to(cast, "served", now=NOW)
    run()
    held = draft(cast)
    replace_rungs(cast, held, ALARM, due(6, EffectKind.EXPOSURE))
    with acting(cast.county_head):
        (shown,) = selectors.preview_of(held, hazard, now=NOW)
    assert [line.rung for line in shown.now][:2] == ["D-7", "50%"] or len(shown.now) > 4
    assert [line.rung for line in shown.then] == ["D+2", "D+6", "R1"]
    page = client_as(cast.county_head).get(f"/hazards/ladder/{held.pk}/preview/", {"number": hazard.label})
    assert page.status_code == 200
    assert b"Named on the boards" in page.content


def test_the_clocks_of_a_case_cost_no_statement_of_their_own(cast):
    hazard = bring_to(cast, "served", now=NOW)
    for day in (0, 20, 40):
        run(NOW + timedelta(days=day))
    with acting(cast.safety_head):
        calendar = calendar_for(hazard.region_code)
        with count_queries() as asked:
            case = case_of(hazard)
            (shown,) = clocks_of_case(hazard, case, now=NOW + timedelta(days=40), calendar=calendar)
    assert len(asked.asked) == 1
    assert shown.alarmed_at
    assert [line.outcome for line in shown.past if line.outcome == "sent"]
    assert shown.coming


def test_the_editor_is_walked_in_a_browser_without_scripts(cast):
    client = client_as(cast.county_head)
    assert b"default holds" in client.get("/hazards/ladder/").content
    address = client.post("/hazards/ladder/draft/")["Location"]
    page = client.get(f"{address}?kind=rectify&pace=major")
    assert page.status_code == 200
    add = f"{address}rung/?kind=rectify&pace=major"
    typed = {
        "anchor": "due",
        "offset": 11,
        "hour": 9,
        "tell": ["owner", "superior"],
        "levels_up": 2,
        "urgency": "digest",
    }
    assert client.post(add, typed | {"tell": []}).status_code == 422
    assert client.post(add, typed).status_code == 302
    assert "Working days after the deadline: 11" in client.get(f"{address}?kind=rectify&pace=major").content.decode()
    assert (
        client.post(f"{address}time/?kind=serve&pace=general", {"amount": 3, "unit": "working_days"}).status_code == 302
    )
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Faster"}).status_code == 302
    assert b"Faster" in client.get("/hazards/ladder/").content
    assert client_as(cast.safety_head).get("/hazards/ladder/").status_code == 403


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (due(-3), "Working days before the deadline: 3"),
        (RungRow(Anchor.DUE, 0, (Party.OWNER,), hour=24), "At the end of the last day"),
        (RungRow(Anchor.SHARE, 50, (Party.OWNER,)), "After 50 percent of the time"),
        (RungRow(Anchor.OPENED, 0, (Party.OWNER,), hour=0), "At once"),
    ],
)
def test_the_ledger_s_keys_are_said_in_words(row, said):
    with override("en"):
        assert words.of_key(row.key) == words.when(row) == said
        assert words.of_key("R3") == "Again, time: 3"


def test_the_pages_ask_little(cast, page_queries):
    held = draft(cast)
    client, own = client_as(cast.county_head), f"/hazards/ladder/{held.pk}/"
    for path in ("/hazards/ladder/", f"{own}?kind=verify&pace=major", f"{own}preview/"):
        assert len(page_queries(client, path)) <= 12, path
