"""Versioned checklists: the list, its versions, their items."""

from django.db import models
from django.db.models import Q

from checklists.choices import ChecklistKind, Frequency, ItemMethod, VersionStatus
from checklists.models.criteria import Criterion
from checklists.models.words import in_language
from core.ids import uuid_key
from core.owned import Owned
from core.wall import Wall
from enterprises.models import Industry


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
