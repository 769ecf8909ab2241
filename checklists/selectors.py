"""Reads of criteria and checklists."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Count, Prefetch, QuerySet
from django.utils.translation import gettext as _

from checklists.choices import ChecklistKind, VersionStatus
from checklists.models import Checklist, ChecklistVersion, Criterion
from checklists.rules import related_industries, score, typed_words
from core.errors import NotVisible
from enterprises.models import Industry
from regions.selectors import path_of

#: What holds for a whole group of industries, as `IT` does for the eight of industry and trade.
GENERAL_GROUP = "industry_trade_general"
OF_THE_INDUSTRY = 1000
LONGEST_LIST = 200


def industries_concerned(industry: str | Iterable[str] | None) -> set[str]:
    """Return the codes whose criteria concern an industry (or an industry with its risk tags); empty for none."""
    codes = [industry] if isinstance(industry, str) else list(industry or ())
    if not any(codes):
        return set()
    rows = list(Industry.objects.values_list("code", "parent_id", "group"))
    parents = {code: parent for code, parent, _group in rows}
    return related_industries(codes, parents, [code for code, _parent, group in rows if group == GENERAL_GROUP])


def criteria_in_force(on: date, industry: str | Iterable[str] | None = None) -> QuerySet[Criterion]:
    """Return the criteria that hold on a day, of one industry with what concerns it, or of all."""
    criteria = Criterion.objects.in_force(on).select_related("industry", "standard").order_by("code")
    concerned = industries_concerned(industry)
    return criteria.of_industries(concerned) if concerned else criteria


def search_criteria(q: str, on: date, industry: str | Iterable[str] | None = None, limit: int = 20) -> list[Criterion]:
    """Return the criteria in force on a day that answer a few typed words, those of the industry first.

    The words may be Chinese, English, pinyin initials, a code or an article. Without words: those of the industry.
    """
    words = typed_words(q)
    concerned = industries_concerned(industry)
    if not words and not concerned:
        return []
    ranked = []
    for code, industry_code, text, initials in Criterion.objects.in_force(on).values_list(
        "code", "industry_id", "search_text", "initials"
    ):
        value = score(words, text, initials)
        if words and not value:
            continue
        ours = industry_code in concerned
        if words or ours:
            ranked.append((-(value + OF_THE_INDUSTRY * ours), code))
    best = [code for _value, code in sorted(ranked)[:limit]]
    found = Criterion.objects.select_related("industry", "standard").in_bulk(best)
    return [found[code] for code in best]


def published_checklists(
    region_code: str, industry: str | Iterable[str] | None = None, kind: str = ChecklistKind.INSPECTION
) -> list[ChecklistVersion]:
    """Return the published versions for a place and an industry, with the number of items, best first.

    Lists of the region and of every region above it, the nation's included; a nearer region's list stands in for one
    of the same code further up. Lists of the industry come before those for every industry.
    """
    codes = ["", *path_of(region_code)]
    versions = (
        ChecklistVersion.objects.filter(status=VersionStatus.PUBLISHED, region_code__in=codes, checklist__kind=kind)
        .select_related("checklist", "checklist__industry")
        .annotate(item_count=Count("items"))
    )
    concerned = industries_concerned(industry)
    nearest: dict[str, ChecklistVersion] = {}
    for version in sorted(versions, key=lambda version: len(version.region_code)):
        if not concerned or version.checklist.industry_id is None or version.checklist.industry_id in concerned:
            nearest[version.checklist.code] = version
    return sorted(nearest.values(), key=lambda each: (each.checklist.industry_id is None, each.checklist.code))


def readable_checklists() -> QuerySet[Checklist]:
    """Return the checklists that the wall shows the actor."""
    return Checklist.objects.select_related("industry")


def version_to_read(version_id: UUID) -> ChecklistVersion:
    """Return one version with its checklist and its items in order. Raises `NotVisible`."""
    version = (
        ChecklistVersion.objects.select_related("checklist", "checklist__industry")
        .prefetch_related("items__criterion")
        .filter(pk=version_id)
        .first()
    )
    if version is None:
        raise NotVisible(_("There is no such version, or it is outside your region."))
    return version


def by_section(items: Sequence) -> list[tuple[str, list]]:
    """Return items in order, grouped by the section they stand in."""
    sections: list[tuple[str, list]] = []
    for item in sorted(items, key=lambda each: each.position):
        if not sections or sections[-1][0] != item.section:
            sections.append((item.section, []))
        sections[-1][1].append(item)
    return sections


def checklists_with_versions() -> list[Checklist]:
    """Return the readable checklists, each with its versions, newest first, and the number of their items."""
    versions = ChecklistVersion.objects.annotate(item_count=Count("items")).order_by("-number")
    lists = readable_checklists().prefetch_related(Prefetch("versions", queryset=versions))
    return list(lists.order_by("-region_code", "code")[:LONGEST_LIST])
