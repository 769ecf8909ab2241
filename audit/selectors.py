"""Reads of the audit chain: the export that an offline verifier needs, and nothing more."""

from collections.abc import Iterator
from datetime import UTC

from audit.models import Entry
from audit.rules import FIRST, FORMAT, canonical


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
