"""The form pages of the loop, driven as a browser without scripts drives them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import clock
from hazards.choices import Grade
from hazards.models import HazardPhoto
from rectification import actions
from rectification.models import Extension, Plan, StopWork, Submission
from tests.cast import acting, client_as
from tests.evidence.pictures import jpeg, photo
from tests.hazards.factories import accept, bring_to, count_queries, file_plan, officers, record, reread, submit

pytestmark = pytest.mark.django_db


def page(name, hazard):
    space = "hazards" if name in HAZARDS else "rectification"
    return reverse(f"{space}:{name}", args=[hazard.pk])


HAZARDS = {"confirm", "reject", "fix_on_spot", "transfer", "receive", "upgrade", "look_back", "note", "assign"}
EVERY = [
    ("second_inspector", "recorded", ["confirm", "reject", "fix_on_spot", "transfer", "upgrade", "note"]),
    ("county_clerk", "confirmed", ["order", "stop_work", "assign"]),
    ("county_clerk", "ordered", ["serve", "withdraw_order"]),
    ("safety_head", "served", ["save_plan", "start_work", "report_progress", "submit", "ask_extension", "ask_resume"]),
    ("county_head", "submitted", ["review", "accept", "sign_off", "refuse_sign_off", "ask_opinion", "downgrade"]),
    ("county_head", "closed", ["reopen", "look_back", "decide_extension", "resume_work", "give_opinion"]),
    ("safety_head", "closed", ["withdraw_extension"]),
]


@pytest.mark.parametrize(("who", "state", "names"), EVERY, ids=[row[1] + "-" + row[0] for row in EVERY])
def test_every_form_opens_in_few_queries(cast, who, state, names):
    hazard = bring_to(cast, state)
    client = client_as(getattr(cast, who))
    for name in names:
        with count_queries() as counted:
            answer = client.get(page(name, hazard))
        assert answer.status_code == 200, name
        assert len(counted.asked) <= 14, (name, counted.asked)
        assert 'name="version"' in answer.content.decode(), name


@pytest.mark.parametrize("name", ["order", "serve", "accept", "confirm", "assign", "stop_work"])
def test_forms_of_officers_refuse_the_enterprise(cast, name):
    hazard = bring_to(cast, "confirmed")
    assert client_as(cast.safety_head).get(page(name, hazard)).status_code == 403
    assert client_as(cast.anhui_head).get(page(name, hazard)).status_code == 404


def test_clerk_orders_and_serves_by_forms(cast):
    hazard = bring_to(cast, "confirmed")
    client = client_as(cast.county_clerk)
    form = client.get(page("order", hazard)).context["form"]
    assert form["days"].value() == 10
    body = {
        "version": hazard.version,
        "unit": "working_days",
        "days": 7,
        "serve_on": clock.today().isoformat(),
        "basis": "WSL 65",
        "interim_measures": "",
        "language": "en",
    }
    refused = client.post(page("order", hazard), body | {"officers": [str(cast.inspector.membership.pk)]})
    assert refused.status_code == 422
    assert "two officers" in refused.content.decode()
    body["officers"] = [str(row.pk) for row in officers(cast)]
    assert client.post(page("order", hazard), body).status_code == 302
    served = client.post(page("serve", hazard), {"method": "in_person", "receiver_name": "Wang Fang"})
    assert served.status_code == 302
    again = reread(cast, hazard)
    assert again.status == "served"
    dossier = client.get(reverse("hazards:dossier", args=[hazard.pk])).content.decode()
    assert "7 working days after" in dossier
    assert "Received by Wang Fang" in dossier


def test_safety_head_sends_matched_photos(cast):
    hazard = bring_to(cast, "served")
    client = client_as(cast.safety_head)
    with acting(cast.safety_head):
        before = HazardPhoto.objects.get(hazard=hazard)
    shown = client.get(page("submit", hazard)).content.decode()
    assert f'name="after_{before.pk}"' in shown
    assert reverse("evidence:thumb", args=[before.photo_id]) in shown
    body = {"measures": "Lowered", "rectified_on": clock.today().isoformat(), "version": hazard.version}
    missing = client.post(page("submit", hazard), body)
    assert missing.status_code == 422
    assert "after-photo" in missing.content.decode()
    body[f"after_{before.pk}"] = SimpleUploadedFile("after.jpg", jpeg(photo(77, size=(320, 240))), "image/jpeg")
    assert client.post(page("submit", hazard), body).status_code == 302
    with acting(cast.safety_head):
        row = Submission.objects.get(hazard=hazard)
        after = HazardPhoto.objects.get(hazard=hazard, purpose="after")
        assert (after.answers_id, after.round) == (before.pk, row.round)
    verify = client_as(cast.county_clerk).get(page("accept", hazard)).content.decode()
    assert "Lowered" in verify
    body = {"verdict": "accepted", "method": "photo", "seen": "Lower", "language": "en", "version": ""}
    body["officers"] = [str(each.pk) for each in officers(cast)]
    assert client_as(cast.county_clerk).post(page("accept", hazard), body).status_code == 302
    assert reread(cast, hazard).status == "closed"


def test_plan_by_form_names_its_gaps(cast):
    hazard = bring_to(cast, "served", grade=Grade.MAJOR)
    client = client_as(cast.safety_head)
    answer = client.post(
        page("save_plan", hazard),
        {"goal": "Remove it", "funds": "1000", "milestones": "2026-12-01 Order the parts", "version": hazard.version},
    )
    assert answer.status_code == 302
    with acting(cast.safety_head):
        assert Plan.objects.get(hazard=hazard).milestones == [{"on": "2026-12-01", "text": "Order the parts"}]
    dossier = client.get(reverse("hazards:dossier", args=[hazard.pk])).content.decode()
    assert "Still missing" in dossier
    assert "State the safety measures until the hazard is gone." in dossier
    bad = client.post(page("save_plan", hazard), {"milestones": "soon"})
    assert bad.status_code == 422


def test_extension_case_by_forms(cast):
    hazard = bring_to(cast, "served")
    enterprise, clerk = client_as(cast.safety_head), client_as(cast.county_clerk)
    until = hazard.due_on + timedelta(days=5)
    body = {"proposed_due_on": until.isoformat(), "reason": "Parts are late", "interim_measures": "A guard"}
    assert enterprise.post(page("ask_extension", hazard), body | {"interim_measures": ""}).status_code == 422
    assert enterprise.post(page("ask_extension", hazard), body).status_code == 302
    assert reread(cast, hazard).due_on == hazard.due_on
    buttons = [b.label for b in clerk.get(reverse("hazards:dossier", args=[hazard.pk])).context["buttons"]]
    assert buttons == ["Decide on more time"]
    assert clerk.post(page("decide_extension", hazard), {"grant": "no", "reason": ""}).status_code == 422
    assert clerk.post(page("decide_extension", hazard), {"grant": "yes", "language": "en"}).status_code == 302
    assert reread(cast, hazard).due_on == until
    with acting(cast.county_clerk):
        assert Extension.objects.get(hazard=hazard).document.kind == "extension_reply"
    text = clerk.get(reverse("hazards:dossier", args=[hazard.pk])).content.decode()
    assert "The order names the day itself" in text


def test_head_signs_by_form(cast):
    hazard = bring_to(cast, "submitted", grade=Grade.MAJOR)
    accept(cast, hazard)
    client = client_as(cast.county_head)
    dossier = client.get(reverse("hazards:dossier", args=[hazard.pk]))
    assert [button.label for button in dossier.context["buttons"]] == ["Sign and close"]
    assert "Stacks are 2.2 m high now" in client.get(page("sign_off", hazard)).content.decode()
    assert client.post(page("sign_off", hazard), {"version": ""}).status_code == 302
    assert reread(cast, hazard).status == "closed"


def test_dossier_of_a_full_case_stays_in_few_queries(cast):
    hazard = bring_to(cast, "rectifying", grade=Grade.MAJOR)
    now = clock.now()
    with acting(cast.safety_head) as actor:
        file_plan(actor, hazard, now, goal="Better")
        actions.report_progress(actor=actor, now=now, hazard_id=hazard.pk, percent=20, text="Begun")
        actions.ask_extension(
            actor=actor,
            now=now,
            hazard_id=hazard.pk,
            proposed_due_on=hazard.due_on + timedelta(days=10),
            reason="Late",
            interim_measures="Guard",
        )
    with acting(cast.county_head) as actor:
        actions.decide_extension(actor=actor, now=now, hazard_id=hazard.pk, grant=False, reason="No", language="en")
        actions.stop_work(
            actor=actor, now=now, hazard_id=hazard.pk, extent="Line 2", basis="WSL 65", officers=officers(cast)
        )
        assert StopWork.objects.filter(hazard=hazard).exists()
    submit(cast, hazard)
    for who in (cast.county_clerk, cast.safety_head):
        client = client_as(who)
        client.get(reverse("hazards:dossier", args=[hazard.pk]))
        with count_queries() as counted:
            answer = client.get(reverse("hazards:dossier", args=[hazard.pk]))
        assert len(counted.asked) <= 12, counted.asked
        assert "Line 2" in answer.content.decode()


def test_pages_escape_what_people_type(cast):
    hazard = record(cast, description="<script>alert(1)</script>")
    text = client_as(cast.county_clerk).get(reverse("hazards:dossier", args=[hazard.pk])).content.decode()
    assert "<script>alert" not in text


def test_clerk_orders_several_hazards_with_one_document(cast):
    hazards = [bring_to(cast, "confirmed", seed=no) for no in (1, 2)]
    client = client_as(cast.county_clerk)
    keys = [str(hazard.pk) for hazard in hazards]
    assert "proposed deadline" in client.post(reverse("rectification:order_many"), {"pk": keys}).content.decode()
    body = {"pk": keys, "serve_on": clock.today().isoformat(), "language": "en", "back": "/hazards/?status=confirmed"}
    refused = client.post(reverse("rectification:order_many"), body)
    assert refused.status_code == 200
    assert "required" in refused.content.decode()
    body["officers"] = [str(row.pk) for row in officers(cast)]
    done = client.post(reverse("rectification:order_many"), body)
    assert done.url == "/hazards/?status=confirmed"
    assert {reread(cast, hazard).status for hazard in hazards} == {"ordered"}
    assert client.post(reverse("rectification:order_many"), body).status_code == 409
