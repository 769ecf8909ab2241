"""Who performs a list: posts of an enterprise, members of an authority."""

from datetime import timedelta

import pytest

from accounts.models import Membership
from checklists import actions
from checklists.models import Binding, Checklist, ChecklistVersion
from core import scope
from core.errors import Conflict, NotVisible, RuleBroken
from enterprises.models import Post
from tests.cast import NOW, acting, client_as
from tests.checklists.levels import TODAY, own_draft, reference

__all__ = ["reference"]


def test_a_post_performs_a_list_from_a_day_on(reference, cast):
    with acting(cast.safety_head) as actor:
        post = Post.objects.create(region_code="510525", enterprise=cast.enterprise, name="仓库保管员")
        keeper = Checklist.objects.get(code="FW-POST-KEEPER")
        bound = actions.bind_checklist(actor=actor, now=NOW, checklist_id=keeper.pk, post_id=post.pk, starts_on=TODAY)
        with pytest.raises(Conflict):
            actions.bind_checklist(actor=actor, now=NOW, checklist_id=keeper.pk, post_id=post.pk, starts_on=TODAY)
        ended = actions.end_binding(actor=actor, now=NOW, binding_id=bound.pk, ends_on=TODAY + timedelta(days=3))
        assert ended.ends_on == TODAY + timedelta(days=3)
        with pytest.raises(Conflict):
            actions.end_binding(actor=actor, now=NOW, binding_id=bound.pk, ends_on=TODAY)
        with pytest.raises(RuleBroken):
            actions.bind_checklist(actor=actor, now=NOW, checklist_id=keeper.pk, starts_on=TODAY)
    with acting(cast.rival_safety_head) as actor:
        assert not Binding.objects.exists()
        with pytest.raises(NotVisible):
            actions.bind_checklist(actor=actor, now=NOW, checklist_id=keeper.pk, post_id=post.pk, starts_on=TODAY)
    with acting(cast.county_head) as actor:
        regulator = Checklist.objects.get(code="REG-YJ-K04")
        seat = actions.bind_checklist(
            actor=actor,
            now=NOW,
            checklist_id=regulator.pk,
            membership_id=cast.inspector.membership.pk,
            starts_on=TODAY,
        )
        assert seat.region_code == "510525"
        assert actions.end_binding(actor=actor, now=NOW, binding_id=seat.pk, ends_on=TODAY).ends_on == TODAY


def test_a_binding_is_the_own_organisations_never_twice_and_never_ended_in_the_past(reference, cast):
    with acting(cast.safety_head) as actor:
        keeper = Checklist.objects.get(code="FW-POST-KEEPER")
        post = Post.objects.create(region_code="510525", enterprise=cast.enterprise, name="仓库保管员")
        ask = {"actor": actor, "now": NOW, "checklist_id": keeper.pk, "post_id": post.pk}
        bound = actions.bind_checklist(starts_on=TODAY, **ask)
        with pytest.raises(RuleBroken):
            actions.end_binding(actor=actor, now=NOW, binding_id=bound.pk, ends_on=NOW.date() - timedelta(days=1))
    with acting(cast.county_head) as officer:
        with pytest.raises(NotVisible):
            actions.bind_checklist(**ask | {"actor": officer}, starts_on=TODAY)
        with pytest.raises(NotVisible):
            actions.end_binding(actor=officer, now=NOW, binding_id=bound.pk, ends_on=TODAY)
    with acting(cast.safety_head) as actor:
        last = TODAY + timedelta(days=30)
        actions.end_binding(actor=actor, now=NOW, binding_id=bound.pk, ends_on=last)
        with pytest.raises(Conflict):
            actions.bind_checklist(**ask | {"actor": actor}, starts_on=TODAY + timedelta(days=1))
        assert actions.bind_checklist(**ask | {"actor": actor}, starts_on=last).ends_on is None
    answer = client_as(cast.safety_head).post(f"/checklists/bindings/{bound.pk}/end/", {"ends_on": "2026-02-31"})
    assert answer.status_code == 422


def test_an_authority_binds_its_members_on_the_page_of_the_list(reference, cast):
    with scope.everything(because="the test reads"):
        shown = ChecklistVersion.objects.get(checklist__code="REG-YJ-K04", status="published")
    page, path = f"/checklists/versions/{shown.pk}/", f"/checklists/{shown.checklist_id}/bind/"
    head, inspector = client_as(cast.county_head), str(cast.inspector.membership.pk)
    first = head.get(page).content.decode()
    assert "Have this member perform the list" in first and inspector in first
    assert str(cast.sibling_inspector.membership.pk) not in first, "members of other authorities are not offered"
    typed = {"member": inspector, "starts_on": TODAY.isoformat()}
    done = head.post(path, typed, follow=True).content.decode()
    assert "their duties are drawn up" in done and "End from today" in done
    assert "This member performs the list already" in head.post(path, typed, follow=True).content.decode()
    stranger = {**typed, "member": str(cast.sibling_inspector.membership.pk)}
    assert "Choose who performs the list" in head.post(path, stranger, follow=True).content.decode()
    with scope.everything(because="the test reads"):
        bound = Binding.objects.get(membership=cast.inspector.membership)
    read = client_as(cast.city_clerk).get(page).content.decode()
    assert cast.inspector.user.name in read and "End from today" not in read
    assert cast.inspector.user.name not in client_as(cast.safety_head).get(page).content.decode()
    assert client_as(cast.city_clerk).post(f"/checklists/bindings/{bound.pk}/end/").status_code == 404
    assert "End from today" not in head.post(f"/checklists/bindings/{bound.pk}/end/", follow=True).content.decode()
    with scope.everything(because="the test reads"):
        bound.refresh_from_db()
    assert bound.ends_on is not None


def test_nobody_of_an_authority_performs_a_list_of_an_enterprise_or_after_they_left(reference, cast):
    version = own_draft(cast)
    ask = {"now": NOW, "starts_on": TODAY, "membership_id": cast.inspector.membership.pk}
    with acting(cast.county_head) as actor, pytest.raises((RuleBroken, NotVisible)):
        actions.bind_checklist(actor=actor, checklist_id=version.checklist_id, **ask)
    with scope.everything(because="the test plays that the inspector has left"):
        regulator = Checklist.objects.get(code="REG-YJ-K04")
        Membership.objects.filter(pk=cast.inspector.membership.pk).update(status="ended", ended_at=NOW)
    with acting(cast.county_head) as actor, pytest.raises(NotVisible):
        actions.bind_checklist(actor=actor, checklist_id=regulator.pk, **ask)
