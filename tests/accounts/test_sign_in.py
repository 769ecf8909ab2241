"""Coming in: password, lock-out, second factor, next address, choice of a membership."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import override_settings
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.middleware import SESSION_KEY
from accounts.models import Membership
from audit.models import Entry
from config import settings as production
from core import scope
from tests.cast import PASSWORD, WalledClient, client_as, make_persona


def browser() -> WalledClient:
    return WalledClient(headers={"accept-language": "en"})


def enter(client, username, password=PASSWORD, **rest):
    return client.post("/sign-in/", {"username": username, "password": password, **rest})


def code_of(device: TOTPDevice, steps: int = 0) -> str:
    moment = timezone.now() + timedelta(seconds=30 * steps)
    return f"{totp(device.bin_key, t0=int(timezone.now().timestamp() - moment.timestamp())):06d}"


def audited() -> list[str]:
    with scope.everything(because="test"):
        return list(Entry.objects.order_by("at", "number").values_list("verb", flat=True))


def test_one_membership_is_chosen_by_itself(cast):
    client = browser()
    response = enter(client, "INSPECTOR ", next="/roles/")
    assert response.status_code == 302
    assert response["Location"] == "/roles/"
    assert client.session[SESSION_KEY] == str(cast.inspector.membership.pk)
    assert client.get("/roles/").status_code == 200
    assert {"sign_in", "choose_membership"} <= set(audited())


def test_several_memberships_are_offered_and_can_be_switched(cast):
    with scope.everything(because="test"):
        second = Membership.objects.create(
            region_code="510525",
            person=cast.inspector.user,
            tenant_kind="enterprise",
            enterprise=cast.rival,
            role="worker",
            started_at=timezone.now(),
        )
    client = browser()
    response = enter(client, "inspector", next="/me/")
    assert response["Location"] == "/choose/?next=%2Fme%2F"
    page = client.get(response["Location"])
    assert {post.tenant.name for post in page.context["posts"]} == {
        "Langjiu Town Woodwork",
        cast.authorities["510525"].name_en,
    }
    assert client.post("/choose/", {"membership": second.pk, "next": "/me/"})["Location"] == "/me/"
    assert client.get("/me/").context["request"].actor.tenant_name == "Langjiu Town Woodwork"
    foreign = cast.anhui_clerk.membership.pk
    assert client.post("/choose/", {"membership": foreign}).status_code == 404
    assert client.post("/choose/", {"membership": "rubbish"}).status_code == 404


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "http:///evil.example"]
)
def test_only_our_own_addresses_are_followed(cast, target):
    assert enter(browser(), "inspector", next=target)["Location"] == "/"
    assert client_as(cast.inspector).get("/sign-in/", {"next": target})["Location"] == "/"


def test_a_wrong_name_and_a_wrong_password_look_the_same(cast):
    one = enter(browser(), "inspector", "wrong-password")
    other = enter(browser(), "nobody-at-all", "wrong-password")
    assert one.status_code == other.status_code == 200
    assert one.context["form"].errors == other.context["form"].errors
    assert "is not right" in one.content.decode()


@override_settings(AXES_ENABLED=True)
def test_repeated_failure_locks_out_even_the_right_password(cast):
    client = browser()
    for attempt in range(8):
        response = enter(client, "Inspector" if attempt % 2 else "inspector", "wrong-password")
    assert response.status_code == 429
    assert enter(client, "inspector").status_code == 429
    assert "locked for 15 minutes" in enter(client, "inspector").content.decode()
    assert enter(client, "safety_head").status_code == 302
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        assert enter(browser(), "inspector").status_code == 302


def test_a_deactivated_person_does_not_come_in_and_is_out_at_once(cast):
    client = client_as(cast.worker)
    assert client.get("/me/").status_code == 200
    cast.worker.user.is_active = False
    cast.worker.user.save()
    assert client.get("/me/").status_code == 302
    assert "is not right" in enter(browser(), "worker").content.decode()


def set_up(client, persona) -> tuple[TOTPDevice, list[str]]:
    client.get("/me/second-factor/")
    device = TOTPDevice.objects.get(user=persona.user, confirmed=False)
    codes = client.post("/me/second-factor/", {"code": code_of(device)}).context["codes"]
    device.refresh_from_db()
    return device, codes


def test_the_second_factor_is_asked_and_recovery_codes_work_once(cast):
    device, codes = set_up(client_as(cast.inspector), cast.inspector)
    assert device.confirmed
    assert len(codes) == 8

    client = browser()
    assert enter(client, "inspector", next="/roles/")["Location"] == "/sign-in/code/"
    assert client.get("/roles/").status_code == 302
    assert "does not match" in client.post("/sign-in/code/", {"code": "000000"}).content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        assert client.post("/sign-in/code/", {"code": code_of(device)})["Location"] == "/roles/"

    for expected in (302, 200):
        client = browser()
        with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=False):
            enter(client, "inspector")
            assert client.post("/sign-in/code/", {"code": codes[0].upper()}).status_code == expected


def test_the_second_step_runs_out(cast):
    set_up(client_as(cast.inspector), cast.inspector)
    client = browser()
    enter(client, "inspector")
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        assert client.get("/sign-in/code/")["Location"] == "/sign-in/"


@override_settings(FORCE_TWO_FACTOR=True)
def test_administrators_are_led_to_the_second_factor(cast):
    client = client_as(cast.administrator)
    for address in ("/people/", "/", "/me/tokens/"):
        assert client.get(address)["Location"] == "/me/second-factor/"
    assert client.get("/api/v1/memberships/").status_code == 403
    assert client_as(cast.inspector).get("/people/").status_code == 200
    set_up(client, cast.administrator)
    assert client.get("/people/").status_code == 200


def test_the_second_factor_is_removed_only_with_the_password(cast):
    client = client_as(cast.inspector)
    set_up(client, cast.inspector)
    client.post("/me/second-factor/remove/", {"password": "wrong"})
    assert TOTPDevice.objects.filter(user=cast.inspector.user).exists()
    assert client.post("/me/second-factor/codes/").status_code == 200
    client.post("/me/second-factor/remove/", {"password": PASSWORD})
    assert not TOTPDevice.objects.filter(user=cast.inspector.user).exists()


def test_the_password_is_changed_and_other_sessions_end(cast):
    here, elsewhere = browser(), browser()
    for client in (here, elsewhere):
        enter(client, "inspector")
    new = "another-horse-battery-9"
    wrong = here.post("/me/password/", {"old": "no", "new": new, "again": new})
    assert "not your present password" in wrong.content.decode()
    weak = here.post("/me/password/", {"old": PASSWORD, "new": "12345678", "again": "12345678"})
    assert weak.status_code == 200
    assert here.post("/me/password/", {"old": PASSWORD, "new": new, "again": new}).status_code == 302
    assert here.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302
    assert mail.outbox == []


def test_signing_out_ends_the_session(cast):
    client = client_as(cast.inspector)
    assert client.get("/sign-out/").status_code == 405
    client.post("/sign-out/")
    assert client.get("/me/").status_code == 302
    assert "sign_out" in audited()


def test_the_language_is_kept(cast):
    client = client_as(cast.inspector)
    assert client.post("/me/language/", {"language": "zh-hans"}).cookies["django_language"].value == "zh-hans"
    assert client.post("/me/language/", {"language": "xx"}).status_code == 302
    cast.inspector.user.refresh_from_db()
    assert cast.inspector.user.language == "zh-hans"


def test_an_ended_membership_leads_back_to_the_choice(cast):
    client = client_as(cast.worker)
    with scope.everything(because="test"):
        Membership.objects.filter(pk=cast.worker.membership.pk).update(status="ended", ended_at=timezone.now())
    assert client.get("/assignments/")["Location"] == "/choose/"
    assert "belong to no organisation" in client.get("/choose/").content.decode()


def test_passwords_are_kept_by_argon2(settings, cast):
    settings.PASSWORD_HASHERS = production.PASSWORD_HASHERS
    with scope.everything(because="test"):
        persona = make_persona("hashed", cast.authorities["510525"], "clerk", since=timezone.now())
    assert persona.user.password.startswith("argon2$argon2id$")
