"""The pages: reported from a label without a sign-in and without a script, looked at by code, handled to a hazard."""

import io
import re
import uuid

import pytest
from django.core.cache import cache
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from PIL import Image

from core import scope
from evidence.sealing import unseal
from hazards.models import Hazard
from tests.cast import acting, api_as, client_as
from tests.evidence.pictures import jpeg
from tests.evidence.pictures import photo as picture
from tests.whistleblowing.stage import REPORTER, TEXT, bring, do, labels, send, tip_of
from whistleblowing.models import Tip, TipIdentity, TipPhoto
from whistleblowing.photos import opened
from whistleblowing.views.public import SENT, WRONG

REPORT, STATUS = "/public/report/", "/public/report/status/"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()
    yield
    cache.clear()


def text_of(answer) -> str:
    return answer.content.decode()


def typed(**more):
    return {
        "sent": str(uuid.uuid4()), "text": TEXT, "kind": "hazard", "danger": "not_now", "manner": "anonymous",
        "where": "Behind the compressor",
    } | more  # fmt: skip


def receipt_in(page: str) -> tuple[str, str]:
    """Code and PIN as the receipt shows them."""
    code = re.search(r"receipt-code\">([A-Z2-9 ]{19})<", page)[1]
    return code, re.search(r"receipt-code\">(\d{6})<", page)[1]


def everything():
    return scope.everything(because="the test reads")


def photo_with_metadata() -> bytes:
    """A photo that says where, when and with what it was taken."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0132] = "HUAWEI", "Mate 60", "2026:11:20 08:00:00"
    exif[0x8825] = {1: "N", 2: (28.0, 2.0, 3.0), 3: "E", 4: (105.0, 48.0, 9.0)}
    return jpeg(picture(9), exif=exif.tobytes(), comment=b"taken by Zhao")


def file_of(data: bytes, name: str = "IMG_20261120_Zhao.jpg"):
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


# --- Reported ---------------------------------------------------------------------------------------------------------


def test_from_the_label_to_the_receipt_and_the_status_page(cast):
    token = labels(cast)["equipment"]
    client = Client(headers={"accept-language": "en"}, enforce_csrf_checks=False)
    assert f"{REPORT}?code={token}" in text_of(client.get(f"/c/{token}/"))
    form = client.get(f"{REPORT}?code={token}")
    page = text_of(form)
    assert "Ice machine 2" in page and cast.enterprise.name in page
    assert 'name="unit"' not in page and 'name="region"' not in page
    assert form["Cache-Control"] == "no-store, private"
    sent = client.post(REPORT, typed(label=token, photos=[file_of(photo_with_metadata())]))
    assert sent.status_code == 200
    code, pin = receipt_in(text_of(sent))
    assert "sessionid" not in client.cookies, "nothing of the sender is kept in a session"
    with everything():
        tip = Tip.objects.get()
        kept = TipPhoto.objects.get(tip=tip)
        data = opened(kept)
    with Image.open(io.BytesIO(data)) as image:
        assert not image.getexif() and "comment" not in image.info
    assert b"HUAWEI" not in data and b"Zhao" not in data
    assert (tip.where_text, tip.reported_id) == ("Behind the compressor", cast.enterprise.pk)

    assert "Type the code" in text_of(client.get(STATUS))
    told = client.post(STATUS, {"code": code, "pin": pin})
    assert told.status_code == 200 and "To decide" in text_of(told) and tip.number in text_of(told)
    assert code not in told.request["PATH_INFO"] + told.request["QUERY_STRING"]
    more = client.post(STATUS, {"code": code, "pin": pin, "text": "It hisses now"})
    assert "Your message was added." in text_of(more) and "It hisses now" in text_of(more)
    again = client.post(STATUS, {"code": code, "pin": "000000" if pin != "000000" else "111111"})
    assert again.status_code == 422 and tip.number not in text_of(again)


def test_without_a_label_the_unit_is_written_by_hand_and_faults_keep_what_was_typed(cast):
    client = Client(headers={"accept-language": "en"})
    page = text_of(client.get(REPORT))
    assert 'name="unit"' in page and "Gulin County" in page
    bad = client.post(REPORT, typed(unit="", region="510525"))
    assert bad.status_code == 422 and "Behind the compressor" in text_of(bad)
    named = client.post(REPORT, typed(unit="The quarry", region="510525", manner="named", name="Zhao"))
    assert named.status_code == 422 and "Or report without your name" in text_of(named)
    no_photo = client.post(REPORT, typed(unit="The quarry", region="510525", photos=[file_of(b"not a photo")]))
    assert no_photo.status_code == 422 and "not a photo" in text_of(no_photo).lower()
    many = client.post(
        REPORT, typed(unit="The quarry", region="510525", photos=[file_of(b"x", f"{n}.jpg") for n in range(5)])
    )
    assert many.status_code == 422 and "at most 4" in text_of(many)
    with everything():
        assert not Tip.objects.exists()
    good = client.post(
        REPORT,
        typed(unit="The quarry", region="510525", manner="named", name="Zhao", contact="139", consent="on"),
    )
    assert good.status_code == 200
    with everything():
        assert TipIdentity.objects.count() == 1


def test_a_label_that_is_stale_or_none_leads_to_the_plain_page(cast):
    client = Client(headers={"accept-language": "en"})
    for token in ("A" * 20, "nonsense", "'\"><script>"):
        page = client.get(REPORT, {"code": token})
        assert page.status_code == 200
        assert "no longer in force" in text_of(page) and 'name="unit"' in text_of(page)
        assert "<script>alert" not in text_of(page)
    sent = client.post(REPORT, typed(label="A" * 20, unit="The quarry", region="510525"))
    assert sent.status_code == 200


def test_two_presses_show_the_same_receipt(cast):
    client, given = Client(headers={"accept-language": "en"}), typed(unit="The quarry", region="510525")
    first, again = (receipt_in(text_of(client.post(REPORT, given))) for _press in range(2))
    assert first == again
    with everything():
        assert Tip.objects.count() == 1


def test_too_many_reports_and_too_many_wrong_codes_are_held_off(cast):
    client = Client(headers={"accept-language": "en"})
    for _try in range(WRONG.most):
        assert client.post(STATUS, {"code": "A" * 16, "pin": "123456"}).status_code == 422
    assert client.post(STATUS, {"code": "A" * 16, "pin": "123456"}).status_code == 429
    for _try in range(SENT.most):
        assert client.post(REPORT, typed(unit="", region="510525")).status_code == 422
    assert client.post(REPORT, typed(unit="Quarry", region="510525")).status_code == 200, "only what is sent counts"


def test_who_is_signed_in_is_not_written_down(cast):
    client = client_as(cast.worker)
    answer = client.post(REPORT, typed(unit="My own works", region="510525"))
    assert answer.status_code == 200
    with everything():
        event = Tip.objects.get().events.get()
    assert str(cast.worker.user.pk) not in f"{event.actor}" and event.actor["tenant_kind"] == "system"


# --- Handled ----------------------------------------------------------------------------------------------------------


def test_the_handler_takes_it_to_a_hazard_and_tells_the_reporter(cast):
    receipt = send(token=labels(cast)["equipment"], photos=[jpeg(picture(4))])
    tip = tip_of(receipt)
    client = client_as(cast.tip_handler)
    assert tip.number in text_of(client.get("/tips/"))
    page = text_of(client.get(f"/tips/{tip.pk}/"))
    assert "Accept the report" in page and TEXT in page and "Record what was found" not in page
    shown = client.get(f"/tips/{tip.pk}/photos/1/")
    assert shown.status_code == 200 and shown["Content-Type"] == "image/jpeg"
    with everything():
        photo = TipPhoto.objects.get(tip=tip)
    steps = (
        ("accept", {"told": "We look at it"}),
        ("start", {"note": "With the next visit"}),
        ("conclude", {"outcome": "confirmed", "note": "Seen"}),
        ("hazard", {"description": "The relief valve leaks", "photos": [str(photo.pk)]}),
        ("tell", {"told": "It is being repaired"}),
        ("close", {}),
    )
    for name, given in steps:
        assert client.get(f"/tips/{tip.pk}/{name}/").status_code == 200
        assert client.post(f"/tips/{tip.pk}/{name}/", given).status_code == 302, name
    with acting(cast.safety_head):
        hazard = Hazard.objects.get()
        assert hazard.photos.count() == 1
    firm = client_as(cast.safety_head)
    dossier = text_of(firm.get(f"/hazards/{hazard.pk}/"))
    assert "The relief valve leaks" in dossier
    assert tip.number not in dossier and "Tip Handler" not in dossier and "histleblowing" not in dossier
    reporter = Client(headers={"accept-language": "en"})
    told = text_of(reporter.post(STATUS, {"code": receipt.code, "pin": receipt.pin}))
    for words in ("We look at it", "It is being repaired", "Found to be true", "Case closed"):
        assert words in told
    assert "With the next visit" not in told and "Seen" not in told and "Tip Handler" not in told


def test_an_act_that_came_too_late_is_said_and_keeps_what_was_typed(cast):
    tip = bring(cast, "accepted")
    client = client_as(cast.tip_handler)
    answer = client.post(f"/tips/{tip.pk}/refuse/", {"ground": "no_facts", "told": "Typed with care"})
    assert answer.status_code == 409 and "Typed with care" in text_of(answer)


def test_the_enterprise_is_found_by_a_part_of_its_name(cast):
    tip = bring(cast, "accepted")
    client = client_as(cast.tip_handler)
    address = f"/tips/{tip.pk}/match/"
    assert "No enterprise of your region" in text_of(client.post(address, {"enterprise": "Nowhere works"}))
    several = client.post(address, {"enterprise": "wo"})
    assert several.status_code in (302, 422)
    assert client.post(address, {"enterprise": "Langjiu"}).status_code == 302
    with everything():
        tip.refresh_from_db()
    assert tip.reported_id == cast.rival.pk


def test_the_list_filters_pages_and_stays_within_twelve_queries(cast, page_queries):
    first = bring(cast, "closed")
    for number in range(30):
        send(text=f"Report {number}", kind="violation" if number % 2 else "hazard")
    danger = tip_of(send(text="Smoke from the store", danger="now"))
    client = client_as(cast.tip_handler)
    assert len(page_queries(client, "/tips/")) <= 12
    page = text_of(client.get("/tips/"))
    assert "Next rows" in page and first.number not in page, "what is done stands last"
    for query, there, gone in (
        ("?danger=now", danger, first),
        ("?status=closed", first, danger),
        (f"?q={danger.number}", danger, first),
        ("?q=smoke", danger, first),
        ("?due=none", first, danger),
    ):
        page = text_of(client.get(f"/tips/{query}"))
        assert there.number in page and gone.number not in page, query
    assert "Nothing matches" in text_of(client.get("/tips/?q=nowhere"))
    assert "Nothing matches" in text_of(client.get("/tips/?due=overdue"))


def test_the_identity_is_shown_once_to_who_asked(cast):
    tip = bring(cast, "accepted", **REPORTER)
    handler, head = client_as(cast.tip_handler), client_as(cast.county_head)
    base = f"/tips/{tip.pk}"
    assert handler.post(f"{base}/ask-identity/", {"purpose": "To ask where the valve is"}).status_code == 302
    assert handler.get(f"{base}/decide-identity/").status_code == 403
    assert "To ask where the valve is" in text_of(head.get(f"{base}/decide-identity/"))
    assert head.post(f"{base}/decide-identity/", {"approve": "yes"}).status_code == 302
    assert "Read who reported" in text_of(handler.get(f"{base}/"))
    shown = handler.post(f"{base}/read-identity/")
    assert "Zhao Xiaoli" in text_of(shown) and "no-store" in shown["Cache-Control"]
    assert "Zhao Xiaoli" not in text_of(handler.post(f"{base}/read-identity/"))
    assert "Zhao Xiaoli" not in text_of(handler.get(f"{base}/"))


@pytest.mark.parametrize("who", ["county_clerk", "inspector", "viewer", "administrator", "safety_head", "expert"])
def test_who_handles_no_tips_finds_neither_list_nor_place(cast, who):
    tip = tip_of(send(token=labels(cast)["place"]))
    client = client_as(getattr(cast, who))
    assert client.get("/tips/").status_code == 403
    assert client.get(f"/tips/{tip.pk}/").status_code == 403
    assert client.get(f"/tips/{tip.pk}/photos/1/").status_code == 403
    assert 'href="/tips/"' not in text_of(client.get("/inbox/"))
    assert tip.number not in text_of(client.get("/search/?q=relief+valve"))


def test_photos_lie_encrypted(cast):
    tip = tip_of(send(photos=[jpeg(picture(5))]))
    with everything():
        photo = TipPhoto.objects.get(tip=tip)
    raw = storages["sealed"].open(photo.sealed_file).read()
    assert raw[:3] == b"SL1" and b"JFIF" not in raw
    assert unseal(raw, belongs_to=str(photo.pk))[:2] == b"\xff\xd8"


def test_no_log_holds_code_pin_label_or_text(cast, caplog):
    token = labels(cast)["equipment"]
    caplog.set_level("DEBUG")
    client = Client(headers={"accept-language": "en"})
    client.get(f"{REPORT}?code={token}x")
    sent = client.post(REPORT, typed(label=token, manner="named", name="Zhao Xiaoli"))
    assert sent.status_code == 422
    code, pin = receipt_in(text_of(client.post(REPORT, typed(label=token))))
    client.post(STATUS, {"code": code, "pin": "000000" if pin != "000000" else "111111"})
    client.post(STATUS, {"code": code, "pin": pin, "text": ""})
    said = "\n".join(f"{each.getMessage()} {each.args}" for each in caplog.records if each.name != "django.db.backends")
    assert "Unprocessable" in said
    for secret in (code, code.replace(" ", ""), pin, token, TEXT, "Zhao"):
        assert secret not in said


def test_the_enterprise_learns_nowhere_that_its_hazard_came_from_a_report(cast):
    tip = bring(cast, "confirmed", token=labels(cast)["place"])
    do(cast, "raise_hazard", tip, description="The relief valve leaks")
    firm, officer = cast.safety_head, cast.inspector
    listed = "/api/v1/hazards/"
    row = api_as(firm).get(listed).json()["results"][0]
    assert row["id"] == str(tip.hazard_id) and row["source"] is None
    assert api_as(officer).get(listed).json()["results"][0]["source"] == "tip"
    one = f"{listed}{tip.hazard_id}/"
    assert api_as(firm).get(one).json()["source"] is None and api_as(officer).get(one).json()["source"] == "tip"
    ledger = api_as(firm).get(f"{one}events/").json()
    assert all("source" not in event["data"] and event["actor"]["role"] == "system" for event in ledger)
    assert api_as(officer).get(f"{one}events/").json()[0]["data"]["source"] == "tip"
    for address in (f"{listed}?source=tip", f"{listed}?source=tip&page_size=5"):
        assert api_as(firm).get(address).json()["results"] == []
        assert len(api_as(officer).get(address).json()["results"]) == 1
    page = text_of(client_as(firm).get("/hazards/?source=tip"))
    assert "The relief valve leaks" not in page
    for who, there in ((firm, False), (officer, True)):
        book = load_workbook(io.BytesIO(b"".join(_parts(client_as(who).get("/hazards/export/")))), read_only=True)
        cells = {str(cell) for line in book.active.iter_rows(values_only=True) for cell in line}
        assert "The relief valve leaks" in cells and ("Whistleblowing report" in cells) is there


def _parts(answer):
    return answer.streaming_content if answer.streaming else [answer.content]
