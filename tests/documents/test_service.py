"""Proof of service (送达回证): a document of its own out of the fact on record; what became of a delivery."""

import io
import re
from datetime import timedelta

import pytest
from pypdf import PdfReader

from core import scope
from core.errors import Conflict, NotAllowed, NotVisible, RuleBroken
from documents import actions, drawing, rules
from documents.choices import Method, Outcome
from documents.models import Document, Service
from tests.cast import NOW, acting, api_as, build_cast, client_as
from tests.documents import samples

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(minutes=30)


@pytest.fixture
def cast():
    return build_cast()


def issue(actor, cast, kind="rectification_order", **options):
    """Issue one document of the county to its enterprise."""
    values = {"issuer": cast.authorities["510525"], "enterprise": cast.enterprise, "snapshot": samples.snapshot(kind)}
    return actions.issue_document(actor=actor, now=NOW, kind=kind, **(values | options))


def serve(actor, document, **facts):
    """Hand a document over half an hour after its issue."""
    given = {"method": "in_person", "served_at": LATER, "receiver_name": "李建国", "place": "仓库值班室"}
    return actions.record_service(actor=actor, now=LATER, document=document, **(given | facts))


def prove(actor, service):
    """Draw up the proof."""
    return actions.issue_receipt(actor=actor, now=LATER, service_id=service.pk)


def text_of(document) -> str:
    """The words of a document's file."""
    with scope.everything(because="the test plays the worker"):
        pages = PdfReader(io.BytesIO(drawing.pdf_bytes(document))).pages
    assert len(pages) == 1
    return re.sub(r"\s+", "", pages[0].extract_text())


def test_the_proof_is_made_of_the_fact_on_record(cast):
    with acting(cast.inspector) as actor:
        document = issue(actor, cast)
        service = serve(actor, document, receiver_post="主要负责人", second_server="周敏")
        proof = prove(actor, service)
        assert proof.printed_number == "（古蔺县）应急送达〔2026〕1号"
        assert prove(actor, service) == proof, "a second click is the same proof"
        assert (proof.enterprise, proof.region_code) == (document.enterprise, document.region_code)
        with pytest.raises(Conflict, match="not handed over itself"):
            serve(actor, proof)
    words = text_of(proof)
    for said in (
        "送达回证",
        document.printed_number,
        "《责令限期整改指令书》",
        "直接送达",
        "已送达",
        "仓库值班室",
        "李建国（主要负责人）",
        "签名取自所送达文书",
        actor.person_name,
        "周敏（证号：23052500029）",
        document.snapshot_sha256,
    ):
        assert said in words, said


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"method": "post", "tracking_no": "EMS 12", "receiver_name": ""}, ("邮寄送达", "EMS12")),
        ({"method": "left_in_place", "witness_name": "王秀英", "note": "拒绝签收"}, ("留置送达", "王秀英", "拒绝签收")),
        ({"method": "notice", "receiver_name": "", "note": "登报"}, ("公告送达", "登报")),
        ({"outcome": "refused", "note": "称需请示"}, ("拒收，未送达", "称需请示")),
        ({"method": "post", "outcome": "returned", "receiver_name": ""}, ("退回，未送达",)),
    ],
)
def test_each_way_of_service_has_its_words(cast, facts, says):
    with acting(cast.inspector) as actor:
        proof = prove(actor, serve(actor, issue(actor, cast, language="zh"), **facts))
    words = text_of(proof)
    for said in says:
        assert said in words


def test_a_proof_in_english_of_an_electronic_service_names_consent_and_opening(cast):
    with acting(cast.principal) as actor:
        actions.give_consent(actor=actor, now=NOW, enterprise=cast.enterprise, address="li@b.cn", signed_by="LiJianguo")
    with acting(cast.inspector) as actor:
        document = issue(actor, cast, language="en")
        service = serve(actor, document, method="electronic", place="", receiver_name="")
        assert service.place == "li@b.cn"
    with acting(cast.principal) as actor:
        assert actions.note_opening(actor=actor, now=LATER, document=document)
        assert not actions.note_opening(actor=actor, now=LATER + timedelta(hours=1), document=document)
    with acting(cast.inspector) as actor:
        words = text_of(prove(actor, service))
    for said in ("ProofofService", "withsignedconsentonfile", "SignedbyLiJianguo", "opened", "li@b.cn"):
        assert said in words


def test_an_electronic_service_that_did_not_arrive_was_none(cast):
    with acting(cast.principal) as actor:
        actions.give_consent(actor=actor, now=NOW, enterprise=cast.enterprise, address="li@b.cn", signed_by="Li")
    with acting(cast.inspector) as actor:
        document = issue(actor, cast)
        service = serve(actor, document, method="electronic")
        proof = prove(actor, service)
        with pytest.raises(RuleBroken):
            actions.record_bounce(actor=actor, now=LATER, document=document, reason=" ")
        actions.record_bounce(actor=actor, now=LATER, document=document, reason="mailbox unknown")
        document.refresh_from_db()
        proof.refresh_from_db()
        assert (document.status, proof.status) == ("issued", "revoked")
        failed = Service.objects.get(pk=service.pk)
        assert (failed.outcome, failed.failure, failed.failed_at) == ("bounced", "mailbox unknown", LATER)
        second = serve(actor, document, method="post")
        with pytest.raises(Conflict, match="Only an electronic service"):
            actions.record_bounce(actor=actor, now=LATER, document=document, reason="x")
        assert prove(actor, second).number == 2
        with pytest.raises(Conflict, match="no service to prove"):
            Service.objects.filter(pk=service.pk).update(receipt=None)
            prove(actor, service)


def test_what_was_opened_has_arrived(cast):
    with acting(cast.principal) as actor:
        actions.give_consent(actor=actor, now=NOW, enterprise=cast.enterprise, address="li@b.cn", signed_by="Li")
    with acting(cast.inspector) as actor:
        document = issue(actor, cast)
        serve(actor, document, method="electronic")
    for persona in (cast.inspector, cast.worker, cast.city_clerk):
        client_as(persona).get(f"/documents/{document.pk}/")
    with scope.everything(because="the test reads"):
        assert Document.objects.get(pk=document.pk).opened_at is None
    client_as(cast.safety_head).get(f"/documents/{document.pk}/")
    with acting(cast.inspector) as actor:
        document.refresh_from_db()
        assert document.opened_by["membership_id"] == str(cast.safety_head.membership.pk)
        with pytest.raises(Conflict, match="it arrived"):
            actions.record_bounce(actor=actor, now=LATER, document=document, reason="x")


def test_a_refusal_needs_its_reason(cast):
    with acting(cast.inspector) as actor:
        document = issue(actor, cast)
        with pytest.raises(RuleBroken, match="for what reason"):
            serve(actor, document, outcome="refused")
        serve(actor, document, outcome="refused", note="Not in charge")
        document.refresh_from_db()
        assert document.status == "issued"


def test_only_the_issuer_s_officers_prove(cast):
    with acting(cast.inspector) as actor:
        service = serve(actor, issue(actor, cast))
    with acting(cast.viewer) as actor, pytest.raises(NotAllowed):
        prove(actor, service)
    with acting(cast.city_clerk) as actor, pytest.raises(NotAllowed):
        prove(actor, service)
    with acting(cast.anhui_head) as actor, pytest.raises(NotVisible):
        prove(actor, service)


def test_page_and_api_draw_up_the_same_proof(cast):
    with acting(cast.inspector) as actor:
        document = issue(actor, cast)
        service = serve(actor, document)
    page, address = client_as(cast.inspector), f"/documents/{document.pk}/"
    assert "Draw up the proof of service" in page.get(address).content.decode()
    assert "Draw up the proof" not in client_as(cast.safety_head).get(address).content.decode()
    answer = page.post(f"{address}service/{service.pk}/receipt/")
    assert answer.status_code == 302
    shown = page.get(answer["Location"]).content.decode()
    assert document.printed_number in shown
    assert "kept with its document" in shown
    assert answer["Location"] in page.get(address).content.decode()
    api = api_as(cast.inspector)
    (row,) = api.get(f"/api/v1{address}services/").json()
    said = api.post(f"/api/v1{address}receipt/", {"service": row["id"]}, content_type="application/json").json()
    assert said["kind"] == "service_receipt"
    assert f"/documents/{said['id']}/" == answer["Location"]
    other = api.post(f"/api/v1{address}receipt/", {"service": str(document.pk)}, content_type="application/json")
    assert other.status_code == 404


def test_every_failure_has_another_way():
    for method in Method.values:
        for outcome in set(Outcome.values) - {Outcome.DELIVERED}:
            way = rules.fallback(method, outcome)
            assert way in {Method.IN_PERSON, Method.POST, Method.LEFT_IN_PLACE}
    assert rules.fallback("electronic", "bounced") == Method.IN_PERSON
    assert rules.fallback("in_person", "refused") == Method.LEFT_IN_PLACE
