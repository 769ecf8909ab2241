"""The pure rules of lists: states, levels, order, comparison, and who answers for a field."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.choices import Frequency, VersionStatus
from checklists.fields.rules import answer, check_gaps, check_parts
from checklists.rules import (
    TRANSITIONS,
    Line,
    check_another_person,
    check_tightened,
    compare,
    loosened,
    marked,
    moved,
    next_status,
    rebased,
    reordered,
    section_at,
    tightened,
)
from checklists.rules.levels import RANKS
from checklists.sheets import COLUMNS, cells_of, places_of, read_row
from core.errors import Conflict, NotAllowed, RuleBroken

VERBS = ("edit", "submit", "return", "publish", "supersede")
BASE = {"frequency": "week", "photo_required": True, "critical": False, "default_days": 5}


def item(**changes):
    return BASE | changes


@pytest.mark.parametrize(("status", "verb"), list(itertools.product(VersionStatus.values, VERBS)))
def test_only_what_stands_in_the_table_can_be_done(status, verb):
    if (status, verb) in TRANSITIONS:
        assert next_status(status, verb) in VersionStatus.values
    else:
        with pytest.raises(Conflict):
            next_status(status, verb)


def test_nothing_leads_out_of_what_is_superseded_and_nothing_but_a_review_to_publication():
    assert not [status for status, _verb in TRANSITIONS if status == "superseded"]
    assert [source for (source, _verb), target in TRANSITIONS.items() if target == "published"] == ["in_review"]


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({}, []),
        ({"frequency": "day"}, []),
        ({"frequency": "shift", "critical": True, "default_days": 1}, []),
        ({"frequency": "month"}, ["frequency"]),
        ({"frequency": "event"}, ["frequency"]),
        ({"photo_required": False}, ["photo_required"]),
        ({"default_days": 6}, ["default_days"]),
        ({"default_days": None}, ["default_days"]),
        ({"frequency": "year", "default_days": 9}, ["frequency", "default_days"]),
    ],
)
def test_a_lower_level_tightens_and_never_loosens(changes, names):
    assert loosened(BASE, item(**changes)) == names
    if names:
        with pytest.raises(RuleBroken) as refused:
            check_tightened(BASE, item(**changes))
        assert set(refused.value.fields) == set(names)
        assert all(str(sentence) in str(refused.value) for sentence in refused.value.fields.values())
    else:
        check_tightened(BASE, item(**changes))


def test_what_is_due_on_an_event_stays_so():
    for frequency in Frequency.values:
        bad = loosened(item(frequency="event"), item(frequency=frequency))
        assert bool(bad) is (frequency != "event")


levels = st.fixed_dictionaries(
    {
        "frequency": st.sampled_from(Frequency.values),
        "photo_required": st.booleans(),
        "critical": st.booleans(),
        "default_days": st.none() | st.integers(1, 365),
    }
)


@given(levels, levels)
def test_what_is_kept_under_a_new_base_is_never_looser_than_it(base, own):
    kept = tightened(base, own)
    assert loosened(base, kept) == []
    if not loosened(base, own):
        assert kept == own


@given(levels, levels, levels)
def test_three_levels_tighten_in_a_row(nation, county, enterprise):
    county = tightened(nation, county)
    assert loosened(nation, tightened(county, enterprise)) == []


def test_every_period_has_a_rank_and_nothing_else():
    assert set(RANKS) == set(Frequency.values) - {"visit", "event"}


@given(st.lists(st.integers(0, 20), unique=True), st.data())
def test_a_new_base_keeps_every_own_item_and_every_base_item_once(base, data):
    old = data.draw(st.lists(st.integers(0, 20), unique=True))
    own = [f"own{n}" for n in range(data.draw(st.integers(0, 6)))]
    mixed = data.draw(st.permutations([*(("b", each) for each in old), *(("o", each) for each in own)]))
    present = [(f"row{each}" if kind == "b" else each, each if kind == "b" else None) for kind, each in mixed]
    order = rebased(present, base)
    assert [key for kind, key in order if kind == "base"] == base
    assert sorted(key for kind, key in order if kind == "own") == sorted(own)


def test_own_items_stay_after_the_item_that_they_followed():
    present = [("a", 1), ("mine", None), ("b", 2), ("last", None)]
    assert rebased(present, [1, 3, 2]) == [("base", 1), ("own", "mine"), ("base", 3), ("base", 2), ("own", "last")]
    assert rebased(present, [2]) == [("own", "mine"), ("base", 2), ("own", "last")]


@given(st.lists(st.integers(), unique=True, min_size=1), st.integers(-30, 30), st.data())
def test_moving_loses_nothing_and_stops_at_the_ends(order, step, data):
    key = data.draw(st.sampled_from(order))
    after = moved(order, key, step)
    assert sorted(after) == sorted(order)
    assert after.index(key) == max(0, min(len(order) - 1, order.index(key) + step))


def test_an_order_of_other_items_is_a_conflict():
    assert reordered([1, 2, 3], [3, 1, 2]) == [3, 1, 2]
    for wrong in ([1, 2], [1, 2, 4], [1, 1, 2, 3], [1, 2, 2]):
        with pytest.raises(Conflict):
            reordered([1, 2, 3], wrong)


@pytest.mark.parametrize(
    ("before", "own", "after", "section"),
    [("A", "B", "A", "A"), ("A", "B", "B", "B"), ("A", "A", "B", "A"), (None, "B", "A", "A"), ("A", "B", None, "A"),
     (None, "B", None, "B"), ("A", "C", "B", "A")],
)  # fmt: skip
def test_a_moved_item_joins_the_section_it_lands_in(before, own, after, section):
    assert section_at(before, own, after) == section


def line(key, text, **more):
    return Line([key], {"text_zh": text} | more, f"{key}:{text}")


def test_a_comparison_names_what_was_added_removed_and_changed():
    before = [line(1, "甲"), line(2, "乙", frequency="week"), line(3, "丙")]
    after = [line(3, "丙"), line(2, "乙", frequency="day"), line(4, "丁")]
    found = compare(before, after)
    assert found.of("added") == ["4:丁"]
    assert found.of("removed") == ["1:甲"]
    assert [dict(change.fields) for change in found.of("changed")] == [{"frequency": ("week", "day")}]
    assert len(found.of("same")) == 1


def test_items_without_a_common_key_are_the_same_by_their_words():
    found = compare([line(1, "甲")], [line(9, "甲", frequency="day")])
    assert len(found.of("changed")) == 1
    assert not found.of("added")


texts = st.text("灭火器完好 abc,.。12", max_size=30)


@given(texts, texts)
def test_the_marked_pieces_give_both_texts_back(before, after):
    pieces = marked(before, after)
    assert "".join(words for kind, words in pieces if kind != "new") == before
    assert "".join(words for kind, words in pieces if kind != "gone") == after


def test_the_words_that_changed_are_marked():
    assert marked("每周检查灭火器", "每日检查灭火器") == [
        ("same", "每"), ("gone", "周"), ("new", "日"), ("same", "检查灭火器"),
    ]  # fmt: skip


rows = st.lists(st.tuples(st.integers(1, 5), st.text("甲乙丙", min_size=1, max_size=3)), unique_by=lambda row: row[0])


@given(rows, rows)
def test_a_comparison_counts_every_item_once(before, after):
    old, new = [line(*row) for row in before], [line(*row) for row in after]
    found = compare(old, new)
    count = {kind: len(found.of(kind)) for kind in ("added", "removed", "changed", "same")}
    assert count["removed"] + count["changed"] + count["same"] == len(old)
    assert count["added"] + count["changed"] + count["same"] == len(new)


def test_the_reviewer_is_another_person():
    check_another_person("a", "b")
    check_another_person(None, None)
    with pytest.raises(NotAllowed):
        check_another_person("a", "a")


@pytest.mark.parametrize(
    ("said", "path", "source", "leads", "gap"),
    [
        ({}, ["51"], None, (), "no_lead"),
        ({"": [("YJ", "lead")]}, ["51", "5105"], "", ("YJ",), ""),
        ({"": [("YJ", "lead")], "51": [("XF", "lead")]}, ["51", "5105"], "51", ("XF",), ""),
        ({"": [("YJ", "lead")], "5105": [("XF", "assist")]}, ["51", "5105"], "5105", (), "no_lead"),
        ({"51": [("YJ", "lead"), ("XF", "lead")]}, ["51"], "51", ("XF", "YJ"), "two_leads"),
        ({"34": [("YJ", "lead")]}, ["51"], None, (), "no_lead"),
    ],
)
def test_the_nearest_region_that_says_anything_of_a_field_decides(said, path, source, leads, gap):
    found = answer(said, path)
    assert (found.source, found.leads, found.gap) == (source, leads, gap)


def test_gaps_need_somebody_who_decides_meanwhile():
    check_gaps([], "")
    check_gaps(["民宿"], "安委办")
    with pytest.raises(RuleBroken) as refused:
        check_gaps(["民宿"], " ")
    assert "民宿" in str(refused.value)
    with pytest.raises(RuleBroken):
        check_parts(["YJ"], ["YJ"])


def test_an_exported_row_reads_back_as_it_was():
    values = {
        "key": "k", "section_zh": "仓库", "section_en": "Store", "text_zh": "通道", "text_en": "Passage",
        "basis_zh": "第1条", "basis_en": "Art. 1", "method": "look", "frequency": "day", "photo_required": True,
        "critical": False, "criterion_id": None, "default_grade": "general", "default_days": 3, "finding_zh": "堵塞",
        "finding_en": "Blocked", "weight": 2, "base": False,
    }  # fmt: skip
    places = places_of([column.heading for column in COLUMNS])
    for chinese in (True, False):
        facts = read_row([str(cell) for cell in cells_of(values, chinese=chinese)], places)
        assert facts == {name: value for name, value in values.items() if value is not None and name != "base"}


@pytest.mark.parametrize(
    ("column", "text"),
    [("frequency", "sometimes"), ("critical", "maybe"), ("default_days", "0"), ("weight", "1.5"),
     ("text_zh", "长" * 401), ("default_days", "٣")],
)  # fmt: skip
def test_a_row_that_cannot_be_read_says_why(column, text):
    places = {"text_zh": 0, column: 1} if column != "text_zh" else {"text_zh": 1}
    with pytest.raises(RuleBroken) as refused:
        read_row(["甲", text], places)
    assert str(refused.value)
