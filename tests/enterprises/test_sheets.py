"""The sheet of the register: headings in either language, words for codes, and steps that never overlap."""

import pytest

from core.errors import Conflict, RuleBroken
from core.scope import enter
from enterprises.actions import finish_import, import_step, request_import, start_import
from enterprises.actions.importing import importer_of
from enterprises.models import Enterprise, EnterpriseImport
from enterprises.selectors import vocabulary_for
from enterprises.sheets import COLUMNS, Vocabulary, read_headings, read_row, repeated_codes
from tests.cast import NOW, acting, credit_code

WORDS = Vocabulary(
    regions={"510525": "510525", "古蔺县": "510525", "5105": "5105", "鼓楼区": ""},
    industries={"k04": "K04", "烟花爆竹": "K04", "it-s1": "IT-S1", "k05": "K05"},
    own_industries=frozenset({"K04"}),
)
PLACES = {column.field: index for index, column in enumerate(COLUMNS)}


def cells(**said) -> list[str]:
    """A row with the named cells filled."""
    row = {"name": "Works", "credit_code": credit_code(1), "region": "510525", "industry": "K04"} | said
    return [row.get(column.field, "") for column in COLUMNS]


@pytest.mark.parametrize("language", ["zh", "en", "heading"])
def test_headings_are_understood_in_either_language_and_order(language):
    heads = [getattr(column, language) for column in reversed(COLUMNS)]
    places = read_headings(["Number", *heads])
    assert [heads[places[column.field] - 1] for column in COLUMNS] == [getattr(column, language) for column in COLUMNS]


def test_a_missing_required_heading_is_named():
    with pytest.raises(RuleBroken, match="行政区划"):
        read_headings(["企业名称", "统一社会信用代码", "行业领域"])


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ({"region": "古蔺县"}, "region_code", "510525"),
        ({"region": "510525 Gulin County"}, "region_code", "510525"),
        ({"region": "510500"}, "region_code", "5105"),
        ({"industry": "烟花爆竹"}, "industry_id", "K04"),
        ({"industry": "K04 Fireworks"}, "industry_id", "K04"),
        ({"risk_tags": "IT-S1;IT-S1"}, "risk_tags", ["IT-S1"]),
        ({"status": "停产"}, "status", "suspended"),
        ({"scale": "微型"}, "scale", "micro"),
        ({"employees": "12.0"}, "employees", 12),
        ({"name": "  Two   Words "}, "name", "Two Words"),
        ({"address": "'=1+1"}, "address", "=1+1"),
    ],
)
def test_words_become_facts(said, field, value):
    assert read_row(cells(**said), PLACES, WORDS)[field] == value


@pytest.mark.parametrize(
    "said",
    [
        {"name": ""},
        {"credit_code": "915105250000000000"},
        {"region": "110101"},
        {"region": "鼓楼区"},
        {"industry": "K99"},
        {"industry": "K05"},
        {"risk_tags": "nothing"},
        {"status": "dreaming"},
        {"employees": "many"},
        {"name": "x" * 121},
    ],
)
def test_what_cannot_be_taken_says_why(said):
    with pytest.raises(RuleBroken) as refusal:
        read_row(cells(**said), PLACES, WORDS)
    assert str(refusal.value)


def test_an_empty_cell_says_nothing():
    assert set(read_row(cells(), PLACES, WORDS)) == {"name", "credit_code", "region_code", "industry_id"}


def test_a_repeated_code_names_the_first_row():
    rows = [(2, cells()), (3, cells(credit_code=credit_code(2))), (9, cells(credit_code=credit_code(1).lower()))]
    assert repeated_codes(rows, PLACES) == {9: 2}


def test_two_workers_on_one_import_write_every_row_once(cast):
    with acting(cast.county_clerk) as actor:
        row = request_import(actor=actor, now=NOW, file="imports/none.xlsx", file_name="none.xlsx")
    importer = importer_of(row)
    rows = [(2, cells(credit_code=credit_code(501))), (3, cells(credit_code=credit_code(502)))]
    with enter(importer.scope):
        step = {
            "importer": importer,
            "now": NOW,
            "import_id": row.pk,
            "places": PLACES,
            "words": vocabulary_for(importer),
            "twice": {},
        }
        assert start_import(importer=importer, import_id=row.pk, total=2) == 0
        assert import_step(**step, begin=0, rows=rows[:1]) == 1
        with pytest.raises(Conflict):
            import_step(**step, begin=0, rows=rows[:1])
        assert start_import(importer=importer, import_id=row.pk, total=2) == 1
        assert import_step(**step, begin=1, rows=rows[1:]) == 2
        finish_import(importer=importer, now=NOW, import_id=row.pk)
        with pytest.raises(Conflict):
            start_import(importer=importer, import_id=row.pk, total=2)
        kept = EnterpriseImport.objects.get(pk=row.pk)
        assert (kept.created, kept.done, kept.state) == (2, 2, "done")
        assert Enterprise.objects.filter(name="Works").count() == 2
