"""Who may do what, in one grammar: a verb with the roles that have it, and a decision that carries its reason."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.errors import NotAllowed
from core.roles import Role


@dataclass(frozen=True)
class Decision:
    """Allowed or denied; a denial says who may do it instead."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


@dataclass(frozen=True)
class Verb:
    """A row of the role matrix: what is done, by which roles, with which condition in words."""

    label: str | Promise
    roles: frozenset[Role]
    note: str | Promise = ""


def verb(label: str | Promise, roles: Iterable[Role], note: str | Promise = "") -> Verb:
    """Return a row of the role matrix."""
    return Verb(label, frozenset(roles), note)


def allow() -> Decision:
    """Return permission."""
    return Decision(True)


def deny(reason: str) -> Decision:
    """Return a refusal with its reason."""
    return Decision(False, str(reason))


def require(decision: Decision) -> None:
    """Raise `NotAllowed` with the reason unless allowed."""
    if not decision:
        raise NotAllowed(decision.reason)


def has_role(actor, row: Verb) -> Decision:
    """Decide by role alone. The system acts for every role: its jobs are named in config/schedule.py."""
    if actor is None:
        return deny(_("Sign in and choose in whose name you act."))
    if actor.role == Role.SYSTEM or actor.role in row.roles:
        return allow()
    names = ", ".join(str(Role(role).label) for role in sorted(row.roles))
    return deny(
        _("“%(verb)s” is not among your tasks as %(role)s. It is done by: %(roles)s.")
        % {
            "verb": row.label,
            "role": Role(actor.role).label,
            "roles": names,
        }
    )


def nearest(queryset, region_code: str):
    """Return the row of the nearest region up the tree, or None: settings that differ by place.

    `queryset` has a `region_code`; an empty code is the nation's. The longest code that `region_code` starts with wins.
    """
    codes = ["", *[region_code[:n] for n in (2, 4, 6, 9, 12) if len(region_code) >= n]]
    rows = {row.region_code: row for row in queryset.filter(region_code__in=codes)}
    return next((rows[code] for code in sorted(rows, key=len, reverse=True)), None)
