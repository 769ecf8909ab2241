"""Endpoints of visits under /api/v1/. Each entry is sent by PUT under the id its client made, and may be sent again."""

from rest_framework.routers import SimpleRouter

from inspections.api.entries import AnswerViewSet, FindingViewSet, RevisionViewSet, SignatureViewSet
from inspections.api.photos import AnswerPhotoViewSet, FindingPhotoViewSet
from inspections.api.visits import VisitViewSet
from inspections.statements.api import StatementViewSet


def register(router: SimpleRouter) -> None:
    """Add this app's endpoints."""
    router.register("self-check-statements", StatementViewSet, basename="self-check-statement")
    router.register("visits", VisitViewSet, basename="visit")
    router.register("answers", AnswerViewSet, basename="answer")
    router.register("answer-photos", AnswerPhotoViewSet, basename="answer-photo")
    router.register("findings", FindingViewSet, basename="finding")
    router.register("finding-photos", FindingPhotoViewSet, basename="finding-photo")
    router.register("signatures", SignatureViewSet, basename="signature")
    router.register("visit-revisions", RevisionViewSet, basename="visit-revision")
