"""The division tree of GB/T 2260 and the official working calendar."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from core.owned import RegionCodeField
from core.wall import Wall
from regions.choices import DayKind, RegionLevel
from regions.querysets import RegionQuerySet


class Region(models.Model):
    """A division; its code is its path. Codes change over time, hence the validity dates."""

    code = RegionCodeField(primary_key=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=100)
    name_pinyin = models.CharField(max_length=100, blank=True)
    level = models.CharField(max_length=12, choices=RegionLevel.choices)
    unit_type = models.CharField(max_length=30, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="region_valid_period",
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gt=models.F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


class CalendarYear(models.Model):
    """A year whose holiday notice has been loaded: past the last one, deadlines are provisional."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    version = models.CharField(max_length=40)
    source = models.CharField(max_length=200)
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.year} ({self.version})"


class CalendarDay(models.Model):
    """A day that is not what its weekday says: a holiday, or a make-up working day. Empty region: the whole nation."""

    wall = Wall.SHOWN

    date = models.DateField()
    region_code = RegionCodeField(blank=True, default="")
    kind = models.CharField(max_length=16, choices=DayKind.choices)
    name_zh = models.CharField(max_length=60, blank=True)
    name_en = models.CharField(max_length=100, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="calendar_one_entry_a_day", fields=["region_code", "date"])]

    def __str__(self) -> str:
        return f"{self.date} {self.kind} {self.region_code or 'CN'}"
