"""Criteria of major hazards with the dates in which they hold, and versioned checklists."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from checklists.choices import ChecklistKind, Frequency, ItemMethod, VersionStatus
from checklists.querysets import CriterionQuerySet
from core.ids import uuid_key
from core.owned import Owned
from core.wall import Wall
from enterprises.models import Industry


def in_language(zh: str, en: str) -> str:
    """Return the text in the reader's language, the other one where a translation is missing."""
    return (zh or en) if (get_language() or "").startswith("zh") else (en or zh)


class Standard(models.Model):
    """A document that says what a major hazard is."""

    code = models.CharField(max_length=12)
    document_no = models.CharField(max_length=80)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160)
    issuer = models.CharField(max_length=60, blank=True)
    published = models.CharField(max_length=40, blank=True)
    effective = models.CharField(max_length=80, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=120, blank=True)
    item_count = models.CharField(max_length=40, blank=True)
    certainty = models.CharField(max_length=120, blank=True)
    dates_certainty = models.CharField(max_length=160, blank=True)
    evidence = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="standard_once", fields=["code", "document_no"])]

    def __str__(self) -> str:
        return in_language(self.name_zh, self.name_en)


class Criterion(models.Model):
    """One criterion of a major hazard. A visit uses those in force on its day.

    It holds from `valid_from` up to, not including, `valid_to`; an unknown bound is null and excludes nothing.
    """

    code = models.CharField(max_length=20, primary_key=True)
    sector_code = models.CharField(max_length=12)
    sector_zh = models.CharField(max_length=80)
    sector_en = models.CharField(max_length=120)
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, null=True, blank=True, related_name="criteria")
    industry = models.ForeignKey(Industry, on_delete=models.PROTECT, related_name="criteria")
    text_zh = models.TextField()
    text_en = models.TextField()
    legal_source = models.CharField(max_length=300)
    article = models.CharField(max_length=60, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=80, blank=True)
    certainty = models.CharField(max_length=80, blank=True)
    dates_certainty = models.CharField(max_length=160, blank=True)
    evidence = models.CharField(max_length=60, blank=True)
    initials = models.CharField(max_length=200, blank=True)
    search_text = models.TextField(blank=True)

    objects = CriterionQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "criteria"
        constraints = [
            models.CheckConstraint(
                name="criterion_period",
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gt=models.F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def text(self) -> str:
        """The criterion in the reader's language."""
        return in_language(self.text_zh, self.text_en)

    @property
    def sector(self) -> str:
        """The sector in the reader's language."""
        return in_language(self.sector_zh, self.sector_en)

    @property
    def is_topic_only(self) -> bool:
        """Whether the text of the clause is not at hand, only what it is about."""
        return self.status == "in_force_text_missing"

    @property
    def dates_are_certain(self) -> bool:
        """Whether the source states the days in which it holds; otherwise they were inferred or are unknown."""
        return self.dates_certainty.startswith("high:")

    @property
    def source(self) -> str:
        """Where it stands: document and article."""
        return f"{self.legal_source} {self.article}".strip()


class Checklist(Owned):
    """A list that is inspected against; its content lives in versions. Empty region: the nation's."""

    wall = Wall.INHERITED

    id = uuid_key()
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=24, choices=ChecklistKind.choices)
    industry = models.ForeignKey(Industry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160)

    class Meta:
        constraints = [models.UniqueConstraint(name="checklist_code_in_region", fields=["region_code", "code"])]

    def __str__(self) -> str:
        return in_language(self.name_zh, self.name_en)


class ChecklistVersion(Owned):
    """A version: draft until published, then it never changes; a newer published one supersedes it."""

    wall = Wall.INHERITED

    id = uuid_key()
    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=12, choices=VersionStatus.choices, default=VersionStatus.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.JSONField(default=dict)
    effective_from = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="checklist_version_number", fields=["checklist", "number"]),
            models.UniqueConstraint(
                name="checklist_one_published", fields=["checklist"], condition=Q(status="published")
            ),
            models.CheckConstraint(
                name="checklist_version_published_when", condition=Q(status="draft") | Q(published_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.checklist} v{self.number}"


class ChecklistItem(Owned):
    """A question of one version: what to look at, by which clause, and what a failure proposes."""

    wall = Wall.INHERITED

    id = uuid_key()
    version = models.ForeignKey(ChecklistVersion, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    section_zh = models.CharField(max_length=80, blank=True)
    section_en = models.CharField(max_length=120, blank=True)
    text_zh = models.CharField(max_length=400)
    text_en = models.CharField(max_length=500)
    basis_zh = models.CharField(max_length=300, blank=True)
    basis_en = models.CharField(max_length=300, blank=True)
    method = models.CharField(max_length=12, choices=ItemMethod.choices, blank=True)
    frequency = models.CharField(max_length=10, choices=Frequency.choices, default=Frequency.VISIT)
    photo_required = models.BooleanField(default=False)
    critical = models.BooleanField(default=False)
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    default_grade = models.CharField(max_length=8, default="general")
    default_days = models.PositiveSmallIntegerField(null=True, blank=True)
    finding_zh = models.CharField(max_length=300, blank=True)
    finding_en = models.CharField(max_length=400, blank=True)
    weight = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(name="checklist_item_position", fields=["version", "position"])]

    def __str__(self) -> str:
        return in_language(self.text_zh, self.text_en)

    @property
    def section(self) -> str:
        """The section heading in the reader's language."""
        return in_language(self.section_zh, self.section_en)

    @property
    def basis(self) -> str:
        """The clause in the reader's language."""
        return in_language(self.basis_zh, self.basis_en)

    @property
    def finding_text(self) -> str:
        """What a failed answer prefills."""
        return in_language(self.finding_zh, self.finding_en)
