"""The chain's arithmetic, pure, so that a stranger can repeat it with nothing but Python and an export."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field

FORMAT = "safeloop-audit-1"
FIRST = "0" * 64
#: What the hash of an entry covers, besides the hash before it.
COVERED = ("chain", "number", "at", "verb", "subject", "actor", "data")


def canonical(value: object) -> str:
    """Return the one JSON spelling of a value that is hashed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def entry_hash(previous_hash: str, content: dict) -> str:
    """Return SHA-256 over the previous hash and the canonical content."""
    return hashlib.sha256(f"{previous_hash}\n{canonical(content)}".encode()).hexdigest()


@dataclass
class Report:
    """What a verification found: how many entries were read, the last hash, and each fault in words."""

    chain: str = ""
    entries: int = 0
    head: str = FIRST
    faults: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing was edited, removed, inserted or reordered."""
        return not self.faults


def verify_lines(lines: Iterable[str], *, expected_head: str = "") -> Report:
    """Check an export (JSON lines: a head line, then the entries in order) and report every fault.

    `expected_head` is a hash that was published elsewhere: it shows a chain that was rewritten as a whole.
    """
    report = Report()
    rows = (line for line in lines if line.strip())
    try:
        header = json.loads(next(rows))
        declared = {key: header[key] for key in ("format", "chain", "entries", "head")}
    except (StopIteration, ValueError, KeyError, TypeError):
        report.faults.append("The first line is not the head of an audit export.")
        return report
    if declared["format"] != FORMAT:
        report.faults.append(f"The format is {declared['format']!r}, not {FORMAT!r}.")
    report.chain = declared["chain"]
    for line in rows:
        report.entries += 1
        fault, report.head = _check(line, report)
        if fault:
            report.faults.append(fault)
    if declared["entries"] != report.entries:
        report.faults.append(f"The head declares {declared['entries']} entries; there are {report.entries}.")
    if declared["head"] != report.head:
        report.faults.append("The last hash is not the one that the head declares.")
    if expected_head and expected_head != report.head:
        report.faults.append("The last hash is not the one that was published.")
    return report


def _check(line: str, report: Report) -> tuple[str, str]:
    """Return the fault of one entry (empty if none) and the hash that the next one must follow."""
    position = report.entries
    try:
        row = json.loads(line)
        content = {key: row[key] for key in COVERED}
        previous, own = row["previous_hash"], row["hash"]
    except (ValueError, KeyError, TypeError):
        return f"Line {position + 1} is not an entry.", report.head
    computed = entry_hash(report.head, content)
    if set(row) != {*COVERED, "previous_hash", "hash"}:
        return f"Entry {position} has fields that its hash does not cover.", computed
    if content["chain"] != report.chain:
        return f"Entry {position} belongs to another chain.", computed
    if content["number"] != position:
        return (
            f"Entry {position} carries number {content['number']}: something was removed, inserted or moved.",
            computed,
        )
    if previous != report.head:
        return f"Entry {position} does not follow the entry before it.", computed
    if own != computed:
        return f"Entry {position} was changed after it was written.", computed
    return "", computed
