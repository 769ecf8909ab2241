"""The history of each enterprise's colour, appeals against it, what differs by region, and how far events are read."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from core.ids import uuid_key
from core.owned import Owned
from core.wall import Wall
from enterprises.models import Enterprise
from risks.colours.choices import AppealStatus, CodeColour, Ground


class Colour(Owned):
    """One stretch of time in which an enterprise's code had a colour on the same grounds. Never edited but its end."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="colours")
    colour = models.CharField(max_length=6, choices=CodeColour.choices)
    grounds = ArrayField(models.CharField(max_length=20, choices=Ground.choices))
    facts = models.JSONField(default=dict)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="colour_one_present", fields=["enterprise"], condition=Q(until=None)),
            models.CheckConstraint(
                name="colour_ends_after_it_begins", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
            models.CheckConstraint(name="colour_known", condition=Q(colour__in=CodeColour.values)),
        ]
        indexes = [
            models.Index(name="colour_history", fields=["enterprise", "-since", "-id"]),
            models.Index(
                name="colour_of_region", fields=["region_code", "colour", "-since", "-id"], condition=Q(until=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.colour}"

    @property
    def reasons(self) -> list[str]:
        """The grounds in the reader's language."""
        return [str(Ground(each).label) for each in self.grounds]


class Appeal(Owned):
    """An enterprise says that its colour rests on wrong facts; another person decides within the days of the region."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="+")
    colour = models.ForeignKey(Colour, on_delete=models.CASCADE, related_name="appeals")
    text = models.CharField(max_length=1000)
    status = models.CharField(max_length=10, choices=AppealStatus.choices, default=AppealStatus.FILED)
    filed_at = models.DateTimeField()
    filed_by = models.JSONField(default=dict)
    due_on = models.DateField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.JSONField(default=dict)
    decision = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="appeal_one_open", fields=["enterprise"], condition=Q(status="filed")),
            models.CheckConstraint(
                name="appeal_decided_when_decided",
                condition=Q(status="filed", decided_at=None) | (~Q(status="filed") & Q(decided_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(name="appeal_of_region", fields=["region_code", "status", "due_on", "id"])]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.status}"


class ColourPolicy(Owned):
    """The thresholds of a region; the nearest up the tree wins, else those of `rules.Thresholds`."""

    wall = Wall.INHERITED

    id = uuid_key()
    generals_needed = models.PositiveSmallIntegerField(default=3)
    near_days = models.PositiveSmallIntegerField(default=3)
    statement_days = models.PositiveSmallIntegerField(default=7)
    licence_days = models.PositiveSmallIntegerField(default=30)
    silent_days = models.PositiveSmallIntegerField(default=90)
    appeal_days = models.PositiveSmallIntegerField(default=3)
    reason = models.CharField(max_length=300)
    set_at = models.DateTimeField()
    set_by = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "colour policies"
        constraints = [
            models.UniqueConstraint(name="colour_policy_once", fields=["region_code"]),
            models.CheckConstraint(
                name="colour_policy_sense", condition=Q(generals_needed__gte=1, silent_days__gte=1, appeal_days__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return self.region_code


class ColourCursor(models.Model):
    """Up to which moment the ledger of hazards has been read. One row; its lock keeps two readers apart."""

    name = models.CharField(max_length=20, primary_key=True)
    read_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} {self.read_until}"
