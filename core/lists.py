"""Keyset paging: each page costs the same, at the first row and at the millionth."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.response import Response

from core.errors import RuleBroken
from core.prepared import Prepared

LARGEST_PAGE = 200


@dataclass(frozen=True)
class Page:
    """One page of rows with the cursors of its neighbours (None where there is none)."""

    rows: list[Any]
    next_cursor: str | None
    previous_cursor: str | None

    def __iter__(self):
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, date | datetime | Decimal | UUID) else value


def _encode(direction: str, order: Sequence[str], row: Any) -> str:
    values = []
    for name in order:
        value = row
        for part in name.lstrip("-").split("__"):
            value = getattr(value, part) if not isinstance(value, dict) else value[part]
        values.append(_plain(value))
    text = json.dumps([direction, list(order), values], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(cursor: str, order: Sequence[str]) -> tuple[str, list]:
    try:
        direction, names, values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if names != list(order) or direction not in ("next", "previous") or len(values) != len(order):
            raise ValueError(cursor)
    except (ValueError, TypeError) as error:
        raise RuleBroken(_("This page link is no longer valid. Start again from the first page.")) from error
    return direction, values


def keyset_page(
    queryset: QuerySet,
    *,
    order: Sequence[str],
    cursor: str | None = None,
    size: int = 20,
    nullable: Sequence[str] = (),
    joined: Prepared | None = None,
) -> Page:
    """Return one page of `queryset` in `order` (names with an optional `-`; the last must be unique).

    Names in `nullable` may be null; such rows stand last. `joined` is the statement that reads, from `keys`, what a row
    shows of other tables: the page's keys are found first, so that only the rows of the page are joined. A stale or
    forged cursor raises `RuleBroken`.
    """
    size = max(1, min(size, LARGEST_PAGE))
    direction, values = _decode(cursor, order) if cursor else ("next", [])
    backwards = direction == "previous"
    terms = []
    for name in order:
        field, descending = name.lstrip("-"), name.startswith("-") != backwards
        if field in nullable:
            expression = F(field)
            terms.append(
                (expression.desc if descending else expression.asc)(
                    nulls_first=backwards or None, nulls_last=(not backwards) or None
                )
            )
        else:
            terms.append(("-" if descending else "") + field)
    rows = queryset.order_by(*terms)
    if values:
        try:
            rows = rows.filter(_before(order, values, nullable) if backwards else _after(order, values, nullable))
        except (ValidationError, ValueError, TypeError) as error:
            raise RuleBroken(_("This page link is no longer valid. Start again from the first page.")) from error
    rows = rows[: size + 1]
    found = list(rows) if joined is None else _in_order(joined, list(rows.values_list("pk", flat=True)))
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_next, has_previous = (True, more) if backwards else (more, bool(values))
    return Page(
        rows=found,
        next_cursor=_encode("next", order, found[-1]) if found and has_next else None,
        previous_cursor=_encode("previous", order, found[0]) if found and has_previous else None,
    )


def _in_order(joined: Prepared, keys: list) -> list[Any]:
    rows = {row.pk: row for row in joined.objects(keys=keys)}
    return [rows[key] for key in keys if key in rows]


def _compare(order: Sequence[str], values: Sequence, nullable: Sequence[str], *, forwards: bool) -> Q:
    condition, equal = Q(pk__in=[]), Q()
    for name, value in zip(order, values, strict=True):
        field = name.lstrip("-")
        greater = name.startswith("-") != forwards  # ascending forwards, or descending backwards
        if value is None:
            beyond = None if forwards else Q(**{f"{field}__isnull": False})
            same = Q(**{f"{field}__isnull": True})
        else:
            beyond = Q(**{f"{field}__{'gt' if greater else 'lt'}": value})
            if forwards and field in nullable:
                beyond |= Q(**{f"{field}__isnull": True})
            same = Q(**{field: value})
        if beyond is not None:
            condition |= equal & beyond
        equal &= same
    return condition


def _after(order: Sequence[str], values: Sequence, nullable: Sequence[str]) -> Q:
    return _compare(order, values, nullable, forwards=True)


def _before(order: Sequence[str], values: Sequence, nullable: Sequence[str]) -> Q:
    return _compare(order, values, nullable, forwards=False)


class KeysetPagination(BasePagination):
    """DRF's door to `keyset_page`; a view names its `ordering` (default newest first by id)."""

    def paginate_queryset(self, queryset, request, view=None) -> list:
        """Return the rows of the requested page."""
        order = tuple(getattr(view, "keyset_order", ("-id",)))
        try:
            size = int(request.query_params.get("page_size", 20))
        except ValueError as error:
            raise RuleBroken(_("page_size must be a whole number.")) from error
        self.page = keyset_page(
            queryset,
            order=order,
            cursor=request.query_params.get("cursor") or None,
            size=size,
            nullable=getattr(view, "keyset_nullable", ()),
        )
        return self.page.rows

    def get_paginated_response(self, data) -> Response:
        """Return the rows with the cursors of the neighbouring pages."""
        return Response(
            {"next_cursor": self.page.next_cursor, "previous_cursor": self.page.previous_cursor, "results": data}
        )

    def get_paginated_response_schema(self, schema: dict) -> dict:
        """Describe the page for OpenAPI."""
        cursor = {"type": ["string", "null"]}
        return {
            "type": "object",
            "required": ["results", "next_cursor", "previous_cursor"],
            "properties": {"next_cursor": cursor, "previous_cursor": cursor, "results": schema},
        }

    def get_schema_operation_parameters(self, view) -> list[dict]:
        """Describe the query parameters for OpenAPI."""
        return [
            {"name": "cursor", "in": "query", "schema": {"type": "string"}},
            {"name": "page_size", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE}},
        ]
