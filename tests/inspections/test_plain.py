"""A visit filled in by plain forms, as a browser without scripts sends them."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock, scope
from inspections import actions
from inspections.models import Answer, AnswerPhoto, Finding, FindingPhoto, Visit
from tests.cast import acting, build_cast, client_as
from tests.evidence.pictures import jpeg, photo
from tests.inspections.visits import begin, make_checklist, make_places, put_signature

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    """The people of two provinces, now."""
    return build_cast()


@pytest.fixture
def under_way(cast):
    """A visit whose first item needs a photo."""
    make_places(cast.enterprise)
    version = make_checklist(clock.now(), photo_of=1)
    with acting(cast.inspector) as actor:
        return begin(actor, clock.now(), cast, version)


def picture(number: int) -> SimpleUploadedFile:
    """A photo as a file field sends it."""
    return SimpleUploadedFile(f"{number}.jpg", jpeg(photo(number, (320, 240))), "image/jpeg")


def fields_of(page) -> dict[str, str]:
    """What a browser would send of a page's form without anybody typing: hidden, chosen and selected values."""
    text = page.content.decode()
    main = text[text.index("<main") :]
    found = {}
    for tag in re.findall(r"<input[^>]*>", main):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        kind = attributes.get("type", "text")
        if kind in ("file", "submit") or "name" not in attributes:
            continue
        if kind not in ("radio", "checkbox") or " checked" in tag:
            found[attributes["name"]] = attributes.get("value", "")
    for name, body in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', main, re.DOTALL):
        found[name] = body.strip()
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', main, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        found[name] = chosen[1] if chosen else ""
    found.pop("csrfmiddlewaretoken", None)
    return found


def everything(query):
    with scope.everything(because="the test looks at what arrived"):
        return query()


def test_a_visit_by_plain_forms(cast, under_way):
    client = client_as(cast.inspector)
    base = f"/visits/{under_way.pk}/plain/"
    page = client.get(base)
    assert "needs a photo" not in page.content.decode()  # nothing is answered yet
    assert client.post(base, fields_of(page) | {"site_head_name": "Li Jianguo"}).status_code == 302
    items = everything(lambda: list(under_way.checklist_version.items.order_by("position")))

    first = f"{base}items/{items[0].pk}/"
    sent = fields_of(client.get(first)) | {"code": "conform"}
    assert client.post(first, sent).status_code == 302
    assert "needs a photo" in client.get(base).content.decode()
    sent = fields_of(client.get(first))
    for _pressed_twice in range(2):
        assert client.post(first, sent | {"photo": picture(1)}).status_code == 302
    assert everything(AnswerPhoto.objects.count) == 1

    third = f"{base}items/{items[2].pk}/"
    sent = fields_of(client.get(third)) | {"code": "not_applicable"}
    refused = client.post(third, sent)
    assert refused.status_code == 422
    assert "Give the reason" in refused.content.decode()
    assert client.post(third, sent | {"reason": "No such equipment"}).status_code == 302

    second = f"{base}items/{items[1].pk}/"
    led = client.post(second, fields_of(client.get(second)) | {"code": "not_conform"})
    assert f"?item={items[1].pk}" in led["Location"]
    sent = fields_of(client.get(led["Location"]))
    assert sent["description"] == "Problem 2"
    sent |= {"place_text": "Warehouse A", "interim_measures": "Keep people out"}
    broken = client.post(led["Location"], sent | {"before": SimpleUploadedFile("a.jpg", b"no photo", "image/jpeg")})
    assert broken.status_code == 422
    assert "not a photo" in broken.content.decode()
    assert "Keep people out" in broken.content.decode()
    assert everything(Finding.objects.count) == 0
    for _pressed_twice in range(2):
        assert client.post(led["Location"], sent | {"before": picture(2)}).status_code == 302
    assert everything(Finding.objects.count) == everything(FindingPhoto.objects.count) == 1

    with acting(cast.inspector) as actor:
        for officer in under_way.officers.all():
            put_signature(actor, clock.now(), under_way, "officer", officer_id=officer.pk)
        put_signature(actor, clock.now(), under_way, "site_head", name="Li Jianguo")
    assert "Finish and issue the papers</button>" in client.get(base).content.decode()
    assert client.post(f"/visits/{under_way.pk}/finish/").status_code == 302
    assert everything(Visit.objects.get).status == "finished"
    assert client.get(base).status_code == 409
    assert everything(Answer.objects.count) == 3


def test_a_stale_form_keeps_both_values_and_says_so(cast, under_way):
    client = client_as(cast.inspector)
    base = f"/visits/{under_way.pk}/plain/"
    opened = fields_of(client.get(base))
    with acting(cast.second_inspector) as actor:
        actions.save_details(
            actor=actor, now=clock.now(), visit_id=under_way.pk, values={"place_checked": "Bay"}, base_version=1
        )
    page = client.post(base, opened | {"place_checked": "Warehouse B"}, follow=True).content.decode()
    assert "Both values are kept" in page
    assert everything(Visit.objects.get).place_checked == "Bay"
    merged = client.post(base, opened | {"note": "Calm", "place_checked": opened["place_checked"]})
    assert merged.status_code == 302
    assert everything(Visit.objects.get).note == "Calm"
    assert everything(Visit.objects.get).place_checked == "Bay"


@pytest.mark.parametrize("persona", ["safety_head", "viewer", "county_clerk"])
def test_only_the_team_fills_it_in(cast, under_way, persona):
    client = client_as(getattr(cast, persona))
    assert client.get(f"/visits/{under_way.pk}/plain/").status_code == 403


def test_the_page_for_scripts_leads_to_the_plain_one(cast, under_way):
    page = client_as(cast.inspector).get(f"/visits/{under_way.pk}/").content.decode()
    assert f'href="/visits/{under_way.pk}/plain/"' in page[page.index("<noscript") :]
