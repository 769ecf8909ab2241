"""Numbers, codes, frozen data: the pure part of documents."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import rules, snapshots
from documents.choices import Kind, Status
from tests.documents import samples


def test_numbers_are_printed_as_the_forms_have_them():
    assert (
        rules.printed_number(agency="荣应急", kind="rectification_order", year=2026, serial=12)
        == "荣应急责改〔2026〕12号"
    )
    assert rules.agency_code(document_code="荣应急", region_name="荣县") == "荣应急"
    assert rules.agency_code(document_code="应急", region_name="荣县") == "（荣县）应急"
    assert set(rules.TYPE_CODES) == set(Kind.values)


def test_codes_are_long_random_and_forgiving_when_typed():
    codes = {rules.new_code() for _time in range(500)}
    assert len(codes) == 500
    assert {len(code) for code in codes} == {20}
    code = codes.pop()
    assert rules.plain_code(rules.shown_code(code).lower().replace("-", " ")) == code
    assert rules.plain_code("0o1i8b") == "OOIIBB"


@pytest.mark.parametrize("status", Status.values)
def test_a_revoked_document_is_the_end(status):
    assert not rules.may_become("revoked", status)
    assert not rules.may_become(status, "draft")


def test_no_way_to_served_but_by_issue():
    assert [status for status in Status.values if rules.may_become(status, "served")] == ["issued"]


def test_pictures_move_out_of_the_snapshot():
    picture = b"\x89PNG rest"
    address = "data:image/png;base64," + base64.b64encode(picture).decode()
    images: dict[str, bytes] = {}
    frozen = rules.freeze({"a": ({"ink": address}, "x\x00y\x0b"), "n": 3}, images)
    assert frozen == {"a": [{"ink": f"image:{rules.sha256(picture)}"}, "xy"], "n": 3}
    assert images == {rules.sha256(picture): picture}
    assert rules.pictures(frozen) == set(images)
    assert rules.freeze("data:text/html;base64,AAAA", images) == "data:text/html;base64,AAAA"


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=8), values, max_size=5))
def test_the_canonical_form_survives_the_database(snapshot):
    frozen = rules.freeze(snapshot, {})
    assert rules.canonical(json.loads(json.dumps(frozen))) == rules.canonical(frozen)


@pytest.mark.parametrize("kind", Kind.values)
def test_complete_snapshots_lack_nothing(kind):
    assert snapshots.missing(kind, samples.snapshot(kind)) == []
    assert isinstance(samples.snapshot(kind), dict)
    assert set(snapshots.KINDS) == set(Kind.values)


def test_what_could_not_stand_in_law_is_named():
    data = samples.snapshot("rectification_order", problems=2)
    data["officers"] = data["officers"][:1]
    data["problems"][1]["due_on"] = ""
    data["unit"]["name"] = ""
    assert set(snapshots.missing("rectification_order", data)) == {"officers", "problems.2.due_on", "unit.name"}
