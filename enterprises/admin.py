"""Reference data of the register that the operators of the platform keep by hand."""

from django.contrib import admin

from enterprises.models import Department, Industry


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin):
    """The words for competent authorities."""

    list_display = ("code", "name_zh", "name_en")
    ordering = ("code",)


@admin.register(Industry)
class IndustryAdmin(admin.ModelAdmin):
    """Industries, emerging fields and special-risk tags."""

    list_display = ("code", "group", "name_zh", "name_en", "lead_authority_code", "high_risk", "certainty")
    list_filter = ("group", "high_risk")
    search_fields = ("code", "name_zh", "name_en")
    ordering = ("code",)
