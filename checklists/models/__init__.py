"""The rows of checklists, by family: criteria of major hazards, versioned lists."""

from checklists.models.criteria import Criterion, Standard
from checklists.models.lists import Checklist, ChecklistItem, ChecklistVersion
from checklists.models.words import in_language

__all__ = ["Checklist", "ChecklistItem", "ChecklistVersion", "Criterion", "Standard", "in_language"]
