"""Who is told what: once, only where the subject lies within their scope, in the reader's language."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.choices import MembershipStatus
from accounts.selectors import members_of_authority, members_of_enterprise
from core import scope
from core.ids import new_id
from core.roles import Role
from notifications.actions import mark_read, notify
from notifications.models import Notice
from notifications.rules import KINDS, PAGES, needed, say
from notifications.selectors import inbox, unread_count
from tests.cast import NOW, acting, api_as, client_as

VALUES = {"number": "H-1", "due_on": date(2026, 12, 1), "title": "Blocked exit"}

#: What a test asks of the database itself: its savepoint, the release, the forgetting of the scope.
OWN = 3


def tell(cast, memberships, *, key="k", subject=None, now=NOW) -> int:
    return notify(
        now=now,
        memberships=memberships,
        kind="order_served",
        values=VALUES,
        subject=subject or cast.enterprise,
        key=key,
    )


def test_telling_twice_tells_once(cast):
    with acting(cast.inspector):
        told = members_of_enterprise(cast.enterprise.pk, {Role.SAFETY_HEAD, Role.PRINCIPAL})
        assert tell(cast, told) == 2
        assert tell(cast, told) == 0
        assert tell(cast, told, key="other") == 2


def test_an_enterprise_can_tell_the_officers_of_its_bureau(cast):
    authority = cast.authorities["510525"]
    with acting(cast.safety_head):
        told = members_of_authority(authority.pk, {Role.INSPECTOR, Role.CLERK})
        assert tell(cast, told) == 3
    with acting(cast.inspector) as actor:
        assert unread_count(actor) == 1
        row = inbox(actor).get()
        assert row.text == "You have been ordered to rectify hazard H-1 by Tue 1 Dec 2026: Blocked exit"
        assert mark_read(actor=actor, now=NOW) == 1
        assert unread_count(actor) == 0


def test_nobody_hears_of_a_foreign_tenants_case(cast):
    with acting(cast.inspector):
        everyone = [persona.membership for persona in cast.personas.values() if persona.membership]
        tell(cast, everyone, now=cast.assignments["expert"].starts_at + timedelta(hours=1))
    with scope.everything(because="test"):
        told = set(Notice.objects.values_list("person__username", flat=True))
    assert told == {
        "provincial_head", "city_clerk", "county_head", "county_clerk", "inspector", "second_inspector", "viewer",
        "tip_handler", "administrator", "principal", "safety_head", "worker", "enterprise_administrator",
        "expert", "cross_inspector",
    }  # fmt: skip


def test_an_ended_membership_is_told_nothing(cast):
    with scope.everything(because="test"):
        cast.worker.membership.status, cast.worker.membership.ended_at = MembershipStatus.ENDED, NOW
        cast.worker.membership.save()
    with acting(cast.inspector):
        assert tell(cast, [cast.worker.membership]) == 0


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_can_be_said(kind):
    values = dict.fromkeys(needed(kind), "2026-12-01")
    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert "%(" not in say(kind, values)


def test_a_missing_value_or_kind_is_a_bug(cast):
    for kind in ("order_served", "no_such_kind"):
        with pytest.raises(KeyError):
            notify(now=NOW, memberships=[], kind=kind, values={}, subject=cast.enterprise, key="k")


def test_the_inbox_shows_ones_own_notices_unread_first(cast, django_assert_max_num_queries):
    with acting(cast.inspector):
        for n in range(40):
            tell(cast, [cast.safety_head.membership, cast.principal.membership], key=f"k{n}", now=NOW + timedelta(n))
    with acting(cast.safety_head) as actor:
        newest = inbox(actor).order_by("-created_at")[0]
        mark_read(actor=actor, now=NOW, pks=[newest.pk])
    client = client_as(cast.safety_head)
    with django_assert_max_num_queries(12 + OWN):
        page = client.get("/inbox/")
    rows = page.context["page"]
    assert len(rows) == 30
    assert all(row.read_at is None for row in rows)
    following = client.get("/inbox/", {"cursor": rows.next_cursor}).context["page"]
    assert len(following) == 10
    assert following.rows[-1].pk == newest.pk
    first = rows.rows[0]
    assert client.post(f"/inbox/{first.pk}/open/").status_code == 302
    assert client_as(cast.principal).post(f"/inbox/{first.pk}/open/").status_code == 404
    assert client.post("/inbox/read/").status_code == 302
    assert client.get("/inbox/").context["unread"] == 0
    assert client_as(cast.principal).get("/inbox/").context["unread"] == 40


def test_the_api_reads_and_marks(cast):
    with acting(cast.inspector):
        tell(cast, [cast.safety_head.membership])
    api = api_as(cast.safety_head)
    rows = api.get("/api/v1/notices/", {"unread": "true"}).json()["results"]
    assert [row["kind"] for row in rows] == ["order_served"]
    assert api.post(f"/api/v1/notices/{rows[0]['id']}/read/").json() == {"marked": 1}
    assert api.get("/api/v1/notices/", {"unread": "true"}).json()["results"] == []
    assert api_as(cast.rival_safety_head).get(f"/api/v1/notices/{rows[0]['id']}/").status_code == 404
    assert api_as(None).get("/api/v1/notices/").status_code == 401


@pytest.mark.parametrize(("name", "key"), PAGES.values(), ids=list(PAGES))
def test_every_subject_has_a_page(name, key):
    assert reverse(name, kwargs={key: new_id()})
