"""Documents are numbered without gaps, frozen, rendered by the worker, served, revoked, and verified by strangers."""

import hashlib
import io
import threading
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.models import Entry
from core import scope
from core.errors import Conflict, NotAllowed, RuleBroken
from core.ids import new_id
from documents import actions, child, drawing, selectors, tasks
from documents.choices import Kind, RenderState, Status
from documents.models import Document, Series, Service
from tests.cast import NOW, acting, api_as, build_cast, client_as
from tests.documents import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return build_cast()


def issue(actor, cast, kind="rectification_order", now=NOW, **options):
    """Issue one document of the county to its enterprise."""
    values = {"issuer": cast.authorities["510525"], "enterprise": cast.enterprise, "snapshot": samples.snapshot(kind)}
    return actions.issue_document(actor=actor, now=now, kind=kind, **(values | options))


def test_numbers_follow_without_gaps_by_issuer_kind_and_year(cast):
    with acting(cast.inspector) as actor:
        numbers = [issue(actor, cast).printed_number for _time in range(3)]
        assert numbers == [f"（古蔺县）应急责改〔2026〕{number}号" for number in (1, 2, 3)]
        assert issue(actor, cast, "inspection_record").number == 1
        assert issue(actor, cast, now=NOW.replace(year=2027)).printed_number.endswith("〔2027〕1号")
    with acting(cast.sibling_inspector) as actor:
        other = issue(actor, cast, issuer=cast.authorities["510522"], enterprise=cast.sibling_enterprise)
        assert other.printed_number == "（合江县）应急责改〔2026〕1号"


def test_a_signing_that_fails_leaves_no_gap(cast):
    with acting(cast.inspector) as actor:
        issue(actor, cast)
        kept = transaction.savepoint()
        issue(actor, cast)
        transaction.savepoint_rollback(kept)
        assert issue(actor, cast).number == 2


def test_the_year_is_beijings(cast):
    new_year = NOW.replace(month=12, day=31, hour=16, minute=30)
    with acting(cast.inspector) as actor:
        assert issue(actor, cast, now=new_year).year == 2027


def test_issuing_twice_under_one_id_issues_once(cast):
    with acting(cast.inspector) as actor:
        id = new_id()
        assert issue(actor, cast, id=id) == issue(actor, cast, id=id)
        assert Document.objects.count() == 1
        assert Series.objects.get().next_number == 2


def test_who_may_issue(cast):
    for persona in (cast.viewer, cast.safety_head, cast.administrator, cast.city_clerk, cast.expert):
        with acting(persona) as actor, pytest.raises(NotAllowed):
            issue(actor, cast)
    with acting(cast.county_clerk) as actor:
        assert issue(actor, cast).signed_by["person"] == actor.person_name


def test_what_could_not_stand_in_law_is_not_issued(cast):
    data = samples.snapshot("rectification_order")
    data["officers"] = data["officers"][:1]
    with acting(cast.inspector) as actor:
        with pytest.raises(RuleBroken, match="officers"):
            issue(actor, cast, snapshot=data)
        data = samples.snapshot("rectification_order")
        data["photos"][0]["thumbnail"] = "https://example.com/x.png"
        with pytest.raises(RuleBroken, match="cannot be read"):
            issue(actor, cast, snapshot=data)
        data["photos"][0]["thumbnail"] = "data:image/png;base64,iVBORw0KGgo="
        with pytest.raises(RuleBroken, match="cannot be read"):
            issue(actor, cast, snapshot=data)
        assert not Series.objects.exists()


def test_the_database_keeps_an_issued_document_as_it_is(cast):
    with acting(cast.inspector) as actor:
        document = issue(actor, cast)
        for change in (
            {"number": 9},
            {"printed_number": "x"},
            {"snapshot": {}},
            {"snapshot_sha256": "0" * 64},
            {"status": "draft"},
            {"issued_at": NOW + timedelta(days=1)},
            {"code": "A" * 20},
            {"enterprise": None},
            {"language": "en"},
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                Document.objects.filter(pk=document.pk).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            Document.objects.filter(pk=document.pk).delete()
        with pytest.raises(DatabaseError), transaction.atomic():
            Series.objects.update(next_number=1)
        document.refresh_from_db()
        assert document.number == 1


def test_the_file_is_drawn_up_once_from_the_frozen_data(cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), acting(cast.inspector) as actor:
        document = issue(actor, cast)
        assert document.render_state == RenderState.WAITING
    with acting(cast.inspector):
        document.refresh_from_db()
        assert document.render_state == RenderState.RENDERED, document.render_reason
        stored = storages["documents"].open(document.pdf).read()
        assert hashlib.sha256(stored).hexdigest() == document.pdf_sha256
        assert document.pdf_size == len(stored)
        assert drawing.pdf_bytes(document) == stored, "byte for byte from the stored snapshot"
        before = document.render_attempts
        assert drawing.render_document(id=document.pk, now=NOW).render_attempts == before
        with pytest.raises(DatabaseError), transaction.atomic():
            Document.objects.filter(pk=document.pk).update(pdf_sha256="0" * 64)


def test_a_failed_file_says_why_is_tried_again_and_can_be_retried(cast, monkeypatch):
    def fails(job, seconds):
        raise child.RenderFailure("Rendering took longer than 60 seconds and was stopped.")

    with acting(cast.inspector) as actor:
        document = issue(actor, cast)
    working = child.render_in_child
    monkeypatch.setattr(child, "render_in_child", fails)
    with acting(cast.inspector) as actor:
        drawing.render_document(id=document.pk, now=NOW)
        document.refresh_from_db()
        assert (document.render_state, document.render_attempts) == (RenderState.FAILED, 1)
        assert "longer than 60 seconds" in document.render_reason
        assert document.render_after > NOW
    page = client_as(cast.inspector).get(f"/documents/{document.pk}/")
    assert b"could not be drawn up" in page.content
    assert b"Draw the file up again" in page.content
    assert client_as(cast.inspector).get(f"/documents/{document.pk}/pdf/").status_code == 409
    monkeypatch.setattr(child, "render_in_child", working)
    assert client_as(cast.inspector).post(f"/documents/{document.pk}/retry/").status_code == 302
    assert b"every 2s" in client_as(cast.inspector).get(f"/documents/{document.pk}/file/").content
    assert tasks.render_waiting_documents() == 1
    with acting(cast.inspector) as actor:
        document.refresh_from_db()
        assert document.render_state == RenderState.RENDERED
        with pytest.raises(Conflict):
            actions.retry_rendering(actor=actor, now=NOW, document=document)
    assert tasks.render_waiting_documents() == 0


def test_tampered_data_are_never_rendered(cast):
    with acting(cast.inspector) as actor:
        document = issue(actor, cast)
    document.snapshot["unit"]["name"] = "Another"
    with acting(cast.inspector), pytest.raises(child.RenderFailure, match="not those that were signed"):
        drawing.pdf_bytes(document)


def test_service_in_person_and_after_refusal(cast):
    with acting(cast.inspector) as actor:
        document = issue(actor, cast)
        with pytest.raises(RuleBroken, match="received"):
            actions.record_service(actor=actor, now=NOW, document=document, method="in_person", served_at=NOW)
        with pytest.raises(RuleBroken, match="witness"):
            actions.record_service(actor=actor, now=NOW, document=document, method="left_in_place", served_at=NOW)
        with pytest.raises(RuleBroken, match="between"):
            actions.record_service(
                actor=actor, now=NOW, document=document, method="post", served_at=NOW + timedelta(days=1)
            )
        actions.record_service(
            actor=actor,
            now=NOW,
            document=document,
            method="post",
            served_at=NOW,
            outcome="returned",
            tracking_no="EMS1",
        )
        document.refresh_from_db()
        assert document.status == Status.ISSUED, "a letter that came back served nothing"
        id = new_id()
        for _time in range(2):
            actions.record_service(
                actor=actor,
                now=NOW,
                document=document,
                method="left_in_place",
                served_at=NOW,
                witness_name="王秀英",
                id=id,
            )
        document.refresh_from_db()
        assert document.status == Status.SERVED
        assert Service.objects.count() == 2
        with pytest.raises(Conflict):
            actions.record_service(
                actor=actor, now=NOW, document=document, method="in_person", served_at=NOW, receiver_name="Li"
            )
        assert actions.record_reply(actor=actor, now=NOW, document=document).status == Status.REPLIED


def test_electronic_service_needs_signed_consent(cast):
    with acting(cast.inspector) as actor:
        document = issue(actor, cast)
        with pytest.raises(RuleBroken, match="consent"):
            actions.record_service(actor=actor, now=NOW, document=document, method="electronic", served_at=NOW)
    with acting(cast.rival_safety_head) as actor, pytest.raises(NotAllowed):
        actions.give_consent(actor=actor, now=NOW, enterprise=cast.enterprise, address="a@b.c", signed_by="Li")
    with acting(cast.principal) as actor:
        actions.give_consent(actor=actor, now=NOW, enterprise=cast.enterprise, address="a@b.c", signed_by="Li")
        actions.give_consent(actor=actor, now=NOW, enterprise=cast.enterprise, address="c@b.c", signed_by="Li")
    with acting(cast.inspector) as actor:
        assert selectors.consent_in_force(cast.enterprise.pk).address == "c@b.c"
        served = actions.record_service(actor=actor, now=NOW, document=document, method="electronic", served_at=NOW)
        assert served.consent.address == "c@b.c"
    with acting(cast.principal) as actor:
        actions.withdraw_consent(actor=actor, now=NOW, enterprise=cast.enterprise)
        with pytest.raises(Conflict):
            actions.withdraw_consent(actor=actor, now=NOW, enterprise=cast.enterprise)


def test_a_revoked_document_keeps_its_number_and_says_so_to_strangers(cast):
    with acting(cast.inspector) as actor:
        document = issue(actor, cast)
        with pytest.raises(NotAllowed):
            actions.revoke_document(actor=actor, now=NOW, document=document, reason="Wrong unit")
    with acting(cast.county_head) as actor:
        with pytest.raises(RuleBroken):
            actions.revoke_document(actor=actor, now=NOW, document=document, reason=" ")
        actions.revoke_document(actor=actor, now=NOW, document=document, reason="Wrong unit")
        with pytest.raises(Conflict):
            actions.revoke_document(actor=actor, now=NOW, document=document, reason="Again")
        assert issue(actor, cast, supersedes=document).number == 2
        with pytest.raises(Conflict):
            issue(actor, cast, supersedes=document)
        assert set(Entry.objects.values_list("verb", flat=True)) == {"issue_document", "revoke_document"}
    found = api_as(None).get(f"/api/v1/verify/{document.code}/").json()
    assert found["state"] == "revoked"
    assert found["successor_number"].endswith("2号")
    page = client_as(None).get(f"/verify/{document.code}/")
    assert "revoked" in page.content.decode()


def test_anybody_verifies_and_learns_nothing_personal(cast):
    with acting(cast.inspector) as actor:
        document = issue(actor, cast)
    drawing_done(document)
    for client in (client_as(None), client_as(cast.stranger), client_as(cast.anhui_head)):
        page = client.get(f"/verify/{document.code.lower()}/")
        text = page.content.decode()
        assert page.status_code == 200
        assert "Genuine and in force" in text
        assert document.printed_number in text
        assert "no-store" in page["Cache-Control"]
        assert page["Referrer-Policy"] == "no-referrer"
        for secret in ("红焰", cast.enterprise.name, "陈浩", "李建国", str(document.pk), "堆垛"):
            assert secret not in text
    assert client_as(None).get("/verify/AAAAAAAAAAAAAAAAAAAA/").status_code == 404
    assert client_as(None).get("/verify/----/").status_code == 404
    assert client_as(None).get("/verify/").status_code == 200
    assert client_as(None).get(f"/verify/?code={document.code}")["Location"] == f"/verify/{document.code}/"


def drawing_done(document):
    """Pretend that the worker drew the file up."""
    with scope.everything(because="the test plays the worker"):
        name = storages["documents"].save("x.pdf", io.BytesIO(b"%PDF-1.7 x"))
        Document.objects.filter(pk=document.pk).update(
            render_state="rendered", pdf=name, pdf_sha256=hashlib.sha256(b"%PDF-1.7 x").hexdigest(), pdf_size=10
        )


def test_pages_and_files_stay_behind_the_wall(cast):
    with acting(cast.inspector) as actor:
        document = issue(actor, cast)
    drawing_done(document)
    addresses = [f"/documents/{document.pk}/", f"/documents/{document.pk}/file/", f"/documents/{document.pk}/pdf/"]
    for persona in (cast.inspector, cast.safety_head, cast.city_clerk, cast.expert):
        assert [client_as(persona).get(address).status_code for address in addresses] == [200, 200, 200]
        assert document.printed_number in client_as(persona).get("/documents/").content.decode()
    for persona in (
        cast.anhui_head,
        cast.rival_safety_head,
        cast.former_expert,
        cast.sibling_inspector,
        cast.stranger,
        None,
    ):
        expected = {404} if persona and persona.membership else {302}
        assert {client_as(persona).get(address).status_code for address in addresses} == expected
    answer = client_as(cast.safety_head).get(addresses[2])
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"].startswith("private")
    assert "attachment" in client_as(cast.safety_head).get(addresses[2] + "?download")["Content-Disposition"]
    assert document.printed_number not in client_as(cast.anhui_head).get("/documents/").content.decode()


def test_pages_record_service_and_revoke(cast):
    with acting(cast.inspector) as actor:
        document = issue(actor, cast, now=NOW - timedelta(hours=2))
    inspector = client_as(cast.inspector)
    page = inspector.post(
        f"/documents/{document.pk}/service/", {"method": "in_person", "served_at": "", "outcome": "delivered"}
    )
    assert page.status_code == 422
    given = {"method": "in_person", "served_at": "2026-11-18T09:00", "outcome": "delivered", "receiver_name": "李建国"}
    assert inspector.post(f"/documents/{document.pk}/service/", given | {"receiver_name": ""}).status_code == 422
    assert inspector.post(f"/documents/{document.pk}/service/", given).status_code == 302
    assert "李建国" in inspector.get(f"/documents/{document.pk}/").content.decode()
    assert inspector.post(f"/documents/{document.pk}/revoke/", {"reason": "x"}).status_code == 403
    assert client_as(cast.county_head).post(f"/documents/{document.pk}/revoke/", {"reason": "Wrong"}).status_code == 302


def test_the_api_does_what_the_pages_do(cast):
    with acting(cast.inspector) as actor:
        document = issue(actor, cast, now=NOW - timedelta(hours=2))
    api, address = api_as(cast.inspector), f"/api/v1/documents/{document.pk}/"
    listed = api.get("/api/v1/documents/?kind=rectification_order&q=责改").json()["results"]
    assert [row["id"] for row in listed] == [str(document.pk)]
    assert api.get("/api/v1/documents/?kind=inspection_record").json()["results"] == []
    assert api.get(address).json()["printed_number"] == document.printed_number
    assert api.get(address + "snapshot/").json() == document.snapshot
    assert api.get(address + "pdf/").status_code == 409
    given = {"method": "in_person", "served_at": "2026-11-18T09:00:00+08:00", "receiver_name": "李建国"}
    assert api.post(address + "service/", given, content_type="application/json").json()["status"] == "served"
    assert api.post(address + "revoke/", {"reason": "x"}, content_type="application/json").status_code == 403
    assert api.post(address + "retry/", content_type="application/json").status_code == 409
    head = api_as(cast.county_head)
    assert (
        head.post(address + "revoke/", {"reason": "Wrong"}, content_type="application/json").json()["status"]
        == "revoked"
    )
    assert api_as(cast.anhui_clerk).get(address).status_code == 404
    consent = {"enterprise": str(cast.enterprise.pk), "address": "a@b.c", "signed_by": "Li"}
    principal = api_as(cast.principal)
    assert principal.post("/api/v1/service-consents/", consent, content_type="application/json").status_code == 201
    assert principal.delete(f"/api/v1/service-consents/{cast.enterprise.pk}/").status_code == 204
    assert (
        api_as(cast.anhui_head).post("/api/v1/service-consents/", consent, content_type="application/json").status_code
        == 404
    )
    assert api_as(None).get("/api/v1/verify/nothing/").status_code == 404


def test_lists_ask_few_queries_however_long(cast):
    client, counts = client_as(cast.inspector), []
    for more in (1, 6):
        with acting(cast.inspector) as actor:
            for _time in range(more):
                issue(actor, cast)
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/documents/").status_code == 200
        counts.append(
            len([query for query in asked if query["sql"].startswith("SELECT") and "set_config" not in query["sql"]])
        )
    assert counts[0] == counts[1] <= 10


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gap_under_concurrency():
    cast, results, errors = build_cast(), [], []

    def sign():
        try:
            for _time in range(4):
                with acting(cast.inspector, NOW) as actor:
                    results.append(issue(actor, cast, Kind.INSPECTION_RECORD).number)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=sign) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert sorted(results) == list(range(1, 17))


def test_a_preview_takes_no_number(cast):
    with acting(cast.inspector) as actor:
        data = samples.snapshot("rectification_order")
        given = {"kind": "rectification_order", "issuer": cast.authorities["510525"], "snapshot": data}
        assert actions.preview_document(actor=actor, **given).startswith(b"%PDF")
        assert not Series.objects.exists()
        assert not Document.objects.exists()
    with acting(cast.worker) as actor, pytest.raises(NotAllowed):
        actions.preview_document(actor=actor, **given)
