"""Pure rules of checklists: finding criteria, the life of a version, levels, comparison, order."""

from checklists.rules.comparing import Change, Comparison, Line, compare, marked
from checklists.rules.levels import check_tightened, loosened, rebased, tightened
from checklists.rules.life import TRANSITIONS, check_another_person, check_complete, next_status
from checklists.rules.order import moved, reordered, section_at
from checklists.rules.search import related_industries, score, typed_words

__all__ = [
    "TRANSITIONS",
    "Change",
    "Comparison",
    "Line",
    "check_another_person",
    "check_complete",
    "check_tightened",
    "compare",
    "loosened",
    "marked",
    "moved",
    "next_status",
    "rebased",
    "related_industries",
    "reordered",
    "score",
    "section_at",
    "tightened",
    "typed_words",
]
