"""Which rows the running transaction may reach. PostgreSQL enforces it; this module only declares it.

A scope is set for one transaction (`set_config(..., true)`), so a worker can never keep the last task's tenant.
A walled table read without a scope raises: see `core.wall`.
"""

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

log = logging.getLogger("safeloop.scope")

LOWEST, HIGHEST = "", "~"
BY_ALL, BY_REGION, BY_ENTERPRISE = "safeloop_app", "safeloop_by_region", "safeloop_by_enterprise"
ROLES = (BY_ALL, BY_REGION, BY_ENTERPRISE)
"""The roles behind the wall (config/roles.sql). The narrower two see by one question only, which an index answers."""
NOBODY = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class Scope:
    """A half-open range of region codes, a set of enterprises, and who is asking.

    `home_region` is where the actor's tenant sits: rules of its ancestors (checklists, policies) are readable.
    """

    region_low: str = HIGHEST
    region_high: str = HIGHEST
    home_region: str = "-"
    enterprises: tuple[uuid.UUID, ...] = ()
    person: uuid.UUID | None = None
    membership: uuid.UUID | None = None
    agency: uuid.UUID | None = None

    @classmethod
    def of_region(cls, code: str, **rest) -> "Scope":
        """Return the scope of a region and all below it: codes from `5105` up to, not including, `5105~`."""
        return cls(region_low=code, region_high=code + HIGHEST, home_region=code, **rest)

    @property
    def role(self) -> str:
        """The narrowest role whose policies say all that this scope reaches."""
        if self.agency is None and not self.enterprises:
            return BY_REGION
        if self.agency is None and self.region_low == HIGHEST:
            return BY_ENTERPRISE
        return BY_ALL

    def settings(self) -> dict[str, str]:
        """Return the PostgreSQL settings of this scope; an empty upper bound means that none is declared."""
        return {
            "safeloop.region_low": self.region_low,
            "safeloop.region_high": self.region_high,
            "safeloop.home_region": self.home_region,
            "safeloop.enterprises": "{" + ",".join(str(e) for e in self.enterprises) + "}",
            "safeloop.person": str(self.person or NOBODY),
            "safeloop.membership": str(self.membership or NOBODY),
            "safeloop.agency": str(self.agency or NOBODY),
        }


EVERYTHING = Scope(region_low=LOWEST, region_high=HIGHEST, home_region="-")
STARTUP_OPTIONS = " ".join(f"-c {name}={value}" for name, value in EVERYTHING.settings().items())
"""libpq options for the owner's connections: validating a foreign key reads tables through the forced wall."""
_NAMES = ("role", *Scope().settings())
_SET = "SELECT " + ", ".join("set_config(%s, %s, true)" for _ in _NAMES)
_GET = "SELECT " + ", ".join(f"current_setting('{name}', true)" for name in _NAMES)


def declare(scope: Scope) -> None:
    """Set the scope and its role for the rest of the running transaction. Only middleware and `enter` call this."""
    _set({"role": scope.role} | scope.settings())


def _set(settings: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SET, [part for pair in settings.items() for part in pair])


@contextmanager
def enter(scope: Scope) -> Iterator[None]:
    """Run a block inside a transaction and a scope, and give back the outer scope, if any, afterwards."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_GET)
            before = cursor.fetchone()
        declare(scope)
        yield
        # On an exception the savepoint's rollback restores the settings by itself.
        _set(dict(zip(_NAMES, (value or "" for value in before), strict=True)))


@contextmanager
def everything(*, because: str) -> Iterator[None]:
    """Run a block over all tenants: system jobs only, each with its reason, which is logged."""
    log.debug("scope.everything: %s", because)
    with enter(EVERYTHING):
        yield


@contextmanager
def public() -> Iterator[None]:
    """Run a block as a stranger: only what is shown to everybody is readable."""
    with enter(Scope()):
        yield
