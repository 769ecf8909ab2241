"""Criteria by day and by typed words; checklists that never change once published."""

import time
from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from audit.models import Entry
from checklists.actions import (
    create_checklist,
    draft_version,
    publish_version,
    remove_item,
    save_item,
    submit_version,
)
from checklists.choices import ChecklistKind
from checklists.models import Checklist, ChecklistItem, ChecklistVersion, Criterion
from checklists.rules import related_industries, score, typed_words
from checklists.selectors import criteria_in_force, published_checklists, search_criteria
from core import scope
from core.errors import Conflict, NotAllowed, NotVisible, RuleBroken
from core.scope import Scope
from tests.cast import NOW, acting, api_as, client_as

TODAY = date(2026, 11, 22)


@pytest.fixture
def reference(db):
    call_command("load_reference", verbosity=0)


def codes(found) -> list[str]:
    return [criterion.code for criterion in found]


def test_all_criteria_are_there_with_their_certainty(reference):
    assert Criterion.objects.count() == 460
    assert not Criterion.objects.filter(dates_certainty="").exists()
    assert Criterion.objects.filter(valid_from=None).count() == 53


@pytest.mark.parametrize(
    ("on", "sector", "holds"),
    [
        (date(2026, 9, 29), "WH", True),
        (date(2026, 9, 30), "WH", False),
        (date(2026, 9, 29), "AQ", False),
        (date(2026, 9, 30), "AQ", True),
        (date(2025, 10, 31), "XF", False),
        (date(2025, 11, 1), "XF", True),
        (date(2026, 6, 30), "MK", False),
        (date(2026, 7, 1), "MK", True),
        (date(2023, 5, 14), "GM", False),
        (date(2023, 5, 15), "GM", True),
    ],
)
def test_a_visit_uses_the_criteria_in_force_on_its_day(reference, on, sector, holds):
    assert criteria_in_force(on).filter(sector_code=sector).exists() is holds


@pytest.mark.parametrize(
    ("words", "industry", "first"),
    [
        ("粉尘 清扫", "IT-5", "GM-FC10"),
        ("清扫制度", None, "GM-FC10"),
        ("airlock", None, "GM-FC06"),
        ("zsyl", None, "GM-FC03"),
        ("yh-05", None, "YH-05"),
        ("乙醇蒸气", ["IT-5", "IT-S1"], "GM-QG02"),
        ("超核定药量", "K04", "YH-05"),
    ],
)
def test_a_few_typed_words_find_the_criterion(reference, words, industry, first):
    if words == "zsyl":
        words = Criterion.objects.get(pk=first).initials[2:7]
    assert codes(search_criteria(words, TODAY, industry))[0] == first


def test_the_own_industry_comes_first(reference):
    everywhere = codes(search_criteria("报警", TODAY, None, 50))
    ours = codes(search_criteria("报警", TODAY, "IT-5", 50))
    assert ours[0].startswith("GM")
    assert set(everywhere) & set(ours)


def test_a_search_takes_less_than_fifty_milliseconds_of_work(reference):
    search_criteria("粉尘", TODAY, "IT-5")
    begin = time.process_time()
    for _ in range(5):
        search_criteria("粉尘 爆炸", TODAY, "IT-5")
    assert (time.process_time() - begin) / 5 < 0.05


def test_nothing_typed_lists_the_industry(reference):
    assert all(code.startswith("YH") for code in codes(search_criteria("", TODAY, "K04")))
    assert search_criteria("", TODAY) == []


def test_words_of_both_scripts_are_told_apart():
    assert typed_words("粉尘dust 11(10)") == ["粉尘", "dust", "11(10)"]
    assert score(["dust", "粉尘"], "gm-fc10 粉尘 dust", "fc") > 0
    assert score(["dust", "煤矿"], "gm-fc10 粉尘 dust", "fc") == 0


def test_an_industry_concerns_its_group_and_what_holds_for_all_of_it():
    parents = {"K05": None, "IT-5": "K05", "IT-4": "K05", "IT": "K05", "K04": None}
    assert related_industries(["IT-5"], parents, ["IT"]) == {"IT-5", "K05", "IT"}
    assert related_industries(["K05"], parents, ["IT"]) == {"K05", "IT-5", "IT-4", "IT"}
    assert related_industries(["K04"], parents, ["IT"]) == {"K04"}


def test_three_lists_of_the_nation_are_readable_everywhere(reference, cast):
    for persona in (cast.inspector, cast.anhui_inspector, cast.safety_head, cast.expert):
        with acting(persona) as actor:
            found = published_checklists(actor.region_code)
            assert {version.checklist.code for version in found} == {"FW-WHOLESALE", "DUST-LIGHT", "GENERAL"}
    with acting(cast.inspector) as actor:
        found = published_checklists(actor.region_code, "K04")
        assert [version.checklist.code for version in found] == ["FW-WHOLESALE", "GENERAL"]
        assert found[0].item_count == 21


def test_every_shipped_item_can_be_read_in_both_languages(reference):
    with scope.enter(Scope(home_region="51")):
        items = list(ChecklistItem.objects.select_related("version"))
    assert len(items) == 90
    for item in items:
        assert item.text_zh
        assert item.text_en
        assert item.basis_zh
        assert item.basis_en
        assert item.finding_zh
        assert item.finding_en
        assert item.criterion_id or item.default_grade == "general"


def own_list(actor) -> ChecklistVersion:
    """A list of the actor's region with one item, still a draft."""
    checklist = create_checklist(
        actor=actor, now=NOW, code="LOCAL", kind="inspection", name_zh="本地检查表", name_en="Local list"
    )
    version = draft_version(actor=actor, now=NOW, checklist_id=checklist.pk)
    save_item(actor=actor, now=NOW, version_id=version.pk, text_zh="通道畅通", text_en="The passage is free")
    return version


def sent(cast) -> ChecklistVersion:
    """The same list, sent for review by the clerk."""
    with acting(cast.county_clerk) as actor:
        version = own_list(actor)
        return submit_version(actor=actor, now=NOW, version_id=version.pk)


def test_a_list_is_drawn_up_published_and_superseded(cast):
    first = sent(cast)
    with acting(cast.county_head) as actor:
        publish_version(actor=actor, now=NOW, version_id=first.pk, effective_from=TODAY)
    with acting(cast.county_clerk) as actor:
        second = draft_version(actor=actor, now=NOW, checklist_id=first.checklist_id)
        assert (second.number, second.items.count()) == (2, 1)
        submit_version(actor=actor, now=NOW, version_id=second.pk)
    with acting(cast.county_head) as actor:
        publish_version(actor=actor, now=NOW, version_id=second.pk, effective_from=TODAY)
        states = dict(ChecklistVersion.objects.values_list("number", "status"))
        assert states == {1: "superseded", 2: "published"}
        assert Entry.objects.filter(verb="publish_checklist_version").count() == 2
    with acting(cast.safety_head) as actor:
        assert [version.number for version in published_checklists("510525")] == [2]
    with acting(cast.sibling_inspector) as actor:
        assert not Checklist.objects.filter(code="LOCAL").exists()


def test_a_published_version_never_changes(cast):
    version = sent(cast)
    with acting(cast.county_head) as actor:
        item = version.items.get()
        publish_version(actor=actor, now=NOW, version_id=version.pk, effective_from=TODAY)
        attempts = [
            lambda: ChecklistItem.objects.filter(pk=item.pk).update(text_zh="另一句"),
            lambda: ChecklistItem.objects.filter(pk=item.pk).delete(),
            lambda: ChecklistItem.objects.create(
                region_code="510525", version=version, position=9, text_zh="加", text_en="More"
            ),
            lambda: ChecklistVersion.objects.filter(pk=version.pk).update(effective_from=date(2030, 1, 1)),
            lambda: ChecklistVersion.objects.filter(pk=version.pk).update(status="draft"),
            lambda: ChecklistVersion.objects.filter(pk=version.pk).delete(),
        ]
        for attempt in attempts:
            with pytest.raises(IntegrityError), transaction.atomic():
                attempt()
        with pytest.raises(NotAllowed):
            save_item(actor=actor, now=NOW, version_id=version.pk, text_zh="加", text_en="More")
        with pytest.raises(NotAllowed):
            remove_item(actor=actor, now=NOW, version_id=version.pk, item_id=item.pk)
        with pytest.raises(Conflict):
            publish_version(actor=actor, now=NOW, version_id=version.pk, effective_from=TODAY)


def test_an_empty_or_half_translated_list_is_not_sent_for_review(cast):
    with acting(cast.county_clerk) as actor:
        version = own_list(actor)
        extra = save_item(actor=actor, now=NOW, version_id=version.pk, text_zh="只有中文", text_en="")
        with pytest.raises(RuleBroken):
            submit_version(actor=actor, now=NOW, version_id=version.pk)
        remove_item(actor=actor, now=NOW, version_id=version.pk, item_id=extra.pk)
        remove_item(actor=actor, now=NOW, version_id=version.pk, item_id=version.items.get().pk)
        with pytest.raises(RuleBroken):
            submit_version(actor=actor, now=NOW, version_id=version.pk)


def test_a_version_is_published_as_it_was_read(cast):
    version = sent(cast)
    with acting(cast.county_head) as actor, pytest.raises(Conflict):
        publish_version(actor=actor, now=NOW, version_id=version.pk, effective_from=TODAY, expected_items=2)


def test_who_may_publish(cast):
    with acting(cast.county_clerk) as actor:
        version = own_list(actor)
        with pytest.raises(NotAllowed):
            publish_version(actor=actor, now=NOW, version_id=version.pk, effective_from=TODAY)
    with acting(cast.anhui_head) as actor, pytest.raises(NotVisible):
        publish_version(actor=actor, now=NOW, version_id=version.pk, effective_from=TODAY)


def test_the_pages_read_look_up_and_publish(reference, cast):
    client = client_as(cast.county_head)
    page = client.get("/checklists/").content.decode()
    assert "fireworks wholesale" in page
    found = client.get("/checklists/criteria/?q=airlock").content.decode()
    assert "GM-FC06" in found
    assert "GM-FC05" not in found
    with acting(cast.county_head) as actor:
        nation = ChecklistVersion.objects.get(checklist__code="GENERAL")
        other = own_list(actor)
    with acting(cast.county_clerk) as actor:
        version = draft_version(actor=actor, now=NOW, checklist_id=other.checklist_id)
    shown = client.get(f"/checklists/versions/{nation.pk}/").content.decode()
    assert "Published versions never change" in shown or "never change" in shown
    assert client.post(f"/checklists/{nation.checklist_id}/draft/").status_code == 403
    assert client.get(f"/checklists/versions/{version.pk}/items/new/").status_code == 302
    assert client.get(f"/checklists/versions/{version.pk}/edit/?item=new").status_code == 200
    item = {
        "text_zh": "门关好", "text_en": "The door is shut", "method": "look", "frequency": "visit",
        "default_grade": "major", "criterion": "",
    }  # fmt: skip
    assert client.post(f"/checklists/versions/{version.pk}/items/new/", item).status_code == 422
    item["criterion"] = "GM-FC10"
    assert client.post(f"/checklists/versions/{version.pk}/items/new/", item).status_code == 302
    assert client_as(cast.county_clerk).post(f"/checklists/versions/{version.pk}/submit/").status_code == 302
    stale = client.post(f"/checklists/versions/{version.pk}/publish/", {"effective_from": "2026-12-01", "items": 1})
    assert stale.status_code == 409
    done = client.post(f"/checklists/versions/{version.pk}/publish/", {"effective_from": "2026-12-01", "items": 2})
    assert done.status_code == 302
    assert client_as(None).get("/checklists/").status_code == 302


def test_the_api_searches_and_publishes(reference, cast):
    api = api_as(cast.county_head)
    found = api.get("/api/v1/criteria/search/?q=airlock&industry=IT-S1").json()
    assert found[0]["code"] == "GM-FC06"
    assert api.get("/api/v1/criteria/search/?q=x&on=2026-13-01").status_code == 422
    assert len(api.get("/api/v1/criteria/?page_size=200&on=2026-11-22").json()["results"]) == 200
    lists = api.get("/api/v1/checklists/").json()["results"]
    assert {row["code"] for row in lists} >= {"FW-WHOLESALE", "DUST-LIGHT", "GENERAL", "FW-DAILY", "REG-YJ-K04"}
    assert {row["kind"] for row in lists} == set(ChecklistKind.values)
    published = api.get("/api/v1/checklist-versions/published/?industry=K04").json()
    assert len(published) == 2
    full = api.get(f"/api/v1/checklist-versions/{published[0]['id']}/").json()
    assert len(full["items"]) == 21
    version = sent(cast)
    answer = api.post(
        f"/api/v1/checklist-versions/{version.pk}/publish/",
        {"effective_from": "2026-12-01"},
        content_type="application/json",
    )
    assert answer.status_code == 200, answer.content
    assert answer.json()["status"] == "published"
