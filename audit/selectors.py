"""Reads of the audit chain: a tenant's own entries, and the export that an offline verifier needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC

from django.db.models import QuerySet

from audit.models import Entry
from audit.rules import FIRST, FORMAT, Report, canonical, verify_lines
from core import scope


def chain_of(actor) -> str:
    """Return the name of the acting tenant's chain."""
    return f"{actor.tenant_kind}:{actor.tenant_id}"


def entries_of(actor) -> QuerySet[Entry]:
    """Return the chain of the acting tenant; evaluate it inside `reading`."""
    return Entry.objects.filter(chain=chain_of(actor))


@contextmanager
def reading(actor) -> Iterator[None]:
    """Let a tenant read its own chain to the end.

    An agency's entries lie in its region, which is not an agency's to see; an enterprise that has moved and every
    authority see theirs by the wall alone.
    """
    if actor.tenant_kind != "agency":
        yield
        return
    with scope.everything(because="an agency reads its own audit chain, which lies in a region it does not see"):
        yield


def verify_chain(chain: str) -> Report:
    """Recompute the chain from its first entry to its last, reading it once."""
    return verify_lines(export_lines(chain))


def export_lines(chain: str) -> Iterator[str]:
    """Yield the export of one chain as JSON lines: a head line, then every entry in order."""
    entries = Entry.objects.filter(chain=chain).order_by("number")
    last = entries.values("number", "hash").last()
    yield canonical(
        {
            "format": FORMAT,
            "chain": chain,
            "entries": last["number"] if last else 0,
            "head": last["hash"] if last else FIRST,
        }
    )
    for entry in entries.filter(number__lte=last["number"] if last else 0).iterator(chunk_size=2000):
        yield canonical(
            {
                "chain": entry.chain,
                "number": entry.number,
                "at": entry.at.astimezone(UTC).isoformat(),
                "verb": entry.verb,
                "subject": [entry.subject_type, entry.subject_id],
                "actor": entry.actor,
                "data": entry.data,
                "previous_hash": entry.previous_hash,
                "hash": entry.hash,
            }
        )


def chains() -> list[dict]:
    """Return every chain of the scope with the number and the hash of its last entry."""
    return list(Entry.objects.order_by("chain", "-number").distinct("chain").values("chain", "number", "hash", "at"))
