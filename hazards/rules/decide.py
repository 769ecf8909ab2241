"""Decisions over the table: which row applies, what still stands in its way, what comes next."""

from django.utils.translation import gettext as _

from core.errors import Conflict, NotAllowed, RuleBroken
from core.roles import Role
from hazards.choices import Status, Verb
from hazards.rules.facts import Facts
from hazards.rules.guards import GUARDS, Guard
from hazards.rules.table import TRANSITIONS, Transition

_TABLE = {(row.verb, status): row for row in TRANSITIONS for status in row.from_statuses}
_ROLES = {verb: frozenset().union(*(row.who for row in TRANSITIONS if row.verb == verb)) for verb in Verb}


def transition_for(status: Status | str | None, verb: Verb | str) -> Transition:
    """The row for a verb in a status (None before the record exists). Raises `Conflict` when there is none."""
    verb = Verb(verb)
    row = _TABLE.get((verb, Status(status) if status else None))
    if row is None:
        raise Conflict(
            _("“%(verb)s” is not possible now: the hazard is “%(status)s”. Nothing was changed; load the page again.")
            % {"verb": verb.label, "status": Status(status).label if status else _("not recorded yet")}
        )
    return row


def broken_guards(row: Transition, facts: Facts) -> tuple[Guard, ...]:
    """The guards of a transition that do not hold, in their order: what a person still has to do."""
    return tuple(GUARDS[name] for name in row.guards if not GUARDS[name].holds(facts))


def next_status(status: Status | str | None, verb: Verb | str, facts: Facts) -> Status:
    """The status after `verb`. Decides, changes nothing.

    Raises `NotAllowed` when the role never does this, or the person may not do it here (independence, second person,
    level); `Conflict` when the status does not permit it; `RuleBroken` with every sentence that still applies.
    """
    if facts.actor_role not in _ROLES[Verb(verb)]:
        raise NotAllowed(_("“%(verb)s” is not a task of your role. Nothing was changed.") % {"verb": Verb(verb).label})
    row = transition_for(status, verb)
    broken = broken_guards(row, facts)
    personal = [guard for guard in broken if guard.error is NotAllowed]
    if personal:
        raise NotAllowed(" ".join(str(guard.sentence) for guard in personal))
    if broken:
        raise RuleBroken(" ".join(str(guard.sentence) for guard in broken))
    return Status(status) if row.to_status is None else row.to_status


def possible_verbs(status: Status | str | None, role: Role | str | None) -> tuple[Verb, ...]:
    """What a role could do in a status, guards aside: the buttons worth considering, in the table's order."""
    here = Status(status) if status else None
    return tuple(row.verb for row in TRANSITIONS if here in row.from_statuses and role in row.who)
