"""What every act on a document shares: lock its row, check and change its state."""

from django.utils.translation import gettext as _

from core.errors import Conflict, NotVisible
from documents import rules
from documents.choices import Status
from documents.models import Document


def locked(document: Document) -> Document:
    """Return the document with its row locked until the commit."""
    row = Document.objects.select_for_update(of=("self",)).filter(pk=document.pk).first()
    if row is None:
        raise NotVisible(_("There is no such document here."))
    return row


def become(document: Document, status: Status, *fields: str) -> None:
    """Go to another state and save it with `fields`; Conflict when the table of states has no such step."""
    if not rules.may_become(document.status, status):
        raise Conflict(
            _("This document is %(status)s; that cannot be changed so.") % {"status": document.get_status_display()}
        )
    document.status = status
    document.save(update_fields=["status", *fields])
