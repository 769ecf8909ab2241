"""A scanned label: what the public, workers and inspectors see; old labels; guessing; nothing in any log; sheets."""

import io
import logging
import re
import subprocess
from datetime import timedelta
from uuid import uuid4

import pytest
import zxingcpp
from axes.models import AccessAttempt
from django.core.cache import cache
from django.test import Client
from PIL import Image

from config.schedule import JOBS
from core import clock, scope
from core.secrecy import BLOT, without_tokens
from desk.scan import selectors
from desk.scan.limits import MISSES
from desk.scan.sheet import SIZES, pages
from enterprises.codes import actions, rules
from enterprises.codes.tokens import address, new_token
from hazards.actions import record_hazard
from tests.cast import acting, api_as, client_as
from tests.enterprises.test_codes import furnish, issue, token_of
from tests.hazards.factories import bring_to


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def labels(cast):
    """Every label of the enterprise: the token by kind, and the cast."""
    furnish(cast)
    made = issue(cast)
    cast.codes = made
    cast.tokens = {kind: token_of(code) for kind, code in made.items()}
    return cast


# --- Who sees what ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["enterprise", "place", "equipment", "post"])
def test_the_public_sees_the_name_and_where_to_report(labels, kind):
    answer = Client().get(f"/c/{labels.tokens[kind]}/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "12350" in page and labels.enterprise.name in page
    assert "Watch the pressure" not in page
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"] or "no-cache" in answer["Cache-Control"]
    assert "<form" not in page, "a page without referrer can send no form"


@pytest.mark.parametrize("name", ["worker", "safety_head", "inspector", "viewer", "expert", "cross_inspector"])
def test_members_are_led_behind_the_wall(labels, name):
    browser = client_as(getattr(labels, name))
    answer = browser.get(f"/c/{labels.tokens['post']}/")
    assert answer.status_code == 302
    assert labels.tokens["post"] not in answer["Location"]
    page = browser.get(answer["Location"]).content.decode()
    assert "Watch the pressure" in page
    assert ("Start a visit" in page) is (name in ("inspector", "cross_inspector"))


@pytest.mark.parametrize("name", ["rival_safety_head", "anhui_inspector", "sibling_inspector"])
def test_foreign_members_see_what_the_public_sees(labels, name):
    browser = client_as(getattr(labels, name))
    answer = browser.get(f"/c/{labels.tokens['equipment']}/")
    assert answer.status_code == 200
    code = labels.codes["equipment"]
    assert browser.get(f"/codes/{code.pk}/").status_code == browser.get(f"/codes/{uuid4()}/").status_code == 404


@pytest.mark.parametrize("host", ["old.example.org", "code.gov.cn", "127.0.0.1:8000"])
def test_a_label_resolves_on_every_host(labels, host):
    assert Client().get(f"/c/{labels.tokens['place']}/", headers={"host": host}).status_code == 200


def test_old_labels_answer_plainly(labels):
    with acting(labels.safety_head) as actor:
        actions.replace_code(actor=actor, now=clock.now(), code_id=labels.codes["place"].pk, reason="Damaged")
        actions.revoke_code(actor=actor, now=clock.now(), code_id=labels.codes["post"].pk, reason="Copied")
    for kind, words in (("place", "This label was replaced on"), ("post", "It was revoked on")):
        for browser in (Client(), client_as(labels.worker)):
            answer = browser.get(f"/c/{labels.tokens[kind]}/")
            assert answer.status_code == 410
            assert words in answer.content.decode()
            assert "Damaged" not in answer.content.decode()
    assert client_as(labels.worker).get(f"/codes/{labels.codes['place'].pk}/").status_code == 410


def test_the_language_changes_by_a_link(labels):
    browser = Client()
    path = f"/c/{labels.tokens['place']}/"
    answer = browser.get(f"{path}?language=zh-hans")
    assert (answer.status_code, answer["Location"]) == (302, path)
    assert 'lang="zh-hans"' in browser.get(path).content.decode()


def test_every_page_of_a_label_offers_the_other_language(labels):
    with acting(labels.safety_head) as actor:
        actions.revoke_code(actor=actor, now=clock.now(), code_id=labels.codes["post"].pk, reason="Lost")
    for token in (labels.tokens["place"], labels.tokens["post"], new_token()):
        assert 'href="?language=zh-hans"' in Client().get(f"/c/{token}/").content.decode()


def test_the_scanner_reads_addresses_and_typed_text(labels):
    browser, token = client_as(labels.worker), labels.tokens["equipment"]
    for code in (f"https://elsewhere.example.org/c/{token}/", rules.shown(token)):
        answer = browser.get("/scan/", {"code": code})
        assert answer["Location"] == f"/c/{token}/"
        assert answer["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("name", ["worker", "inspector"])
@pytest.mark.parametrize("kind", ["enterprise", "equipment", "post"])
def test_the_page_of_a_code_asks_little(labels, page_queries, name, kind):
    assert len(page_queries(client_as(getattr(labels, name)), f"/codes/{labels.codes[kind].pk}/")) <= 12


def test_the_colour_of_a_place_counts_every_case_that_an_authority_leads(labels, monkeypatch):
    with scope.everything(because="the test reads"):
        place = labels.codes["place"].place
    page = client_as(labels.worker)
    path = f"/codes/{labels.codes['place'].pk}/"
    assert page.get(path).context["point"] == "green"
    with acting(labels.safety_head) as actor:
        self_found = record_hazard(
            actor=actor, now=clock.now(), enterprise=labels.enterprise, description="Cable", source="self_check",
            place=place,
        )  # fmt: skip
    assert self_found.led_by == "enterprise" and page.get(path).context["point"] == "green"
    now = clock.now()
    for day in range(3):
        bring_to(labels, "rectifying", now=now - timedelta(days=day), place=place)
    bring_to(labels, "rectifying", grade="major", place=place)
    monkeypatch.setattr(selectors, "ROWS", 1)
    assert page.get(path).context["point"] == "red"


@pytest.mark.parametrize(("name", "reads"), [("inspector", True), ("tip_handler", False), ("administrator", False)])
def test_risks_stand_only_where_the_ledger_may_be_read(labels, name, reads):
    answer = client_as(getattr(labels, name)).get(f"/codes/{labels.codes['equipment'].pk}/")
    assert answer.status_code == 200
    assert ("Risks and their controls" in answer.content.decode()) is reads


# --- Guessing ---------------------------------------------------------------------------------------------------------


def test_whoever_guesses_is_stopped_and_nobody_else(labels):
    guesser, path = Client(), f"/c/{labels.tokens['place']}/"
    for _each in range(MISSES.most):
        assert guesser.get(f"/c/{new_token()}/").status_code == 404
    stopped = guesser.get(path)
    assert stopped.status_code == 429
    assert guesser.post("/api/v1/scans/", {"text": labels.tokens["place"]}, "application/json").status_code == 429
    assert Client(REMOTE_ADDR="10.0.0.9").get(path).status_code == 200
    assert client_as(labels.worker).get(path).status_code == 302


def test_unknown_and_malformed_look_the_same(labels):
    answers = [Client().get(f"/c/{text}/") for text in (new_token(), "x", "A" * 300, "%F0%9F%94%A5", "..%3B")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(rb'"X-CSRFToken": "\w+"', b"", answer.content) for answer in answers}) == 1


# --- Nothing in any log -----------------------------------------------------------------------------------------------


def test_no_log_has_a_token(labels, caplog):
    token = labels.tokens["equipment"]
    lines = []

    class Keep(logging.Handler):
        def emit(self, record):
            lines.append(self.format(record))

    keeper = Keep()
    logging.getLogger().addHandler(keeper)
    try:
        with caplog.at_level(logging.DEBUG):
            Client().get(f"/c/{token}/")
            Client().get(f"/c/{token[:-1]}/")
            client_as(labels.worker).get("/scan/", {"code": f"https://x.org/c/{token}/"})
            log = logging.getLogger("gunicorn.access")
            atoms = {"r": f"GET /c/{token}/ HTTP/1.1", "f": f"https://x.org/c/{token}/", "a": "Phone"}
            log.warning('%(r)s "%(f)s" "%(a)s"', atoms)
            logging.getLogger("celery").warning("task %s args %s", "x", [f"/sign-in/?next=%2Fc%2F{token}%2F"])
            logging.getLogger("django.request").warning("Not Found: %s", f"/c/{rules.shown(token)}/")
            logging.getLogger("any").warning("typed %s", f"?code={token.lower()}")
    finally:
        logging.getLogger().removeHandler(keeper)
    told = "\n".join(lines) + caplog.text
    assert BLOT in told
    assert token not in told and token.lower() not in told and rules.shown(token) not in told


def test_a_failed_sign_in_keeps_no_token(labels, settings):
    settings.AXES_ENABLED = True
    token = labels.tokens["place"]
    Client().post(f"/sign-in/?next=/c/{token}/", {"username": "worker", "password": "wrong", "next": f"/c/{token}/"})
    kept = [str(row) for row in AccessAttempt.objects.values()]
    assert kept
    assert token not in "".join(kept)


def test_blotting_leaves_other_text_alone():
    for text in ("GET /codes/0190/ 200", "H-0000012", "/c/", "internationalization", "rectification.tasks.sweep"):
        assert without_tokens(text) == text
    assert JOBS
    assert without_tokens(f"GET /c/{'A' * 20}/alarm/ HTTP") == f"GET /c/{BLOT}/alarm/ HTTP"


# --- The API ----------------------------------------------------------------------------------------------------------


def test_the_api_resolves_and_prints(labels):
    token, code = labels.tokens["equipment"], labels.codes["equipment"]
    given = {"text": address(token)}
    public = Client().post("/api/v1/scans/", given, "application/json").json()
    assert (public["name"], public["code"]) == ("Ice machine 2", None)
    assert api_as(labels.worker).post("/api/v1/scans/", given, "application/json").json()["code"] == str(code.pk)
    sheet = {"enterprise": str(labels.enterprise.pk), "codes": [str(code.pk)], "size": "4x10"}
    assert api_as(labels.worker).post("/api/v1/label-sheets/", sheet, "application/json").status_code == 403
    assert api_as(labels.anhui_safety_head).post("/api/v1/label-sheets/", sheet, "application/json").status_code == 404


# --- Sheets -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SIZES)
def test_every_label_lies_on_the_paper_and_none_on_another(name):
    size = SIZES[name]
    corners = [size.place(number) for number in range(size.a_page)]
    for left, top in corners:
        assert left >= 0 and left + size.wide <= 210
        assert top >= 0 and top + size.high <= 297
    apart = [
        abs(one[0] - two[0]) >= size.wide - 1e-9 or abs(one[1] - two[1]) >= size.high - 1e-9
        for index, one in enumerate(corners)
        for two in corners[index + 1 :]
    ]
    assert all(apart)
    assert [len(page) for page in pages([{}] * (size.a_page + 1), size)] == [size.a_page, 1]


@pytest.mark.parametrize("size", ["2x5", "3x8", "4x10"])
def test_the_codes_of_a_printed_sheet_can_be_read(labels, size, tmp_path):
    codes = [str(code.pk) for code in labels.codes.values()]
    answer = client_as(labels.safety_head).post(
        f"/enterprises/{labels.enterprise.pk}/labels/", {"code": codes, "size": size}
    )
    assert answer.status_code == 200, answer.content[:300]
    assert answer.content.startswith(b"%PDF-")
    file = tmp_path / "sheet.pdf"
    file.write_bytes(answer.content)
    done = subprocess.run(["pdftoppm", "-r", "200", "-png", str(file), str(tmp_path / "sheet")], check=False)
    assert done.returncode == 0
    shots = sorted(tmp_path.glob("sheet*.png"))
    assert len(shots) == 1
    picture = Image.open(io.BytesIO(shots[0].read_bytes()))
    read = {found.text for found in zxingcpp.read_barcodes(picture)}
    assert read == {address(token) for token in labels.tokens.values()}


def test_a_sheet_of_nothing_and_of_foreign_codes_is_refused(labels):
    path = f"/enterprises/{labels.enterprise.pk}/labels/"
    browser = client_as(labels.safety_head)
    assert browser.post(path, {"size": "3x8"}).status_code == 422
    assert browser.post(path, {"size": "3x8", "code": [str(uuid4())]}).status_code == 404
    assert browser.post(path, {"size": "3x8", "code": ["nonsense"]}).status_code == 422
    assert browser.post(path, {"size": "9x9", "code": [str(labels.codes["post"].pk)]}).status_code == 422
    with scope.everything(because="the test reads"):
        assert labels.codes["post"].status == "active"
