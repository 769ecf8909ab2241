"""The authority in charge lets an enterprise in: it invites the first principal, and nobody after that."""

import pytest

from accounts import actions
from accounts.models import Invitation, Membership
from audit.models import Entry
from core import clock, scope
from core.errors import Conflict, NotAllowed, NotVisible
from tests.cast import PASSWORD, WalledClient, acting, api_as, client_as

pytestmark = pytest.mark.django_db


def test_a_clerk_lets_the_first_principal_in(cast):
    page = client_as(cast.county_clerk).get(f"/enterprises/{cast.rival.pk}/hazards/")
    address = f"/enterprises/{cast.rival.pk}/principal/"
    assert address in page.content.decode()
    assert client_as(cast.county_clerk).get(address).context["form"].initial["name"] == "Principal"
    answer = client_as(cast.county_clerk).post(address, {"name": "Mu Jiang", "post_title": "Manager"})
    link = answer.context["link"]
    assert link in answer.content.decode()
    guest = WalledClient(headers={"accept-language": "en"})
    assert guest.post(link, {"username": "mu.j", "password": PASSWORD, "again": PASSWORD}).status_code == 302
    assert guest.get("/people/invite/").status_code == 200
    with scope.everything(because="test"):
        made = Membership.objects.get(person__username="mu.j")
        assert (made.role, made.enterprise_id, made.region_code) == ("principal", cast.rival.pk, "510525")
        entry = Entry.objects.get(verb="invite_principal")
        assert entry.chain == f"authority:{cast.county_clerk.membership.authority_id}"
    # From now on the enterprise's people are its own.
    assert client_as(cast.county_clerk).get(address).status_code == 409
    assert address not in client_as(cast.county_clerk).get(f"/enterprises/{cast.rival.pk}/hazards/").content.decode()


def test_only_the_last_link_counts(cast):
    now = clock.now()
    with acting(cast.county_head) as actor:
        _first, lost = actions.invite_principal(actor=actor, now=now, enterprise_id=cast.rival.pk, name="Mu Jiang")
        _second, found = actions.invite_principal(actor=actor, now=now, enterprise_id=cast.rival.pk, name="Mu Jiang")
        assert Invitation.objects.filter(enterprise=cast.rival, status="open").count() == 1
    with pytest.raises(NotVisible):
        actions.accept_invitation(now=now, secret=lost, username="mu.j", password=PASSWORD)
    assert actions.accept_invitation(now=now, secret=found, username="mu.j", password=PASSWORD).role == "principal"


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("inspector", NotAllowed),
        ("viewer", NotAllowed),
        ("administrator", NotAllowed),
        ("rival_safety_head", NotAllowed),
        ("anhui_head", NotVisible),
        ("sibling_inspector", NotVisible),
    ],
)
def test_nobody_else_lets_an_enterprise_in(cast, who, error):
    with acting(getattr(cast, who)) as actor, pytest.raises(error):
        actions.invite_principal(actor=actor, now=clock.now(), enterprise_id=cast.rival.pk, name="X")


def test_a_bureau_lets_in_only_its_own_industries(cast):
    with scope.everything(because="test"):
        cast.authorities["510525"].industries.set(["K04"])
    with acting(cast.county_clerk) as actor, pytest.raises(NotAllowed, match="not among the industries"):
        actions.invite_principal(actor=actor, now=clock.now(), enterprise_id=cast.rival.pk, name="X")


def test_an_enterprise_that_is_led_is_left_alone(cast):
    with acting(cast.county_head) as actor, pytest.raises(Conflict, match="already has a principal"):
        actions.invite_principal(actor=actor, now=clock.now(), enterprise_id=cast.enterprise.pk, name="X")


def test_the_api_does_the_same(cast):
    body = {"enterprise": str(cast.rival.pk), "name": "Mu Jiang", "phone": "13900000000"}
    answer = api_as(cast.county_clerk).post("/api/v1/principal-invitations/", body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert "/invitation/" in answer.json()["link"]
    refused = api_as(cast.inspector).post("/api/v1/principal-invitations/", body, content_type="application/json")
    assert refused.status_code == 403
