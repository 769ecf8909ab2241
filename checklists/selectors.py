"""Reads of criteria and checklists."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, Prefetch, Q, QuerySet, When
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from checklists.choices import ChecklistKind, VersionStatus
from checklists.content import CONTENT
from checklists.models import Binding, Checklist, ChecklistItem, ChecklistVersion, Criterion
from checklists.rules import Comparison, Line, compare, related_industries, score, typed_words
from checklists.sheets import cells_of
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
        ChecklistVersion.objects.filter(
            status=VersionStatus.PUBLISHED, region_code__in=codes, checklist__kind=kind, enterprise=None
        )
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
    return Checklist.objects.select_related("industry", "department", "enterprise")


def version_to_read(version_id: UUID) -> ChecklistVersion:
    """Return one version with its checklist and its items in order. Raises `NotVisible`."""
    version = (
        ChecklistVersion.objects.select_related(
            "checklist__industry", "checklist__department", "checklist__enterprise", "base__checklist"
        )
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


def checklists_with_versions(found: QuerySet[Checklist] | None = None) -> list[Checklist]:
    """Return the readable checklists, each with its versions, newest first, and the number of their items."""
    versions = ChecklistVersion.objects.annotate(item_count=Count("items")).order_by("-number")
    lists = (readable_checklists() if found is None else found).prefetch_related(
        Prefetch("versions", queryset=versions)
    )
    return list(lists.order_by(F("enterprise").asc(nulls_last=True), "-region_code", "kind", "code")[:LONGEST_LIST])


def possible_bases(actor) -> QuerySet[ChecklistVersion]:
    """Return the published versions to build a list on: of wider regions, for an enterprise also of its own."""
    found = ChecklistVersion.objects.filter(
        status=VersionStatus.PUBLISHED, enterprise=None, region_code__in=["", *path_of(actor.region_code)]
    ).select_related("checklist")
    if actor.tenant_kind != "enterprise":
        found = found.exclude(region_code=actor.region_code)
    return found.order_by("checklist__kind", "checklist__code")


def newer_base(version: ChecklistVersion) -> ChecklistVersion | None:
    """Return the published version of the base's list where it is newer than the one a list builds on."""
    if version.base_id is None or version.base.status == VersionStatus.PUBLISHED:
        return None
    return (
        ChecklistVersion.objects.filter(checklist_id=version.base.checklist_id, status=VersionStatus.PUBLISHED)
        .select_related("checklist")
        .first()
    )


def other_versions(version: ChecklistVersion) -> list[ChecklistVersion]:
    """Return what a version is usefully compared with: the others of its list, and its base."""
    found = Q(checklist=version.checklist_id) | Q(pk=version.base_id)
    rows = ChecklistVersion.objects.filter(found).exclude(pk=version.pk).select_related("checklist")
    return list(rows.order_by("checklist_id", "-number")[:LONGEST_LIST])


#: What is compared of an item, in the order in which it is shown.
COMPARED = tuple(name for name in CONTENT if name not in ("section_zh", "section_en"))


def _lines(version: ChecklistVersion) -> list[Line]:
    rows = ChecklistItem.objects.filter(version=version).select_related("base_item").order_by("position")
    return [
        Line(
            keys=[row.identity, row.base_item.identity] if row.base_item_id else [row.identity],
            values={name: getattr(row, name) for name in COMPARED},
            item=row,
        )
        for row in rows
    ]


def compared(before: ChecklistVersion, after: ChecklistVersion) -> Comparison:
    """Compare any two readable versions, of one list or of a list and its base."""
    return compare(_lines(before), _lines(after))


def bindings_of(checklist_id: UUID, actor) -> QuerySet[Binding]:
    """Return who performs a list, as far as the wall shows it: those of the own organisation and those that still do
    first."""
    rows = Binding.objects.filter(checklist=checklist_id).select_related(
        "enterprise", "post", "membership__person", "membership__authority"
    )
    own = Q(enterprise=actor.tenant_id) | Q(membership__authority=actor.tenant_id)
    rows = rows.annotate(foreign=Case(When(own, then=0), default=1, output_field=IntegerField()))
    return rows.order_by("foreign", F("ends_on").asc(nulls_first=True), "starts_on", "id")


def current_version(checklist_id: UUID) -> ChecklistVersion:
    """Return the published version of a readable list, or its newest one. Raises `NotVisible`."""
    rows = ChecklistVersion.objects.filter(checklist=checklist_id).select_related("checklist").order_by("-number")
    found = sorted(rows[:LONGEST_LIST], key=lambda row: row.status != VersionStatus.PUBLISHED)
    if not found:
        raise NotVisible(_("There is no such checklist, or it is outside your region."))
    return found[0]


def sheet_rows(shown: ChecklistVersion) -> list[list]:
    """Return the items of a version as the rows of its sheet."""
    chinese = (get_language() or "").startswith("zh")
    return [
        cells_of(
            {name: getattr(item, name) for name in CONTENT}
            | {"key": str(item.identity), "base": item.base_item_id is not None},
            chinese=chinese,
        )
        for item in shown.items.all()
    ]
