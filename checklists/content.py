"""What an item says, field by field, and what people call each field."""

from django.utils.translation import gettext as _

from checklists.models import ChecklistItem

#: What an item says; the rest of its columns say where it stands.
CONTENT = (
    "section_zh",
    "section_en",
    "text_zh",
    "text_en",
    "basis_zh",
    "basis_en",
    "method",
    "frequency",
    "photo_required",
    "critical",
    "criterion_id",
    "default_grade",
    "default_days",
    "finding_zh",
    "finding_en",
    "weight",
)


def label_of(name: str) -> str:
    """Return what people call a field of an item."""
    return str(
        {
            "text_zh": _("What to look at (Chinese)"),
            "text_en": _("What to look at (English)"),
            "section_zh": _("Section (Chinese)"),
            "section_en": _("Section (English)"),
            "basis_zh": _("Clause (Chinese)"),
            "basis_en": _("Clause (English)"),
            "method": _("How it is checked"),
            "frequency": _("How often"),
            "criterion_id": _("Criterion of a major hazard"),
            "default_grade": _("Grade that a failure proposes"),
            "default_days": _("Working days that a failure proposes"),
            "finding_zh": _("Finding (Chinese)"),
            "finding_en": _("Finding (English)"),
            "photo_required": _("It needs a photo, also when it conforms"),
            "critical": _("The visit cannot be finished without an answer"),
            "weight": _("Weight"),
        }.get(name, name)
    )


def said(item: ChecklistItem, name: str) -> str:
    """Return a field of an item as a reader sees it."""
    value = getattr(item, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    shown = getattr(item, f"get_{name}_display", None)
    return str(shown() if shown else "" if value is None else value)
