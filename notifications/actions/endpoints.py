"""Where people and authorities want to be told."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Membership
from audit.actions import record
from core.errors import RuleBroken
from core.policy import require
from notifications import addresses, channels, policy
from notifications.addresses import MOBILE, mask
from notifications.channels.robots import robot
from notifications.choices import COMPULSORY, ROBOTS, Channel, Group, Outcome
from notifications.models import Delivery, Endpoint, Notice
from notifications.secrets import fingerprint, seal

MOST_ENDPOINTS = 8
#: A person's row lies in no region: the wall leaves it to them alone (and to the jobs).
NO_REGION = ""


def clean_address(channel: str, address: str) -> str:
    """Return an address in its one written form. Raises `RuleBroken` unless the channel can use it."""
    address = "".join(address.split())
    if channel == Channel.EMAIL:
        try:
            validate_email(address)
        except ValidationError as error:
            raise _wrong(_("This is not an e-mail address.")) from error
        if len(address) > 254:
            raise _wrong(_("This is not an e-mail address."))
        return address
    if channel == Channel.SMS:
        if channel not in channels.available():
            raise _wrong(_("This platform sends no text messages yet; its operator can set up a gateway."))
        number = address.replace("-", "").removeprefix("+86").removeprefix("0086")
        if not MOBILE.fullmatch(number):
            raise _wrong(_("A mobile number has eleven digits and begins with 1."))
        return number
    robot(channel, address)
    return address


def _wrong(sentence: str) -> RuleBroken:
    return RuleBroken(sentence, fields={"address": sentence})


def add_endpoint(
    *, actor: Actor, now: datetime, channel: str, address: str, label: str = "", groups: Collection[str] = ()
) -> Endpoint:
    """Add one of the actor's own addresses, last in the order. Raises `RuleBroken`."""
    with transaction.atomic():
        require(policy.can_choose_channels(actor))
        return _add(
            actor=actor,
            now=now,
            own={"person_id": actor.person_id},
            region=NO_REGION,
            channel=channel,
            address=address,
            label=label,
            groups=groups or [each.value for each in Group],
        )


def add_robot(
    *, actor: Actor, now: datetime, channel: str, address: str, label: str = "", groups: Collection[str] = ()
) -> Endpoint:
    """Add a robot of the actor's authority. Raises `NotAllowed` or `RuleBroken`."""
    with transaction.atomic():
        require(policy.can_keep_robots(actor))
        if channel not in ROBOTS:
            sentence = _("An authority is told through robots and webhooks; its people enter their own addresses.")
            raise RuleBroken(sentence, fields={"channel": sentence})
        return _add(
            actor=actor,
            now=now,
            own={"authority_id": actor.tenant_id},
            region=actor.region_code,
            channel=channel,
            address=address,
            label=label,
            groups=groups or sorted(COMPULSORY),
        )


def _add(
    *,
    actor: Actor,
    now: datetime,
    own: Mapping[str, uuid.UUID],
    region: str,
    channel: str,
    address: str,
    label: str,
    groups: Collection[str],
) -> Endpoint:
    address = clean_address(channel, address)
    there = list(Endpoint.objects.select_for_update().filter(**own, removed_at=None))
    if len(there) >= MOST_ENDPOINTS:
        raise RuleBroken(_("There are %(most)s addresses already. Remove one first.") % {"most": MOST_ENDPOINTS})
    mark = fingerprint(f"{channel}:{address}")
    if any(each.address_hash == mark for each in there):
        raise _wrong(_("This address is there already."))
    row = Endpoint.objects.create(
        region_code=region,
        **own,
        channel=channel,
        label=label.strip(),
        sealed_address=seal(address),
        address_hash=mark,
        hint=mask(channel, address),
        rank=max((each.rank for each in there), default=-1) + 1,
        groups=sorted(groups),
        created_at=now,
    )
    data = {"channel": channel, "hint": row.hint}
    record(actor=actor, now=now, verb="notifications.add_endpoint", subject=row, data=data)
    return row


def choose_groups(*, actor: Actor, now: datetime, choice: Mapping[uuid.UUID, Collection[str]]) -> None:
    """Keep which groups go to which of the actor's own addresses; the order of `choice` is the order of trying.

    Raises `RuleBroken` when what the law lets nobody switch off would go nowhere.
    """
    with transaction.atomic():
        require(policy.can_choose_channels(actor))
        own = {
            each.pk: each
            for each in Endpoint.objects.select_for_update().filter(person=actor.person_id, removed_at=None)
        }
        if set(choice) != set(own):
            raise RuleBroken(_("Your addresses have changed meanwhile. Look at the page again."))
        for group in sorted(COMPULSORY):
            if own and not any(group in groups for groups in choice.values()):
                raise RuleBroken(
                    _("“%(group)s” cannot be switched off; leave at least one channel for it.")
                    % {"group": Group(group).label}
                )
        for rank, (pk, groups) in enumerate(choice.items()):
            own[pk].rank, own[pk].groups = rank, sorted(Group(each).value for each in groups)
        Endpoint.objects.bulk_update(own.values(), ["rank", "groups"])


def remove_endpoint(*, actor: Actor, now: datetime, endpoint: Endpoint) -> None:
    """Remove an address: what is waiting for it goes by the next. Its secret is forgotten, its mask stays on record."""
    with transaction.atomic():
        require(policy.can_change_endpoint(actor, endpoint))
        Endpoint.objects.filter(pk=endpoint.pk, removed_at=None).update(removed_at=now, sealed_address=b"")
        record(
            actor=actor,
            now=now,
            verb="notifications.remove_endpoint",
            subject=endpoint,
            data={"channel": endpoint.channel, "hint": endpoint.hint},
        )


def try_endpoint(*, actor: Actor, now: datetime, endpoint: Endpoint) -> None:
    """Send a trial message to one address, at most one a minute."""
    with transaction.atomic():
        require(policy.can_change_endpoint(actor, endpoint))
        member = Membership.objects.select_related("person", "authority", "enterprise", "agency").get(
            pk=actor.membership_id
        )
        key = f"channel_trial:{endpoint.pk}:{now:%Y%m%d%H%M}"
        if Notice.objects.filter(membership=member, key=key).exists():
            raise RuleBroken(_("A trial message was sent just now. Wait a minute before the next one."))
        notice = Notice.objects.create(
            region_code=member.region_code,
            enterprise_id=member.enterprise_id,
            person_id=member.person_id,
            membership=member,
            kind="channel_trial",
            values={"address": endpoint.hint},
            subject_type=endpoint._meta.label,
            subject_id=endpoint.pk,
            created_at=now,
            key=key,
            outcome=Outcome.DELIVERED,
        )
        found = addresses.destination(endpoint)
        Delivery.objects.create(
            region_code=member.region_code,
            enterprise_id=member.enterprise_id,
            agency_id=member.agency_id,
            person_id=None if endpoint.authority_id else member.person_id,
            membership=None if endpoint.authority_id else member,
            authority_id=endpoint.authority_id,
            notice=notice,
            endpoint=endpoint,
            channel=endpoint.channel,
            key=f"trial:{key}",
            recipient={"person": member.person.name, "address": found.hint, "language": member.person.language},
            queued_at=now,
            next_try_at=now,
        )
