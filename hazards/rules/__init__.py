"""The life of a hazard as one frozen table, and the guards that stand at its transitions.

Pure: everything a guard may look at is handed in as `Facts`, and every default of `Facts` is the one that opens no
gate. Sources: Work Safety Law arts 41, 65, 69, 118; SAWS Order 16 arts 3, 14-18, 23; SAWS Order 15 art. 15;
Judicial Interpretation (2022) No. 19 art. 3 (fabricated removal of a major hazard is refusal to obey).
"""

from hazards.rules.decide import broken_guards, next_status, possible_verbs, transition_for
from hazards.rules.drawing import as_matrix, as_mermaid, roles_by_verb
from hazards.rules.facts import Facts
from hazards.rules.guards import GUARDS, MINIMUM_METHOD, ON_SITE, Guard, method_is_enough
from hazards.rules.table import CLOSING_GATE, INSIDE_GATE, TRANSITIONS, Transition

__all__ = [
    "CLOSING_GATE",
    "GUARDS",
    "INSIDE_GATE",
    "MINIMUM_METHOD",
    "ON_SITE",
    "TRANSITIONS",
    "Facts",
    "Guard",
    "Transition",
    "as_matrix",
    "as_mermaid",
    "broken_guards",
    "method_is_enough",
    "next_status",
    "possible_verbs",
    "roles_by_verb",
    "transition_for",
]
