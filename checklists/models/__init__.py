"""The rows of checklists, by family: criteria of major hazards, versioned lists, departments and their
fields, duties."""

from checklists.models.criteria import Criterion, Standard
from checklists.models.duties import Duty, DutyClock, DutyEvent, Holding
from checklists.models.fields import FieldDuty, FieldTable
from checklists.models.lists import Binding, Checklist, ChecklistItem, ChecklistVersion
from checklists.models.words import in_language

__all__ = [
    "Binding",
    "Checklist",
    "ChecklistItem",
    "ChecklistVersion",
    "Criterion",
    "Duty",
    "DutyClock",
    "DutyEvent",
    "FieldDuty",
    "FieldTable",
    "Holding",
    "Standard",
    "in_language",
]
