"""The rules of tips: one table, deadlines, codes that are not taken for one another, and what is blotted out."""

import uuid
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regions.choices import DeadlineUnit
from whistleblowing import rules, secrets
from whistleblowing.choices import Outcome, TipKind, TipStatus, TipVerb

#: What may be done in each state besides what may always be done, written out by hand.
ALLOWED = {
    "submitted": {"accept", "refuse", "transfer", "match"},
    "transferred": {"accept", "refuse", "transfer", "match"},
    "not_accepted": set(),
    "accepted": {"start", "match"},
    "verifying": {"confirm", "confirm_partly", "find_unfounded", "give_up", "match"},
    "confirmed": {"tell", "raise_hazard", "match"},
    "partly": {"tell", "raise_hazard", "match"},
    "unfounded": {"tell", "match"},
    "cannot_verify": {"tell", "match"},
    "result_told": {"close", "raise_hazard", "match"},
    "closed": set(),
}
ALWAYS = {"write", "answer", "ask_identity", "approve_identity", "refuse_identity", "read_identity"}


@pytest.mark.parametrize("verb", TipVerb)
@pytest.mark.parametrize("status", TipStatus)
def test_the_table_of_states(verb, status):
    assert rules.may(verb, status) is (verb.value in ALLOWED[status.value] | ALWAYS)


def test_every_state_is_reached_and_every_verb_has_its_row():
    assert set(rules.TRANSITIONS) == set(TipVerb)
    reached = {to for _from, to in rules.TRANSITIONS.values() if to}
    assert reached == set(TipStatus)
    assert set(rules.CONCLUDING) == set(Outcome)


@given(st.lists(st.sampled_from(list(TipVerb)), max_size=40))
def test_no_order_of_acts_leaves_the_table_or_comes_back_from_the_end(verbs):
    status, ended = TipStatus.SUBMITTED, False
    for verb in verbs:
        if rules.may(verb, status):
            status = rules.after(verb, status)
        assert not ended or status in rules.FINAL
        ended = ended or status in rules.FINAL


@given(st.sampled_from(list(TipVerb)), st.sampled_from(list(TipKind)))
def test_a_period_begins_only_where_the_deadline_before_ends(verb, kind):
    period = rules.period_after(verb, kind)
    if period is not None:
        assert not rules.keeps_deadline(verb)
        assert period.amount > 0


def test_the_periods_are_those_of_the_field():
    assert rules.period_after(TipVerb.SUBMIT, "hazard") == rules.Period(DeadlineUnit.WORKING_DAYS, 5)
    assert rules.period_after(TipVerb.SUBMIT, "retaliation") == rules.Period(DeadlineUnit.WORKING_DAYS, 3)
    assert rules.period_after(TipVerb.ACCEPT, "retaliation") == rules.Period(DeadlineUnit.CALENDAR_DAYS, 60)
    assert rules.period_after(TipVerb.GIVE_UP, "hazard") == rules.Period(DeadlineUnit.CALENDAR_DAYS, 10)


@given(st.uuids(version=4))
def test_a_form_gives_one_code_and_pin_which_are_read_as_they_are_copied(sent):
    code, pin = secrets.code_and_pin(sent)
    assert (code, pin) == secrets.code_and_pin(sent)
    assert rules.plain_code(rules.shown(code).lower()) == code
    assert rules.plain_pin(f" {pin[:3]} {pin[3:]}") == pin
    assert secrets.code_hash(code) != secrets.pin_hash(code, pin) != secrets.sent_hash(sent)


def test_codes_are_spread_over_all_letters():
    made = [secrets.code_and_pin(uuid.uuid4())[0] for _each in range(2000)]
    assert len(set(made)) == 2000
    letters = Counter("".join(made))
    assert set(letters) == set(rules.LETTERS) and len(rules.LETTERS) == 32
    assert max(letters.values()) < 2 * min(letters.values())


def test_another_key_gives_another_code(settings):
    sent = uuid.uuid4()
    before = secrets.code_and_pin(sent), secrets.sent_hash(sent)
    settings.SEALING_KEY = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="
    assert (secrets.code_and_pin(sent), secrets.sent_hash(sent)) != before


@given(st.text(max_size=60))
def test_what_is_no_code_is_none(text):
    for read, length in ((rules.plain_code, 16), (rules.plain_pin, 6)):
        found = read(text)
        assert found == "" or len(found) == length
    assert rules.redacted(rules.redacted(text)) == rules.redacted(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("call 13812345678 now", "call ＊＊＊ now"),
        ("+86 138-1234-5678", "＊＊＊"),
        ("身份证510525199001011234，请保密", "身份证＊＊＊，请保密"),
        ("write to li.wei@example.org.", "write to ＊＊＊."),
        ("微信号：liwei_1990", "＊＊＊"),
        ("0830-7201234", "＊＊＊"),
        ("tank 12345, 2.5 m high, since 2026-11-20", "tank 12345, 2.5 m high, since 2026-11-20"),
        ("粉尘厚 3 毫米，编号 20261120", "粉尘厚 3 毫米，编号 20261120"),
    ],
)
def test_personal_data_are_blotted_out_and_facts_stay(text, kept):
    assert rules.redacted(text) == kept


def test_the_reporters_own_words_are_recognised():
    report = "The valve leaks. Call 13812345678."
    assert rules.repeats("So it is: the VALVE leaks.  Call 13812345678.", report)
    assert rules.repeats(rules.redacted(report), report)
    assert not rules.repeats("A relief valve leaks", report)
