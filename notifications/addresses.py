"""By which addresses a person, or the robots of an authority, are told."""

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from notifications import channels
from notifications.choices import Channel, Group
from notifications.models import Endpoint
from notifications.secrets import unseal
from notifications.timing import Address

#: The address and telephone that an account has anyway, while the person has entered none of that kind.
ACCOUNT_EMAIL, ACCOUNT_PHONE = "account:email", "account:phone"
ACCOUNT_GROUPS = {ACCOUNT_EMAIL: frozenset(Group), ACCOUNT_PHONE: frozenset({Group.DANGER})}
LAST = 1000
MOBILE = re.compile(r"1[3-9]\d{9}")


@dataclass(frozen=True)
class Destination:
    """An address with what is needed to send there. `plain()` is called at the moment of sending only."""

    address: Address
    hint: str
    endpoint: Endpoint | None = None
    account: str = ""

    def plain(self) -> str:
        """Return the address itself."""
        return unseal(self.endpoint.sealed_address) if self.endpoint else self.account


def mask(channel: str, address: str) -> str:
    """Return what may be shown of an address: enough to recognise it, too little to use it."""
    if channel == Channel.EMAIL:
        name, _at, host = address.rpartition("@")
        return f"{name[:1]}***@{host}"[:80]
    if channel == Channel.SMS:
        return f"{address[:3]}****{address[-4:]}"
    host = address.partition("//")[2].partition("/")[0].partition("?")[0]
    return f"{host}/…{address[-4:]}"[:80]


def personal(people: Iterable[User]) -> dict[uuid.UUID, list[Destination]]:
    """Return each person's addresses in their order, in one query. Leaves out channels that are not set up."""
    people = list(people)
    rows = Endpoint.objects.filter(person__in=people, removed_at=None).order_by("rank", "created_at", "id")
    found: dict[uuid.UUID, list[Destination]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(destination(row))
    for person in people:
        known = {each.address.channel for each in found[person.pk]}
        if person.email and Channel.EMAIL not in known:
            found[person.pk].append(_account(ACCOUNT_EMAIL, Channel.EMAIL, person.email))
        phone = re.sub(r"[\s-]|^\+?86(?=1)", "", person.phone)
        if MOBILE.fullmatch(phone) and Channel.SMS not in known:
            found[person.pk].append(_account(ACCOUNT_PHONE, Channel.SMS, phone))
    usable = channels.available()
    return {key: [each for each in rows if each.address.channel in usable] for key, rows in found.items()}


def robots(authorities: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Destination]]:
    """Return the robots of authorities, in one query."""
    found: dict[uuid.UUID, list[Destination]] = defaultdict(list)
    rows = Endpoint.objects.filter(authority__in=list(authorities), removed_at=None)
    for row in rows.order_by("rank", "created_at", "id"):
        found[row.authority_id].append(destination(row))
    return found


def destination(row: Endpoint) -> Destination:
    """Return an entered address as somewhere to send to."""
    groups = frozenset(Group(each) for each in row.groups)
    return Destination(Address(str(row.pk), Channel(row.channel), groups, row.rank), row.hint, endpoint=row)


def _account(key: str, channel: Channel, address: str) -> Destination:
    return Destination(Address(key, channel, ACCOUNT_GROUPS[key], LAST), mask(channel, address), account=address)
