"""Identifiers: time-ordered UUIDs that a client may make itself, so that sending twice harms nothing."""

import uuid

import uuid6
from django.db import models

#: What a key looks like in an address; anything else is 404 before it reaches the database.
UUID_PATTERN = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


def new_id() -> uuid.UUID:
    """Return a fresh version-7 UUID (RFC 9562): ordered by time, so that indexes stay compact."""
    return uuid.UUID(int=uuid6.uuid7().int)


def uuid_key() -> models.UUIDField:
    """Return the primary-key field of every record that somebody outside may create or name."""
    return models.UUIDField(primary_key=True, default=new_id, editable=False)
