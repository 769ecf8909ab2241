"""Addresses of pages, looked up once a process: a list writes dozens, and each look-up walks the routes anew."""

from functools import cache
from uuid import UUID

from django.urls import reverse

_NOBODY = UUID(int=0)


@cache
def address(name: str) -> str:
    """Return the address of a page that needs no key; `NoReverseMatch` where there is no such route."""
    return reverse(name)


@cache
def _around(name: str) -> tuple[str, str]:
    before, _nobody, after = reverse(name, args=[_NOBODY]).partition(str(_NOBODY))
    return before, after


def address_of(name: str, key: UUID) -> str:
    """Return the address of the page of one thing, whose route takes just its key."""
    before, after = _around(name)
    return f"{before}{key}{after}"
