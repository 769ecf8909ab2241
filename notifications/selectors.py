"""Reads of the inbox, of addresses, of what did not arrive, and of the clock."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.choices import TenantKind
from config.schedule import JOBS
from core.errors import NotVisible
from core.prepared import Prepared
from notifications.choices import DeliveryState
from notifications.models import Delivery, Endpoint, Heartbeat, Notice
from notifications.rules import PAGES
from notifications.timing import missed

#: Unread first, then the newest.
ORDER = ("seen", "-created_at", "-id")


def inbox(actor: Actor) -> QuerySet[Notice]:
    """Return the notices of the membership through which the actor acts, with `seen` 0 for unread and 1 for read."""
    seen = Case(When(read_at=None, then=Value(0)), default=Value(1), output_field=IntegerField())
    return Notice.objects.filter(membership_id=actor.membership_id).annotate(seen=seen)


_UNREAD = Prepared(
    lambda membership: Notice.objects.filter(membership=membership, read_at=None).values_list("pk")[:100],
    membership=uuid.UUID,
)


def unread_count(actor: Actor) -> int:
    """Return how many notices the actor has not read, counted up to 100 (one query)."""
    return len(_UNREAD.rows(membership=actor.membership_id))


def notice(actor: Actor, pk: uuid.UUID) -> Notice:
    """Return one notice of the actor, or raise `NotVisible`."""
    found = inbox(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible(_("This message is not in your inbox."))
    return found


def page_of(found: Notice) -> str:
    """Return the address of what a notice is about, or an empty text where it has no page."""
    if found.subject_type not in PAGES:
        return ""
    name, key = PAGES[found.subject_type]
    return reverse(name, kwargs={key: found.subject_id})


def own_endpoints(actor: Actor) -> QuerySet[Endpoint]:
    """Return the addresses that the acting person has entered, in the order of trying."""
    return Endpoint.objects.filter(person=actor.person_id, removed_at=None).order_by("rank", "created_at", "id")


def robots_of(actor: Actor) -> QuerySet[Endpoint]:
    """Return the robots of the actor's authority."""
    if actor.tenant_kind != TenantKind.AUTHORITY:
        return Endpoint.objects.none()
    return Endpoint.objects.filter(authority=actor.tenant_id, removed_at=None).order_by("rank", "created_at", "id")


def endpoint(actor: Actor, pk: uuid.UUID) -> Endpoint:
    """Return one address of the acting person or robot of the authority, or raise `NotVisible`."""
    found = (own_endpoints(actor) | robots_of(actor)).filter(pk=pk).first()
    if found is None:
        raise NotVisible(_("There is no such address of yours."))
    return found


def undelivered(actor: Actor) -> QuerySet[Delivery]:
    """Return the dead letters to members and robots of the actor's organisation."""
    tenant = Q(**{f"membership__{actor.tenant_kind}": actor.tenant_id})
    if actor.tenant_kind == TenantKind.AUTHORITY:
        tenant |= Q(authority=actor.tenant_id)
    dead = Delivery.objects.filter(tenant, state=DeliveryState.PERMANENT_FAILURE, replaced_by=None)
    return dead.select_related("notice", "membership")


def dead_letter(actor: Actor, pk: uuid.UUID) -> Delivery:
    """Return one delivery to a member or robot of the actor's organisation, or raise `NotVisible`."""
    tenant = Q(**{f"membership__{actor.tenant_kind}": actor.tenant_id})
    if actor.tenant_kind == TenantKind.AUTHORITY:
        tenant |= Q(authority=actor.tenant_id)
    found = (
        Delivery.objects.filter(tenant, state=DeliveryState.PERMANENT_FAILURE)
        .select_related("notice", "membership")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise NotVisible(_("There is no such message to your organisation."))
    return found


@dataclass(frozen=True)
class JobState:
    """One scheduled job with when it last ran. `since` is the moment from which its silence counts."""

    task: str
    purpose: str
    period: int
    started_at: datetime | None
    ended_at: datetime | None
    succeeded_at: datetime | None
    result: str
    failure: str
    since: datetime | None
    late: bool
    stood_from: datetime | None = None
    stood_until: datetime | None = None


def clock_state(*, now: datetime) -> list[JobState]:
    """Return every job of the timetable with its last run, in one query.

    A job that the clock has not met yet has no `since`, and is not late.
    """
    rows = {row.task: row for row in Heartbeat.objects.all()}
    found = []
    for job in JOBS:
        row = rows.get(job.task)
        since = (row.succeeded_at or row.first_at) if row else None
        found.append(
            JobState(
                task=job.task,
                purpose=job.purpose,
                period=job.period,
                started_at=row.started_at if row else None,
                ended_at=row.ended_at if row else None,
                succeeded_at=row.succeeded_at if row else None,
                result=row.result if row else "",
                failure=row.failure if row else "",
                since=since,
                late=bool(since) and missed(period=timedelta(seconds=job.period), last=since, now=now),
                stood_from=row.stood_from if row else None,
                stood_until=row.stood_until if row else None,
            )
        )
    return found
