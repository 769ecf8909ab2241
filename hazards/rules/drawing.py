"""The table drawn: for the manual, the role page and whoever wants to check it by eye."""

from core.roles import Role
from hazards.choices import Status, Verb
from hazards.rules.table import TRANSITIONS


def as_mermaid() -> str:
    """A Mermaid state diagram of the whole table; acts that leave the status are notes at their status."""
    lines = ["stateDiagram-v2"]
    staying: dict[Status, list[str]] = {}
    for row in TRANSITIONS:
        for origin in row.from_statuses:
            if row.to_status is None:
                staying.setdefault(Status(origin), []).append(row.verb.value)
            else:
                lines.append(f"    {origin.value if origin else '[*]'} --> {row.to_status.value}: {row.verb.value}")
    lines += [f"    note right of {status.value}: {', '.join(verbs)}" for status, verbs in staying.items()]
    return "\n".join(lines) + "\n"


def as_matrix() -> list[dict[str, str]]:
    """One row a status (the first for "not yet recorded"), one cell a verb: the status it leads to, "" for none."""
    rows = []
    for origin in (None, *Status):
        cells = {"status": origin.value if origin else ""} | {verb.value: "" for verb in Verb}
        for row in TRANSITIONS:
            if origin in row.from_statuses:
                cells[row.verb.value] = (row.to_status or origin).value
        rows.append(cells)
    return rows


def roles_by_verb() -> dict[Verb, frozenset[Role]]:
    """Who may do what in any status: the hazards' share of the role matrix."""
    return {verb: frozenset().union(*(row.who for row in TRANSITIONS if row.verb == verb)) for verb in Verb}
