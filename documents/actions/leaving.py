"""What the papers of an enterprise do when the enterprise moves to another region."""

from typing import Any
from uuid import UUID

from core import scope
from core.kept import keep
from documents.models import Document, ServiceConsent


def leave_papers(*, enterprise_id: UUID, kept: dict[str, Any], to_region: str) -> int:
    """Let the documents stay with the region that issued them, each with what its addressee was; return how many.

    A consent to electronic service that is in force goes along: it says where the enterprise can be reached. The desk's
    `accept_move` calls this, permitted.
    """
    with scope.everything(because="the papers of an enterprise stay behind when it moves, and keep its name"):
        ServiceConsent.objects.filter(enterprise=enterprise_id, withdrawn_at=None).update(region_code=to_region)
        return keep(Document.objects.filter(enterprise=enterprise_id), kept, to_region=to_region)
