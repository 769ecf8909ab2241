"""Letters end to end: drawn up by the clock, signed, served, answered, rated; no answer opens the next rung."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from audit.models import Entry
from core import scope
from core.clock import day_of
from core.errors import Conflict, NotAllowed, NotVisible, RuleBroken
from core.scope import everything
from documents.actions import give_consent
from documents.models import Document, Series
from documents.tasks import render_document
from hazards.models import Event
from notifications.models import Notice
from rectification.actions import stop_work
from rectification.letters import actions
from rectification.letters.actions import drafting
from rectification.models import Effect, Letter, StandingAuthorisation
from rectification.tasks import draft_letters
from regions.rules import compute_deadline
from regions.selectors import calendar_for
from tests.cast import NOW, acting, build_cast, make_persona
from tests.hazards.factories import bring_to, officers, record, submit
from tests.rectification.ladders import after, run, watches
from tests.rectification.letters import drafted, issued, letter_now, letters, overdue, replied, served

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast():
    return build_cast(NOW)


@pytest.fixture(autouse=True)
def no_files(monkeypatch):
    """The PDFs are drawn in tests of their own; here they only cost time."""
    monkeypatch.setattr(render_document, "delay", lambda key: None)


def take(now):
    return actions.draft_from_ladder(now=now)


def test_the_whole_way_of_one_letter(cast):
    hazard, moment = overdue(cast, days=4)
    done = take(moment)
    (letter,) = letters()
    assert (done.drafted, done.put_off) == (1, 0)
    assert (letter.status, letter.enterprise, letter.level) == ("draft", cast.enterprise, "enterprise")
    assert letter.issuer == cast.authorities["510525"]
    assert "逾期未整改到位" in letter.reason
    with acting(cast.county_head) as actor:
        assert Notice.objects.filter(membership=actor.membership_id, kind="letter_to_sign").count() == 1
        letter = actions.issue_letter(actor=actor, now=moment, letter_id=letter.pk, version=letter.version)
    assert letter.document.printed_number.endswith("〔2026〕1号") or letter.document.printed_number.endswith(
        "〔2027〕1号"
    )
    assert letter.document.snapshot["problems"][0]["description"] == hazard.description
    assert letter.due_on is None
    with acting(cast.county_clerk) as actor:
        letter = actions.serve_letter(actor=actor, now=moment, letter_id=letter.pk, receiver_name="Wang Fang")
        expected = compute_deadline(day_of(moment), "working_days", letter.reply_days, calendar_for("510525"))
    assert (letter.status, letter.due_on) == ("served", expected.result)
    with acting(cast.safety_head) as actor:
        actions.reply_letter(actor=actor, now=moment, letter_id=letter.pk, text="Done by Friday")
    with acting(cast.county_clerk) as actor:
        letter = actions.rate_letter(actor=actor, now=moment, letter_id=letter.pk, rating="adequate")
    assert (letter.status, letter.rating, letter.next) == ("rated", "adequate", None)
    with everything(because="the test reads"):
        verbs = list(Event.objects.filter(hazard=hazard, verb__startswith="letter").values_list("verb", flat=True))
        assert Document.objects.get(pk=letter.document_id).status == "replied"
    assert sorted(verbs) == ["letter_answered", "letter_issued", "letter_rated", "letter_served"]


def test_one_draft_collects_a_days_hazards_of_one_enterprise(cast):
    first = bring_to(cast, "served", hazard=record(cast, now=NOW, seed=1), now=NOW)
    second = bring_to(cast, "served", hazard=record(cast, now=NOW, seed=2), now=NOW)
    run()
    moment = after(first.due_on, 1)
    run(moment)
    take(moment)
    found = letters()
    assert len(found) == 1
    with everything(because="the test reads"):
        assert set(found[0].hazards.all()) == {first, second}
        assert not Effect.objects.filter(taken_at=None, kind__startswith="letter").exists()
    assert take(moment).taken == 0


def test_what_comes_later_in_the_day_joins_the_draft_and_after_its_issue_waits_for_tomorrow(cast):
    first, moment = overdue(cast, days=1)
    take(moment)
    (letter,) = letters()
    second = bring_to(cast, "served", hazard=record(cast, now=NOW, seed=2), now=NOW)
    run(moment)
    run(moment + timedelta(minutes=1))
    assert take(moment + timedelta(minutes=2)).added == 1
    with everything(because="the test reads"):
        assert set(letter.hazards.all()) == {first, second}
    assert "2项" in letter_now(letter).reason
    with acting(cast.county_head) as actor:
        actions.issue_letter(actor=actor, now=moment + timedelta(minutes=3), letter_id=letter.pk)
    third = bring_to(cast, "served", hazard=record(cast, now=NOW, seed=3), now=NOW)
    run(moment + timedelta(minutes=4))
    run(moment + timedelta(minutes=5))
    assert take(moment + timedelta(minutes=6)).put_off == 1
    assert len(letters()) == 1
    assert take(moment + timedelta(days=1)).drafted == 1
    with everything(because="the test reads"):
        assert [list(each.hazards.all()) for each in letters(status="draft")] == [[third]]


def test_what_cannot_be_drawn_up_waits_an_hour_and_holds_up_nothing_behind_it(cast, monkeypatch):
    first = bring_to(cast, "served", hazard=record(cast, now=NOW, seed=1), now=NOW)
    second = bring_to(cast, "served", hazard=record(cast, now=NOW, seed=2, enterprise=cast.rival), now=NOW)
    run()
    moment = after(first.due_on, 1)
    run(moment)
    propose = drafting.wording.propose

    def refuse(kind, language, case):
        if case.unit == cast.enterprise.name:
            raise ValueError("poisoned")
        return propose(kind, language, case)

    monkeypatch.setattr(drafting.wording, "propose", refuse)
    with everything(because="the poisoned one comes first"):
        Effect.objects.filter(hazard=first).update(raised_at=NOW)
    done = [actions.draft_from_ladder(now=moment, most=1) for _time in range(3)]
    assert [(each.put_off, each.drafted) for each in done] == [(1, 0), (0, 1), (0, 0)]
    assert [letter.lead for letter in letters()] == [second]
    monkeypatch.undo()
    assert actions.draft_from_ladder(now=moment + timedelta(hours=1)).drafted == 1
    assert {letter.lead for letter in letters()} == {first, second}


def test_an_effect_of_a_case_that_has_moved_on_makes_no_letter(cast):
    hazard, moment = overdue(cast, days=1)
    submit(cast, hazard, moment)
    run(moment + timedelta(minutes=1))
    assert take(moment + timedelta(minutes=2)).overtaken == 1
    assert letters() == []


def test_two_runs_at_once_double_nothing(cast):
    hazards = [bring_to(cast, "served", hazard=record(cast, now=NOW, seed=seed), now=NOW) for seed in range(1, 7)]
    run()
    moment = after(hazards[0].due_on, 1)
    run(moment)
    barrier = Barrier(3)

    def work(_number):
        try:
            barrier.wait()
            return [actions.draft_from_ladder(now=moment, most=2) for _time in range(4)]
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        done = [each for many in pool.map(work, range(3)) for each in many]
    assert sum(each.taken for each in done) == 6
    assert sum(each.drafted for each in done) == 1
    (letter,) = letters()
    with everything(because="the test reads"):
        assert set(letter.hazards.all()) == set(hazards)
        assert Notice.objects.filter(kind="letter_to_sign").count() == 1


def test_numbers_have_no_gaps_under_threads(cast):
    drafts = [
        drafted(cast, hazard=bring_to(cast, "served", hazard=record(cast, now=NOW, seed=seed), now=NOW))
        for seed in range(1, 9)
    ]
    barrier = Barrier(4)

    def sign(part):
        try:
            barrier.wait()
            for letter in part:
                with acting(cast.county_head) as actor:
                    actions.issue_letter(actor=actor, now=NOW, letter_id=letter.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(sign, [drafts[number::4] for number in range(4)]))
    numbers = sorted(each.document.number for each in letters())
    assert numbers == list(range(1, 9))
    with everything(because="the test reads"):
        assert Series.objects.get(kind="reminder_letter").next_number == 9


def test_a_letter_signed_twice_is_issued_once(cast):
    letter = issued(cast)
    with acting(cast.county_head) as actor, pytest.raises(Conflict):
        actions.issue_letter(actor=actor, now=NOW, letter_id=letter.pk)
    with everything(because="the test reads"):
        assert Series.objects.get(kind="reminder_letter").next_number == 2


def test_no_answer_opens_the_next_rung_by_the_ladder(cast):
    letter = served(cast)
    run()
    (watch,) = watches(letter.lead, kind="reply", ended_at=None)
    assert (watch.due_on, watch.subject_id) == (letter.due_on, letter.pk)
    moment = NOW
    for day in range(1, 8):
        moment = after(letter.due_on, day)
        run(moment)
        take(moment)
    answered = letter_now(letter)
    assert answered.next is not None
    assert (answered.next.kind, answered.next.status) == ("notice", "draft")
    followers = [each for each in letters(status="draft", kind="notice") if each.pk == answered.next_id]
    assert len(followers) == 1
    with acting(cast.county_head) as actor:
        following = actions.issue_letter(actor=actor, now=moment, letter_id=answered.next_id)
    assert following.document.snapshot["earlier"] == letter.document.printed_number
    run(moment + timedelta(minutes=1))
    assert watches(letter.lead, kind="reply", ended_at=None) == []


def test_an_answer_ends_the_clock(cast):
    letter = replied(cast)
    run()
    assert watches(letter.lead, kind="reply", ended_at=None) == []


def test_a_poor_answer_opens_the_next_letter_once(cast):
    letter = replied(cast)
    with acting(cast.county_clerk) as actor:
        with pytest.raises(RuleBroken):
            actions.rate_letter(actor=actor, now=NOW, letter_id=letter.pk, rating="poor")
        actions.rate_letter(actor=actor, now=NOW, letter_id=letter.pk, rating="poor", reason="No dates")
    found = letter_now(letter)
    assert (found.next.kind, found.next.status, found.next.enterprise) == ("notice", "draft", cast.enterprise)
    with acting(cast.county_clerk) as actor, pytest.raises(Conflict):
        actions.rate_letter(actor=actor, now=NOW, letter_id=letter.pk, rating="poor", reason="Again")


def test_after_a_talk_the_letter_climbs_to_the_authority_and_then_above(cast):
    letter = served(cast, kind="talk")
    with acting(cast.county_head) as actor:
        late = NOW + timedelta(days=60)
        actions.rate_letter(actor=actor, now=late, letter_id=letter.pk, rating="none")
    above = letter_now(letter).next
    assert (above.kind, above.level) == ("reminder", "regulator")
    assert above.addressee == cast.authorities["510525"]
    assert above.issuer == cast.authorities["5105"]
    assert above.region_code == "510525"
    # The city's clerk edits it; nobody in the county sees the draft, everybody concerned the letter.
    with acting(cast.county_head) as actor, pytest.raises(NotVisible):
        actions.issue_letter(actor=actor, now=late, letter_id=above.pk)
    with acting(cast.city_clerk) as actor, pytest.raises(NotAllowed):
        actions.issue_letter(actor=actor, now=late, letter_id=above.pk)


def test_a_silent_authority_is_followed_up(cast):
    letter = served(cast, kind="talk")
    late = NOW + timedelta(days=60)
    with acting(cast.county_head) as actor:
        actions.rate_letter(actor=actor, now=late, letter_id=letter.pk, rating="none")
    above = letter_now(letter).next
    with everything(because="the test appoints a head of the city"):
        from_city = _city_head(cast)
    with acting(from_city) as actor:
        actions.issue_letter(actor=actor, now=late, letter_id=above.pk)
        sent = actions.serve_letter(actor=actor, now=late, letter_id=above.pk, receiver_name="Clerk Wu")
    with acting(cast.county_clerk) as actor:
        assert actions.reply_letter(actor=actor, now=late, letter_id=sent.pk, text="Seen to it").letter_id == sent.pk
    with everything(because="the test puts the clock on"):
        Letter.objects.filter(pk=sent.pk).update(status="served", replied_at=None)
    assert actions.follow_silent_authorities(now=after(sent.due_on, 1)) == 1
    assert actions.follow_silent_authorities(now=after(sent.due_on, 1)) == 0
    assert letter_now(sent).next.kind == "notice"


def _city_head(cast):
    return make_persona("city_head", cast.authorities["5105"], "head", since=NOW - timedelta(days=9))


def test_a_standing_authorisation_issues_at_once_and_is_on_record(cast):
    with acting(cast.county_clerk) as actor, pytest.raises(NotAllowed):
        _grant(actor)
    with acting(cast.county_head) as actor:
        with pytest.raises(RuleBroken):
            _grant(actor, kind="talk")
        row = _grant(actor)
        assert Entry.objects.filter(verb="grant_letter_authorisation").count() == 1
    _hazard, moment = overdue(cast, days=1)
    take(moment)
    assert actions.issue_authorised(now=moment) == 1
    assert actions.issue_authorised(now=moment) == 0
    (letter,) = letters()
    assert (letter.status, letter.authorisation_id) == ("issued", row.pk)
    assert letter.issued_by["role"] == "system"
    with acting(cast.county_head) as actor:
        actions.end_authorisation(actor=actor, now=moment, authorisation_id=row.pk)
        with pytest.raises(Conflict):
            actions.end_authorisation(actor=actor, now=moment, authorisation_id=row.pk)


def _grant(actor, **more):
    values = {
        "kind": "reminder",
        "starts_on": day_of(NOW),
        "ends_on": day_of(NOW) + timedelta(days=90),
        "reason": "The bureau's meeting of November",
    }
    return actions.grant_authorisation(actor=actor, now=NOW, **(values | more))


def test_without_an_authorisation_a_draft_waits_for_a_head(cast):
    _hazard, moment = overdue(cast, days=1)
    take(moment)
    assert actions.issue_authorised(now=moment) == 0
    (letter,) = letters()
    for persona in (cast.county_clerk, cast.inspector, cast.viewer):
        with acting(persona) as actor, pytest.raises(NotAllowed):
            actions.issue_letter(actor=actor, now=moment, letter_id=letter.pk)
    for persona in (cast.city_clerk, cast.safety_head, cast.rival_safety_head, cast.anhui_head):
        with acting(persona) as actor, pytest.raises(NotVisible):
            actions.issue_letter(actor=actor, now=moment, letter_id=letter.pk)


def test_electronic_service_needs_the_consent_and_then_happens_at_once(cast):
    letter = issued(cast)
    with acting(cast.county_clerk) as actor, pytest.raises(RuleBroken):
        actions.serve_letter(actor=actor, now=NOW, letter_id=letter.pk, method="electronic")
    with acting(cast.safety_head) as actor:
        give_consent(actor=actor, now=NOW, enterprise=cast.enterprise, address="a@b.cn", signed_by="Li")
    second = issued(cast, kind="notice", hazard=bring_to(cast, "served", hazard=record(cast, now=NOW, seed=9), now=NOW))
    assert (second.status, second.due_on is not None) == ("served", True)


def test_a_letter_that_came_back_has_no_deadline(cast):
    letter = issued(cast)
    with acting(cast.county_clerk) as actor:
        back = actions.serve_letter(actor=actor, now=NOW, letter_id=letter.pk, method="post", outcome="returned")
        assert (back.status, back.due_on) == ("issued", None)
        again = actions.serve_letter(actor=actor, now=NOW, letter_id=letter.pk, receiver_name="Wang Fang")
    assert again.status == "served"


def test_withdrawing_keeps_the_number(cast):
    letter = issued(cast)
    with acting(cast.county_head) as actor:
        with pytest.raises(RuleBroken):
            actions.withdraw_letter(actor=actor, now=NOW, letter_id=letter.pk, reason=" ")
        actions.withdraw_letter(actor=actor, now=NOW, letter_id=letter.pk, reason="Wrong unit")
    found = letter_now(letter)
    assert (found.status, found.document.status, found.document.number) == ("withdrawn", "revoked", 1)
    other = bring_to(cast, "served", hazard=record(cast, now=NOW, seed=4), now=NOW)
    assert issued(cast, hazard=other).document.number == 2


def test_a_talk_needs_its_arrangements_and_its_minutes_are_numbered(cast):
    draft = drafted(cast, kind="talk")
    with acting(cast.county_head) as actor, pytest.raises(RuleBroken) as refused:
        actions.issue_letter(actor=actor, now=NOW, letter_id=draft.pk)
    assert "talk_place" in refused.value.fields
    letter = served(cast, kind="talk", hazard=bring_to(cast, "served", hazard=record(cast, now=NOW, seed=3), now=NOW))
    agreed = [{"what": "Lower the stacks", "who": "Li", "due_on": day_of(NOW + timedelta(days=9))}]
    values = {
        "present": "Chen\nLi",
        "statements": "Stacks too high",
        "agreed": agreed,
        "report_due_on": day_of(NOW + timedelta(days=12)),
    }
    with acting(cast.county_clerk) as actor:
        with pytest.raises(RuleBroken):
            actions.record_minutes(actor=actor, now=NOW, letter_id=letter.pk, **values)
        after_talk = NOW + timedelta(days=4)
        minutes = actions.record_minutes(actor=actor, now=after_talk, letter_id=letter.pk, **values)
        with pytest.raises(Conflict):
            actions.record_minutes(actor=actor, now=after_talk, letter_id=letter.pk, **values)
    assert minutes.document.kind == "talk_minutes"
    assert minutes.document.snapshot["agreed"][0]["who"] == "Li"
    assert letter_now(letter).due_on == values["report_due_on"]


def test_an_issued_letter_cannot_be_changed_by_anybody(cast):
    letter = issued(cast)
    with scope.everything(because="the test tries"):
        for change in ({"title": "Other"}, {"reply_days": 99}, {"document": None}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Letter.objects.filter(pk=letter.pk).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            Letter.objects.filter(pk=letter.pk).delete()
        with pytest.raises(DatabaseError), transaction.atomic():
            Letter.objects.filter(pk=letter.pk).update(due_on=day_of(NOW))
    with acting(cast.county_clerk) as actor, pytest.raises(Conflict):
        actions.edit_letter(actor=actor, now=NOW, letter_id=letter.pk, title="Other")


def test_an_edited_draft_keeps_what_was_typed_and_another_language_proposes_the_rest(cast):
    letter = drafted(cast)
    with acting(cast.county_clerk) as actor:
        found = actions.edit_letter(actor=actor, now=NOW, letter_id=letter.pk, basis="Own basis", language="en")
        assert (found.basis, found.language) == ("Own basis", "en")
        assert found.title.startswith("Reminder and Urging Letter")
        with pytest.raises(Conflict):
            actions.edit_letter(actor=actor, now=NOW, letter_id=letter.pk, version=1, title="Stale")


def test_only_the_addressee_answers_and_strangers_see_nothing(cast):
    letter = served(cast)
    with acting(cast.county_clerk) as actor, pytest.raises(NotAllowed):
        actions.reply_letter(actor=actor, now=NOW, letter_id=letter.pk, text="x")
    with acting(cast.worker) as actor, pytest.raises(NotAllowed):
        actions.reply_letter(actor=actor, now=NOW, letter_id=letter.pk, text="x")
    for persona in (cast.rival_safety_head, cast.anhui_safety_head, cast.sibling_inspector):
        with acting(persona) as actor, pytest.raises(NotVisible):
            actions.reply_letter(actor=actor, now=NOW, letter_id=letter.pk, text="x")


def test_no_authorisation_stands_twice(cast):
    with acting(cast.county_head) as actor:
        _grant(actor)
        _grant(actor, reason="Anew")
    with everything(because="the test reads"):
        assert StandingAuthorisation.objects.filter(ended_at=None).count() == 1


def test_the_job_drafts_and_issues_what_is_authorised(cast):
    with acting(cast.county_head) as actor:
        row = _grant(actor)
    hazard, moment = overdue(cast, days=1)
    with time_machine.travel(moment + timedelta(minutes=5), tick=False):
        with everything(because="the test lets the authorisation reach so far"):
            StandingAuthorisation.objects.filter(pk=row.pk).update(ends_on=day_of(moment) + timedelta(days=9))
        done = draft_letters()
        assert (done["drafted"], done["issued"], done["put_off"]) == (1, 1, 0)
        again = draft_letters()
        assert (again["drafted"], again["issued"]) == (0, 0)
    (letter,) = letters()
    assert (letter.status, letter.lead_id) == ("issued", hazard.pk)


def test_a_letter_names_the_decision_that_stopped_work(cast):
    hazard = bring_to(cast, "served", now=NOW)
    with acting(cast.county_head) as actor:
        stop = stop_work(
            actor=actor, now=NOW, hazard_id=hazard.pk, extent="Warehouse A", basis="Art. 65", officers=officers(cast)
        )
    letter = issued(cast, kind="notice", hazard=hazard)
    assert stop.document.printed_number in " ".join(letter.document.snapshot["paragraphs"])
