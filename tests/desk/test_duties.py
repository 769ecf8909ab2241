"""The pages of duties ask for little; the extract is a numbered, frozen document."""

import pytest

from checklists.duties import selectors
from checklists.duties.sweep import sweep
from core import clock
from core.errors import NotAllowed
from desk.duties.actions import issue_extract
from tests.cast import acting, client_as
from tests.checklists.duties.stage import FREQUENCIES, duties, set_up

MOST_QUERIES = 12


@pytest.fixture
def today(cast):
    now = clock.now()
    for _ in range(4):
        set_up(cast, frequencies=FREQUENCIES, starts_on=clock.day_of(now), bound_at=now)
    sweep(now=now)
    return now


@pytest.mark.parametrize(
    ("persona", "path"),
    [
        ("worker", "/my-duties/"),
        ("worker", "/"),
        ("inspector", "/"),
        ("county_clerk", "/"),
        ("safety_head", "/"),
        ("county_clerk", "/duties/"),
        ("principal", "/duties/"),
        ("principal", "/duties/posts/"),
    ],
)
def test_pages_ask_little(cast, today, page_queries, persona, path):
    asked = page_queries(client_as(getattr(cast, persona)), path)
    assert len(asked) <= MOST_QUERIES, "\n".join(asked)


def test_one_duty_asks_little(cast, today, page_queries):
    duty = duties()[0]
    assert len(page_queries(client_as(cast.worker), f"/my-duties/{duty.pk}/")) <= MOST_QUERIES


def test_what_was_noted_with_a_duty_is_not_typed_again(cast, today):
    duty = next(each for each in duties() if each.frequency == "day")
    worker = client_as(cast.worker)
    sent = worker.post(f"/my-duties/{duty.pk}/answer/", {"result": "not_conform", "note": "The <pin> is missing"})
    assert sent.status_code == 302, sent.content.decode()
    path = f"/hazards/new/?enterprise={cast.enterprise.pk}&amp;duty={duty.pk}"
    assert path in worker.get(f"/my-duties/{duty.pk}/").content.decode()
    form = worker.get(path.replace("&amp;", "&")).content.decode()
    assert "The &lt;pin&gt; is missing</textarea>" in form
    other = client_as(cast.rival_safety_head).get(f"/hazards/new/?enterprise={cast.rival.pk}&duty={duty.pk}")
    assert other.status_code == 404


def test_an_extract_is_numbered_and_frozen(cast, today):
    day = clock.day_of(today)
    with acting(cast.county_clerk) as actor:
        rows = selectors.ledger_of(actor)
        made = issue_extract(actor=actor, now=today, rows=rows, first=day, last=day, language="en")
        assert made.kind == "duty_extract"
        assert made.printed_number
        line = made.snapshot["lines"][0]
    assert line["person"] == cast.worker.user.name
    assert line["list"].endswith("version 1")
    assert line["basis"]
    with acting(cast.principal) as actor, pytest.raises(NotAllowed):
        issue_extract(actor=actor, now=today, rows=selectors.ledger_of(actor), first=day, last=day)


def test_the_sheet_has_the_rows(cast, today):
    answer = client_as(cast.principal).get("/duties/export/?last=2027-12-31")
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"
