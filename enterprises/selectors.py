"""Reads of the register."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from core import scope
from core.errors import NotVisible
from enterprises.choices import MoveStatus
from enterprises.models import Department, Enterprise, EnterpriseImport, Industry, Move
from enterprises.sheets import Vocabulary
from regions.models import Region

RISK_TAG_GROUP = "special_risk_tag"
#: Counting stops here: past it, how many exactly helps nobody.
COUNT_LIMIT = 10_000


def register() -> QuerySet[Enterprise]:
    """Return the enterprises within reach, with what a row of the list shows."""
    return Enterprise.objects.select_related("region", "industry")


def get_enterprise(pk: UUID) -> Enterprise:
    """Return one enterprise within reach. Raises `NotVisible`."""
    enterprise = register().filter(pk=pk).first()
    if enterprise is None:
        raise NotVisible(_("There is no such enterprise within your reach."))
    return enterprise


def capped_total(queryset: QuerySet) -> str:
    """Return how many rows there are, in words past ten thousand."""
    total = queryset.order_by()[: COUNT_LIMIT + 1].count()
    return _("more than 10,000") if total > COUNT_LIMIT else str(total)


def industry_choices(industries: Iterable[Industry] | None = None) -> list[tuple[str, str]]:
    """Return industries for a form, in the order of their codes."""
    rows = Industry.objects.order_by("code") if industries is None else industries
    return [(row.code, f"{row.code} {row.name}") for row in rows]


def risk_tag_choices(industries: Iterable[Industry]) -> list[tuple[str, str]]:
    """Return the special-risk tags among some industries."""
    return [(row.code, row.name) for row in industries if row.group == RISK_TAG_GROUP]


def region_choices(actor) -> list[tuple[str, str]]:
    """Return the regions that the actor supervises, for a form; none for who supervises no region."""
    if actor is None or actor.tenant_kind not in ("authority", "system"):
        return []
    return [(row.code, row.name) for row in Region.objects.within(actor.region_code).order_by("code")]


def tag_names(codes: Iterable[str]) -> list[str]:
    """Return the names of risk tags in the reader's language."""
    wanted = list(codes)
    return [row.name for row in Industry.objects.filter(pk__in=wanted).order_by("pk")] if wanted else []


def department_name(code: str) -> str:
    """Return the word for a competent authority."""
    department = Department.objects.filter(pk=code).first()
    return department.name if department else code


def supervised_industries(actor, industries: Iterable[Industry]) -> list[Industry]:
    """Return those of some industries that the actor's bureau supervises, by themselves or by their group."""
    if actor.industries is None:
        return list(industries)
    return [row for row in industries if row.code in actor.industries or row.parent_id in actor.industries]


def vocabulary_for(actor) -> Vocabulary:
    """Return what the words of an import may mean for its importer."""
    regions: dict[str, str] = {}
    for region in Region.objects.within(actor.region_code):
        regions[region.code] = region.code
        for name in {region.name_zh, region.name_en}:
            key = name.casefold()
            regions[key] = "" if key in regions else region.code
    rows = list(Industry.objects.all())
    words = {name.casefold(): row.code for row in rows for name in (row.name_en, row.name_zh, row.code)}
    own = None if actor.industries is None else frozenset(row.code for row in supervised_industries(actor, rows))
    return Vocabulary(regions=regions, industries=words, own_industries=own)


def export_rows(queryset: QuerySet[Enterprise], limit: int) -> Iterator[list]:
    """Yield the columns of the import sheet, so that an exported list can be corrected and imported again."""
    industries = {row.code: row for row in Industry.objects.all()}
    for row in (
        queryset.select_related("region").order_by("region_code", "name", "id")[:limit].iterator(chunk_size=2000)
    ):
        yield [
            row.name,
            row.credit_code,
            f"{row.region_code} {row.region.name}",
            f"{row.industry_id} {industries[row.industry_id].name}",
            "; ".join(row.risk_tags),
            row.status,
            row.scale,
            row.address,
            row.legal_representative,
            row.principal_name,
            row.principal_post,
            row.principal_phone,
            row.employees,
        ]


def get_import(pk: UUID) -> EnterpriseImport:
    """Return one import within reach, without the long list of refusals. Raises `NotVisible`."""
    row = EnterpriseImport.objects.defer("refusals").select_related("requested_by").filter(pk=pk).first()
    if row is None:
        raise NotVisible(_("There is no such import within your reach."))
    return row


def facts_to_keep(pk: UUID) -> dict[str, Any]:
    """Return what the history of an enterprise keeps of it when it moves away; whoever asks sees its entry or not."""
    with scope.everything(
        because="whoever takes an enterprise over does not see it yet, and its history keeps its name"
    ):
        row = register().get(pk=pk)
    region = {"code": row.region_id, "name_zh": row.region.name_zh, "name_en": row.region.name_en}
    return {
        "id": str(row.pk),
        "name": row.name,
        "credit_code": row.credit_code,
        "region_code": row.region_code,
        "region": region,
        "industry": row.industry_id,
        "address": row.address,
        "principal_name": row.principal_name,
        "principal_post": row.principal_post,
    }


#: So many enterprises that moved away are looked for by the name that they had.
MOST_GONE = 50


def moved_away(words: str, limit: int = MOST_GONE) -> list[UUID]:
    """Return the enterprises that moved out of reach and were called so, or had a credit code that begins so."""
    rows = Move.objects.filter(
        Q(facts__name__icontains=words) | Q(facts__credit_code__startswith=words.upper()), status=MoveStatus.ACCEPTED
    )
    out_of_reach = ~Exists(Enterprise.objects.filter(pk=OuterRef("enterprise_id")))
    return list(rows.filter(out_of_reach).order_by("-decided_at").values_list("enterprise_id", flat=True)[:limit])


def or_moved_away(rows: QuerySet, named: Q, words: str) -> QuerySet:
    """Keep what a search by name finds, and what enterprises of that name left behind when they moved away."""
    gone = moved_away(words)
    if not gone:
        return rows.filter(named)
    # By key: an alternative that named the enterprise would ask for its entry, which is out of sight.
    return rows.filter(named | Q(pk__in=rows.model.objects.filter(enterprise_id__in=gone).values("pk")))


def recent_imports(limit: int = 10) -> list[EnterpriseImport]:
    """Return the latest imports within reach."""
    rows = EnterpriseImport.objects.defer("refusals").select_related("requested_by").order_by("-requested_at")
    return list(rows[:limit])


def first_refusals(pk: UUID, limit: int = 20) -> list[list]:
    """Return the first refused rows of an import, each with its number and its reason."""
    refusals = EnterpriseImport.objects.filter(pk=pk).values_list("refusals", flat=True).first()
    return (refusals or [])[:limit]


def moves() -> QuerySet[Move]:
    """Return the moves out of and into the regions within reach. The enterprise itself may be beyond the wall: `facts`
    say what it was called."""
    return Move.objects.select_related("to_region")


def get_move(pk: UUID) -> Move:
    """Return one move within reach. Raises `NotVisible`."""
    found = moves().filter(pk=pk).first()
    if found is None:
        raise NotVisible(_("There is no such proposal within your reach."))
    return found
