"""No body of the API takes a list without an end: a longer one is refused before its rows are looked up."""

import pytest

from core.ids import new_id
from tests.api.operations import drawn
from tests.cast import api_as
from tests.hazards.factories import bring_to


def unbounded(schema: dict, known: dict, where: str, seen: tuple = ()) -> list[str]:
    """The lists without `maxItems` in what is sent."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return [] if name in seen else unbounded(known[name], known, where, (*seen, name))
    found = []
    if schema.get("type") == "array":
        found += [] if "maxItems" in schema else [where]
        found += unbounded(schema.get("items", {}), known, f"{where}[]", seen)
    for name, each in schema.get("properties", {}).items():
        if not each.get("readOnly"):
            found += unbounded(each, known, f"{where}.{name}", seen)
    for group in ("allOf", "oneOf", "anyOf"):
        for each in schema.get(group, []):
            found += unbounded(each, known, where, seen)
    return found


def test_every_list_that_is_sent_has_a_greatest_length():
    schema, found = drawn(), []
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                found += unbounded(content["schema"], schema["components"]["schemas"], f"{method} {path}")
    assert sorted(set(found)) == []


@pytest.mark.django_db
def test_a_list_that_is_too_long_costs_no_query_a_row(cast, django_assert_max_num_queries):
    hazard = bring_to(cast, "recorded")
    body = {"after_photos": [str(new_id()) for _n in range(2000)]}
    with django_assert_max_num_queries(40):
        answer = api_as(cast.inspector).post(
            f"/api/v1/hazards/{hazard.pk}/fix_on_spot/", body, content_type="application/json"
        )
    assert answer.status_code in (400, 422)
    assert "50" in answer.content.decode()
