"""Photos come in once, are sealed, served behind the wall only, and flagged when they come again."""

import base64
import hashlib
import uuid
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from PIL import Image

from audit.models import Entry
from core.errors import Conflict, NotAllowed, NotVisible, RuleBroken
from core.ids import new_id
from evidence import actions, sealing, selectors, tasks
from evidence.choices import Likeness, Origin
from evidence.models import Photo, PhotoHash, UploadPiece
from tests.cast import NOW, acting, api_as, build_cast, client_as
from tests.evidence import pictures
from tests.evidence.test_imaging import PIXELS_ONLY, SPOKEN, segments, with_metadata

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return build_cast()


def send(actor, cast, picture=1, **options):
    """Take in one picture for the county's enterprise."""
    data = picture if isinstance(picture, bytes) else pictures.jpeg(pictures.photo(picture))
    values = {"id": new_id(), "data": data, "purpose": "before", "enterprise": cast.enterprise} | options
    return actions.receive_photo(actor=actor, now=NOW, **values)


def test_the_original_is_sealed_and_the_hash_is_of_what_was_sent(cast):
    data = with_metadata()
    with acting(cast.inspector) as actor:
        photo = send(actor, cast, data, claimed_sha256=hashlib.sha256(data).hexdigest().upper())
        assert photo.sha256 == hashlib.sha256(data).hexdigest()
        assert photo.region_code == "510525"
        assert photo.enterprise == cast.enterprise
        assert photo.file_says["camera"] == "Acme Phone 7"
        assert PhotoHash.objects.filter(photo=photo).count() == 15
        sealed = storages["sealed"].open(photo.sealed_file).read()
        assert data not in sealed
        assert b"Acme" not in sealed
        assert sealing.unseal(sealed, belongs_to=str(photo.pk)) == data
        with pytest.raises(sealing.SealBroken):
            sealing.unseal(sealed, belongs_to=str(new_id()))
        with pytest.raises(sealing.SealBroken):
            sealing.unseal(sealed[:-1] + bytes([sealed[-1] ^ 1]), belongs_to=str(photo.pk))
        clean = storages["evidence"].open(photo.clean_file).read()
        assert hashlib.sha256(clean).hexdigest() == photo.clean_sha256
        assert b"Acme" not in clean


def test_sending_twice_gives_the_same_answer_and_other_bytes_conflict(cast):
    with acting(cast.inspector) as actor:
        first = send(actor, cast, 1)
        again = send(actor, cast, 1, id=first.pk)
        assert again == first
        assert Photo.objects.count() == 1
        with pytest.raises(Conflict):
            send(actor, cast, 2, id=first.pk)
    with acting(cast.anhui_inspector) as actor, pytest.raises(Conflict):
        send(actor, cast, 2, id=first.pk, enterprise=None)


def test_a_photo_that_arrives_otherwise_than_hashed_is_refused(cast):
    with acting(cast.inspector) as actor, pytest.raises(RuleBroken, match="did not arrive"):
        send(actor, cast, 1, claimed_sha256="0" * 64)


def test_who_may_add(cast):
    with acting(cast.viewer) as actor, pytest.raises(NotAllowed):
        send(actor, cast)
    with acting(cast.safety_head) as actor:
        assert send(actor, cast).uploaded_by_id == cast.safety_head.user.pk


def test_the_nonce_proves_that_the_pages_camera_took_it(cast):
    with acting(cast.inspector) as actor:
        nonce = actions.capture_nonce(actor=actor, now=NOW - timedelta(hours=1))
        old = actions.capture_nonce(actor=actor, now=NOW - timedelta(days=30))
        assert send(actor, cast, 1, nonce=nonce).origin == Origin.IN_PAGE
        assert send(actor, cast, 1, nonce=nonce + "x").origin == Origin.FILE
        assert send(actor, cast, 1, nonce=old).origin == Origin.FILE
        assert send(actor, cast, 1).origin == Origin.FILE
    with acting(cast.second_inspector) as actor:
        assert send(actor, cast, 1, nonce=nonce).origin == Origin.FILE


def test_skew_between_device_and_server_is_kept(cast):
    with acting(cast.inspector) as actor:
        photo = send(actor, cast, device_now=NOW - timedelta(minutes=3), taken_at=NOW - timedelta(hours=1))
        assert photo.client_skew_seconds == -180
        unset = NOW.replace(year=1)
        photo = send(actor, cast, device_now=unset, taken_at=unset)
        assert (photo.client_skew_seconds, photo.taken_at) == (None, None), "a clock that was never set loses no photo"


def test_reuse_is_flagged_within_reach_and_never_beyond(cast):
    original = pictures.photo(40)
    with acting(cast.inspector) as actor:
        first = send(actor, cast, pictures.jpeg(original))
        other = send(actor, cast, 41)
    with acting(cast.anhui_inspector) as actor:
        far = send(actor, cast, pictures.jpeg(original), enterprise=cast.anhui_enterprise)
    with acting(cast.safety_head) as actor:
        same = send(actor, cast, pictures.jpeg(original), purpose="after")
        cut = send(actor, cast, pictures.jpeg(pictures.cut(original, 0.93, 0.3, 0.8), 45), purpose="after")
        fresh = send(actor, cast, 42, purpose="after")
    with acting(cast.county_clerk):
        flags = selectors.find_reuse([same, cut, fresh])
        assert {(flag.photo_id, flag.other_id, flag.likeness) for flag in flags} == {
            (same.pk, first.pk, Likeness.SAME),
            (cut.pk, first.pk, Likeness.NEAR),
        }
        assert far.pk not in {flag.other_id for flag in flags}
        assert selectors.find_reuse([other]) == []
        assert selectors.find_reuse([]) == []
        assert selectors.find_reuse([same], apart_from=[first.pk, cut.pk]) == []


def test_finding_reuse_costs_three_queries_however_many(cast, django_assert_num_queries):
    with acting(cast.inspector) as actor:
        sent = [send(actor, cast, number) for number in range(4)]
        with django_assert_num_queries(3):
            selectors.find_reuse(sent)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_no_served_picture_says_where_it_was_taken(cast, form):
    """Feature 6: the original is sealed as it was sent; pages, papers and hashes get pixels only (trap: EXIF)."""
    data = with_metadata(form)
    with acting(cast.inspector) as actor:
        photo = send(actor, cast, data)
        assert photo.format == form
        assert photo.file_says["latitude"] == "28.038611"
        assert actions.open_original(actor=actor, now=NOW, photo=photo, reason="The court asks for it") == data
        printed = base64.b64decode(selectors.thumbnail_address(photo).partition(",")[2])
    viewer = client_as(cast.safety_head)
    served = [
        b"".join(viewer.get(f"/evidence/{photo.pk}/{name}").streaming_content) for name in ("", "thumb/")
    ]  # fmt: skip
    for copy in (*served, printed):
        assert segments(copy) <= PIXELS_ONLY
        assert not [word for word in SPOKEN if word in copy]


def test_pages_serve_clean_copies_behind_the_wall(cast):
    with acting(cast.inspector) as actor:
        photo = send(actor, cast, with_metadata())
    for address in (f"/evidence/{photo.pk}/", f"/evidence/{photo.pk}/thumb/"):
        answer = client_as(cast.safety_head).get(address)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["Cache-Control"].startswith("private")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert b"Acme" not in b"".join(answer.streaming_content)
        assert client_as(cast.safety_head).get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304
        for stranger in (cast.anhui_head, cast.rival_safety_head, cast.former_expert, cast.stranger, None):
            assert client_as(stranger).get(address).status_code == 404
        assert client_as(cast.expert).get(address).status_code == 200


def test_the_original_opens_with_a_reason_that_is_recorded(cast):
    data = with_metadata()
    with acting(cast.inspector) as actor:
        photo = send(actor, cast, data)
    address = f"/evidence/{photo.pk}/original/"
    assert client_as(cast.safety_head).get(address).status_code == 403
    assert client_as(cast.anhui_head).post(address, {"reason": "curious about it"}).status_code == 404
    clerk = client_as(cast.county_clerk)
    assert clerk.get(address).status_code == 200
    assert clerk.post(address, {"reason": " x "}).status_code == 422
    answer = clerk.post(address, {"reason": "Dispute over the time of the photo"})
    assert answer.content == data
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    with acting(cast.county_clerk):
        entry = Entry.objects.get(verb="open_original")
        assert entry.data["reason"] == "Dispute over the time of the photo"
        assert entry.subject_id == str(photo.pk)


def put(client, id, data, **query):
    """PUT a photo as the phone's queue does."""
    pieces = query.pop("pieces", None)
    address = f"/api/v1/photos/{id}/?" + "&".join(f"{name}={value}" for name, value in query.items())
    headers = {"content-range": pieces} if pieces else {}
    return client.put(address, data, content_type="image/jpeg", headers=headers)


def test_the_api_takes_a_photo_whole_and_twice(cast):
    data, id = pictures.jpeg(pictures.photo(1)), new_id()
    api, digest = api_as(cast.inspector), hashlib.sha256(data).hexdigest()
    assert api.get(f"/api/v1/photos/{id}/").status_code == 404
    for _time in range(2):
        answer = put(api, id, data, enterprise=cast.enterprise.pk, purpose="before", sha256=digest)
        assert answer.status_code == 200, answer.content
        assert (answer.json()["sha256"], answer.json()["state"], answer.json()["id"]) == (digest, "kept", str(id))
    assert api.get(f"/api/v1/photos/{id}/").json()["received"] == len(data)
    assert put(api, id, pictures.jpeg(pictures.photo(2))).status_code == 409
    assert put(api, new_id(), data, sha256="0" * 64).status_code == 422
    assert put(api, new_id(), b"nonsense").status_code == 422
    assert put(api, new_id(), b"").status_code == 422
    assert put(api, new_id(), data, enterprise=cast.anhui_enterprise.pk).status_code == 404
    assert put(api_as(cast.anhui_inspector), id, data).status_code == 409
    assert put(api_as(None), new_id(), data).status_code == 401


def test_the_api_resumes_an_upload_piece_by_piece(cast):
    data, id = pictures.jpeg(pictures.photo(1)), new_id()
    api, half, total = api_as(cast.inspector), len(data) // 2, len(data)
    query = {"enterprise": cast.enterprise.pk, "sha256": hashlib.sha256(data).hexdigest()}
    first = put(api, id, data[:half], pieces=f"bytes 0-{half - 1}/{total}", **query)
    assert (first.status_code, first.json()["received"]) == (202, half)
    assert api.head(f"/api/v1/photos/{id}/")["Upload-Offset"] == str(half)
    assert put(api, id, data[:half], pieces=f"bytes 0-{half - 1}/{total}", **query).json()["received"] == half
    assert put(api, id, data[:half], pieces=f"bytes 0-{half}/{total}", **query).status_code == 422
    assert put(api, id, data[:half], pieces=f"bytes 0-{half - 1}/{total + 5}", **query).status_code == 409
    assert put(api, id, data[:5], pieces="bytes 0-4/99999999", **query).status_code == 422
    for _time in range(2):  # the answer to the last piece may be lost
        last = put(api, id, data[half:], pieces=f"bytes {half}-{total - 1}/{total}", **query)
        assert (last.status_code, last.json()["state"], last.json()["sha256"]) == (200, "kept", query["sha256"])
    with acting(cast.inspector):
        assert not UploadPiece.objects.exists()
        assert Photo.objects.count() == 1


def test_another_persons_pieces_do_not_mix(cast):
    data, id = pictures.jpeg(pictures.photo(1)), new_id()
    put(api_as(cast.inspector), id, data[:100], pieces=f"bytes 0-99/{len(data)}")
    assert api_as(cast.second_inspector).get(f"/api/v1/photos/{id}/").status_code == 404


def test_stale_pieces_are_forgotten(cast):
    with acting(cast.inspector) as actor:
        actions.receive_piece(actor=actor, now=NOW - timedelta(days=400), id=new_id(), start=0, total=10, data=b"12345")
        actions.receive_piece(
            actor=actor, now=NOW + timedelta(days=4000), id=new_id(), start=0, total=10, data=b"12345"
        )
    assert tasks.forget_stale_pieces() == 1


def test_attachments_are_downloads_behind_the_wall(cast):
    data, id = b"%PDF-1.7\nhello\n%%EOF\n", new_id()
    api = api_as(cast.safety_head)
    for _time in range(2):
        answer = api.put(
            f"/api/v1/attachments/{id}/?name=plan.exe&enterprise={cast.enterprise.pk}",
            data,
            content_type="application/pdf",
        )
        assert answer.status_code == 200, answer.content
    assert api.get(f"/api/v1/attachments/{id}/").json()["sha256"] == hashlib.sha256(data).hexdigest()
    answer = client_as(cast.county_clerk).get(f"/evidence/files/{id}/")
    assert answer["Content-Disposition"] == 'attachment; filename="plan.exe.pdf"'
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert client_as(cast.anhui_head).get(f"/evidence/files/{id}/").status_code == 404
    bad = api.put(f"/api/v1/attachments/{new_id()}/", b"MZ", content_type="application/octet-stream")
    assert bad.status_code == 422


def test_the_api_opens_the_original_with_a_reason(cast):
    with acting(cast.inspector) as actor:
        photo = send(actor, cast, with_metadata())
    address = f"/api/v1/photos/{photo.pk}/original/"
    answer = api_as(cast.county_clerk).post(address, {"reason": "Needed by the court"}, content_type="application/json")
    assert hashlib.sha256(answer.content).hexdigest() == photo.sha256
    assert (
        api_as(cast.worker).post(address, {"reason": "Needed by me"}, content_type="application/json").status_code
        == 403
    )
    assert api_as(cast.county_clerk).post(address, {}, content_type="application/json").status_code == 422


def test_unknown_things_are_not_visible(cast):
    with acting(cast.inspector):
        for look in (selectors.photo_of, selectors.attachment_of):
            with pytest.raises(NotVisible):
                look(uuid.uuid4())
    assert api_as(cast.inspector).get("/api/v1/photos/not-a-uuid/").status_code == 404


def test_a_thumbnail_as_an_address(cast):
    with acting(cast.inspector) as actor:
        photo = send(actor, cast)
        assert selectors.thumbnail_address(photo).startswith("data:image/jpeg;base64,/9j/")
    assert Image.MAX_IMAGE_PIXELS == 50_000_000


def test_whose_a_photo_is_without_an_enterprise_named(cast):
    with acting(cast.worker) as actor:
        assert send(actor, cast, 1, enterprise=None).enterprise == cast.enterprise
    with acting(cast.expert) as actor:
        assert send(actor, cast, 1).enterprise == cast.enterprise
        with pytest.raises(RuleBroken, match="Name the enterprise"):
            send(actor, cast, 1, enterprise=None)
    with acting(cast.inspector) as actor:
        assert send(actor, cast, 1, enterprise=None).region_code == "510525"
        assert send(actor, cast, 1, enterprise=None, region_code="510525100").region_code == "510525100"
        with pytest.raises(RuleBroken, match="outside"):
            send(actor, cast, 1, enterprise=None, region_code="34")
