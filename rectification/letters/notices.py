"""Who is told what about a letter: the heads who sign it, its addressee, the officers who wait for the answer."""

from datetime import datetime
from typing import Any

from accounts.selectors import members_of_authority, members_of_enterprise
from core.roles import ENTERPRISE_LEADERS, Role
from notifications.actions import notify
from rectification.models import Letter

OFFICERS = {Role.HEAD, Role.CLERK}


def _tell(now: datetime, letter: Letter, kind: str, memberships, **values: Any) -> None:
    notify(
        now=now,
        memberships=memberships,
        kind=kind,
        values={"title": letter.title, "due_on": letter.due_on or "", **values},
        subject=letter,
        key=f"{kind}:{letter.pk}:{letter.version}",
    )


def tell_signers(*, now: datetime, letter: Letter) -> None:
    """A draft waits for a head's signature; where an authority has no head, its clerks hear of it."""
    members = members_of_authority(letter.issuer_id, {Role.HEAD}) or members_of_authority(letter.issuer_id, OFFICERS)
    _tell(now, letter, "letter_to_sign", members)


def tell_addressee(*, now: datetime, letter: Letter, kind: str, **values: Any) -> None:
    """The enterprise's leaders, or the heads and clerks of the addressed authority."""
    members = (
        members_of_enterprise(letter.enterprise_id, ENTERPRISE_LEADERS)
        if letter.enterprise_id
        else members_of_authority(letter.addressee_id, OFFICERS)
    )
    _tell(now, letter, kind, members, **values)


def tell_issuer(*, now: datetime, letter: Letter, kind: str, **values: Any) -> None:
    """The heads and clerks of the issuing authority."""
    _tell(now, letter, kind, members_of_authority(letter.issuer_id, OFFICERS), **values)
