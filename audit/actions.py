"""The only writer of the audit chain."""

import json
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from audit.models import Entry
from audit.rules import FIRST, entry_hash


def record(
    *, actor, now: datetime, verb: str, subject: Any, data: dict | None = None, subject_type: str | None = None
) -> Entry:
    """Append one act to the acting tenant's chain.

    `subject` is a model instance or an id (then with `subject_type`). Appending locks the chain until the commit.
    """
    chain = f"{actor.tenant_kind}:{actor.tenant_id}"
    content_data = json.loads(json.dumps(data or {}, cls=DjangoJSONEncoder))
    snapshot = json.loads(json.dumps(actor.snapshot(), cls=DjangoJSONEncoder))
    kind = subject_type or subject._meta.label
    key = str(getattr(subject, "pk", subject))
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Two writers of one chain would otherwise both follow the same predecessor.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [chain])
        last = Entry.objects.filter(chain=chain).order_by("-number").values("number", "hash").first()
        number = last["number"] + 1 if last else 1
        previous = last["hash"] if last else FIRST
        content = {
            "chain": chain,
            "number": number,
            "at": now.isoformat(),
            "verb": verb,
            "subject": [kind, key],
            "actor": snapshot,
            "data": content_data,
        }
        return Entry.objects.create(
            region_code=actor.region_code,
            enterprise_id=actor.tenant_id if actor.tenant_kind == "enterprise" else None,
            chain=chain,
            number=number,
            at=now,
            verb=verb,
            subject_type=kind,
            subject_id=key,
            actor=snapshot,
            data=content_data,
            previous_hash=previous,
            hash=entry_hash(previous, content),
        )
