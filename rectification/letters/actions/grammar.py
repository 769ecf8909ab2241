"""What every act on a letter shares: lock, check the state and the version, write, record."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core.errors import Conflict, NotVisible
from documents.models import Document
from hazards.actions import lock_hazard, record_act
from hazards.choices import EventVerb
from rectification.letters import rules
from rectification.letters.choices import LetterStatus
from rectification.letters.selectors import visible_to
from rectification.models import Letter


def lock_letter(actor, letter_id: uuid.UUID | str, *, version: int | None = None) -> Letter:
    """Return a letter with its row locked; NotVisible behind the wall, Conflict when the form is older than the row."""
    row = visible_to(actor).select_for_update(of=("self",)).filter(pk=letter_id).first()
    if row is None:
        raise NotVisible(_("There is no such letter, or it is not yours to see."))
    if version is not None and version != row.version:
        raise Conflict(_("Somebody changed this letter meanwhile. Nothing was saved; load the page again."))
    return row


def become(letter: Letter, status: LetterStatus) -> None:
    """Go to another state; the caller saves."""
    if not rules.may_become(letter.status, status):
        raise Conflict(
            _("This letter is “%(status)s”; that cannot be done now. Nothing was changed.")
            % {"status": letter.get_status_display()}
        )
    letter.status = status


def keep(letter: Letter) -> None:
    """Save with a new version."""
    letter.version += 1
    letter.save()


def note(
    letter: Letter,
    *,
    actor,
    now: datetime,
    event: EventVerb,
    text: str = "",
    data: Mapping[str, Any] | None = None,
    document: Document | None = None,
) -> None:
    """Write what happened into the ledger of each hazard that the letter is about; the clock looks at them anew."""
    for key in letter.hazards.order_by("pk").values_list("pk", flat=True):
        record_act(
            actor=actor,
            now=now,
            hazard=lock_hazard(key),
            event=event,
            note=text,
            data={"letter_id": str(letter.pk), "kind": str(letter.kind)} | dict(data or {}),
            document=document,
        )
