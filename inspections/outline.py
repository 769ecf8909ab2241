"""A visit of placeholders: the phone fills them in when a visit begins where no server can be asked for its page.

The template of the real page (`_phone.html`) renders it, so that there is one page of a visit, not two.
"""

import uuid
from types import SimpleNamespace

from inspections.choices import Signatory, VisitKind

#: Stands where the page writes the visit's id; the phone puts its own there.
NO_ID = uuid.UUID(int=0)


class Outline(SimpleNamespace):
    """Anything with fields; printed, it is its `text`."""

    def __str__(self) -> str:
        return self.text


def outline_of_visit(kind: VisitKind = VisitKind.OFFICIAL) -> dict[str, object]:
    """Return the visit, officer and item of the phone's page, each field the name of what will stand there."""
    visit = Outline(
        text="",
        pk=NO_ID,
        status="under_way",
        kind=str(kind),
        planned_on=None,
        enterprise=Outline(text="{enterprise}", name="{enterprise}", address="{address}"),
        get_method_display="{method}",
        basis="{basis}",
        checklist_version="{checklist}",
    )
    officer = Outline(
        text="{name}",
        pk="{id}",
        name="{name}",
        certificate_no="{number}",
        unit="{unit}",
        capacity=str(Signatory.CHECKER if kind == VisitKind.SELF else Signatory.OFFICER),
        get_capacity_display="",
    )
    item = Outline(text="{text}", pk="{id}", position="{position}", basis="{basis}", critical=True, photo_required=True)
    return {"visit": visit, "officers": [officer], "sections": [("{section}", [item])]}
