"""What became of a letter on its way: opened, refused, returned, bounced; no time runs without a service."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from core import scope
from core.errors import Conflict, RuleBroken
from documents.actions import give_consent
from documents.models import Document, Service
from documents.tasks import render_document
from hazards.models import Event
from notifications.models import Delivery, Notice
from rectification.letters import actions
from rectification.models import Letter
from tests.cast import NOW, acting, api_as, build_cast, client_as
from tests.rectification.letters import drafted, issued, letter_now, replied, served

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def cast():
    return build_cast(NOW)


@pytest.fixture(autouse=True)
def no_files(monkeypatch):
    """The PDFs are drawn in tests of their own; here they only cost time."""
    monkeypatch.setattr(render_document, "delay", lambda key: None)


def consent(cast):
    """The enterprise agrees to electronic service."""
    with acting(cast.principal) as actor:
        give_consent(actor=actor, now=NOW, enterprise=cast.enterprise, address="wang@firm.cn", signed_by="Wang Fang")


def serve(cast, letter, *, now=NOW, **facts):
    """One attempt by the county's clerk."""
    with acting(cast.county_clerk, now) as actor:
        given = {"method": "in_person", "receiver_name": "Wang Fang"} | facts
        return actions.serve_letter(actor=actor, now=now, letter_id=letter.pk, **given)


def bounce(cast, letter, *, now=NOW + HOUR, reason="550 mailbox unknown"):
    """The message came back."""
    with acting(cast.county_clerk, now) as actor:
        return actions.record_bounce(actor=actor, now=now, letter_id=letter.pk, reason=reason)


def running_without_service() -> list[Letter]:
    """Letters whose time runs although no service of them is on record; there may be none."""
    with scope.everything(because="the test reads"):
        proven = Service.objects.filter(outcome="delivered").values("document")
        return list(Letter.objects.filter(due_on__isnull=False).exclude(document__in=proven))


class TestNoTimeWithoutService:
    def test_on_every_way_that_a_letter_can_go(self, cast):
        drafted(cast)
        one = issued(cast)
        for facts in (
            {"outcome": "refused", "note_text": "Not in charge"},
            {"method": "post", "outcome": "returned", "receiver_name": ""},
        ):
            assert serve(cast, one, **facts).due_on is None
            assert running_without_service() == []
        assert serve(cast, one, method="left_in_place", witness_name="Ma Li", note_text="Refused").due_on is not None
        served(cast)
        replied(cast)
        consent(cast)
        electronic = issued(cast)
        assert (electronic.status, electronic.due_on is not None) == ("served", True)
        assert running_without_service() == []
        assert bounce(cast, electronic).due_on is None
        assert running_without_service() == []
        with scope.everything(because="the test reads"):
            assert Letter.objects.filter(due_on__isnull=False).count() == 3

    def test_the_database_refuses_it_too(self, cast):
        letter = issued(cast)
        with scope.everything(because="the test writes"), pytest.raises(DatabaseError), transaction.atomic():
            Letter.objects.filter(pk=letter.pk).update(due_on=NOW.date())
        with scope.everything(because="the test writes"), pytest.raises(DatabaseError), transaction.atomic():
            Letter.objects.filter(pk=letter.pk).update(status="served")


class TestBounced:
    def test_it_waits_again_and_the_officers_are_told_the_other_way(self, cast):
        consent(cast)
        letter = bounce(cast, issued(cast))
        assert (letter.status, letter.served_at, letter.due_on, letter.due_trace) == ("issued", None, None, {})
        with scope.everything(because="the test reads"):
            assert Document.objects.get(pk=letter.document_id).status == "issued"
            notice = Notice.objects.get(kind="letter_undelivered", membership=cast.county_clerk.membership)
            assert "Handed over in person" in notice.text
            event = Event.objects.get(verb="letter_undelivered")
            assert (event.data["next"], event.note) == ("in_person", "550 mailbox unknown")
        page = client_as(cast.county_clerk)
        text = page.get(f"/letters/{letter.pk}/").content.decode()
        assert "Try this way next: Handed over in person" in text
        assert letter.title in page.get("/letters/").content.decode()
        again = serve(cast, letter, now=NOW + 2 * HOUR, method="post", tracking_no="EMS 1")
        assert (again.status, again.served_at) == ("served", NOW + 2 * HOUR)

    def test_not_once_it_was_opened_answered_or_handed_over(self, cast):
        by_hand = served(cast)
        with pytest.raises(Conflict, match="Only an electronic service"):
            bounce(cast, by_hand)
        consent(cast)
        letter = issued(cast)
        with pytest.raises(RuleBroken):
            bounce(cast, letter, reason=" ")
        client_as(cast.safety_head).get(f"/letters/{letter.pk}/")
        with pytest.raises(Conflict, match="it arrived"):
            bounce(cast, letter)
        with acting(cast.safety_head) as actor:
            actions.reply_letter(actor=actor, now=NOW + HOUR, letter_id=letter.pk, text="Done")
        with pytest.raises(Conflict):
            bounce(cast, letter)

    def test_a_dead_message_is_shown_beside_the_button(self, cast):
        consent(cast)
        letter = issued(cast)
        with scope.everything(because="the test plays the channel"):
            notice = Notice.objects.filter(subject_id=letter.pk, kind="letter_served").first()
            Delivery.objects.create(
                region_code=notice.region_code,
                person=notice.person,
                membership=notice.membership,
                notice=notice,
                key="dead",
                channel="email",
                state="permanent_failure",
                recipient={"person": "Wang Fang", "address": "w***@firm.cn"},
                queued_at=NOW,
                ended_at=NOW + HOUR,
            )
        clerk = client_as(cast.county_clerk)
        text = clerk.get(f"/letters/{letter.pk}/").content.decode()
        assert "A message to Wang Fang (w***@firm.cn) did not arrive" in text
        assert clerk.post(f"/letters/{letter.pk}/bounce/", {"reason": ""}).status_code == 422
        assert clerk.post(f"/letters/{letter.pk}/bounce/", {"reason": "It came back"}).status_code == 302
        assert letter_now(letter).status == "issued"

    def test_the_api_does_the_same(self, cast):
        consent(cast)
        letter, api = issued(cast), api_as(cast.county_clerk)
        said = api.post(f"/api/v1/letters/{letter.pk}/bounce/", {"reason": "Back"}, content_type="application/json")
        assert (said.status_code, said.json()["status"], said.json()["due_on"]) == (200, "issued", None)


class TestOpened:
    def test_by_the_addressee_only_and_once(self, cast):
        letter = issued(cast)
        for persona in (cast.county_clerk, cast.county_head):
            client_as(persona).get(f"/letters/{letter.pk}/")
        assert letter_now(letter).document.opened_at is None
        client_as(cast.safety_head).get(f"/letters/{letter.pk}/")
        first = letter_now(letter).document
        assert first.opened_by["person"]
        client_as(cast.principal).get(f"/letters/{letter.pk}/")
        assert letter_now(letter).document.opened_by == first.opened_by
        assert letter_now(letter).status == "issued", "to open a letter is not to be served with it"
        assert "opened it" in client_as(cast.county_clerk).get(f"/letters/{letter.pk}/").content.decode()


class TestProof:
    def test_from_the_letter_s_page_and_back(self, cast):
        letter = served(cast)
        clerk = client_as(cast.county_clerk)
        assert "Draw up the proof of service" in clerk.get(f"/letters/{letter.pk}/").content.decode()
        with scope.everything(because="the test reads"):
            service = Service.objects.get(document=letter.document_id)
        answer = clerk.post(f"/documents/{letter.document_id}/service/{service.pk}/receipt/")
        assert answer.status_code == 302
        for persona in (cast.county_clerk, cast.safety_head):
            assert answer["Location"] in client_as(persona).get(f"/letters/{letter.pk}/").content.decode()
        with scope.everything(because="the test reads"):
            proof = Document.objects.get(kind="service_receipt")
        assert proof.snapshot["document_number"] == letter.document.printed_number
        assert proof.snapshot["receiver"] == "Wang Fang"
        dossier = clerk.get(f"/hazards/{letter.lead_id}/").content.decode()
        assert proof.printed_number in dossier
