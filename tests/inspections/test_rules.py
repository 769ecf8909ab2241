"""The pure rules: officers, gaps, merging, hashes."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections import rules
from inspections.choices import GapCode

ONE = rules.OfficerFacts(1, "Chen", "A1")
TWO = rules.OfficerFacts(2, "Zhou", "A2")
EXPERT = rules.OfficerFacts(3, "Liu", "X9", "expert")
SEAL = "0" * 64


def signed(*officers, unit: str = "site_head", seal: str = SEAL):
    return (
        *(rules.SignatureFacts("officer", officer.id, seal) for officer in officers),
        rules.SignatureFacts(unit, None, seal),
    )


def complete(**more) -> rules.Facts:
    """Facts of a visit that lacks nothing, with changes."""
    known = {
        "officers": (ONE, TWO),
        "signatures": signed(ONE, TWO),
        "site_head_name": "Li",
        "place_checked": "Warehouse",
        "content_sha256": SEAL,
    }
    return rules.Facts(**(known | more))


def codes(facts: rules.Facts) -> list[GapCode]:
    return [gap.code for gap in rules.missing_for_finish(facts)]


FINDING = rules.FindingFacts(1, "1. Stacks", description="Stacks", before=1, has_deadline=True, has_basis=True)


def test_nothing_is_missing():
    assert codes(complete()) == []
    assert codes(complete(findings=(FINDING,))) == []


@pytest.mark.parametrize(
    ("officers", "enough"),
    [
        ((ONE, TWO), True),
        ((ONE,), False),
        ((ONE, EXPERT), False),
        ((ONE, rules.OfficerFacts(4, "Zhou", "")), False),
        ((ONE, rules.OfficerFacts(5, "Somebody else", "a1 ")), False),
        ((ONE, TWO, EXPERT), True),
    ],
)
def test_two_officers_with_two_certificates(officers, enough):
    assert rules.has_two_officers(officers) is enough


@pytest.mark.parametrize(
    ("item", "findings", "expected"),
    [
        (rules.ItemFacts(1, "Item"), (), [GapCode.ANSWER]),
        (rules.ItemFacts(1, "Item", answer="conform"), (), []),
        (rules.ItemFacts(1, "Item", photo_required=True, answer="conform"), (), [GapCode.ANSWER_PHOTO]),
        (rules.ItemFacts(1, "Item", photo_required=True, answer="conform", photos=1), (), []),
        (rules.ItemFacts(1, "Item", photo_required=True, answer="not_applicable", reason="None here"), (), []),
        (rules.ItemFacts(1, "Item", answer="not_applicable"), (), [GapCode.REASON]),
        (rules.ItemFacts(1, "Item", answer="not_checked", reason="locked"), (), []),
        (rules.ItemFacts(1, "Item", critical=True, answer="not_checked", reason="locked"), (), [GapCode.CRITICAL]),
        (rules.ItemFacts(1, "Item", answer="not_conform"), (), [GapCode.FINDING]),
        (
            rules.ItemFacts(1, "Item", critical=True, answer="not_conform"),
            (rules.FindingFacts(1, item=1, description="x", before=1, has_deadline=True, has_basis=True),),
            [GapCode.CRITICAL_MEASURES],
        ),
    ],
)
def test_items(item, findings, expected):
    assert codes(complete(items=(item,), findings=findings)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"description": " "}, [GapCode.DESCRIPTION]),
        ({"before": 0}, [GapCode.PHOTO]),
        ({"has_basis": False}, [GapCode.BASIS]),
        ({"has_deadline": False}, [GapCode.DEADLINE]),
        ({"disposition": "fixed_on_spot", "has_deadline": False}, [GapCode.PHOTO_AFTER]),
        ({"disposition": "fixed_on_spot", "before": 2, "after": 1}, [GapCode.PHOTO_AFTER]),
        ({"disposition": "fixed_on_spot", "before": 2, "after": 2}, []),
    ],
)
def test_findings(changes, expected):
    known = {"id": 1, "description": "x", "before": 1, "has_deadline": True, "has_basis": True}
    assert codes(complete(findings=(rules.FindingFacts(**(known | changes)),))) == expected


def test_a_signature_over_other_content_does_not_count():
    gaps = codes(complete(signatures=signed(ONE, TWO, seal="1" * 64)))
    assert gaps == [GapCode.OFFICER_SIGNATURE, GapCode.OFFICER_SIGNATURE, GapCode.UNIT_SIGNATURE]


def test_a_refusal_needs_a_witness_and_no_head():
    assert codes(complete(refusal="No", signatures=signed(ONE, TWO))) == [GapCode.WITNESS]
    assert codes(complete(refusal="No", signatures=signed(ONE, TWO, unit="witness"))) == []


def test_a_parked_collision_blocks():
    assert codes(complete(conflicts=1)) == [GapCode.CONFLICT]


def test_what_is_missing_before_signing_leaves_the_signatures_out():
    assert rules.missing_before_signing(complete(signatures=())) == ()


def test_clock_skew_and_haste():
    now = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
    assert rules.clock_skew(now + timedelta(minutes=9), now) is None
    assert rules.clock_skew(now - timedelta(hours=8), now) == timedelta(hours=-8)
    assert rules.clock_skew(None, now) is None
    assert rules.is_hasty(now, now + timedelta(minutes=19))
    assert not rules.is_hasty(now, now + timedelta(minutes=20))


def test_two_devices_give_an_answer_the_same_key():
    visit, item = uuid.uuid4(), uuid.uuid4()
    assert rules.answer_key(visit, item) == rules.answer_key(visit, item) != rules.answer_key(item, visit)


NAMES = st.sampled_from(["place", "text", "grade"])
ROW = st.fixed_dictionaries({name: st.sampled_from(["a", "b", "c"]) for name in ("place", "text", "grade")})


@given(base=ROW, stored=ROW, mine=ROW)
def test_a_merge_loses_neither_side(base, stored, mine):
    merged = rules.merge(stored=stored, base=base, mine=mine)
    for name, wanted in mine.items():
        after = merged.write.get(name, stored[name])
        if name in merged.conflicts:
            assert merged.conflicts[name] == (wanted, stored[name])
            assert base[name] not in (wanted, stored[name])
            assert after == stored[name]
        elif wanted != base[name]:
            assert after == wanted
        else:
            assert after == stored[name]


@given(base=ROW, mine=ROW)
def test_a_merge_sent_twice_changes_nothing_the_second_time(base, mine):
    first = rules.merge(stored=base, base=base, mine=mine)
    again = rules.merge(stored={**base, **first.write}, base=base, mine=mine)
    assert not again.write
    assert not again.conflicts


def test_the_base_is_found_by_taking_newer_revisions_back():
    stored = {"place": "C", "text": "x"}
    revisions = [{"place": ["A", "B"]}, {"place": ["B", "C"]}]
    assert rules.base_of(stored, revisions) == {"place": "A", "text": "x"}


def test_canonical_text_is_that_of_the_phone():
    """JSON.stringify over sorted keys gives the same characters."""
    said = rules.canonical({"b": [1, None, True], "a": 'Ü"\n\u2028古蔺'})
    assert said == '{"a":"Ü\\"\\n\u2028古蔺","b":[1,null,true]}'
    assert rules.digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
