"""The pages of channels, robots, dead letters and caught mail; and that no address is ever shown whole."""

import re

import pytest
from django.core import mail
from django.core.mail import send_mail

from audit.models import Entry
from notifications.choices import COMPULSORY, Group
from notifications.models import Delivery, Endpoint, Notice
from tests.cast import acting, api_as, client_as
from tests.notifications.outward import (
    GONE,
    MORNING,
    Wire,
    dispatch,
    enter,
    everything,
    give_email,
    outcome,
    send_all,
    tell,
)
from tests.notifications.test_channels import TOKEN, WECOM


def rows(**filters) -> list[Endpoint]:
    with everything():
        return list(Endpoint.objects.filter(**filters).order_by("rank"))


def test_a_person_enters_chooses_tries_and_removes(cast):
    client = client_as(cast.safety_head)
    assert "Nothing reaches you outside this site" in client.get("/me/channels/").content.decode()
    add = {"channel": "email", "address": "first@example.org", "label": "Office"}
    assert client.post("/me/channels/add/", add).status_code == 302
    assert client.post("/me/channels/add/", {"channel": "wecom", "address": WECOM}).status_code == 302
    first, second = rows(person=cast.safety_head.user)
    assert (first.groups, first.region_code) == (sorted(Group), "")
    page = client.get("/me/channels/").content.decode()
    assert "f***@example.org" in page
    assert TOKEN not in page
    choice = {
        f"order_{first.pk}": "2",
        f"groups_{first.pk}": ["danger"],
        f"order_{second.pk}": "1",
        f"groups_{second.pk}": ["danger", "duties", "cases"],
    }
    assert client.post("/me/channels/", choice).status_code == 302
    assert [each.pk for each in rows(person=cast.safety_head.user)] == [second.pk, first.pk]
    choice[f"groups_{second.pk}"] = ["cases"]
    refused = client.post("/me/channels/", choice)
    assert refused.status_code == 200
    assert "cannot be switched off" in refused.content.decode()
    assert client.post(f"/me/channels/{first.pk}/try/").status_code == 302
    again = client.post(f"/me/channels/{first.pk}/try/", follow=True).content.decode()
    assert "Wait a minute" in again
    with everything():
        assert Delivery.objects.get().endpoint_id == first.pk
    assert client.post(f"/me/channels/{first.pk}/remove/").status_code == 302
    assert client.post(f"/me/channels/{first.pk}/remove/").status_code == 404
    with everything():
        gone = Endpoint.objects.get(pk=first.pk)
        assert bytes(gone.sealed_address) == b""
        said = str(list(Entry.objects.values_list("data", flat=True)))
    assert "first@" not in said
    assert TOKEN not in said


def test_what_cannot_be_an_address_is_said_beside_the_field(cast):
    client = client_as(cast.safety_head)
    for channel, address in (
        ("email", "nonsense"),
        ("wecom", "https://10.0.0.1/x"),
        ("webhook", "https://a.example/x"),
    ):
        page = client.post("/me/channels/add/", {"channel": channel, "address": address})
        assert page.status_code == 200
        assert page.context["adding"].errors["address"]
    assert client.post("/me/channels/add/", {"channel": "sms", "address": "13800138000"}).status_code == 200
    client.post("/me/channels/add/", {"channel": "email", "address": "a@example.org"})
    again = client.post("/me/channels/add/", {"channel": "email", "address": "a@example.org"})
    assert "This address is there already" in again.content.decode()
    assert len(rows()) == 1


def test_there_is_an_end_to_addresses(cast):
    for n in range(8):
        enter(cast.safety_head, "email", f"a{n}@example.org")
    page = client_as(cast.safety_head).post("/me/channels/add/", {"channel": "email", "address": "b@example.org"})
    assert "Remove one first" in page.content.decode()


def test_nobody_reaches_the_addresses_of_another(cast):
    row = enter(cast.safety_head, "email", "first@example.org")
    for who in (cast.principal, cast.county_head, cast.provincial_head, cast.rival_safety_head, cast.administrator):
        for verb in ("try", "remove"):
            assert client_as(who).post(f"/me/channels/{row.pk}/{verb}/").status_code == 404
        assert api_as(who).delete(f"/api/v1/channels/{row.pk}/").status_code == 404
        with acting(who):
            assert not Endpoint.objects.exists()


def test_an_authority_keeps_its_robots(cast):
    head = client_as(cast.county_head)
    robot = {"channel": "wecom", "address": WECOM, "label": "Duty room", "groups": sorted(COMPULSORY)}
    assert head.post("/robots/add/", robot).status_code == 302
    page = head.get("/robots/").content.decode()
    assert "Duty room" in page
    assert TOKEN not in page
    (row,) = rows(authority=cast.authorities["510525"])
    assert row.region_code == "510525"
    for who in (cast.inspector, cast.principal, cast.enterprise_administrator):
        assert client_as(who).get("/robots/").status_code == 403
        assert client_as(who).post("/robots/add/", robot).status_code == 403
    assert client_as(cast.anhui_head).post(f"/me/channels/{row.pk}/remove/").status_code == 404
    assert client_as(cast.inspector).post(f"/me/channels/{row.pk}/remove/").status_code == 403
    assert head.post("/robots/add/", robot | {"channel": "email", "address": "a@example.org"}).status_code == 200
    assert head.post(f"/me/channels/{row.pk}/try/").status_code == 302
    wire = Wire()
    with everything():
        Delivery.objects.update(next_try_at=MORNING)
    assert send_all(wire) == 1
    assert wire.sent[0][:2] == ("wecom", WECOM)
    assert head.post(f"/me/channels/{row.pk}/remove/").status_code == 302


def test_a_dead_letter_is_seen_and_sent_again(cast, django_assert_max_num_queries):
    give_email(cast.safety_head, cast.principal)
    for n in range(40):
        tell(cast, cast.safety_head, key=f"k{n}")
    dispatch()
    send_all(Wire(failing={"email": GONE}))
    client = client_as(cast.enterprise_administrator)
    client.get("/undelivered/")
    with django_assert_max_num_queries(12 + 3):
        page = client.get("/undelivered/")
    assert len(page.context["page"]) == 30
    assert "The mail server refused it (550)" in page.content.decode()
    first = page.context["page"].rows[0]
    assert client.post(f"/undelivered/{first.pk}/resend/").status_code == 302
    assert client.post(f"/undelivered/{first.pk}/resend/").status_code == 409
    assert client_as(cast.administrator).post(f"/undelivered/{first.pk}/resend/").status_code == 404
    assert client_as(cast.safety_head).get("/undelivered/").status_code == 403
    api = api_as(cast.enterprise_administrator)
    listed = api.get("/api/v1/undelivered/?page_size=100").json()["results"]
    assert len(listed) == 39
    answer = api.post(f"/api/v1/undelivered/{listed[0]['id']}/resend/")
    assert (answer.status_code, answer.json()["state"]) == (200, "queued")


def test_programs_choose_channels_too(cast):
    api = api_as(cast.safety_head)
    made = api.post("/api/v1/channels/", {"channel": "wecom", "address": WECOM}, content_type="application/json")
    assert made.status_code == 201
    assert made.json()["address"] == "qyapi.weixin.qq.com/…d8e9"
    key = made.json()["id"]
    chosen = {"choice": [{"id": key, "groups": ["danger", "duties"]}]}
    kept = api.post("/api/v1/channels/choice/", chosen, content_type="application/json")
    assert kept.json()[0]["groups"] == ["danger", "duties"]
    chosen["choice"][0]["groups"] = []
    assert api.post("/api/v1/channels/choice/", chosen, content_type="application/json").status_code == 422
    assert api.post(f"/api/v1/channels/{key}/trial/").status_code == 204
    assert TOKEN not in api.get("/api/v1/channels/").content.decode()
    assert api.delete(f"/api/v1/channels/{key}/").status_code == 204
    assert api.get("/api/v1/robots/").status_code == 403
    assert api_as(cast.county_head).get("/api/v1/jobs/").status_code == 200


def test_caught_mail_is_shown_only_where_the_setting_says_so(cast, settings, tmp_path):
    client = client_as(cast.worker)
    assert client.get("/caught-mail/").status_code == 404
    assert client_as(None).get("/caught-mail/").status_code == 404
    settings.CATCH_MAIL, settings.EMAIL_FILE_PATH = True, tmp_path
    settings.SMS_FILE_PATH = tmp_path / "sms"
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert client_as(None).get("/caught-mail/").status_code == 302
    assert "Nothing caught yet" in client.get("/caught-mail/").content.decode()
    send_mail("限期整改", "请整改 https://safe.example/x <script>", None, ["a@example.org"])
    send_mail("Second", "Body", None, ["b@example.org"])
    (tmp_path / "sms").mkdir()
    (tmp_path / "sms" / "x.txt").write_text("13800138000\nSafeloop: short\n")
    page = client.get("/caught-mail/").content.decode()
    assert "限期整改" in page
    assert "&lt;script&gt;" in page
    assert "13800138000" in page
    assert page.index("Second") != -1
    assert mail.outbox == []


def test_the_inbox_leads_to_what_the_reader_may_open(cast):
    def ways(who):
        page = client_as(who).get("/inbox/").content.decode()
        return set(re.findall(r'class="btn btn-link" href="(/[a-z/]+)"', page))

    assert ways(cast.worker) == {"/me/channels/"}
    assert ways(cast.administrator) == {"/me/channels/", "/robots/", "/undelivered/", "/clock/"}
    assert ways(cast.enterprise_administrator) == {"/me/channels/", "/undelivered/"}


@pytest.mark.parametrize("path", ["/me/channels/", "/robots/", "/clock/", "/undelivered/", "/inbox/"])
def test_pages_ask_little_and_are_not_kept(cast, path, page_queries):
    for n in range(6):
        enter(cast.administrator, "email", f"a{n}@example.org")
    assert len(page_queries(client_as(cast.administrator), path)) <= 12
    assert "no-store" in client_as(cast.administrator).get(path).headers["Cache-Control"]


def test_a_reader_who_switched_mail_off_still_has_the_inbox(cast):
    enter(cast.safety_head, "email", "first@example.org", groups=["danger", "duties"])
    tell(cast, cast.safety_head, kind="hazard_closed")
    dispatch()
    assert outcome(cast.safety_head) == "inbox"
    with everything():
        assert Notice.objects.get().read_at is None
    assert "is closed" in client_as(cast.safety_head).get("/inbox/").content.decode()
