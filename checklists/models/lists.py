"""Versioned checklists: the list, its versions, their items."""

from django.db import models
from django.db.models import Q

from accounts.models import Membership
from checklists.choices import ChecklistKind, Frequency, ItemMethod
from checklists.models.criteria import Criterion
from checklists.models.reviewed import Reviewed, reviewed_constraints
from checklists.models.words import in_language
from core.ids import uuid_key
from core.owned import Owned
from core.wall import Wall
from enterprises.models import Department, Enterprise, Industry, Post


class Checklist(Owned):
    """A list that is performed or inspected against; its content lives in versions. Empty region: the nation's.

    With an enterprise it is that enterprise's own. A regulator's responsibility list names its department and, as
    `industry`, the field.
    """

    wall = Wall.INHERITED

    id = uuid_key()
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="checklists"
    )
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=24, choices=ChecklistKind.choices)
    industry = models.ForeignKey(Industry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="checklist_code_in_region", fields=["region_code", "code"], condition=Q(enterprise=None)
            ),
            models.UniqueConstraint(
                name="checklist_code_in_enterprise",
                fields=["enterprise", "code"],
                condition=Q(enterprise__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.name_zh, self.name_en)


class ChecklistVersion(Reviewed):
    """A version: draft until published, then it never changes; a newer published one supersedes it.

    `base` is the published version of a list above on which it builds: its items are locked here.
    """

    wall = Wall.INHERITED

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="versions")
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="built_on")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="checklist_version_number", fields=["checklist", "number"]),
            models.UniqueConstraint(
                name="checklist_one_published", fields=["checklist"], condition=Q(status="published")
            ),
            models.UniqueConstraint(
                name="checklist_one_open", fields=["checklist"], condition=Q(status__in=["draft", "in_review"])
            ),
            *reviewed_constraints("checklist_version"),
        ]

    def __str__(self) -> str:
        return f"{self.checklist} v{self.number}"


class ChecklistItem(Owned):
    """A question or duty of one version: what to look at or do, by which clause, and what a failure proposes."""

    wall = Wall.INHERITED

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.ForeignKey(ChecklistVersion, on_delete=models.CASCADE, related_name="items")
    #: The item of the base that this one is; its words are locked. Null: an item of the list's own.
    base_item = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: The first item of which this is the copy in a later version of the same list. Null: it is the first.
    stem = models.UUIDField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
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

    @property
    def identity(self) -> object:
        """The id under which the item is the same through all versions of its list."""
        return self.stem or self.pk


class Binding(Owned):
    """Who performs a list from a day on: the holder of an enterprise's post, or a membership of an authority.

    What is to be done is the list's version published on the day. `ends_on` is the first day on which it binds no more.
    """

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="bindings")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="bindings")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="bindings")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    bound_at = models.DateTimeField()
    bound_by = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="binding_one_holder",
                condition=Q(post__isnull=False, membership=None, enterprise__isnull=False)
                | Q(post=None, membership__isnull=False),
            ),
            models.CheckConstraint(
                name="binding_period", condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on"))
            ),
            models.UniqueConstraint(
                name="binding_post_once", fields=["checklist", "post"], condition=Q(ends_on=None, post__isnull=False)
            ),
            models.UniqueConstraint(
                name="binding_membership_once",
                fields=["checklist", "membership"],
                condition=Q(ends_on=None, membership__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.checklist} – {self.post or self.membership}"

    @property
    def tenant_id(self) -> object:
        """The enterprise or authority whose post or member it binds."""
        return self.enterprise_id or self.membership.tenant_id
