"""Endpoints of checklists under /api/v1/: criteria, lists, and the tables of fields."""

from rest_framework.routers import SimpleRouter

from checklists.api.criteria import CriterionViewSet, StandardViewSet
from checklists.api.lists import BindingViewSet, ChecklistViewSet, VersionViewSet
from checklists.duties import api as duties
from checklists.fields import api as fields


def register(router: SimpleRouter) -> None:
    """Add this app's endpoints."""
    router.register("standards", StandardViewSet, basename="standard")
    router.register("criteria", CriterionViewSet, basename="criterion")
    router.register("checklists", ChecklistViewSet, basename="checklist")
    router.register("checklist-versions", VersionViewSet, basename="checklist-version")
    router.register("list-bindings", BindingViewSet, basename="list-binding")
    duties.register(router)
    fields.register(router)
