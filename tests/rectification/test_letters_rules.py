"""Letters as pure rules: states, severity, the climb, the next step, the proposed text."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import lines
from rectification.letters import rules, wording
from rectification.letters.choices import LetterKind, LetterStatus, Level, Rating
from rectification.letters.rules import Body, next_step, seat, stations, writer_to

BODIES = (
    Body("yj-gulin", "510525", "bureau", "YJ"),
    Body("zj-gulin", "510525", "bureau", "ZJ"),
    Body("aw-gulin", "510525", "commission_office", "AW"),
    Body("yj-luzhou", "5105", "bureau", "YJ"),
    Body("aw-luzhou", "5105", "commission_office", "AW"),
    Body("aw-sichuan", "51", "commission_office", "AW"),
    Body("yj-anhui", "34", "bureau", "YJ"),
)


def climb(bodies=BODIES, *, place="510525100", in_charge="yj-gulin", lead="ZJ"):
    return [(each.level, each.addressee, each.issuer) for each in stations(
        bodies, place=place, in_charge=in_charge, lead_department=lead
    )]  # fmt: skip


def test_the_climb_of_a_case():
    assert climb() == [
        (Level.ENTERPRISE, None, "yj-gulin"),
        (Level.REGULATOR, "zj-gulin", "aw-gulin"),
        (Level.COUNTY, "aw-gulin", "aw-luzhou"),
        (Level.CITY, "aw-luzhou", "aw-sichuan"),
    ]


def test_the_authority_in_charge_is_the_regulator_where_none_other_leads():
    assert climb(lead="ZJ", bodies=[each for each in BODIES if each.department_code != "ZJ"])[1] == (
        Level.REGULATOR,
        "yj-gulin",
        "aw-gulin",
    )


def test_without_an_office_the_emergency_bureau_speaks_for_the_commission():
    bureaus = [each for each in BODIES if each.kind == "bureau" and each.id != "zj-gulin"]
    assert seat(bureaus, "5105").id == "yj-luzhou"
    # The county's bureau is addressed once, and whoever has nobody above is not addressed.
    assert climb(bodies=bureaus, lead="YJ") == [
        (Level.ENTERPRISE, None, "yj-gulin"),
        (Level.REGULATOR, "yj-gulin", "yj-luzhou"),
    ]


def test_nobody_writes_to_the_top():
    assert writer_to(BODIES, BODIES[5]) is None


@given(
    st.lists(
        st.builds(
            Body,
            st.integers(1, 30),
            st.sampled_from(["51", "5105", "510525", "510522", "34", "510525100"]),
            st.sampled_from(["bureau", "commission_office"]),
            st.sampled_from(["YJ", "ZJ", "AW"]),
        ),
        max_size=12,
        unique_by=lambda each: each.id,
    )
)
def test_every_climb_goes_up_and_ends(bodies):
    found = stations(bodies, place="510525100", in_charge=0, lead_department="ZJ")
    by_id = {each.id: each for each in bodies}
    assert found[0].addressee is None
    addressees = [each.addressee for each in found[1:]]
    assert len(addressees) == len(set(addressees))
    for each in found[1:]:
        assert each.issuer != each.addressee
        # Whoever writes stands in the same place or above it.
        assert by_id[each.addressee].region_code.startswith(by_id[each.issuer].region_code)
        assert "510525100".startswith(by_id[each.addressee].region_code)
    levels = [list(Level).index(each.level) for each in found]
    assert levels == sorted(levels)


def test_the_next_step_is_graver_and_after_a_talk_higher():
    way = stations(BODIES, place="510525", in_charge="yj-gulin", lead_department="ZJ")
    kind, station = "reminder", way[0]
    seen = [(kind, station.level)]
    while step := next_step(kind, addressee=station.addressee, climb=way):
        kind, station = step
        seen.append((str(kind), station.level))
    assert seen == [
        (kind, level)
        for level in (Level.ENTERPRISE, Level.REGULATOR, Level.COUNTY, Level.CITY)
        for kind in ("reminder", "notice", "talk")
    ]


def test_whoever_has_left_the_climb_has_no_next_step():
    assert (
        next_step(
            "talk", addressee="somebody", climb=stations(BODIES, place="510525", in_charge=1, lead_department="X")
        )
        is None
    )


@pytest.mark.parametrize("status", list(LetterStatus))
def test_what_ended_stays_ended(status):
    for target in LetterStatus:
        allowed = rules.may_become(status, target)
        assert not (allowed and status in (LetterStatus.RATED, LetterStatus.WITHDRAWN))
        assert not (allowed and target == LetterStatus.DRAFT)
        # No answer before the service, no service before the issue.
        assert not (allowed and target == LetterStatus.REPLIED and status != LetterStatus.SERVED)
        assert not (allowed and target == LetterStatus.SERVED and status != LetterStatus.ISSUED)


def test_the_tables_know_every_kind():
    assert set(rules.KINDS) == set(LetterKind) == set(rules.REPLY_DAYS)
    assert [rules.severity(each) for each in LetterKind] == [1, 2, 3]
    assert set(rules.TRANSITIONS) == set(LetterStatus)
    assert {Rating.POOR, Rating.NONE} == rules.OPENS_NEXT


@pytest.mark.parametrize("to_authority", [False, True])
@pytest.mark.parametrize("overdue", [0, 2])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", list(LetterKind))
def test_the_proposed_text_fits_the_document(kind, language, overdue, to_authority):
    case = wording.Case(
        "古蔺烟花公司", 3, overdue, 1, date(2026, 12, 4) if overdue else None, date(2026, 12, 9), to_authority
    )
    text = wording.propose(kind, language, case)
    assert len(text.title) <= 200
    assert "古蔺烟花公司" in text.title
    assert text.reason
    assert 2 <= len(lines(text.requests)) <= 5
    assert bool(text.materials) == (kind == LetterKind.TALK)
    assert ("2026年12月4日" in text.reason or "2026-12-04" in text.reason) == bool(overdue)


@pytest.mark.parametrize(
    ("overdue", "chinese", "english"),
    [
        (0, "有3项事故隐患整改进展滞后。", "the rectification of 3 accident hazards of your unit was behind."),
        (1, "整改进展滞后，其中1项逾期未整改到位，", "was behind; 1 of them past the deadline; the earliest"),
        (3, "有3项事故隐患逾期未整改到位，", "your unit had 3 accident hazards past their deadline; the earliest"),
    ],
)
def test_a_letter_calls_overdue_only_what_is(overdue, chinese, english):
    case = wording.Case(
        "Gulin Fireworks", 3, overdue, 0, date(2026, 11, 2) if overdue else None, today=date(2026, 11, 23)
    )
    assert chinese in wording.propose(LetterKind.REMINDER, "zh", case).reason
    assert english in wording.propose(LetterKind.REMINDER, "en", case).reason
