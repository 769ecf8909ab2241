"""Members: list, invite by link and by sheet, end, deactivate; each only in the own tenant, as the policy says."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from openpyxl import load_workbook

from accounts import actions
from accounts.actor import actor_of_key
from accounts.models import Invitation, Membership, MembershipToken, User
from audit.models import Entry
from core import scope
from core.errors import Conflict, NotAllowed, NotVisible, RuleBroken
from core.tables import to_excel
from tests.cast import NOW, PASSWORD, WalledClient, acting, api_as, client_as

LATER = NOW + timedelta(hours=1)

#: What a test asks of the database itself: its savepoint, the release, the forgetting of the scope.
OWN = 3


def test_the_list_shows_the_own_tenant_only_and_is_bounded(cast, django_assert_max_num_queries):
    client = client_as(cast.administrator)
    with django_assert_max_num_queries(12 + OWN):
        page = client.get("/people/")
    shown = {row.person.username for row in page.context["page"]}
    assert shown == {
        "county_head",
        "county_clerk",
        "inspector",
        "second_inspector",
        "viewer",
        "tip_handler",
        "administrator",
    }
    found = client_as(cast.administrator).get("/people/", {"q": "second"}).context["page"]
    assert [row.person.username for row in found] == ["second_inspector"]
    enterprise = client_as(cast.principal).get("/people/").context["page"]
    assert {row.person.username for row in enterprise} == {
        "principal",
        "safety_head",
        "worker",
        "enterprise_administrator",
    }
    agency = client_as(cast.agency_administrator).get("/people/").context["page"]
    assert {row.person.username for row in agency} == {"expert", "former_expert", "agency_administrator"}
    assert client_as(cast.worker).get("/people/").status_code == 403


def test_the_export_holds_the_filtered_rows_and_no_keys(cast):
    answer = client_as(cast.administrator).get("/people/export/", {"role": "inspector"})
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert {row[0] for row in rows[1:]} == {"Inspector", "Second Inspector"}
    assert str(cast.inspector.membership.pk) not in str(rows)


@pytest.mark.parametrize(
    "who", ["inspector", "county_head", "county_clerk", "viewer", "worker", "safety_head", "expert"]
)
def test_only_administrators_and_principals_invite(cast, who):
    with acting(getattr(cast, who)) as actor, pytest.raises(NotAllowed, match="Tenant administrator"):
        actions.invite(actor=actor, now=NOW, name="Somebody", role="worker")


def test_an_invited_person_comes_in_by_the_link_once(cast):
    page = client_as(cast.principal).post(
        "/people/invite/", {"name": "Wang Wu", "role": "safety_head", "post_title": "Safety officer"}
    )
    link = page.context["link"]
    guest = WalledClient(headers={"accept-language": "en"})
    assert "Gulin Fireworks Wholesale invites you" in guest.get(link).content.decode()
    weak = guest.post(link, {"username": "wang", "password": "12345678", "again": "12345678"})
    assert weak.context["form"].errors["password"]
    taken = guest.post(link, {"username": "INSPECTOR", "password": PASSWORD, "again": PASSWORD})
    assert "is taken" in taken.content.decode()
    assert guest.post(link, {"username": "Wang.Wu", "password": PASSWORD, "again": PASSWORD}).status_code == 302
    assert guest.get("/me/").context["request"].actor.post_title == "Safety officer"
    assert guest.get(link).status_code == 404
    with scope.everything(because="test"):
        membership = Membership.objects.get(person__username="wang.wu")
        assert (membership.enterprise_id, membership.role) == (cast.enterprise.pk, "safety_head")
        assert membership.region_code == "510525"
        verbs = Entry.objects.filter(chain=f"enterprise:{cast.enterprise.pk}").values_list("verb", flat=True)
        assert {"invite", "accept_invitation"} <= set(verbs)
        assert link.rstrip("/").rsplit("/", 1)[1] not in str(list(Invitation.objects.values()))


def test_who_is_signed_in_adds_the_post_to_their_own(cast):
    with acting(cast.agency_administrator) as actor:
        _invitation, secret = actions.invite(actor=actor, now=timezone.now(), name="X", role="expert")
    client = client_as(cast.inspector)
    assert client.post(f"/invitation/{secret}/").status_code == 302
    assert client.get("/me/").context["request"].actor.tenant_name == "Luzhou Safety Service"


def test_an_invitation_runs_out_can_be_withdrawn_and_is_not_doubled(cast):
    with acting(cast.administrator) as actor:
        first, secret = actions.invite(actor=actor, now=NOW, name="Li", role="clerk")
        with pytest.raises(RuleBroken, match="already has an open invitation"):
            actions.invite(actor=actor, now=NOW, name="Li", role="clerk")
        late = first.expires_at
        with pytest.raises(NotVisible):
            actions.accept_invitation(now=late, secret=secret, username="li.x", password=PASSWORD)
        _again, second = actions.invite(actor=actor, now=late, name="Li", role="clerk")
        actions.withdraw_invitation(actor=actor, now=late, pk=_again.pk)
        with pytest.raises(Conflict):
            actions.withdraw_invitation(actor=actor, now=late, pk=_again.pk)
    with pytest.raises(NotVisible):
        actions.accept_invitation(now=late, secret=second, username="li.x", password=PASSWORD)
    with acting(cast.anhui_clerk) as actor, pytest.raises(NotAllowed):
        actions.withdraw_invitation(actor=actor, now=NOW, pk=first.pk)
    with acting(cast.agency_administrator) as actor, pytest.raises(NotVisible):
        actions.withdraw_invitation(actor=actor, now=NOW, pk=first.pk)


@pytest.mark.parametrize(
    ("who", "role", "certificate", "sentence"),
    [
        ("administrator", "worker", "", "can give these roles"),
        ("principal", "inspector", "A1", "can give these roles"),
        ("principal", "system", "", "can give these roles"),
        ("administrator", "inspector", " ", "enforcement certificate"),
    ],
)
def test_a_tenant_gives_only_its_own_roles(cast, who, role, certificate, sentence):
    with acting(getattr(cast, who)) as actor, pytest.raises(RuleBroken, match=sentence):
        actions.invite(actor=actor, now=NOW, name="Z", role=role, certificate_no=certificate)


def sheet(rows) -> BytesIO:
    file = BytesIO(to_excel(["Role", "Name", "Phone", "E-mail", "Number of the enforcement certificate"], rows))
    file.name = "people.xlsx"
    return file


def test_a_sheet_invites_good_rows_and_says_what_is_wrong_with_bad_ones(cast):
    rows = [
        ["Clerk", "Good One", "1", "", ""],
        ["inspector", "No Certificate", "2", "", ""],
        ["Inspector", "Good Two", "3", "", "川E00999"],
        ["Emperor", "Nobody", "4", "", ""],
        ["Clerk", "", "5", "", ""],
        ["Clerk", "Bad Mail", "6", "no-mail", ""],
    ]
    client = client_as(cast.administrator)
    page = client.post("/people/invite/sheet/", {"file": sheet(rows)})
    results = [(line.number, bool(link), line.refusal) for line, link in page.context["lines"]]
    assert [(number, ok) for number, ok, _reason in results] == [
        (2, True),
        (3, False),
        (4, True),
        (5, False),
        (6, False),
        (7, False),
    ]
    assert all(reason for _number, ok, reason in results if not ok)
    again = client.post("/people/invite/sheet/", {"file": sheet(rows), "as_excel": "on"})
    cells = list(load_workbook(BytesIO(again.content)).active.iter_rows(min_row=2, values_only=True))
    assert all("already has an open invitation" in row[-1] for row in (cells[0], cells[2]))
    with acting(cast.administrator):
        assert Invitation.objects.count() == 2


@pytest.mark.parametrize("content", [b"no workbook", to_excel(["A", "B"], [["x", "y"]])])
def test_a_file_that_is_no_sheet_of_people_is_refused(cast, content):
    file = BytesIO(content)
    file.name = "people.xlsx"
    page = client_as(cast.administrator).post("/people/invite/sheet/", {"file": file})
    assert page.context["form"].errors
    assert client_as(cast.administrator).get("/people/invite/template/").status_code == 200


def test_ending_a_membership_ends_its_assignments_and_tokens(cast):
    api = api_as(cast.expert)
    assert api.get("/api/v1/me/").status_code == 200
    with acting(cast.agency_administrator) as actor:
        actions.end_membership(actor=actor, now=timezone.now(), pk=cast.expert.membership.pk, reason="Left")
        with pytest.raises(Conflict):
            actions.end_membership(actor=actor, now=timezone.now(), pk=cast.expert.membership.pk)
    assert api.get("/api/v1/me/").status_code == 401
    with acting(cast.county_clerk):
        assignment = type(cast.assignments["expert"]).objects.get(pk=cast.assignments["expert"].pk)
        assert assignment.withdrawn_by["tenant"] == "Luzhou Safety Service"
    with scope.everything(because="test"):
        assert actor_of_key(person=cast.expert.user, membership_id=cast.expert.membership.pk, now=LATER) is None


def test_nobody_ends_their_own_or_a_foreign_membership(cast):
    with acting(cast.administrator) as actor:
        with pytest.raises(NotAllowed, match="through which you act"):
            actions.end_membership(actor=actor, now=NOW, pk=cast.administrator.membership.pk)
        with pytest.raises(NotAllowed, match="another organisation"):
            actions.end_membership(actor=actor, now=NOW, pk=cast.worker.membership.pk)
        with pytest.raises(NotVisible):
            actions.end_membership(actor=actor, now=NOW, pk=cast.anhui_clerk.membership.pk)
    client = client_as(cast.administrator)
    assert client.get(f"/people/{cast.worker.membership.pk}/end/").status_code == 404
    assert client.get(f"/people/{cast.anhui_clerk.membership.pk}/end/").status_code == 404


def test_deactivating_a_person_ends_everything(cast):
    client = client_as(cast.administrator)
    address = f"/people/{cast.viewer.membership.pk}/deactivate/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": "Retired"}).status_code == 302
    assert not User.objects.get(pk=cast.viewer.user.pk).is_active
    with scope.everything(because="test"):
        Membership.objects.create(
            region_code="510525", person=cast.worker.user, tenant_kind="authority",
            authority=cast.authorities["510525"], role="clerk", started_at=NOW,
        )  # fmt: skip
    with acting(cast.enterprise_administrator) as actor, pytest.raises(NotAllowed, match="another organisation too"):
        actions.deactivate_person(actor=actor, now=NOW, pk=cast.worker.membership.pk)
    with acting(cast.principal) as actor, pytest.raises(NotAllowed):
        actions.deactivate_person(actor=actor, now=NOW, pk=cast.safety_head.membership.pk)


def test_a_token_acts_through_its_membership_and_can_be_revoked(cast):
    client = client_as(cast.inspector)
    key = client.post("/me/tokens/", {"label": "Import", "days": 30}).context["key"]
    assert key not in client.get("/me/tokens/").content.decode()
    api = WalledClient(headers={"authorization": f"Token {key}"})
    actor = api.get("/api/v1/me/").json()["actor"]
    assert (actor["region_code"], actor["role"]) == ("510525", "inspector")
    token = MembershipToken.objects.get(label="Import")
    assert client_as(cast.second_inspector).post(f"/me/tokens/{token.pk}/revoke/").status_code == 404
    assert client.post(f"/me/tokens/{token.pk}/revoke/").status_code == 302
    assert api.get("/api/v1/me/").status_code == 401
    with acting(cast.inspector) as acting_one:
        with pytest.raises(RuleBroken):
            actions.make_token(actor=acting_one, now=NOW, label="x", days=9999)
        token, _key = actions.make_token(actor=acting_one, now=NOW - timedelta(days=400), label="old")
    assert token.expires_at < timezone.now()


def test_the_api_does_the_same_as_the_pages(cast):
    api = api_as(cast.administrator)
    made = api.post("/api/v1/invitations/", {"name": "Api", "role": "clerk"}, content_type="application/json")
    assert made.status_code == 201
    assert made.json()["link"].startswith("http://testserver/invitation/")
    listed = api.get("/api/v1/invitations/").json()["results"]
    assert "link" not in listed[0]
    assert api.post(f"/api/v1/invitations/{made.json()['id']}/withdraw/").json()["status"] == "withdrawn"
    names = {row["username"] for row in api.get("/api/v1/memberships/").json()["results"]}
    assert names == {
        "county_head",
        "county_clerk",
        "inspector",
        "second_inspector",
        "viewer",
        "tip_handler",
        "administrator",
    }
    ended = api.post(f"/api/v1/memberships/{cast.viewer.membership.pk}/end/", {}, content_type="application/json")
    assert ended.json()["status"] == "ended"
    assert (
        api_as(cast.inspector)
        .post("/api/v1/invitations/", {"name": "A", "role": "clerk"}, content_type="application/json")
        .status_code
        == 403
    )
    assert (
        api.post("/api/v1/invitations/", {"name": "A", "role": "worker"}, content_type="application/json").status_code
        == 422
    )
    key = api.post("/api/v1/tokens/", {"label": "t"}, content_type="application/json").json()["key"]
    assert WalledClient(headers={"authorization": f"Token {key}"}).get("/api/v1/tokens/").json()["results"]
    verbs = api.get("/api/v1/roles/").json()
    assert any(row["verb"] == "invite_member" and row["roles"] == ["administrator", "principal"] for row in verbs)


def test_the_database_keeps_a_membership_whole(cast):
    whole = {
        "region_code": "510525", "person": cast.stranger.user, "tenant_kind": "authority",
        "authority": cast.authorities["510525"], "role": "clerk", "started_at": NOW,
    }  # fmt: skip
    with scope.everything(because="test"):
        for change in ({"role": "worker"}, {"enterprise": cast.enterprise}, {"status": "ended"}, {"authority": None}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Membership.objects.create(**whole | change)
        Membership.objects.create(**whole)
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(**whole)


def test_the_role_matrix_names_every_verb_of_every_policy(cast):
    page = client_as(cast.worker).get("/roles/")
    apps = {part.app for part in page.context["parts"]}
    assert "accounts" in apps
    assert "Invite people, one by one or by Excel" in page.content.decode()
