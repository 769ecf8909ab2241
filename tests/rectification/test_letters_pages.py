"""Pages and endpoints of letters: the way through them, what each sees, what a form says, how many queries they ask."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock, scope
from documents.tasks import render_document
from rectification.letters import actions
from rectification.models import Letter
from tests.cast import acting, api_as, client_as, make_persona
from tests.hazards.factories import bring_to, record
from tests.rectification.letters import drafted, issued, letter_now, replied, served

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_files(monkeypatch):
    """The PDFs are drawn in tests of their own; here they only cost time."""
    monkeypatch.setattr(render_document, "delay", lambda key: None)


def address(letter, part: str = "") -> str:
    return f"/letters/{letter.pk}/{part}"


def test_the_way_through_the_pages(cast):
    now = clock.now()
    hazard = bring_to(cast, "served", now=now)
    clerk, head, firm = client_as(cast.county_clerk), client_as(cast.county_head), client_as(cast.safety_head)
    assert f"/letters/new/?hazard={hazard.pk}" in clerk.get(f"/hazards/{hazard.pk}/").content.decode()
    answer = clerk.post(f"/letters/new/?hazard={hazard.pk}", {"kind": "notice", "language": "en"})
    assert answer.status_code == 302
    with acting(cast.county_clerk):
        letter = Letter.objects.get()
    page = clerk.get(address(letter)).content.decode()
    assert "Edit the draft" in page
    assert "Sign and issue" not in page
    form = clerk.get(address(letter, "edit/")).content.decode()
    assert "talk_place" not in form
    typed = {
        "version": 1,
        "language": "en",
        "title": "Rectify now",
        "reason": "It is late",
        "reply_days": 3,
        "requests": "Do it",
    }
    assert clerk.post(address(letter, "edit/"), typed).status_code == 302
    assert clerk.post(address(letter, "edit/"), typed).status_code == 409
    assert "Rectify now" in head.get("/letters/").content.decode()
    assert "Rectify now" not in firm.get("/letters/").content.decode()
    assert firm.get(address(letter)).status_code == 404
    stale = head.post(address(letter, "issue/"), {"version": 1})
    assert stale.status_code == 409
    assert "Somebody changed this letter meanwhile" in stale.content.decode()
    assert head.post(address(letter, "issue/"), {"version": 2}).status_code == 302
    assert "Rectify now" in firm.get("/letters/").content.decode()
    handed = {"method": "in_person", "outcome": "delivered", "served_at": f"{clock.now():%Y-%m-%dT%H:%M}"}
    refused = clerk.post(address(letter, "serve/"), handed)
    assert refused.status_code == 422
    assert "Name the person who received the document" in refused.content.decode()
    moment = clock.now() + timedelta(hours=8)
    handed |= {"receiver_name": "Wang Fang", "served_at": f"{moment:%Y-%m-%dT%H:%M}"}
    assert clerk.post(address(letter, "serve/"), handed).status_code == 302
    assert "Answer the letter" in firm.get(address(letter)).content.decode()
    assert firm.post(address(letter, "reply/"), {"text": ""}).status_code == 422
    assert firm.post(address(letter, "reply/"), {"text": "We lowered them"}).status_code == 302
    assert clerk.post(address(letter, "rate/"), {"rating": "poor"}).status_code == 422
    assert clerk.post(address(letter, "rate/"), {"rating": "poor", "reason": "When?"}).status_code == 302
    page = clerk.get(address(letter)).content.decode()
    assert "Followed by" in page
    assert "We lowered them" in page
    # The enterprise reads the rating and not the draft that follows.
    page = firm.get(address(letter)).content.decode()
    assert "When?" in page
    assert "Followed by" not in page
    assert "Notice to urge rectification" in firm.get(f"/hazards/{hazard.pk}/").content.decode()


def test_a_talk_through_the_pages(cast):
    now = clock.now()
    letter = drafted(cast, kind="talk", now=now)
    head, clerk = client_as(cast.county_head), client_as(cast.county_clerk)
    answer = head.post(address(letter, "issue/"), {"version": 1})
    assert answer.status_code == 422
    assert "Say when, where" in answer.content.decode()
    with acting(cast.county_clerk) as actor:
        actions.edit_letter(
            actor=actor,
            now=now,
            letter_id=letter.pk,
            talk_at=now + timedelta(seconds=1),
            talk_place="Room 301",
            talk_chair="Chen",
            talk_summoned="Li",
        )
    with acting(cast.county_head) as actor:
        actions.issue_letter(actor=actor, now=now, letter_id=letter.pk)
        actions.serve_letter(actor=actor, now=now, letter_id=letter.pk, receiver_name="Li")
    assert "Record the minutes" in clerk.get(address(letter)).content.decode()
    day = clock.today() + timedelta(days=9)
    typed = {"present": "Chen", "statements": "Too high", "agreed": "tomorrow", "report_due_on": day}
    refused = clerk.post(address(letter, "minutes/"), typed)
    assert refused.status_code == 422
    assert "does not begin with a date" in refused.content.decode()
    typed["agreed"] = f"{day} Li Lower the stacks"
    while clock.now() <= letter_now(letter).talk_at:
        pass
    assert clerk.post(address(letter, "minutes/"), typed).status_code == 302
    assert "Lower the stacks" in clerk.get(address(letter)).content.decode()


def test_an_authorisation_through_the_page(cast):
    head = client_as(cast.county_head)
    typed = {"kind": "reminder", "starts_on": clock.today(), "ends_on": clock.today(), "reason": "Decided"}
    assert head.post("/letters/authorisations/", typed | {"ends_on": "2020-01-01"}).status_code == 422
    assert head.post("/letters/authorisations/", typed | {"kind": "talk"}).status_code == 422
    assert head.post("/letters/authorisations/", typed).status_code == 302
    assert "Decided" in client_as(cast.viewer).get("/letters/authorisations/").content.decode()


def test_filters_find_letters(cast):
    letter = served(cast, now=clock.now())
    clerk = client_as(cast.county_clerk)
    for query, found in (
        ("kind=reminder", True),
        ("kind=talk", False),
        ("status=served&due=waiting", True),
        ("due=late", False),
        (f"q={letter.document.printed_number}", True),
        ("q=nothing", False),
        (f"hazard={letter.lead_id}", True),
    ):
        page = clerk.get(f"/letters/?{query}").content.decode()
        assert (address(letter) in page) == found, query


def test_the_list_and_the_page_ask_few_queries(cast, page_queries):
    now = clock.now()
    for seed in range(1, 4):
        served(cast, now=now, hazard=bring_to(cast, "served", hazard=record(cast, seed=seed, now=now), now=now))
    drafted(cast, now=now, hazard=bring_to(cast, "served", hazard=record(cast, seed=9, now=now), now=now))
    letter = replied(cast, now=now, hazard=bring_to(cast, "served", hazard=record(cast, seed=10, now=now), now=now))
    clerk = client_as(cast.county_clerk)
    assert len(page_queries(clerk, "/letters/")) <= 12
    assert len(page_queries(clerk, address(letter))) <= 22


def test_the_api_does_what_the_pages_do(cast):
    now = clock.now()
    hazard = bring_to(cast, "served", now=now)
    clerk, head, firm = api_as(cast.county_clerk), api_as(cast.county_head), api_as(cast.safety_head)

    def post(client, path: str, **body):
        return client.post(f"/api/v1/letters/{path}", body, content_type="application/json")

    made = post(clerk, "", kind="reminder", hazards=[str(hazard.pk)], language="en")
    assert made.status_code == 201, made.content
    key = made.json()["id"]
    assert post(clerk, f"{key}/edit/", title="By program").json()["reason"]
    assert post(clerk, f"{key}/issue/").status_code == 403
    assert post(head, f"{key}/issue/").json()["number"]
    assert post(clerk, f"{key}/serve/", receiver_name="Wang").json()["due_on"]
    assert post(firm, f"{key}/reply/", text="Done").json()["replies"][0]["text"] == "Done"
    assert post(clerk, f"{key}/rate/", rating="adequate").json()["status"] == "rated"
    assert post(head, f"{key}/withdraw/", reason="x").status_code == 409
    rows = firm.get("/api/v1/letters/?status=rated").json()["results"]
    assert [row["title"] for row in rows] == ["By program"]
    assert api_as(cast.rival_safety_head).get(f"/api/v1/letters/{key}/").status_code == 404


def test_the_preview_is_a_draft(cast):
    letter = drafted(cast, now=clock.now())
    answer = client_as(cast.county_head).get(address(letter, "preview/"))
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")
    assert answer["Cache-Control"] == "private, no-store"
    assert client_as(cast.viewer).get(address(letter, "preview/")).status_code == 403
    assert issued(
        cast, now=clock.now(), hazard=bring_to(cast, "served", hazard=record(cast, seed=5))
    ).document.printed_number


def test_the_first_screen_says_which_letters_wait(cast):
    now = clock.now()
    hazards = [bring_to(cast, "served", hazard=record(cast, seed=seed, now=now), now=now) for seed in (1, 2, 3)]
    draft = drafted(cast, now=now, hazard=hazards[0])
    waiting = served(cast, now=now, hazard=hazards[1])
    answered = replied(cast, now=now, hazard=hazards[2])
    shown = {
        name: {each.pk for each in (draft, waiting, answered) if address(each) in _home(cast, name)}
        for name in ("county_head", "county_clerk", "safety_head", "viewer", "rival_safety_head")
    }
    assert shown == {
        "county_head": {draft.pk, answered.pk},
        "county_clerk": {answered.pk},
        "safety_head": {waiting.pk},
        "viewer": set(),
        "rival_safety_head": set(),
    }


def _home(cast, name: str) -> str:
    return client_as(getattr(cast, name)).get("/").content.decode()


def test_a_file_comes_with_the_answer(cast):
    letter = served(cast, now=clock.now())
    file = SimpleUploadedFile("report.pdf", b"%PDF-1.7\n%%EOF", content_type="application/pdf")
    answer = client_as(cast.safety_head).post(address(letter, "reply/"), {"text": "See the report", "files": [file]})
    assert answer.status_code == 302
    assert "report.pdf" in client_as(cast.county_clerk).get(address(letter)).content.decode()


def test_an_addressed_authority_reads_its_letter_and_answers_with_a_file(cast):
    now = clock.now()
    letter = served(cast, now=now, kind="talk")
    with acting(cast.county_head) as actor:
        actions.rate_letter(actor=actor, now=now + timedelta(days=60), letter_id=letter.pk, rating="none")
    with scope.everything(because="the test appoints a head of the city"):
        head = make_persona("city_head", cast.authorities["5105"], "head", since=now - timedelta(days=9))
    above = letter_now(letter).next
    clerk = client_as(cast.county_clerk)
    assert clerk.get(address(above)).status_code == 404
    with acting(head) as actor:
        above = actions.issue_letter(actor=actor, now=now, letter_id=above.pk)
        actions.serve_letter(actor=actor, now=now, letter_id=above.pk, receiver_name="Clerk Wu")
    assert clerk.get(address(above)).status_code == 200
    assert clerk.get(f"/documents/{above.document_id}/").status_code == 200
    # The enterprise that it is about does not read what authorities write to each other.
    assert client_as(cast.safety_head).get(address(above)).status_code == 404
    assert client_as(cast.safety_head).get(f"/documents/{above.document_id}/").status_code == 404
    file = SimpleUploadedFile("report.pdf", b"%PDF-1.7\n%%EOF", content_type="application/pdf")
    answer = clerk.post(address(above, "reply/"), {"text": "We see to it", "files": [file]})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    assert "report.pdf" in client_as(head).get(address(above)).content.decode()
