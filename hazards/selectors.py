"""Reads over several models: who is competent, the list with its totals, the clerk's columns."""

from django.db.models import IntegerField, Subquery
from django.db.models.functions import Length

from accounts.choices import AuthorityKind
from accounts.models import Authority
from enterprises.models import Enterprise

COUNTED_UP_TO = 10_000


class CountOf(Subquery):
    """The number of rows of a bounded subquery, so that several counts travel in one statement."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def competent_authority(enterprise: Enterprise) -> Authority | None:
    """Return the authority in charge of an enterprise: the nearest region, there the bureau of its industry first."""
    codes = [enterprise.region_code[:length] for length in (12, 9, 6, 4, 2) if len(enterprise.region_code) >= length]
    rows = (
        Authority.objects.filter(region_code__in=codes)
        .exclude(kind=AuthorityKind.TOWNSHIP)
        .select_related("region")
        .prefetch_related("industries")
        .order_by(Length("region_code").desc(), "id")
    )
    ranked = []
    for row in rows:
        industries = {each.pk for each in row.industries.all()}
        if industries and enterprise.industry_id not in industries:
            continue
        bureau = row.kind == AuthorityKind.BUREAU
        ranked.append((len(row.region_code), enterprise.industry_id in industries, bureau, row))
    return max(ranked, key=lambda each: each[:3])[3] if ranked else None
