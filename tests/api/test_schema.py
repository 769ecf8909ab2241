"""The schema is valid, complete and without warnings; its documentation works from our own host under our CSP."""

import io
import re

import pytest
from django.conf import settings
from django.core.management import call_command

from config.urls import router
from tests.api.operations import drawn
from tests.cast import api_as, client_as

METHODS = ("get", "post", "put", "patch", "delete")
REFUSALS = {"400", "401", "403", "404", "405", "406", "409", "415", "422", "429"}
APPS = set(settings.INSTALLED_APPS)


@pytest.fixture(scope="module")
def schema() -> dict:
    return drawn()


@pytest.fixture(scope="module")
def operations(schema) -> list[tuple[str, dict]]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    ]


def test_the_schema_validates_without_a_warning():
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=io.StringIO())


def test_it_is_openapi_31(schema):
    assert schema["openapi"].startswith("3.1")


def test_every_view_set_is_in_it(schema):
    for prefix, _viewset, _name in router.registry:
        assert any(path.startswith(f"/api/v1/{prefix}/") for path in schema["paths"]), prefix


def test_every_operation_says_what_it_is(operations):
    names = [operation["operationId"] for _label, operation in operations]
    assert len(names) == len(set(names))
    for label, operation in operations:
        assert operation["summary"].strip(), label
        assert set(operation["tags"]) <= APPS, label


def test_every_operation_says_what_it_takes_and_answers(operations):
    for label, operation in operations:
        done = {code: answer for code, answer in operation["responses"].items() if code.startswith("2")}
        assert done, label
        for code, answer in done.items():
            assert code == "204" or answer.get("content"), f"{label} {code}"
        for media in operation.get("requestBody", {}).get("content", {}).values():
            assert media["schema"], label


def test_every_operation_names_the_refusals_in_one_shape(operations):
    for label, operation in operations:
        for code in REFUSALS:
            content = operation["responses"][code]["content"]
            assert content["application/json"]["schema"]["$ref"].endswith("/Error"), f"{label} {code}"


def test_closed_lists_have_names_of_their_own(schema):
    """A generated name like `Status91cEnum` would change under the feet of whoever generates a client from it."""
    names = list(schema["components"]["schemas"])
    assert not [name for name in names if re.search(r"[0-9a-f]{3}Enum$", name)]


@pytest.mark.django_db
def test_schema_and_docs_are_open_to_all_and_name_no_other_host(cast):
    for client in (client_as(None), client_as(cast.inspector), api_as(cast.inspector)):
        for address in ("/api/schema/", "/api/docs/", "/api/redoc/"):
            answer = client.get(address)
            assert answer.status_code == 200, address
            if address != "/api/schema/":
                page = answer.content.decode()
                assert "://" not in page
                assert "<style" not in page
                assert not re.search(r"<script(?![^>]*src=)", page)
                assert "unsafe" not in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_what_is_not_there_is_told_in_the_apis_own_words(cast):
    for client in (client_as(None), api_as(cast.inspector)):
        for address in ("/api/v1/nothing/", "/api/v1/hazards/no-key/", "/api/v1/x\n/"):
            answer = client.get(address)
            assert answer.status_code == 404
            assert answer.json()["detail"]


@pytest.mark.django_db
def test_options_answer_for_every_address(cast, schema):
    api = api_as(cast.inspector)
    # Gateways report with a token of their own.
    for path in set(schema["paths"]) - {"/api/v1/delivery-receipts/"}:
        address = path.replace("{id}", "01a20411-cb26-77b3-bb23-235584982717").replace("{code}", "51")
        assert api.options(address).status_code in (200, 404), address
