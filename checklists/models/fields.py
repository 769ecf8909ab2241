"""Which department answers for which field, as numbered versions of a region."""

from django.db import models
from django.db.models import Q

from checklists.choices import Part
from checklists.models.reviewed import Reviewed, reviewed_constraints
from core.ids import uuid_key
from core.owned import Owned
from core.wall import Wall
from enterprises.models import Department, Industry


class FieldTable(Reviewed):
    """A region's numbered table of fields and departments. Empty region: the nation's.

    A published one keeps in `content` what it said of every field on that day, with what it took over from above.
    """

    wall = Wall.INHERITED

    id = uuid_key()
    edition = models.CharField(max_length=40)
    gaps_note = models.CharField(max_length=400, blank=True)
    content = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="field_table_number", fields=["region_code", "number"]),
            models.UniqueConstraint(
                name="field_table_one_published", fields=["region_code"], condition=Q(status="published")
            ),
            models.UniqueConstraint(
                name="field_table_one_open", fields=["region_code"], condition=Q(status__in=["draft", "in_review"])
            ),
            *reviewed_constraints("field_table"),
        ]

    def __str__(self) -> str:
        return f"{self.edition} v{self.number}"


class FieldDuty(Owned):
    """One department's part in one field, as a table says it: it leads, or it assists."""

    wall = Wall.INHERITED

    id = uuid_key()
    table = models.ForeignKey(FieldTable, on_delete=models.CASCADE, related_name="duties")
    industry = models.ForeignKey(Industry, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=8, choices=Part.choices)

    class Meta:
        verbose_name_plural = "field duties"
        constraints = [
            models.UniqueConstraint(name="field_duty_once", fields=["table", "industry", "department"]),
        ]

    def __str__(self) -> str:
        return f"{self.industry_id} {self.department_id} {self.part}"
