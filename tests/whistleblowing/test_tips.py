"""The way of a tip behind the wall: sent once, decided in time, verified, made a hazard, told, closed; who may."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction

from accounts.actor import system_actor
from audit.models import Entry
from core import clock, scope
from core.errors import Conflict, NotAllowed, NotVisible, RuleBroken
from hazards.models import Event, Hazard
from notifications.models import Notice
from tests.cast import acting, build_cast, make_persona
from tests.rectification.test_races import at_once, outcomes
from tests.whistleblowing.stage import REPORTER, TEXT, bring, do, labels, send, tip_of
from whistleblowing import actions, notices, secrets
from whistleblowing.models import IdentityRequest, Tip, TipAccess, TipEvent, TipIdentity

#: A Monday in Beijing.
MONDAY = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()
    yield
    cache.clear()


def everything():
    return scope.everything(because="the test reads")


def told(tip, kind=None):
    """Who was told of a tip."""
    with everything():
        rows = Notice.objects.filter(subject_id=tip.pk)
        rows = rows.filter(kind=kind) if kind else rows
        return set(rows.values_list("membership__person__username", flat=True))


# --- Sent -------------------------------------------------------------------------------------------------------------


def test_a_label_says_unit_place_and_machine_and_nothing_of_the_sender_is_kept(cast):
    tokens = labels(cast)
    receipt = send(token=tokens["equipment"], now=MONDAY)
    tip = tip_of(receipt)
    assert (tip.region_code, tip.reported_id, tip.status) == ("510525", cast.enterprise.pk, "submitted")
    assert tip.unit_text == f"{cast.enterprise.name} · Ice machine 2"
    assert tip.equipment_id and tip.place_id
    assert tip.due_on == date(2026, 11, 30), "five working days"
    with everything():
        access, event = TipAccess.objects.get(tip=tip), TipEvent.objects.get(tip=tip)
        assert not TipIdentity.objects.filter(tip=tip).exists()
    assert event.actor["person_id"] is None
    kept = f"{access.__dict__} {tip.__dict__}"
    assert receipt.code not in kept and receipt.pin not in kept.replace(str(tip.pk), "")
    assert len(receipt.code) == 16 and len(receipt.pin) == 6


def test_the_same_form_twice_is_one_tip_with_the_same_code(cast):
    key = uuid.uuid4()
    first, again = send(sent=key), send(sent=key, text="Something else")
    assert (first.code, first.pin, first.number) == (again.code, again.pin, again.number)
    assert again.again and not first.again
    with everything():
        assert Tip.objects.count() == 1 and TipEvent.objects.count() == 1
        assert Tip.objects.get().text == TEXT
    assert len(told(tip_of(first))) == 1


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("text", {"text": "  "}),
        ("unit", {"unit": "", "region_code": "510525"}),
        ("region", {"unit": "A firm", "region_code": "99"}),
        ("region", {"unit": "A firm", "region_code": ""}),
        ("kind", {"kind": "gossip"}),
        ("contact", {"manner": "named", "name": "Zhao"}),
        ("photos", {"photos": [b"no photo"]}),
    ],
)
def test_what_is_refused_says_at_which_field(cast, field, given):
    with pytest.raises(RuleBroken) as refused:
        send(**given)
    assert field in refused.value.fields
    with everything():
        assert not Tip.objects.exists()


def test_the_handlers_are_told_and_in_danger_those_above_too(cast):
    with everything():
        # The handler of the city; nobody with a tie to the unit hears of it, not even the head.
        above = make_persona("city_tips", cast.authorities["5105"], "tip_handler", since=MONDAY - timedelta(days=9))
        make_persona("county_head_tie", cast.enterprise, "worker", since=MONDAY).membership.delete()
        tie = cast.county_head.membership
        type(tie).objects.create(
            region_code="510525",
            person=cast.county_head.user,
            tenant_kind="enterprise",
            enterprise=cast.enterprise,
            role="worker",
            started_at=MONDAY,
        )
    token = labels(cast)["place"]
    assert told(tip_of(send(token=token))) == {"tip_handler"}
    assert told(tip_of(send(token=token, danger="now")), "tip_danger") == {"tip_handler", above.user.username}
    plain = tip_of(send(danger="now"))
    assert told(plain) == {"tip_handler", "county_head", "city_tips"}
    with everything():
        assert {notice.text for notice in Notice.objects.filter(subject_id=plain.pk)} == {
            f"DANGER TO LIFE in report {plain.number} of the public. Act at once, then decide on it."
        }


# --- Code and PIN -----------------------------------------------------------------------------------------------------


def opened(receipt, **other):
    with scope.public():
        return actions.open_by_code(
            now=other.get("now", MONDAY), code=other.get("code", receipt.code), pin=other.get("pin", receipt.pin)
        )


def test_code_and_pin_open_the_tip_and_five_wrong_pins_let_the_code_rest(cast):
    receipt = send()
    tip = tip_of(receipt)
    assert opened(receipt) == tip.pk
    assert opened(receipt, code=f"{receipt.code_shown.lower()}") == tip.pk
    assert opened(receipt, code="A" * 16) is None
    assert opened(receipt, code="") is None and opened(receipt, pin="") is None
    wrong = "000000" if receipt.pin != "000000" else "111111"
    for _try in range(4):
        assert opened(receipt, pin=wrong) is None
    assert opened(receipt) == tip.pk, "the right PIN forgets the wrong ones"
    for _try in range(5):
        assert opened(receipt, pin=wrong) is None
    assert opened(receipt) is None
    assert opened(receipt, now=MONDAY + timedelta(minutes=61)) == tip.pk


def test_the_reporter_writes_and_a_second_press_adds_nothing(cast):
    tip = bring(cast, "accepted")
    for text in ("It is the second valve", "It is the second valve", "And the third"):
        with scope.public():
            actions.answer_as_reporter(actor=system_actor("A reporter"), now=MONDAY, tip_id=tip.pk, text=text)
    with everything():
        said = list(TipEvent.objects.filter(tip=tip, verb="answer").order_by("number").values_list("told", flat=True))
    assert said == ["It is the second valve", "And the third"]
    assert "tip_handler" in told(tip, "tip_answered")


# --- Decided ----------------------------------------------------------------------------------------------------------


def test_the_straight_way_with_its_deadlines(cast):
    tip = tip_of(send(now=MONDAY))
    do(cast, "accept_tip", tip, now=MONDAY)
    assert (tip.status, tip.authority_id) == ("accepted", cast.authorities["510525"].pk)
    assert tip.due_on == date(2027, 1, 22), "sixty days"
    do(cast, "start_verifying", tip, now=MONDAY + timedelta(days=3))
    assert tip.due_on == date(2027, 1, 22), "the sixty days run from the acceptance"
    do(cast, "conclude_tip", tip, now=MONDAY, outcome="unfounded", note="Nothing there")
    assert (tip.outcome, tip.due_on) == ("unfounded", date(2026, 12, 3))
    do(cast, "tell_result", tip, told="We found nothing of it")
    do(cast, "close_tip", tip)
    assert (tip.status, tip.due_on) == ("closed", None)
    with everything():
        numbers = list(TipEvent.objects.filter(tip=tip).order_by("number").values_list("number", flat=True))
    assert numbers == [1, 2, 3, 4, 5, 6]


def test_revenge_goes_by_the_fast_lane(cast):
    assert tip_of(send(kind="retaliation", now=MONDAY)).due_on == date(2026, 11, 26)


def test_refused_on_a_ground_that_the_reporter_reads(cast):
    tip = tip_of(send())
    with pytest.raises(RuleBroken):
        do(cast, "refuse_tip", tip, ground="no_facts", told=" ")
    with pytest.raises(RuleBroken):
        do(cast, "refuse_tip", tip, ground="mood", told="No")
    do(cast, "refuse_tip", tip, ground="no_facts", told="You name no place; write more and we look again")
    assert (tip.status, tip.due_on) == ("not_accepted", None)
    with pytest.raises(Conflict):
        do(cast, "accept_tip", tip)


def test_a_stale_form_is_a_conflict(cast):
    tip = bring(cast, "accepted")
    with pytest.raises(Conflict):
        do(cast, "start_verifying", tip, version=tip.version - 1)


@pytest.mark.parametrize("who", ["county_clerk", "inspector", "viewer", "administrator", "city_clerk"])
def test_other_officers_find_no_tip_at_all(cast, who):
    tip = tip_of(send())
    with acting(getattr(cast, who)) as actor:
        assert Tip.objects.count() == TipEvent.objects.count() == 0
        with pytest.raises(NotVisible):
            actions.accept_tip(actor=actor, now=clock.now(), tip_id=tip.pk)


def test_handed_to_another_region_the_whole_file_goes_along(cast):
    tip = tip_of(send(**REPORTER))
    to = cast.authorities["510522"]
    with everything():
        make_persona("hejiang_tips", to, "tip_handler", since=MONDAY - timedelta(days=9))
    do(cast, "transfer_tip", tip, to=to, told="Hejiang supervises it")
    assert (tip.status, tip.region_code, tip.authority_id) == ("transferred", "510522", to.pk)
    assert "hejiang_tips" in told(tip)
    with acting(cast.tip_handler):
        assert not Tip.objects.filter(pk=tip.pk).exists()
    with everything():
        for model in (TipEvent, TipAccess, TipIdentity):
            assert set(model.objects.filter(tip=tip).values_list("region_code", flat=True)) == {"510522"}


def test_one_authority_has_it_in_hand(cast):
    tip = bring(cast, "accepted")
    with pytest.raises(NotAllowed), acting(cast.provincial_head) as actor:
        actions.start_verifying(actor=actor, now=clock.now(), tip_id=tip.pk)


# --- The hazard -------------------------------------------------------------------------------------------------------


def test_a_true_tip_becomes_a_hazard_that_does_not_betray_the_reporter(cast):
    tip = bring(cast, "confirmed", token=labels(cast)["equipment"], **REPORTER)
    for text in (TEXT, f"As reported: {TEXT.upper()}", " "):
        with pytest.raises(RuleBroken):
            do(cast, "raise_hazard", tip, description=text)
    do(cast, "raise_hazard", tip, description="Relief valve leaks; ask wang@firm.cn or 13512345678")
    with acting(cast.safety_head):
        hazard = Hazard.objects.get(pk=tip.hazard_id)
        events = list(Event.objects.filter(hazard=hazard))
        assert Tip.objects.count() == 0
    assert hazard.description == "Relief valve leaks; ask ＊＊＊ or ＊＊＊"
    assert (hazard.source, hazard.equipment_id) == ("tip", tip.equipment_id)
    shown = f"{hazard.recorded_by} {[event.actor for event in events]}"
    assert "Tip Handler" not in shown and "tip_handler" not in shown and tip.number not in shown
    again = do(cast, "raise_hazard", tip, description="Another")
    with everything():
        assert again.hazard_id == hazard.pk and Hazard.objects.count() == 1


def test_only_what_is_true_and_names_an_enterprise_becomes_a_hazard(cast):
    tip = bring(cast, "verifying")
    with pytest.raises(Conflict):
        do(cast, "raise_hazard", tip, description="It leaks")
    do(cast, "conclude_tip", tip, outcome="partly", note="The valve only")
    with pytest.raises(RuleBroken):
        do(cast, "raise_hazard", tip, description="It leaks")
    do(cast, "match_tip", tip, enterprise=cast.rival)
    do(cast, "raise_hazard", tip, description="The valve leaks")
    with everything():
        assert tip.hazard.enterprise_id == cast.rival.pk


# --- Ties -------------------------------------------------------------------------------------------------------------


def test_who_has_or_had_a_post_at_the_unit_finds_nothing_of_the_tip(cast):
    tip, other = bring(cast, "accepted", token=labels(cast)["place"]), bring(cast, "accepted")
    with everything():
        row = cast.tip_handler.membership
        tie = type(row).objects.create(
            region_code="510525",
            person=cast.tip_handler.user,
            tenant_kind="enterprise",
            enterprise=cast.enterprise,
            role="worker",
            started_at=MONDAY,
        )
    with acting(cast.tip_handler) as actor:
        assert set(Tip.objects.values_list("pk", flat=True)) == {other.pk}
        assert not TipEvent.objects.filter(tip=tip).exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM whistleblowing_tip")
            assert cursor.fetchone()[0] == 1
        with pytest.raises(RuleBroken):
            actions.match_tip(actor=actor, now=clock.now(), tip_id=other.pk, enterprise=cast.enterprise)
    with acting(cast.county_head):
        assert Tip.objects.count() == 2
    with everything():
        type(row).objects.filter(pk=tie.pk).update(status="ended", ended_at=MONDAY)
    with acting(cast.tip_handler):
        assert not Tip.objects.filter(pk=tip.pk).exists(), "a former post ties as well"


def test_nobody_of_the_unit_counts_tips(cast):
    bring(cast, "accepted", token=labels(cast)["place"])
    for who in ("principal", "safety_head", "worker", "enterprise_administrator", "expert", "cross_inspector"):
        with acting(getattr(cast, who)):
            assert Tip.objects.count() == TipEvent.objects.count() == IdentityRequest.objects.count() == 0, who


# --- Who reported -----------------------------------------------------------------------------------------------------


def test_two_persons_open_the_identity_and_it_is_read_once(cast):
    tip = bring(cast, "accepted", **REPORTER)
    purpose = {"purpose": "To ask about the second valve"}
    do(cast, "ask_identity", tip, **purpose)
    with pytest.raises(Conflict):
        do(cast, "ask_identity", tip, by="county_head", **purpose)
    with pytest.raises(Conflict):
        do(cast, "read_identity", tip)
    with pytest.raises(NotAllowed):
        do(cast, "decide_identity", tip, approve=True)
    do(cast, "decide_identity", tip, by="county_head", approve=True)
    with pytest.raises(NotAllowed):
        do(cast, "read_identity", tip, by="county_head")
    with acting(cast.tip_handler) as actor:
        assert TipIdentity.objects.count() == TipAccess.objects.count() == 0
        found = actions.read_identity(actor=actor, now=clock.now(), tip_id=tip.pk)
    assert (found.name, found.contact, found.may_contact) == ("Zhao Xiaoli", "13900001111", False)
    assert "Zhao" not in f"{found!r}"
    with pytest.raises(Conflict):
        do(cast, "read_identity", tip)
    with everything():
        verbs = list(
            Entry.objects.filter(subject_id=str(tip.pk)).order_by("at", "number").values_list("verb", flat=True)
        )
        kept = TipIdentity.objects.get(tip=tip)
        assert b"Zhao" not in bytes(kept.sealed)
        audited = f"{list(Entry.objects.values_list('data', flat=True))}"
        assert "Zhao" not in audited and "second valve" not in audited and "purpose_sha256" in audited
        assert "Zhao" not in f"{list(TipEvent.objects.values_list('told', 'note', 'actor'))}"
    assert verbs[-3:] == ["ask_identity_of_reporter", "approved_identity_of_reporter", "read_identity_of_reporter"]
    other = tip_of(send(**REPORTER))
    with pytest.raises(ValueError, match="another tip"):
        secrets.unseal_identity(other.pk, kept.sealed)


def test_a_refusal_says_why_and_an_anonymous_tip_has_nothing_to_read(cast):
    tip = bring(cast, "accepted", **REPORTER)
    do(cast, "ask_identity", tip, purpose="Curiosity")
    with pytest.raises(RuleBroken):
        do(cast, "decide_identity", tip, by="county_head", approve=False)
    do(cast, "decide_identity", tip, by="county_head", approve=False, decision="Not needed")
    with pytest.raises(Conflict):
        do(cast, "read_identity", tip)
    with pytest.raises(NotAllowed):
        do(cast, "ask_identity", bring(cast, "accepted"), purpose="To ask")


def test_the_database_keeps_the_two_persons_and_the_ledger(cast):
    tip = bring(cast, "accepted", **REPORTER)
    do(cast, "ask_identity", tip, purpose="To ask")
    with everything():
        asked = IdentityRequest.objects.get(tip=tip)
        for change in (
            lambda: IdentityRequest.objects.filter(pk=asked.pk).update(
                status="approved", decider=asked.asker, decided_at=MONDAY
            ),
            lambda: TipEvent.objects.filter(tip=tip).update(told="Other words"),
            lambda: TipEvent.objects.filter(tip=tip).delete(),
            lambda: Tip.objects.filter(pk=tip.pk).update(text="Other words"),
            lambda: Tip.objects.filter(pk=tip.pk).update(status="closed", closed_at=MONDAY),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


def test_nobody_is_told_where_nobody_handles_tips(cast):
    with everything():
        tip = tip_of(send(unit="A firm", region_code="3415"))
        assert [each.person.username for each in notices.handlers_of(tip)] == ["anhui_head"]


# --- The clock --------------------------------------------------------------------------------------------------------


def test_what_is_due_is_told_once_and_what_is_late_each_week_to_the_head_too(cast):
    tip = tip_of(send(now=MONDAY))
    assert notices.tell_due(now=MONDAY) == 0
    eve = MONDAY + timedelta(days=6)
    assert notices.tell_due(now=eve) == 1 and notices.tell_due(now=eve + timedelta(hours=1)) == 0
    assert told(tip, "tip_due") == {"tip_handler"}
    late = MONDAY + timedelta(days=8)
    assert notices.tell_due(now=late) == 2 and notices.tell_due(now=late) == 0
    assert told(tip, "tip_late") == {"tip_handler", "county_head"}
    assert notices.tell_due(now=late + timedelta(days=7)) == 2
    do(cast, "refuse_tip", tip, ground="known", told="Known")
    assert notices.tell_due(now=late + timedelta(days=30)) == 0


def test_danger_that_nobody_decides_on_is_told_each_hour_to_every_level(cast):
    tip = tip_of(send(now=MONDAY, danger="now"))
    assert notices.tell_due(now=MONDAY + timedelta(minutes=59)) == 0
    assert notices.tell_due(now=MONDAY + timedelta(minutes=61)) == 3
    assert told(tip, "tip_danger") == {"tip_handler", "county_head", "provincial_head"}
    assert notices.tell_due(now=MONDAY + timedelta(minutes=70)) == 0
    assert notices.tell_due(now=MONDAY + timedelta(minutes=125)) == 3
    do(cast, "accept_tip", tip)
    assert notices.tell_due(now=MONDAY + timedelta(minutes=185)) == 0


# --- Races ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_one_form_pressed_on_eight_lines_is_one_tip_with_one_code():
    cast = build_cast()
    key = uuid.uuid4()
    receipts = at_once(*[lambda: send(sent=key)] * 8)
    assert len({(each.number, each.code, each.pin) for each in receipts}) == 1
    assert sum(not each.again for each in receipts) == 1
    with everything():
        assert Tip.objects.count() == TipEvent.objects.count() == TipAccess.objects.count() == 1
    assert told(tip_of(receipts[0])) == {cast.tip_handler.user.username}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_is_told_that_it_is_done():
    cast = build_cast()
    receipt = send()
    done, refused = outcomes(
        at_once(
            lambda: do(cast, "accept_tip", tip_of(receipt)),
            lambda: do(cast, "refuse_tip", tip_of(receipt), by="county_head", ground="known", told="Known"),
        )
    )
    assert done == 1 and [type(error) for error in refused] == [Conflict]
