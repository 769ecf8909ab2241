"""Who is regulated, where and in which industry."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from core.ids import uuid_key
from core.owned import Owned
from core.wall import Wall
from enterprises.choices import EnterpriseStatus, ImportState, MoveStatus, Scale
from regions.models import Region


class Department(models.Model):
    """A kind of competent authority: the word for it, whatever the region calls its own."""

    code = models.CharField(max_length=6, primary_key=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


class Industry(models.Model):
    """A key industry, an emerging field or a special-risk tag, with the department that leads."""

    code = models.CharField(max_length=12, primary_key=True)
    group = models.CharField(max_length=30)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    lead_authority_code = models.CharField(max_length=6)
    co_authority_codes = ArrayField(models.CharField(max_length=6), default=list, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    high_risk = models.BooleanField(default=False)
    source = models.CharField(max_length=120, blank=True)
    certainty = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name_plural = "industries"

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


class Enterprise(Owned):
    """A regulated business in one region."""

    wall = Wall.OWN

    id = uuid_key()
    name = models.CharField(max_length=120)
    credit_code = models.CharField(max_length=18, unique=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    industry = models.ForeignKey(Industry, on_delete=models.PROTECT, related_name="+")
    risk_tags = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    status = models.CharField(max_length=12, choices=EnterpriseStatus.choices, default=EnterpriseStatus.ACTIVE)
    scale = models.CharField(max_length=8, choices=Scale.choices, blank=True)
    address = models.CharField(max_length=200, blank=True)
    legal_representative = models.CharField(max_length=60, blank=True)
    principal_name = models.CharField(max_length=60, blank=True)
    principal_post = models.CharField(max_length=60, blank=True)
    principal_phone = models.CharField(max_length=30, blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="enterprise_region_agrees", condition=Q(region_code=models.F("region_id"))),
            models.CheckConstraint(
                name="enterprise_credit_code_form", condition=Q(credit_code__regex=r"^[0-9A-Z]{18}$")
            ),
        ]
        indexes = [
            models.Index(name="enterprise_region_name", fields=["region_code", "name", "id"]),
            models.Index(name="enterprise_name", fields=["name", "id"]),
            models.Index(name="enterprise_industry", fields=["industry", "region_code"]),
            GinIndex(name="enterprise_risk_tags", fields=["risk_tags"]),
        ]

    def __str__(self) -> str:
        return self.name


class Place(Owned):
    """A workshop, warehouse, yard or other place of an enterprise."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="places")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="place_name_in_enterprise", fields=["enterprise", "name"])]

    def __str__(self) -> str:
        return self.name


class Equipment(Owned):
    """A machine or installation that is inspected on its own."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="equipment")
    place = models.ForeignKey(Place, on_delete=models.SET_NULL, null=True, blank=True, related_name="equipment")
    name = models.CharField(max_length=80)
    model = models.CharField(max_length=80, blank=True)
    serial_number = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name_plural = "equipment"
        indexes = [models.Index(name="equipment_of_enterprise", fields=["enterprise", "name"])]

    def __str__(self) -> str:
        return self.name


class Post(Owned):
    """A post in an enterprise and who holds it: the responsible person."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="posts")
    name = models.CharField(max_length=80)
    holder_name = models.CharField(max_length=60, blank=True)
    holder_phone = models.CharField(max_length=30, blank=True)
    duties = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="post_name_in_enterprise", fields=["enterprise", "name"])]

    def __str__(self) -> str:
        return self.name


class Move(Owned):
    """An enterprise registers in another region: its authority proposes, an authority of that region decides.

    The row belongs to the region that lets go (`region_code`). A second policy of its table lets the receiving region
    read it, and only read: the receiver does not see the enterprise yet, so `facts` say what it takes over.
    """

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="moves")
    to_region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=MoveStatus.choices, default=MoveStatus.PROPOSED)
    reason = models.CharField(max_length=400)
    facts = models.JSONField(default=dict)
    proposed_by = models.JSONField(default=dict)
    proposed_at = models.DateTimeField()
    decided_by = models.JSONField(default=dict)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="move_one_proposed", fields=["enterprise"], condition=Q(status=MoveStatus.PROPOSED)
            ),
            models.CheckConstraint(
                name="move_decided_when_decided",
                condition=Q(status=MoveStatus.PROPOSED, decided_at=None)
                | (~Q(status=MoveStatus.PROPOSED) & Q(decided_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="move_leaving", fields=["region_code", "-proposed_at", "-id"]),
            models.Index(name="move_arriving", fields=["to_region", "-proposed_at", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.region_code} → {self.to_region_id}"

    @property
    def from_name(self) -> str:
        """The region that lets go, in the reader's language."""
        return self.facts.get("from_zh" if (get_language() or "").startswith("zh") else "from_en", self.region_code)


class EnterpriseImport(Owned):
    """One import of an Excel sheet: progress, counts, and the sheet of refused rows with their reasons."""

    wall = Wall.OWN

    id = uuid_key()
    state = models.CharField(max_length=8, choices=ImportState.choices, default=ImportState.WAITING)
    file = models.CharField(max_length=200)
    file_name = models.CharField(max_length=120, blank=True)
    refused_file = models.CharField(max_length=200, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    refusals = models.JSONField(default=list)
    message = models.CharField(max_length=300, blank=True)
    scope = models.JSONField(default=dict)
    actor = models.JSONField(default=dict)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(name="enterprise_import_recent", fields=["region_code", "-requested_at"])]

    def __str__(self) -> str:
        return f"{self.requested_at:%Y-%m-%d %H:%M} {self.state}"
