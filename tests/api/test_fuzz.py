"""Schemathesis against the whole API, in this process and behind the wall: no 5xx, and nothing the schema denies.

Each operation gets a bounded, repeatable number of requests by several personas; most of the keys in addresses and
bodies are keys of rows that exist, so that the requests reach the actions. Every request is rolled back.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.operations import operations
from tests.api.world import ASKERS, World, build_world
from tests.cast import api_as, no_scope

pytestmark = pytest.mark.slow

#: Requests per operation; FUZZ_EXAMPLES=200 hunts longer, and elsewhere each time.
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "14"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
MODES = (GenerationMode.POSITIVE, GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@pytest.fixture(scope="module")
def played(django_db_setup, django_db_blocker) -> Iterator[World]:
    """Play the world once, in a transaction that every test nests in and that is rolled back at the end.

    Django closes a connection after each request that is in the middle of a transaction; its own test client prevents
    that likewise.
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with django_db_blocker.unblock(), transaction.atomic():
        world = build_world()
        for name in ASKERS:
            api_as(world.persona(name))
        no_scope()
        yield world
        transaction.set_rollback(True)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def world(played, db) -> World:
    return played


def aimed(data: st.DataObject, world: World, name: str, value: Any) -> Any:
    """Put keys of existing rows in place of some of the invented ones."""
    if isinstance(value, dict):
        return {key: aimed(data, world, str(key), item) for key, item in value.items()}
    if isinstance(value, list):
        return [aimed(data, world, name, item) for item in value]
    known = world.known(name)
    if known and isinstance(value, str) and data.draw(st.integers(0, 3)):
        return data.draw(st.sampled_from(known))
    return value


@pytest.mark.parametrize("operation", operations(), ids=lambda each: each.label)
def test_operation_withstands_anything(operation, world):
    first = operation.path.removeprefix("/api/v1/").split("/")[0]

    @settings(
        max_examples=EXAMPLES,
        derandomize="FUZZ_EXAMPLES" not in os.environ,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def ask(data: st.DataObject) -> None:
        case = data.draw(operation.as_strategy(generation_mode=data.draw(st.sampled_from(MODES))))
        case.path_parameters = {
            name: aimed(data, world, first, value) for name, value in (case.path_parameters or {}).items()
        }
        if isinstance(case.query, dict):
            case.query = aimed(data, world, "", case.query)
        if isinstance(case.body, dict):
            case.body = aimed(data, world, "", case.body)
        who = data.draw(st.sampled_from(ASKERS))
        headers = {"Accept-Language": "en"} | ({"Authorization": f"Token test-{who}"} if who else {})
        with transaction.atomic():
            response = case.call(headers=headers)
            transaction.set_rollback(True)
        no_scope()
        case.validate_response(response, checks=CHECKS)

    ask()
