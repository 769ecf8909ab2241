"""Every address of the site against every kind of persona: who gets through, who is refused, who learns nothing.

The table is tests/url_table.py; an address that is not in it fails here. The same crawl looks for foreign text.
"""

import copy
import io
import re
import zipfile
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

from core.ids import new_id
from tests.cast import WalledClient, api_as, client_as
from tests.stage import Stage, build_stage
from tests.url_table import OTHER, ROWS, Row

FOREIGN = (
    "anhui_head", "anhui_clerk", "anhui_inspector", "sibling_inspector", "anhui_safety_head", "rival_safety_head",
    "former_expert",
)  # fmt: skip
#: Who is foreign to a county's own checklists: enterprises of the county read them.
FOREIGN_TO_LISTS = ("anhui_head", "anhui_inspector", "sibling_inspector", "former_expert")
LISTS = ("checklist", "draft", "draft_item", "field_table", "field_row")
#: Reference data, which belongs to nobody.
SHARED = ("region", "industry", "standard", "criterion", "version")
#: What stands in rows of the other province, and in no other.
MARKS = {
    "51": re.compile(r"Anhui-plant-|Huoqiu Foundry"),
    "34": re.compile(r"Sichuan-plant-|Gulin Fireworks|Seen first"),
}
GOT_THROUGH = {200, 201, 202, 204, 302, 303, 400, 409, 415, 422}


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker) -> Iterator[Stage]:
    """Build once for the module, in a transaction that every test nests in and that is rolled back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        stage = build_stage()
        for name in (None, *stage.cast.personas):
            for api in (True, False):
                client_of(stage, name, api=api)
        yield stage
        transaction.set_rollback(True)


@pytest.fixture
def stage(built, db) -> Stage:
    return built


def addresses(resolver=None, prefix: str = "") -> Iterator[tuple[str, set[str] | None]]:
    """Every named address with the methods it is known to take (None where only its view knows)."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            if each.namespace == "admin":
                continue
            yield from addresses(each, f"{prefix}{each.namespace}:" if each.namespace else prefix)
        elif isinstance(each, URLPattern):
            methods = getattr(each.callback, "actions", None)
            yield (
                f"{prefix}{each.name or each.pattern}",
                {key.upper() for key in methods} - {"HEAD", "OPTIONS"} if methods else None,
            )


def test_every_address_is_in_the_table():
    listed = {row.name for row in ROWS}
    methods = {(row.name, row.method) for row in ROWS}
    missing = {name for name, _methods in addresses()} - listed - set(OTHER)
    missing |= {
        f"{method} {name}"
        for name, known in addresses()
        for method in known or ()
        if name in listed and (name, method) not in methods
    }
    assert sorted(missing) == [], "list these in tests/url_table.py"
    gone = (listed | set(OTHER)) - {name for name, _methods in addresses()}
    assert sorted(gone) == [], "these are in the table and nowhere else"


def address(row: Row, stage: Stage, *, nowhere: bool = False) -> str:
    keys = dict(stage.keys[row.of]) if row.of else {}
    if nowhere:
        first = next(iter(keys))
        keys[first] = new_id() if not isinstance(keys[first], str) else "nowhere"
    return reverse(row.name, kwargs=keys or None) + row.query.format(**stage.names)


def client_of(stage: Stage, name: str | None, *, api: bool) -> WalledClient:
    """The persona's browser or API client, made once; its cookies are those of the sign-in again."""
    key = (name, api)
    if key not in stage.clients:
        persona = getattr(stage.cast, name) if name else None
        client = api_as(persona) if api else client_as(persona)
        client.raise_request_exception = False
        stage.clients[key] = (client, copy.deepcopy(client.cookies))
    client, cookies = stage.clients[key]
    client.cookies = copy.deepcopy(cookies)
    return client


def filled(value, stage: Stage):
    """What is sent, with the objects' keys in place of their names."""
    if isinstance(value, dict):
        return {name: filled(each, stage) for name, each in value.items()}
    if isinstance(value, list):
        return [filled(each, stage) for each in value]
    return value.format(**stage.names) if isinstance(value, str) else value


def send(row: Row, stage: Stage, name: str | None, *, nowhere: bool = False):
    """Ask as a persona and undo what was done; the answer's content has been read."""
    with transaction.atomic():
        client = client_of(stage, name, api=row.gate == "api")
        ask, where = getattr(client, row.method.lower()), address(row, stage, nowhere=nowhere)
        more = {"content_type": "application/json"} if row.gate == "api" and row.method != "GET" else {}
        answer = ask(where, filled(row.data, stage) or ({} if row.method != "GET" else None), **more)
        # What merely repeats the address that was asked for tells nobody anything.
        asked = next((part for part in where.split("/") if len(part) == 36), where)
        answer.body = text_of(answer).replace(asked, "KEY")
        transaction.set_rollback(True)
    return answer


def text_of(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"\n".join(book.read(name) for name in book.namelist())
    return content.decode(errors="replace")


def expected_ok(row: Row) -> set[int]:
    return set(row.ok) or ({200} if row.method == "GET" else GOT_THROUGH)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_matrix(stage, row):
    wrong = []
    for name in row.right:
        answer = send(row, stage, name)
        if answer.status_code not in expected_ok(row):
            wrong.append(f"{name} should get through, not {answer.status_code}")
        region = getattr(stage.cast, name).membership.region_code[:2]
        if row.method == "GET" and MARKS[region].search(answer.body) and row.gate != "public":
            wrong.append(f"{name} reads foreign text: {MARKS[region].search(answer.body).group()}")
    for name in row.refused:
        answer = send(row, stage, name)
        checked_first = (
            row.gate == "api"
            and not row.data
            and answer.status_code == send(row, stage, row.right[0]).status_code == 422
        )
        if answer.status_code != 403 and not checked_first:
            wrong.append(f"{name} should be refused (403), not {answer.status_code}")
    if row.gate != "public":
        wrong += strangers(row, stage)
    if (
        row.of
        and row.gate not in ("public", "person")
        and row.of not in ("region", "industry", "standard", "criterion", "version")
    ):
        wrong += foreigners(row, stage)
    assert wrong == []


def strangers(row: Row, stage: Stage) -> list[str]:
    """Nobody without a sign-in gets further than the door; nobody without a post gets further than the choice."""
    wrong = []
    answer = send(row, stage, None)
    if row.gate in ("api", "file"):
        at_the_door = answer.status_code == {"api": 401, "file": 404}[row.gate]
    else:
        at_the_door = answer.status_code == 302 and "/sign-in/" in answer["Location"]
    if not at_the_door:
        wrong.append(f"anonymous gets {answer.status_code}")
    if row.gate == "page":
        answer = send(row, stage, "stranger")
        if answer.status_code != 302 or not answer["Location"].startswith("/choose/"):
            wrong.append(f"somebody without a post gets {answer.status_code}")
    return wrong


def foreigners(row: Row, stage: Stage) -> list[str]:
    """Foreign tenants get 404, or what their role gets for any object at all: never more than for one that is not."""
    wrong = []
    for name in FOREIGN_TO_LISTS if row.of in LISTS else FOREIGN:
        answer = send(row, stage, name)
        if answer.status_code == 404:
            continue
        nowhere = send(row, stage, name, nowhere=True)
        same = answer.status_code == nowhere.status_code
        if not same or (answer.status_code not in (400, 403, 415, 422) and answer.body != nowhere.body):
            wrong.append(
                f"{name}, who is foreign, gets {answer.status_code}; for what does not exist {nowhere.status_code}"
            )
    return wrong


def test_public_addresses_answer_everybody(stage):
    for row in ROWS:
        if row.gate == "public":
            for name in (None, "stranger", "inspector", "anhui_clerk"):
                assert send(row, stage, name).status_code in expected_ok(row) | {302}, (str(row), name)


def test_the_rest_answers_without_a_scope_of_its_own(stage):
    client = client_as(None)
    for name in ("schema", "api_docs", "api_redoc"):
        assert client.get(reverse(name)).status_code == 200
    assert client.get("/api/v1/nothing-here/").status_code == 404
    assert client.post(reverse("set_language"), {"language": "en"}).status_code in (302, 204)


@pytest.mark.parametrize("name", [None, "inspector", "administrator"])
def test_the_admin_is_for_operators_only(stage, name):
    client = client_as(getattr(stage.cast, name) if name else None)
    assert client.get("/admin/").status_code in (302, 404)
