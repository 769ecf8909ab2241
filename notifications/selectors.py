"""Reads of the inbox."""

import uuid

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core.errors import NotVisible
from notifications.models import Notice
from notifications.rules import PAGES

#: Unread first, then the newest.
ORDER = ("seen", "-created_at", "-id")


def inbox(actor: Actor) -> QuerySet[Notice]:
    """Return the notices of the membership through which the actor acts, with `seen` 0 for unread and 1 for read."""
    seen = Case(When(read_at=None, then=Value(0)), default=Value(1), output_field=IntegerField())
    return Notice.objects.filter(membership_id=actor.membership_id).annotate(seen=seen)


def unread_count(actor: Actor) -> int:
    """Return how many notices the actor has not read, counted up to 100 (one query)."""
    return Notice.objects.filter(membership_id=actor.membership_id, read_at=None)[:100].count()


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
