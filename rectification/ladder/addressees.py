"""Which authority stands above another, and which one supervises an industry in a place: read once for a sweep."""

import uuid
from collections import defaultdict
from functools import cached_property

from accounts.choices import AuthorityKind
from accounts.models import Authority
from enterprises.models import Industry
from regions.selectors import path_of


class Addressees:
    """The authorities of all regions by their place and department."""

    @cached_property
    def _authorities(self) -> dict[uuid.UUID, Authority]:
        rows = Authority.objects.only("id", "region_code", "kind", "department_code")
        return {row.pk: row for row in rows}

    @cached_property
    def _by_region(self) -> dict[str, list[Authority]]:
        found = defaultdict(list)
        for row in self._authorities.values():
            found[row.region_code].append(row)
        return found

    @cached_property
    def _lead(self) -> dict[str, str]:
        return dict(Industry.objects.values_list("code", "lead_authority_code"))

    @cached_property
    def _known(self) -> dict[tuple, uuid.UUID | None]:
        return {}

    def superior(self, authority_id: uuid.UUID, levels: int) -> uuid.UUID | None:
        """Return the same department so many levels up, or the commission's office there; where a level has neither,
        the next one above. None at the top."""
        key = (authority_id, levels)
        if key not in self._known:
            self._known[key] = self._superior(*key)
        return self._known[key]

    def _superior(self, authority_id: uuid.UUID, levels: int) -> uuid.UUID | None:
        own = self._authorities.get(authority_id)
        if own is None:
            return None
        above = [code for code in reversed(path_of(own.region_code)) if code != own.region_code]
        for code in above[levels - 1 :] or above[-1:]:
            rows = self._by_region.get(code, ())
            same = [row for row in rows if (row.department_code, row.kind) == (own.department_code, own.kind)]
            office = [row for row in rows if row.kind == AuthorityKind.COMMISSION_OFFICE]
            if found := (same or office or rows):
                return min(row.pk for row in found)
        return None

    def regulator(self, authority_id: uuid.UUID, industry: str, region_code: str) -> uuid.UUID | None:
        """Return the department that leads an industry, of the nearest region up from a place; None where that is the
        authority in charge itself."""
        key = ("regulator", authority_id, industry, region_code)
        if key not in self._known:
            self._known[key] = self._regulator(authority_id, industry, region_code)
        return self._known[key]

    def _regulator(self, authority_id: uuid.UUID, industry: str, region_code: str) -> uuid.UUID | None:
        for code in reversed(path_of(region_code)):
            rows = [row for row in self._by_region.get(code, ()) if row.department_code == self._lead.get(industry)]
            if rows:
                found = min(row.pk for row in rows)
                return None if found == authority_id else found
        return None
