"""Visits in the admin: to look at only. They are written by their actions."""

from django.contrib import admin
from django.http import HttpRequest

from inspections.models import Revision, Visit


class ReadOnly(admin.ModelAdmin):
    """Nothing is added, changed or deleted here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        """Nobody."""
        return False


@admin.register(Visit)
class VisitAdmin(ReadOnly):
    """Visits, newest first."""

    list_display = ("id", "enterprise", "method", "status", "started_at", "finished_at")
    list_filter = ("status", "method")
    list_select_related = ("enterprise",)
    ordering = ("-created_at",)


@admin.register(Revision)
class RevisionAdmin(ReadOnly):
    """Every edit of a visit."""

    list_display = ("at", "subject", "subject_id", "version", "outcome")
    list_filter = ("outcome", "subject")
    ordering = ("-at",)
