"""Criteria of major hazards with the dates in which they hold."""

from django.db import models
from django.db.models import Q

from checklists.models.words import in_language
from checklists.querysets import CriterionQuerySet
from enterprises.models import Industry


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
