"""The only writer of the audit chain."""

import json
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from audit.models import Entry
from audit.rules import FIRST, entry_hash
from core import scope


def _plain(value: Any) -> Any:
    """Return a value as PostgreSQL's jsonb gives it back: fractions as text, since jsonb respells them."""
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder), parse_float=str)


def record(
    *, actor, now: datetime, verb: str, subject: Any, data: dict | None = None, subject_type: str | None = None
) -> Entry:
    """Append one act to the acting tenant's chain.

    `subject` is a model instance or an id (then with `subject_type`). Appending locks the chain until the commit.
    """
    chain = f"{actor.tenant_kind}:{actor.tenant_id}"
    content = {
        "chain": chain,
        "at": now.astimezone(UTC).isoformat(),
        "verb": verb,
        "subject": [subject_type or subject._meta.label, str(getattr(subject, "pk", subject))],
        "actor": _plain(actor.snapshot()),
        "data": _plain(data or {}),
    }
    with scope.everything(because="an act is appended to its tenant's chain whoever acts"):
        with connection.cursor() as cursor:
            # Two writers of one chain would otherwise both follow the same predecessor.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [chain])
        last = Entry.objects.filter(chain=chain).order_by("-number").values("number", "hash").first()
        content["number"] = last["number"] + 1 if last else 1
        previous = last["hash"] if last else FIRST
        return Entry.objects.create(
            region_code=actor.region_code,
            enterprise_id=actor.tenant_id if actor.tenant_kind == "enterprise" else None,
            chain=chain,
            number=content["number"],
            at=now,
            verb=verb,
            subject_type=content["subject"][0],
            subject_id=content["subject"][1],
            actor=content["actor"],
            data=content["data"],
            previous_hash=previous,
            hash=entry_hash(previous, content),
        )
