"""The criteria and their sources, kept by the operators of the platform; published checklists are read-only."""

from django.contrib import admin

from checklists.models import Criterion, Standard


@admin.register(Standard)
class StandardAdmin(admin.ModelAdmin):
    """Documents that say what a major hazard is."""

    list_display = ("code", "document_no", "name_zh", "valid_from", "valid_to", "status", "dates_certainty")
    search_fields = ("code", "document_no", "name_zh", "name_en")
    ordering = ("code",)


@admin.register(Criterion)
class CriterionAdmin(admin.ModelAdmin):
    """Criteria: a revised one ends the old row and begins a new one."""

    list_display = ("code", "sector_zh", "text_zh", "article", "valid_from", "valid_to", "certainty")
    list_filter = ("sector_code", "status")
    search_fields = ("code", "text_zh", "text_en")
    ordering = ("code",)
    raw_id_fields = ("standard", "industry")
    list_per_page = 50
