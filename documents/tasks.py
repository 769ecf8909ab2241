"""The worker's part: draw up the files of issued documents."""

import uuid

from django.db.models import F, Q

from core import clock
from core.tasks import scoped_task
from documents import drawing, rules
from documents.choices import RenderState, Status
from documents.models import Document

MOST_AT_ONCE = 100


@scoped_task(because="The file of any issued document may be drawn up; the id was queued by its signing.")
def render_document(document_id: str) -> str:
    """Draw up one document's file and return its state."""
    document = drawing.render_document(id=uuid.UUID(document_id), now=clock.now())
    return document.render_state if document else "busy"


@scoped_task(because="Documents of all tenants that were signed and have no file yet are found by their state.")
def render_waiting_documents() -> int:
    """Queue each document whose file is missing and due for a try, oldest first; return how many."""
    now = clock.now()
    due = (
        Document.objects.exclude(status=Status.DRAFT)
        .filter(
            Q(render_state=RenderState.WAITING)
            | Q(render_state=RenderState.FAILED, render_attempts__lt=rules.MOST_ATTEMPTS),
            render_after__lte=now,
        )
        .order_by(F("render_after").asc())
        .values_list("pk", flat=True)[:MOST_AT_ONCE]
    )
    found = list(due)
    for pk in found:
        render_document.delay(str(pk))
    return len(found)
