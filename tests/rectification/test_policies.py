"""The deadline policies of a region: who keeps them, which one wins, and that they move no issued deadline."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Authority
from audit.models import Entry
from core import clock, scope
from core.errors import Conflict, NotAllowed, NotVisible, RuleBroken
from core.ids import new_id
from enterprises.models import Industry
from hazards.choices import Grade
from rectification import actions
from rectification.deadline_policies import policies_at
from rectification.models import Deadline, DeadlinePolicy
from rectification.rules import DeadlinePolicyRow, policy_example
from regions.rules import WorkingCalendar
from tests.cast import NOW, acting, api_as, client_as
from tests.hazards.factories import bring_to, count_queries

pytestmark = pytest.mark.django_db


def add(persona, amount, *, grade="general", unit="working_days", industry=None, now=NOW):
    with acting(persona) as actor:
        industry = Industry.objects.get(pk=industry) if industry else None
        return actions.add_deadline_policy(
            actor=actor, now=now, grade=grade, unit=unit, amount=amount, industry=industry
        )


def lines(persona, today=date(2026, 11, 18)):
    with acting(persona) as actor:
        return policies_at(actor.region_code, today=today)


def test_the_nearest_wins_and_the_list_says_from_where_each_comes(cast):
    add(cast.provincial_head, 9)
    add(cast.provincial_head, 3, industry="K04")
    own = add(cast.county_head, 6)
    shown = lines(cast.county_head)
    general = [line for line in shown if line.grade == "general"]
    assert [(line.region, line.words, line.own, str(line.instead or "")) for line in general] == [
        ("Gulin County", "6 working days", True, ""),
        ("Sichuan", "9 working days", False, "Gulin County: 6 working days"),
        ("Safeloop's default", "10 working days", False, "Gulin County: 6 working days"),
        ("Sichuan", "3 working days", False, "Gulin County: 6 working days"),
    ]
    major = next(line for line in shown if line.grade == "major")
    assert (major.in_force, major.pk, major.words) == (True, None, "30 calendar days")
    assert general[0].due_on == date(2026, 11, 26)
    # What the list calls the winner is what an order proposes.
    with acting(cast.county_clerk):
        found = actions.propose_for(grade="general", industry_id="K04", region_code="510525", start=date(2026, 11, 18))
    assert (found.amount, found.result) == (6, general[0].due_on)
    with acting(cast.county_head) as actor:
        actions.remove_deadline_policy(actor=actor, now=NOW, policy_id=own.pk)
    general = [line for line in lines(cast.county_head) if line.grade == "general" and line.in_force]
    assert [line.words for line in general] == ["9 working days", "3 working days"]
    assert [line.words for line in lines(cast.anhui_head) if line.in_force] == ["10 working days", "30 calendar days"]


def test_a_change_moves_no_issued_deadline(cast):
    row = add(cast.county_head, 5)
    hazard = bring_to(cast, "served", now=NOW)
    with acting(cast.county_clerk):
        before = Deadline.objects.get(order__hazard=hazard)
    assert before.amount == 5
    for act in (
        lambda actor: actions.change_deadline_policy(
            actor=actor, now=NOW, policy_id=row.pk, unit="calendar_days", amount=2
        ),
        lambda actor: actions.remove_deadline_policy(actor=actor, now=NOW, policy_id=row.pk),
    ):
        with acting(cast.county_head) as actor:
            act(actor)
        with acting(cast.county_clerk):
            after = Deadline.objects.get(order__hazard=hazard)
            hazard.refresh_from_db()
        assert (after.pk, after.due_on, after.trace, after.amount) == (before.pk, before.due_on, before.trace, 5)
        assert hazard.due_on == before.due_on


def test_every_change_is_on_record_with_what_stood_before(cast):
    row = add(cast.county_head, 5, industry="K04")
    with acting(cast.administrator) as actor:
        actions.change_deadline_policy(actor=actor, now=NOW, policy_id=row.pk, unit="calendar_days", amount=8)
        actions.remove_deadline_policy(actor=actor, now=NOW, policy_id=row.pk)
    with scope.everything(because="the tests read the record"):
        found = list(Entry.objects.filter(subject_id=str(row.pk)).order_by("number"))
    assert [each.verb for each in found] == [
        "add_deadline_policy",
        "change_deadline_policy",
        "remove_deadline_policy",
    ]
    assert found[1].data["before"] == {"unit": "working_days", "amount": 5}
    assert (found[1].data["amount"], found[1].data["industry"]) == (8, "K04")


@pytest.mark.parametrize(
    "who", ["county_clerk", "inspector", "viewer", "principal", "enterprise_administrator", "expert"]
)
def test_only_heads_and_administrators_of_an_authority_keep_them(cast, who):
    with pytest.raises(NotAllowed):
        add(getattr(cast, who), 5)


def test_a_policy_of_another_region_is_not_ones_own(cast):
    county, province = add(cast.county_head, 5), add(cast.provincial_head, 9)
    with acting(cast.provincial_head) as actor, pytest.raises(NotAllowed, match="another region"):
        actions.remove_deadline_policy(actor=actor, now=NOW, policy_id=county.pk)
    with acting(cast.county_head) as actor, pytest.raises(NotAllowed, match="another region"):
        actions.change_deadline_policy(actor=actor, now=NOW, policy_id=province.pk, unit="working_days", amount=1)
    with acting(cast.anhui_head) as actor, pytest.raises(NotVisible):
        actions.remove_deadline_policy(actor=actor, now=NOW, policy_id=county.pk)
    with acting(cast.county_head) as actor, pytest.raises(NotVisible):
        actions.remove_deadline_policy(actor=actor, now=NOW, policy_id=new_id())


def test_a_bureau_of_some_industries_speaks_for_those_only(cast):
    with scope.everything(because="the tests limit a bureau"):
        Authority.objects.get(pk=cast.county_head.membership.authority_id).industries.set(["K04"])
    with pytest.raises(NotAllowed, match="some industries only"):
        add(cast.county_head, 5)
    with pytest.raises(NotAllowed, match="some industries only"):
        add(cast.county_head, 5, industry="K05")
    assert add(cast.county_head, 5, industry="K04").industry_id == "K04"
    form = client_as(cast.county_head).get(reverse("rectification:add_policy")).context["form"]
    assert [row.pk for row in form.fields["industry"].queryset] == ["K04"]
    assert form.fields["industry"].required


def test_amounts_that_no_order_may_give_are_refused(cast):
    with pytest.raises(RuleBroken, match="too far away"):
        add(cast.county_head, 61)
    with pytest.raises(RuleBroken, match="whole number"):
        add(cast.county_head, 0)
    with pytest.raises(RuleBroken, match="working days or calendar days"):
        add(cast.county_head, 1, unit="date")
    add(cast.county_head, 60)
    add(cast.county_head, 365, grade="major", unit="calendar_days")
    with pytest.raises(Conflict, match="already"):
        add(cast.county_head, 7)
    with scope.everything(because="the tests count"):
        assert DeadlinePolicy.objects.filter(region_code="510525").count() == 2


def test_the_example_is_pure():
    plain = WorkingCalendar(national={}, published_years=frozenset({2026, 2027}), version="test")
    found = policy_example(DeadlinePolicyRow(Grade.GENERAL, "working_days", 5), date(2026, 11, 20), plain)
    assert found.result == date(2026, 11, 27)


def test_pages_add_preview_change_and_remove(cast):
    client = client_as(cast.county_head)
    form = client.get(reverse("rectification:add_policy")).content.decode()
    assert "A hazard found today would be due on" in form
    body = {"grade": "general", "industry": "", "unit": "working_days", "amount": "4"}
    preview = client.post(reverse("rectification:add_policy"), body | {"preview": "1"})
    assert preview.status_code == 200
    assert "4 working days after" in preview.content.decode()
    with acting(cast.county_head):
        assert not DeadlinePolicy.objects.exists()
    assert client.post(reverse("rectification:add_policy"), body).url == reverse("rectification:policies")
    again = client.post(reverse("rectification:add_policy"), body)
    assert again.status_code == 409
    assert "already" in again.content.decode()
    with acting(cast.county_head):
        key = DeadlinePolicy.objects.get().pk
    change = reverse("rectification:change_policy", args=[key])
    assert "4" in client.get(change).content.decode()
    assert client.post(change, {"unit": "working_days", "amount": "99"}).status_code == 422
    too_long = client.post(change, {"unit": "working_days", "amount": "99", "preview": "1"})
    assert "too far away" in too_long.content.decode()
    assert client.post(change, {"unit": "calendar_days", "amount": "12"}).status_code == 302
    client.get(reverse("rectification:policies"))
    with count_queries() as counted:
        shown = client.get(reverse("rectification:policies"))
    assert len(counted.asked) <= 12, counted.asked
    text = shown.content.decode()
    assert "12 calendar days" in text
    assert "Replaced by Gulin County: 12 calendar days" in text
    assert reverse("rectification:change_policy", args=[key]) in text
    reader = client_as(cast.inspector)
    assert (
        reverse("rectification:change_policy", args=[key])
        not in reader.get(reverse("rectification:policies")).content.decode()
    )
    assert reader.get(reverse("rectification:add_policy")).status_code == 403
    assert client_as(cast.safety_head).get(reverse("rectification:policies")).status_code == 403
    assert client.post(reverse("rectification:remove_policy", args=[key])).status_code == 302
    with acting(cast.county_head):
        assert not DeadlinePolicy.objects.exists()


def test_the_same_through_the_api(cast):
    base = "/api/v1/deadline-policies/"
    head = api_as(cast.county_head)

    def send(client, method, address, expect, **body):
        answer = getattr(client, method)(address, body, content_type="application/json")
        assert answer.status_code == expect, answer.content.decode()
        return answer.json() if answer.content else None

    made = send(head, "post", base, 201, grade="major", unit="calendar_days", amount=20)
    assert (made["region"], made["own"], made["in_force"]) == ("Gulin County", True, True)
    send(head, "post", base, 409, grade="major", unit="calendar_days", amount=21)
    send(head, "post", base, 422, grade="major", unit="date", amount=21)
    send(api_as(cast.inspector), "post", base, 403, grade="general", unit="working_days", amount=2)
    changed = send(head, "put", f"{base}{made['id']}/", 200, unit="working_days", amount=15)
    assert (changed["unit"], changed["amount"]) == ("working_days", 15)
    rows = head.get(base).json()
    assert {(row["grade"], row["in_force"], row["id"] is None) for row in rows} == {
        ("major", True, False),
        ("major", False, True),
        ("general", True, True),
    }
    assert api_as(cast.safety_head).get(base).status_code == 403
    assert api_as(cast.anhui_head).delete(f"{base}{made['id']}/").status_code == 404
    send(head, "delete", f"{base}{made['id']}/", 204)
    assert clock.today().isoformat() <= head.get(base).json()[0]["due_on"]
