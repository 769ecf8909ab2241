"""Lists on a base, reviewed by another person, edited, compared, carried in Excel; and who performs them."""

import threading
from io import BytesIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from checklists import actions, selectors
from checklists.models import ChecklistItem, ChecklistVersion
from checklists.sheets import COLUMNS
from core.errors import Conflict, NotAllowed, NotVisible, RuleBroken, SafeloopError
from core.tables import from_excel, to_excel
from tests.cast import NOW, acting, build_cast, client_as
from tests.checklists.levels import TODAY, base_version, new_base, own_draft, published, reference

__all__ = ["reference"]


def test_a_list_on_a_base_has_its_items_locked_and_may_only_tighten(reference, cast):
    version = own_draft(cast)
    with acting(cast.safety_head) as actor:
        assert version.items.count() == 8
        weekly = version.items.get(frequency="week")

        def save(**changes):
            return actions.save_item(actor=actor, now=NOW, version_id=version.pk, item_id=weekly.pk, **changes)

        save(frequency="day", default_days=2, critical=True)
        for changes, named in (
            ({"frequency": "month"}, "frequency"),
            ({"photo_required": False}, "photo_required"),
            ({"default_days": 9}, "default_days"),
            ({"text_zh": "别的"}, "text_zh"),
            ({"basis_zh": "别的"}, "basis_zh"),
        ):
            with pytest.raises(RuleBroken) as refused:
                save(**changes)
            assert named in refused.value.fields
        with pytest.raises(RuleBroken):
            actions.remove_item(actor=actor, now=NOW, version_id=version.pk, item_id=weekly.pk)
        for forbidden in ({"text_zh": "绕过"}, {"photo_required": False}, {"default_days": 300}):
            with pytest.raises(IntegrityError), transaction.atomic():
                ChecklistItem.objects.filter(pk=weekly.pk).update(**forbidden)
        own = actions.save_item(actor=actor, now=NOW, version_id=version.pk, text_zh="自有项", text_en="Our own")
        actions.save_item(actor=actor, now=NOW, version_id=version.pk, item_id=own.pk, text_zh="自有项二")
        actions.remove_item(actor=actor, now=NOW, version_id=version.pk, item_id=own.pk)
        ChecklistItem.objects.filter(pk=weekly.pk).delete()
        with pytest.raises(RuleBroken):
            actions.submit_version(actor=actor, now=NOW, version_id=version.pk)


def test_an_own_list_is_the_enterprises_alone(reference, cast):
    version = published(cast, own_draft(cast))
    with acting(cast.rival_safety_head) as actor:
        assert not ChecklistVersion.objects.filter(pk=version.pk).exists()
        assert not ChecklistItem.objects.filter(version=version.pk).exists()
        with pytest.raises(NotVisible):
            actions.draft_version(actor=actor, now=NOW, checklist_id=version.checklist_id)
    with acting(cast.inspector) as actor:
        assert selectors.version_to_read(version.pk)
        with pytest.raises(NotAllowed):
            actions.draft_version(actor=actor, now=NOW, checklist_id=version.checklist_id)
    with acting(cast.county_head) as actor, pytest.raises(NotAllowed):
        actions.draft_version(actor=actor, now=NOW, checklist_id=version.checklist_id)


def test_review_is_by_another_person_and_returns_with_a_reason(reference, cast):
    version = own_draft(cast)
    with acting(cast.principal) as actor:
        with pytest.raises(Conflict):
            actions.publish_version(actor=actor, now=NOW, version_id=version.pk, effective_from=TODAY)
        actions.submit_version(actor=actor, now=NOW, version_id=version.pk)
        with pytest.raises(NotAllowed):
            actions.publish_version(actor=actor, now=NOW, version_id=version.pk, effective_from=TODAY)
        with pytest.raises(NotAllowed):
            actions.return_version(actor=actor, now=NOW, version_id=version.pk, reason="自己退回")
    with acting(cast.safety_head) as actor:
        with pytest.raises(NotAllowed):
            actions.publish_version(actor=actor, now=NOW, version_id=version.pk, effective_from=TODAY)
        with pytest.raises(NotAllowed):
            actions.save_item(actor=actor, now=NOW, version_id=version.pk, text_zh="加", text_en="More")
    with acting(cast.principal) as actor:
        for attempt in (
            lambda: ChecklistVersion.objects.filter(pk=version.pk).delete(),
            lambda: ChecklistVersion.objects.filter(pk=version.pk).update(
                status="published", published_at=NOW, publisher=cast.principal.user
            ),
            lambda: ChecklistItem.objects.filter(version=version.pk).update(weight=5),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                attempt()


def test_what_is_returned_is_a_draft_with_its_reason(reference, cast):
    version = own_draft(cast)
    with acting(cast.safety_head) as actor:
        actions.submit_version(actor=actor, now=NOW, version_id=version.pk)
    with acting(cast.principal) as actor:
        with pytest.raises(RuleBroken):
            actions.return_version(actor=actor, now=NOW, version_id=version.pk, reason="  ")
        held = actions.return_version(actor=actor, now=NOW, version_id=version.pk, reason="请补充装卸项")
        assert (held.status, held.returned_reason) == ("draft", "请补充装卸项")
        with pytest.raises(Conflict):
            actions.return_version(actor=actor, now=NOW, version_id=version.pk, reason="再退")
    assert published(cast, version).status == "published"


def test_a_new_base_is_seen_compared_and_taken_over_in_one_verb(reference, cast):
    version = own_draft(cast)
    with acting(cast.safety_head) as actor:
        first = version.items.order_by("position").first()
        actions.save_item(actor=actor, now=NOW, version_id=version.pk, item_id=first.pk, default_days=1)
        own = actions.save_item(actor=actor, now=NOW, version_id=version.pk, text_zh="自有项", text_en="Our own")
        actions.move_item(actor=actor, now=NOW, version_id=version.pk, item_id=own.pk, step=-7)
    version = published(cast, version)
    with acting(cast.safety_head) as actor:
        kept = list(version.items.order_by("position").values())
        assert selectors.newer_base(selectors.version_to_read(version.pk)) is None
        with pytest.raises(Conflict):
            actions.adopt_base(actor=actor, now=NOW, checklist_id=version.checklist_id)
        actions.discard_version(
            actor=actor,
            now=NOW,
            version_id=actions.draft_version(actor=actor, now=NOW, checklist_id=version.checklist_id).pk,
        )
    latest = new_base(cast)
    page = client_as(cast.safety_head).get(f"/checklists/versions/{version.pk}/").content.decode()
    assert "A new base is out: version 2" in page
    with acting(cast.safety_head) as actor:
        found = selectors.compared(selectors.version_to_read(version.base_id), latest)
        assert [len(found.of(kind)) for kind in ("added", "removed", "changed")] == [1, 1, 1]
        draft = actions.adopt_base(actor=actor, now=NOW, checklist_id=version.checklist_id)
        texts = list(draft.items.order_by("position").values_list("text_zh", flat=True))
        assert texts[:2] == ["库区大门全天值守", "自有项"]
        assert texts[-1] == "新增一项"
        assert len(texts) == 9
        assert draft.items.get(text_zh="库区大门全天值守").default_days == 1
        assert {row.base_item.version_id for row in draft.items.exclude(base_item=None)} == {latest.pk}
        assert list(version.items.order_by("position").values()) == kept
        since = selectors.compared(version, draft)
        assert [len(since.of(kind)) for kind in ("added", "removed", "changed")] == [1, 1, 1]
        actions.submit_version(actor=actor, now=NOW, version_id=draft.pk)


def test_no_past_answer_changes_whatever_becomes_of_the_list(reference, cast):
    """An answer points to an item of its version; that row stays through drafts, adoption and supersession."""
    version = published(cast, own_draft(cast))
    with acting(cast.safety_head):
        before = list(ChecklistItem.objects.filter(version=version).order_by("position").values())
    new_base(cast)
    with acting(cast.safety_head) as actor:
        draft = actions.adopt_base(actor=actor, now=NOW, checklist_id=version.checklist_id)
        actions.save_item(actor=actor, now=NOW, version_id=draft.pk, text_zh="又一项", text_en="Another")
    published(cast, draft)
    with acting(cast.safety_head):
        version.refresh_from_db()
        assert version.status == "superseded"
        assert list(ChecklistItem.objects.filter(version=version).order_by("position").values()) == before


def test_a_county_builds_on_the_nation_and_not_on_itself_or_a_neighbour(reference, cast):
    with acting(cast.county_clerk) as actor:
        base = base_version()
        made = actions.create_checklist(
            actor=actor, now=NOW, base_id=base.pk, kind="inspection", name_zh="本县日检", name_en="County daily"
        )
        assert made.kind == "daily"
        county = made.versions.get()
        assert county.items.count() == 8
        with pytest.raises(RuleBroken):
            actions.create_checklist(
                actor=actor, now=NOW, base_id=county.pk, kind="daily", name_zh="再建", name_en="Again"
            )
    with acting(cast.anhui_clerk) as actor, pytest.raises(NotVisible):
        actions.create_checklist(
            actor=actor, now=NOW, base_id=county.pk, kind="daily", name_zh="外省", name_en="Elsewhere"
        )
    with acting(cast.inspector) as actor, pytest.raises(NotAllowed):
        actions.create_checklist(actor=actor, now=NOW, kind="daily", name_zh="不行", name_en="No")


def test_a_stale_form_is_told_what_was_saved_meanwhile_and_keeps_what_was_typed(reference, cast):
    version = own_draft(cast)
    with acting(cast.safety_head) as actor:
        own = actions.save_item(actor=actor, now=NOW, version_id=version.pk, text_zh="甲", text_en="A", method="look")
        actions.save_item(actor=actor, now=NOW, version_id=version.pk, item_id=own.pk, text_zh="乙")
        with pytest.raises(Conflict) as stale:
            actions.save_item(actor=actor, now=NOW, version_id=version.pk, item_id=own.pk, revision=0, text_zh="丙")
        assert "乙" in str(stale.value.fields["text_zh"])
    client = client_as(cast.safety_head)
    form = {
        "text_zh": "丙", "text_en": "C", "method": "look", "frequency": "day", "default_grade": "general",
        "revision": "0",
    }  # fmt: skip
    answer = client.post(f"/checklists/versions/{version.pk}/items/{own.pk}/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "丙" in page
    assert "Saved meanwhile: “乙”" in page
    assert 'name="revision" value="1"' in page
    form["revision"] = "1"
    assert client.post(f"/checklists/versions/{version.pk}/items/{own.pk}/", form).status_code == 302


def test_items_are_duplicated_moved_and_dragged(reference, cast):
    version = own_draft(cast)
    with acting(cast.safety_head) as actor:
        keys = list(version.items.order_by("position").values_list("pk", flat=True))
        copy = actions.duplicate_item(actor=actor, now=NOW, version_id=version.pk, item_id=keys[0])
        assert copy.base_item_id is None
        assert list(version.items.order_by("position").values_list("pk", flat=True))[:2] == [keys[0], copy.pk]
        actions.move_item(actor=actor, now=NOW, version_id=version.pk, item_id=copy.pk, step=1)
        order = list(version.items.order_by("position").values_list("pk", flat=True))
        assert order[2] == copy.pk
        wanted = [*order[1:], order[0]]
        actions.reorder_items(actor=actor, now=NOW, version_id=version.pk, order=wanted, mover=order[0])
        assert list(version.items.order_by("position").values_list("pk", flat=True)) == wanted
        assert list(version.items.order_by("position").values_list("position", flat=True)) == list(range(1, 10))
        assert version.items.get(pk=order[0]).section_zh == version.items.get(pk=order[-1]).section_zh
        with pytest.raises(Conflict):
            actions.reorder_items(actor=actor, now=NOW, version_id=version.pk, order=wanted[1:])


def sheet_of(version: ChecklistVersion) -> list[tuple[int, list[str]]]:
    heads = [column.heading for column in COLUMNS]
    return list(from_excel(BytesIO(to_excel(heads, selectors.sheet_rows(version)))))


def test_a_sheet_goes_out_and_in_and_a_second_time_changes_nothing(reference, cast):
    version = own_draft(cast)
    with acting(cast.safety_head) as actor:
        actions.save_item(actor=actor, now=NOW, version_id=version.pk, text_zh="自有项", text_en="Our own")
        rows = sheet_of(selectors.version_to_read(version.pk))

        def take(rows):
            report = actions.import_items(actor=actor, now=NOW, version_id=version.pk, rows=rows)
            return [row.outcome for row in report], report

        assert take(rows)[0] == ["unchanged"] * 9
        places = {column.field: index for index, column in enumerate(COLUMNS)}
        weekly = next(cells for _n, cells in rows[1:] if cells[places["frequency"]] == "Weekly")
        weekly[places["frequency"]] = "每日"
        monthly = next(cells for _n, cells in rows[1:] if cells[places["frequency"]] == "Monthly")
        monthly[places["frequency"]] = "每年"
        rows[1][1][places["text_zh"]] = "改了锁定的话"
        empty = [""] * len(places)
        new, odd, again = list(empty), list(empty), list(empty)
        new[places["text_zh"]], new[places["text_en"]] = "表里新增", "Added in the sheet"
        odd[places["text_zh"]], odd[places["frequency"]] = "看不懂", "有时"
        again[places["text_zh"]] = "表里新增"
        rows += [(20, new), (21, odd), (22, again), (23, empty)]
        outcomes, report = take(rows)
        assert outcomes.count("changed") == 1
        assert outcomes.count("added") == 1
        assert {row.number for row in report if row.outcome == "refused"} == {2, 21, 22} | {
            number for number, cells in rows if cells is monthly
        }
        assert all(row.reason for row in report if row.outcome == "refused")
        state = list(version.items.order_by("position").values())
        outcomes, _report = take(rows)
        assert {"changed", "added"}.isdisjoint(outcomes)
        assert list(version.items.order_by("position").values()) == state
        with pytest.raises(RuleBroken):
            take([(1, ["Nothing", "known"])])


def test_two_who_publish_at_once_publish_once(transactional_db):
    """Two versions of one list cannot both be published: the second finds the state changed."""
    call_command("load_reference", verbosity=0)
    cast = build_cast()
    version = own_draft(cast)
    with acting(cast.safety_head) as actor:
        actions.submit_version(actor=actor, now=NOW, version_id=version.pk)
    outcomes, barrier = [], threading.Barrier(2)

    def publish() -> None:
        try:
            with acting(cast.principal) as actor:
                barrier.wait(timeout=10)
                actions.publish_version(actor=actor, now=NOW, version_id=version.pk, effective_from=TODAY)
                outcomes.append("published")
        except SafeloopError as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=publish) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes) == ["Conflict", "published"]


def test_a_major_grade_needs_its_criterion_by_whatever_way_it_comes(reference, cast):
    version = own_draft(cast)
    words = {"text_zh": "看一看", "text_en": "Look", "default_grade": "major"}
    address = f"/api/v1/checklist-versions/{version.pk}/items/"
    client = client_as(cast.safety_head)
    assert client.post(address, words, content_type="application/json").status_code == 422
    page = client.post(f"/checklists/versions/{version.pk}/items/new/", words | {"method": "look", "frequency": "day"})
    assert page.status_code == 422
    assert "rests on" in page.content.decode()
    named = words | {"criterion": "GM-FC10"}
    assert client.post(address, named, content_type="application/json").status_code == 200
