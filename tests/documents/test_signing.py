"""The authority's electronic signature: uploaded once, applied after the frozen file, read by another program."""

import io
import logging
import subprocess
from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from pypdf import PdfReader

from audit.models import Entry
from core import clock, scope
from core.errors import NotAllowed, RuleBroken
from documents import actions, drawing
from documents.models import Document, SigningCertificate
from tests.cast import NOW, acting, api_as, build_cast, client_as, make_persona
from tests.documents import samples
from tests.documents.certificates import NAME, PASSWORD, make_pkcs12

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return build_cast()


@pytest.fixture
def keeper(cast):
    """The administrator of the county's bureau."""
    with scope.everything(because="the test casts"):
        return make_persona("county_admin", cast.authorities["510525"], "administrator", since=NOW)


def upload(keeper, *, now=NOW, password=PASSWORD, data=None, **options):
    """Upload a certificate that holds at `now`."""
    data = data or make_pkcs12(starts=now - timedelta(days=1), **options)
    with acting(keeper, now) as actor:
        return actions.upload_certificate(actor=actor, now=now, pkcs12=data, password=password)


def issue(cast, now=NOW):
    """Issue one order of the county to its enterprise."""
    with acting(cast.inspector, now) as actor:
        return actions.issue_document(
            actor=actor,
            now=now,
            kind="rectification_order",
            issuer=cast.authorities["510525"],
            enterprise=cast.enterprise,
            snapshot=samples.snapshot("rectification_order"),
        )


def drawn(document, now=NOW):
    """The document after the worker was at it."""
    with scope.everything(because="the test plays the worker"):
        drawing.render_document(id=document.pk, now=now)
        return Document.objects.select_related("certificate").get(pk=document.pk)


def read(name: str) -> bytes:
    """A file of the store."""
    with storages["documents"].open(name) as file:
        return file.read()


def pdfsig(data: bytes, folder) -> str:
    """What poppler's reader, a program that shares no code with the signer, says of a file's signatures."""
    path = folder / "signed.pdf"
    path.write_bytes(data)
    return subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False).stdout


def test_another_program_reads_the_signature_and_the_frozen_file_stays(cast, keeper, tmp_path):
    now = clock.now()
    upload(keeper, now=now)
    document = drawn(issue(cast, now), now)
    assert (document.sign_state, document.certificate.subject) == ("signed", NAME)
    frozen, signed = read(document.pdf), read(document.signed_pdf)
    assert signed.startswith(frozen)
    assert drawing.pdf_bytes(document) == frozen, "the snapshot still gives the frozen file, byte for byte"
    assert len({document.pdf_sha256, document.signed_sha256}) == 2
    said = pdfsig(signed, tmp_path)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert NAME in said
    assert "ETSI.CAdES.detached" in said
    assert "Signature is Valid" not in pdfsig(signed.replace(b"/Producer", b"/Produced", 1), tmp_path)
    xmp = PdfReader(io.BytesIO(signed)).trailer["/Root"]["/Metadata"].get_data().decode()
    assert 'pdfaid:part="3"' in xmp or "<pdfaid:part>3" in xmp
    with scope.everything(because="the test writes"), pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(signed_sha256="0" * 64)


def test_whoever_verifies_reads_who_signed_and_gets_the_signed_file(cast, keeper):
    now = clock.now()
    upload(keeper, now=now)
    document = drawn(issue(cast, now), now)
    page = client_as(None).get(f"/verify/{document.code}/").content.decode()
    assert f"Signed by {NAME}" in page
    assert "valid" in page
    assert document.pdf_sha256 in page
    assert f'data-signed="{document.signed_sha256}"' in page
    assert api_as(None).get(f"/api/v1/verify/{document.code}/").json()["signer"] == NAME
    reader = client_as(cast.inspector)
    assert b"".join(reader.get(f"/documents/{document.pk}/pdf/").streaming_content) == read(document.signed_pdf)
    assert b"".join(reader.get(f"/documents/{document.pk}/pdf/?unsigned").streaming_content) == read(document.pdf)
    assert document.signed_sha256 in reader.get(f"/documents/{document.pk}/").content.decode()


def test_without_a_certificate_nothing_is_signed(cast):
    document = drawn(issue(cast))
    assert (document.render_state, document.sign_state, document.signed_pdf) == ("rendered", "none", "")


@pytest.mark.parametrize(
    ("options", "password", "says"),
    [
        ({}, "wrong", "password does not open"),
        ({"days": 1, "starts": NOW - timedelta(days=5)}, PASSWORD, "has expired"),
        ({"starts": NOW + timedelta(days=5)}, PASSWORD, "not valid yet"),
        ({"signing": False}, PASSWORD, "not issued for signing"),
        ({"key": False}, PASSWORD, "no private key"),
    ],
)
def test_what_cannot_sign_gives_a_sentence_and_is_not_kept(cast, keeper, options, password, says):
    data = make_pkcs12(**({"starts": NOW - timedelta(days=1)} | options))
    with pytest.raises(RuleBroken, match=says):
        upload(keeper, data=data, password=password)
    with scope.everything(because="the test counts"):
        assert not SigningCertificate.objects.exists()


def test_a_file_that_is_no_certificate_gives_a_sentence(cast, keeper):
    for data in (b"%PDF-1.7", b"\x30\x82garbage", b"0" * 100_000):
        with pytest.raises(RuleBroken, match="no PKCS#12 certificate"):
            upload(keeper, data=data)


def test_an_expired_certificate_hinders_no_document_and_the_next_one_signs_it(cast, keeper):
    upload(keeper, days=30)
    late = NOW + timedelta(days=40)
    with time_machine.travel(late, tick=False):
        document = drawn(issue(cast, late), late)
        assert (document.status, document.render_state) == ("issued", "rendered")
        assert (document.sign_state, document.sign_trouble) == ("failed", "expired")
        page = client_as(cast.inspector).get(f"/documents/{document.pk}/").content.decode()
        assert "The certificate has expired" in page
        upload(keeper, now=late)
        with acting(cast.inspector, late) as actor:
            actions.retry_rendering(actor=actor, now=late, document=document)
        again = drawn(document, late)
    assert (again.sign_state, again.pdf_sha256) == ("signed", document.pdf_sha256)


def test_the_key_is_sealed_forgotten_when_removed_and_in_no_log(cast, keeper, caplog):
    caplog.set_level(logging.DEBUG)
    data = make_pkcs12(starts=NOW - timedelta(days=1))
    first = upload(keeper, data=data)
    assert data not in bytes(first.sealed)
    assert PASSWORD.encode() not in bytes(first.sealed)
    second = upload(keeper)
    with scope.everything(because="the test reads"):
        first.refresh_from_db()
        assert (bytes(first.sealed), first.removed_at) == (b"", NOW)
    document = drawn(issue(cast))
    with acting(keeper) as actor:
        actions.remove_certificate(actor=actor, now=NOW)
    with scope.everything(because="the test reads"):
        second.refresh_from_db()
        assert bytes(second.sealed) == b""
        written = str(list(Entry.objects.values()))
    assert PASSWORD not in caplog.text + written
    assert drawn(document).sign_state == "signed"


def test_only_the_own_administrator_keeps_the_certificate(cast, keeper):
    upload(keeper)
    for persona in (cast.county_head, cast.inspector, cast.safety_head):
        with acting(persona) as actor, pytest.raises(NotAllowed):
            actions.upload_certificate(actor=actor, now=NOW, pkcs12=make_pkcs12(), password=PASSWORD)
        assert client_as(persona).get("/documents/certificate/").status_code == 403
    with scope.everything(because="the test casts"):
        firm = make_persona("firm_admin", cast.enterprise, "administrator", since=NOW)
    assert client_as(firm).get("/documents/certificate/").status_code == 403


def test_page_and_api_do_the_same(cast, keeper):
    now = clock.now()
    data = make_pkcs12(starts=now - timedelta(days=1))
    page = client_as(keeper)
    assert "None: documents are issued without" in page.get("/documents/certificate/").content.decode()
    given = {"pkcs12": SimpleUploadedFile("own.p12", data), "password": "wrong"}
    refused = page.post("/documents/certificate/", given)
    assert refused.status_code == 422
    assert "The password does not open this certificate" in refused.content.decode()
    given = {"pkcs12": SimpleUploadedFile("own.p12", data), "password": PASSWORD}
    assert page.post("/documents/certificate/", given).status_code == 302
    shown = page.get("/documents/certificate/").content.decode()
    assert NAME in shown
    assert PASSWORD not in shown
    api = api_as(keeper)
    (row,) = api.get("/api/v1/signing-certificates/").json()
    assert (row["subject"], "sealed" in row, "password" in row) == (NAME, False, False)
    assert api.post("/api/v1/signing-certificates/remove/").status_code == 204
    assert api.get("/api/v1/signing-certificates/").json() == []
    given = {"pkcs12": SimpleUploadedFile("own.p12", data), "password": PASSWORD}
    assert api.post("/api/v1/signing-certificates/", given).status_code == 201
    assert page.post("/documents/certificate/remove/").status_code == 302
    assert page.post("/documents/certificate/remove/").status_code == 404
