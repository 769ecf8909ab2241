"""Telling: a row in the inbox of each who must know. The dispatcher does the rest."""

import logging
import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.models import Membership
from accounts.selectors import reaching
from core import scope
from notifications.models import Notice
from notifications.recipients import owner_of
from notifications.rules import needed

log = logging.getLogger("safeloop.notifications")


def notify(
    *,
    now: datetime,
    memberships: Iterable[Membership | uuid.UUID],
    kind: str,
    values: Mapping[str, Any],
    subject: Any,
    key: str,
    channels: Iterable[str] = (),
) -> int:
    """Tell each membership once; return how many were told now. Telling again with the same `key` does nothing.

    The notice stands in the inbox at once; whether and when it leaves the platform, the dispatcher decides.
    Runs in the caller's transaction. Recipients are checked here: whoever's membership has ended, or within whose
    scope `subject` (a row with `region_code` or `enterprise_id`) does not lie, is left out. `values` fill the
    sentence of `kind` (notifications/rules.py); dates go in under names that end with `_on`. An unknown kind or a
    missing value raises: it is a bug. An urgent notice with `channels` goes by all of these at once, whatever each
    person chose; whoever has no address there is told as they chose.
    """
    missing = needed(kind) - set(values)
    if missing:
        raise KeyError(f"notice {kind!r} lacks {sorted(missing)}")
    plain = {name: value.isoformat() if isinstance(value, date) else str(value) for name, value in values.items()}
    keys = {each.pk if isinstance(each, Membership) else each for each in memberships}
    if not keys:
        return 0
    region, enterprise = owner_of(subject)
    with scope.everything(because="a notice goes to members of other tenants than the actor's"):
        listed = list(Membership.objects.active().filter(pk__in=keys).order_by("pk"))
        told = reaching(listed, region_code=region, enterprise_id=enterprise, now=now)
        if len(told) < len(keys):
            log.info(
                "notice %s: %s of %s recipients have ended or do not reach the subject",
                kind,
                len(keys) - len(told),
                len(keys),
            )
        before = set(Notice.objects.filter(membership__in=told, key=key).values_list("membership_id", flat=True))
        fresh = [each for each in told if each.pk not in before]
        Notice.objects.bulk_create(
            [
                Notice(
                    region_code=each.region_code,
                    enterprise_id=each.enterprise_id,
                    person_id=each.person_id,
                    membership=each,
                    kind=kind,
                    values=plain,
                    subject_type=subject._meta.label,
                    subject_id=subject.pk,
                    created_at=now,
                    key=key,
                    channels=list(channels) or None,
                    dispatch_at=now,
                )
                for each in fresh
            ],
            ignore_conflicts=True,
        )
        return len(fresh)


def mark_read(*, actor: Actor, now: datetime, pks: Iterable[uuid.UUID] | None = None) -> int:
    """Mark the actor's notices as read (all of them when `pks` is None); return how many changed."""
    own = Notice.objects.filter(membership_id=actor.membership_id, read_at=None)
    return (own if pks is None else own.filter(pk__in=list(pks))).update(read_at=now)
