"""Reference data that the operators of the platform keep by hand."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from core import scope
from regions.models import CalendarDay, CalendarYear, Region

WHY = "An operator keeps reference data in the admin"


class ReferenceAdmin(admin.ModelAdmin):
    """Writes over all tenants: reference data belongs to the nation or to any region, not to the operator's own."""

    def save_model(self, request: HttpRequest, obj: Model, form, change: bool) -> None:
        """Save as the platform's operator."""
        with scope.everything(because=WHY):
            super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Remove as the platform's operator."""
        with scope.everything(because=WHY):
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Remove several as the platform's operator."""
        with scope.everything(because=WHY):
            super().delete_queryset(request, queryset)


@admin.register(Region)
class RegionAdmin(ReferenceAdmin):
    """Divisions: a change of code ends the old row and begins a new one."""

    list_display = ("code", "name_zh", "name_en", "level", "valid_from", "valid_to")
    list_filter = ("level",)
    search_fields = ("code", "name_zh", "name_en", "name_pinyin")
    ordering = ("code",)
    raw_id_fields = ("parent",)
    list_per_page = 50


@admin.register(CalendarDay)
class CalendarDayAdmin(ReferenceAdmin):
    """Holidays and make-up days: an empty region is the nation's, a region's own day wins over it."""

    list_display = ("date", "region_code", "kind", "name_zh", "name_en", "note")
    list_filter = ("kind",)
    search_fields = ("region_code", "name_zh", "name_en")
    date_hierarchy = "date"
    ordering = ("-date",)
    list_per_page = 50


@admin.register(CalendarYear)
class CalendarYearAdmin(ReferenceAdmin):
    """Years whose notice is published: add the year after entering its days."""

    list_display = ("year", "version", "source", "loaded_at")
    ordering = ("-year",)
