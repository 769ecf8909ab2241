"""The rules of the risk ledger, by tables and by hypothesis: ranking.md section 3 with its worked examples."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleBroken
from risks.ledger import rules, sheets
from risks.ledger.choices import Boundary, Control, Gap, Level, Method
from risks.ledger.rules import DEFAULT, Boundaries, Rating

UPPER = Boundaries(boundary=Boundary.UPPER)


def lec(*values) -> Rating:
    return Rating(Method.LEC, *(Decimal(str(value)) for value in values))


def ls(likelihood, severity) -> Rating:
    return Rating(Method.LS, Decimal(likelihood), None, Decimal(severity))


def values(method: str, name: str):
    return st.sampled_from([value for value, _words in rules.SCALES[method][name]])


LEC = st.builds(
    Rating,
    st.just(Method.LEC.value),
    values(Method.LEC, "likelihood"),
    values(Method.LEC, "exposure"),
    values(Method.LEC, "consequence"),
)
LS = st.builds(
    Rating,
    st.just(Method.LS.value),
    values(Method.LS, "likelihood"),
    st.none(),
    values(Method.LS, "consequence"),
)
RATINGS = LEC | LS | st.just(Rating())
TRIPLES = st.lists(st.integers(1, 9999), min_size=3, max_size=3, unique=True).map(lambda row: sorted(row, reverse=True))
BOUNDARIES = st.builds(
    Boundaries,
    st.sampled_from(Boundary),
    TRIPLES.map(lambda row: tuple(Decimal(each) for each in row)),
    st.lists(st.integers(2, 25), min_size=3, max_size=3, unique=True).map(lambda row: tuple(sorted(row, reverse=True))),
    st.tuples(*[st.integers(1, 60)] * 4),
)


def test_the_tables_are_those_of_the_field():
    scales = {
        (method, name): [rules.plain(value) for value, _words in scale]
        for method, names in rules.SCALES.items()
        for name, scale in names.items()
    }
    assert scales == {
        ("lec", "likelihood"): ["10", "6", "3", "1", "0.5", "0.2", "0.1"],
        ("lec", "exposure"): ["10", "6", "3", "2", "1", "0.5"],
        ("lec", "consequence"): ["100", "40", "15", "7", "3", "1"],
        ("ls", "likelihood"): ["5", "4", "3", "2", "1"],
        ("ls", "consequence"): ["5", "4", "3", "2", "1"],
    }


#: L, E, C, D and the level by the lower and by the upper rule.
WORKED = [
    (6, 6, 15, "540", Level.MAJOR, Level.MAJOR),
    (10, 10, 100, "10000", Level.MAJOR, Level.MAJOR),
    (3, 6, 15, "270", Level.LARGER, Level.LARGER),
    (1, 6, 40, "240", Level.LARGER, Level.LARGER),
    (3, 3, 15, "135", Level.GENERAL, Level.GENERAL),
    (1, 10, 7, "70", Level.GENERAL, Level.LOW),
    (1, 6, 7, "42", Level.LOW, Level.LOW),
    (0.1, 0.5, 1, "0.05", Level.LOW, Level.LOW),
    (0.5, 6, 100, "300", Level.LARGER, Level.LARGER),
]


@pytest.mark.parametrize(("l_", "e", "c", "product", "lower", "upper"), WORKED)
def test_lec_examples(l_, e, c, product, lower, upper):
    rating = lec(l_, e, c)
    assert rules.plain(rules.score(rating)) == product
    assert (rules.level_of(rating), rules.level_of(rating, UPPER)) == (lower, upper)


@pytest.mark.parametrize(("score", "level"), [(320, 4), (160, 3), (70, 2), (20, 1)])
def test_a_score_on_the_boundary_belongs_to_the_level_above_unless_the_region_says_otherwise(score, level):
    """No product of the table is 320 or 160: the rule is tried on raw values that give them."""
    rating = Rating(Method.LEC, Decimal(score), Decimal(1), Decimal(1))
    assert rules.level_of(rating) == level
    assert rules.level_of(rating, UPPER) == max(level - 1, 1)


LS_COLOURS = {
    "red": {20, 25},
    "orange": {15, 16},
    "yellow": {9, 10, 12},
    "blue": {1, 2, 3, 4, 5, 6, 8},
}


@pytest.mark.parametrize("colour", LS_COLOURS)
def test_matrix_bands(colour):
    found = {
        likelihood * severity
        for likelihood in range(1, 6)
        for severity in range(1, 6)
        if rules.colour_of(rules.level_of(ls(likelihood, severity))) == colour
    }
    assert found == LS_COLOURS[colour]
    assert all(rules.level_of(ls(l_, s), UPPER) == rules.level_of(ls(l_, s)) for l_ in range(1, 6) for s in range(1, 6))


def test_blue_is_low_and_nothing_is_green():
    assert list(rules.COLOURS.values()) == ["red", "orange", "yellow", "blue"]
    assert rules.colour_of(Level.UNRATED) == ""


@given(RATINGS, BOUNDARIES)
def test_directly_red_is_red_whatever_the_score_says(rating, boundaries):
    declared = Rating(rating.method, rating.likelihood, rating.exposure, rating.consequence, "dust")
    assert rules.level_of(declared, boundaries) == Level.MAJOR


@given(LEC, LEC, BOUNDARIES)
def test_a_higher_score_is_never_a_lower_level(one, other, boundaries):
    low, high = sorted((one, other), key=rules.score)
    assert rules.level_of(low, boundaries) <= rules.level_of(high, boundaries)
    assert rules.level_of(low, boundaries) >= Level.LOW


@given(st.lists(st.sampled_from(Level)))
def test_an_area_has_the_colour_of_its_worst_unit(levels):
    assert rules.worst(levels) == (max(levels) if levels else Level.UNRATED)


@pytest.mark.parametrize(
    ("level", "controls", "gaps"),
    [
        (Level.MAJOR, [], (Gap.NO_MEASURE,)),
        (Level.MAJOR, [Control.DEPARTMENT, Control.TEAM], (Gap.CONTROL_TOO_LOW,)),
        (Level.MAJOR, [Control.TEAM, Control.ENTERPRISE], ()),
        (Level.LARGER, [Control.WORKSHOP], (Gap.CONTROL_TOO_LOW,)),
        (Level.LARGER, [Control.DEPARTMENT], ()),
        (Level.GENERAL, [Control.TEAM], (Gap.CONTROL_TOO_LOW,)),
        (Level.GENERAL, [Control.ENTERPRISE], ()),
        (Level.LOW, [Control.TEAM], ()),
        (Level.UNRATED, [], (Gap.UNRATED, Gap.NO_MEASURE)),
    ],
)
def test_who_must_control_which_level(level, controls, gaps):
    assert rules.gaps_of(level, controls) == gaps


def test_the_next_review_follows_the_oldest_review_and_the_level():
    reviewed = [date(2026, 3, 31), date(2026, 1, 31)]
    assert rules.next_review(reviewed, Level.MAJOR) == date(2026, 4, 30)
    assert rules.next_review(reviewed, Level.LOW) == date(2027, 1, 31)
    assert rules.next_review([date(2026, 1, 31)], Level.UNRATED) == date(2026, 2, 28)


@pytest.mark.parametrize(
    "rating",
    [
        Rating("", None, None, None),
        lec(7, 6, 15),
        Rating("lec", Decimal(6), None, Decimal(15)),
        Rating("ls", Decimal(5), Decimal(1), Decimal(5)),
        ls(6, 5),
    ],
)
def test_values_outside_the_tables_are_refused(rating):
    with pytest.raises(RuleBroken):
        rules.check_rating(rating)


@given(LEC | LS)
def test_values_of_the_tables_are_taken(rating):
    rules.check_rating(rating)


@pytest.mark.parametrize(
    "given_",
    [
        Boundaries(lec=(Decimal(160), Decimal(160), Decimal(70))),
        Boundaries(ls=(26, 15, 9)),
        Boundaries(ls=(20, 15, 1)),
        Boundaries(months=(0, 6, 12, 12)),
    ],
)
def test_boundaries_must_descend(given_):
    with pytest.raises(RuleBroken):
        rules.check_boundaries(given_)


@given(BOUNDARIES)
def test_boundaries_that_descend_hold(boundaries):
    rules.check_boundaries(boundaries)


def state(**changes) -> dict:
    facts = dict.fromkeys(rules.FIELDS, "") | {"accidents": ["fire"], "level": 3, "status": "active", "measures": []}
    return facts | changes


def measure(**changes) -> dict:
    return {"id": "1", "kind": "ppe", "text": "Gloves", "owner": "Store", "control": 1} | changes


@given(st.dictionaries(st.sampled_from(["name", "description", "place_text"]), st.text(max_size=5)))
def test_a_state_does_not_differ_from_itself(changes):
    assert rules.compare(state(**changes), state(**changes)) == []


def test_two_states_compared():
    before = state(name="Store", measures=[measure(), measure(id="2", text="Boots")])
    after = state(name="Store 3", level=4, measures=[measure(text="Thick gloves"), measure(id="3", text="Mask")])
    found = [(row.before, row.after) for row in rules.compare(before, after)]
    assert found == [
        ("Store", "Store 3"),
        ("Larger risk", "Major risk"),
        (
            "Personal protection: Gloves (Store, Team or post)",
            "Personal protection: Thick gloves (Store, Team or post)",
        ),
        ("Personal protection: Boots (Store, Team or post)", ""),
        ("", "Personal protection: Mask (Store, Team or post)"),
    ]


def test_an_enterprises_own_sheet_is_understood():
    heads = "序号|风险点 名称|部位|L|E|C|D|风险等级|可能导致的事故类型|工程技术措施|责任人|管控层级"
    cells = "1|药物混合|1号工房|3|6|15|270|较大风险|火药爆炸、火灾|1.防静电接地；2.隔离墙|车间主任|车间级"
    rows = [(1, ["安全风险分级管控清单"]), (2, heads.split("|")), (3, cells.split("|"))]
    head, columns, unknown = sheets.headings_of(rows)
    row = sheets.read_row(rows[2][1], columns)
    assert (head, unknown) == (2, ["D"])
    assert row.rating == lec(3, 6, 15)
    assert (row.said, row.control, row.owner) == (Level.LARGER, Control.WORKSHOP, "车间主任")
    assert row.measures == (("engineering", "防静电接地"), ("engineering", "隔离墙"))
    assert row.facts["accidents"] == ["explosives", "fire"]


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        ({"name": ""}, "name"),
        ({"accidents": "雷击"}, "雷击"),
        ({"people": "many"}, "many"),
        ({"likelihood": "6", "exposure": "6"}, "C"),
        ({"likelihood": "7", "exposure": "6", "consequence": "15"}, "L"),
        ({"likelihood": "NaN", "exposure": "6", "consequence": "15"}, "NaN"),
        ({"control": "president"}, "president"),
    ],
)
def test_a_row_that_cannot_be_read_says_why(cells, word):
    given_ = {"name": "Store", **cells}
    with pytest.raises(RuleBroken, match=word):
        sheets.read_row(list(given_.values()), {name: place for place, name in enumerate(given_)})


@given(st.lists(st.lists(st.text(max_size=12), max_size=8), max_size=12))
def test_any_sheet_is_read_or_refused_with_a_sentence(cells):
    said = []
    try:
        _head, columns, _unknown = sheets.headings_of(list(enumerate(cells, start=1)))
        for row in cells:
            sheets.read_row(row, columns)
    except RuleBroken as error:
        said.append(str(error))
    assert all(said)


def test_defaults_are_those_of_the_page():
    assert rules.boundary_words(DEFAULT) == "LEC ≥320 / ≥160 / ≥70; LS ≥20 / ≥15 / ≥9"
