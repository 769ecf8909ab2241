"""People and the tenants through which they act."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from accounts.choices import AuthorityKind, InvitationStatus, MembershipStatus, TenantKind
from accounts.querysets import AssignmentQuerySet, MembershipQuerySet
from core.ids import uuid_key
from core.owned import Owned
from core.roles import Role
from core.wall import Wall
from enterprises.models import Enterprise, Industry
from regions.models import Region


class UserManager(BaseUserManager):
    """Makes users; Django's commands ask for these two methods."""

    def create_user(self, username: str, password: str | None = None, **fields) -> "User":
        """Create a person who can sign in."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields) -> "User":
        """Create an operator of the platform, who keeps reference data."""
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str) -> "User":
        """Find a person by sign-in name, whatever the case."""
        return self.get(username__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. What they may do follows from their memberships, never from Django's permissions."""

    id = uuid_key()
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(null=True, blank=True)

    objects = UserManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(models.functions.Lower("username"), name="username_any_case")]

    def __str__(self) -> str:
        return self.name or self.username


class Authority(Owned):
    """A government body of one region, which supervises some industries (none listed: all)."""

    wall = Wall.SHOWN

    id = uuid_key()
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=AuthorityKind.choices)
    department_code = models.CharField(max_length=6)
    name_zh = models.CharField(max_length=100)
    name_en = models.CharField(max_length=150)
    document_code = models.CharField(max_length=20)
    industries = models.ManyToManyField(Industry, blank=True, related_name="authorities")
    phone = models.CharField(max_length=30, blank=True)
    address = models.CharField(max_length=200, blank=True)
    reconsideration_body = models.CharField(max_length=120, blank=True)
    court = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name_plural = "authorities"
        constraints = [
            models.UniqueConstraint(
                name="authority_one_department_a_region", fields=["region", "department_code", "kind"]
            ),
            models.CheckConstraint(name="authority_region_agrees", condition=Q(region_code=models.F("region_id"))),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


class Agency(Owned):
    """A third-party technical service that inspects on commission."""

    wall = Wall.SHOWN

    id = uuid_key()
    name = models.CharField(max_length=120)
    credit_code = models.CharField(max_length=18, unique=True)
    qualification = models.CharField(max_length=200, blank=True)
    industries = ArrayField(models.CharField(max_length=12), default=list, blank=True)

    class Meta:
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name


class Membership(Owned):
    """A person's post in one tenant, with a role. Exactly one tenant is set, the one that `tenant_kind` names."""

    wall = Wall.GRANTED

    id = uuid_key()
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    tenant_kind = models.CharField(max_length=12, choices=TenantKind.choices)
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices)
    post_title = models.CharField(max_length=60, blank=True)
    certificate_no = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=8, choices=MembershipStatus.choices, default=MembershipStatus.ACTIVE)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="membership_one_tenant",
                condition=Q(tenant_kind="authority", authority__isnull=False, enterprise=None, agency=None)
                | Q(tenant_kind="enterprise", authority=None, enterprise__isnull=False, agency=None)
                | Q(tenant_kind="agency", authority=None, enterprise=None, agency__isnull=False),
            ),
            models.CheckConstraint(
                name="membership_role_fits_tenant",
                condition=Q(
                    tenant_kind="authority",
                    role__in=["head", "clerk", "inspector", "tip_handler", "viewer", "administrator"],
                )
                | Q(tenant_kind="enterprise", role__in=["principal", "safety_head", "worker", "administrator"])
                | Q(tenant_kind="agency", role__in=["expert", "administrator"]),
            ),
            models.CheckConstraint(
                name="membership_end_agrees",
                condition=Q(status="active", ended_at=None) | Q(status="ended", ended_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="membership_once",
                fields=["person", "authority", "enterprise", "agency", "role"],
                condition=Q(status="active"),
                nulls_distinct=False,
            ),
        ]
        indexes = [models.Index(name="membership_region", fields=["region_code", "role"])]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()}"

    @property
    def tenant_id(self):
        """The key of the tenant, without fetching it."""
        return self.authority_id or self.enterprise_id or self.agency_id

    @property
    def tenant(self) -> "Authority | Enterprise | Agency":
        """The authority, enterprise or agency."""
        return self.authority or self.enterprise or self.agency


class Assignment(Owned):
    """A membership may work at an enterprise outside its region (cross-inspection, commission) for a period.

    `assignee` says who that is: the enterprise's bureau does not see the memberships of another region.
    """

    wall = Wall.GRANTED

    id = uuid_key()
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="assignments")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="assignments")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    assignee = models.JSONField(default=dict)
    assigned_by = models.JSONField(default=dict)
    assigned_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.JSONField(default=dict)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="assignment_period", condition=Q(ends_at__gt=models.F("starts_at"))),
            models.CheckConstraint(
                name="assignment_withdrawal_agrees",
                condition=Q(withdrawn_at=None, withdrawn_by={}) | ~Q(withdrawn_at=None),
            ),
        ]
        indexes = [
            models.Index(name="assignment_current", fields=["membership", "ends_at"]),
            models.Index(name="assignment_region_end", fields=["region_code", "-ends_at", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} → {self.enterprise_id}"


class Invitation(Owned):
    """An invitation by link: only the hash of its token is kept."""

    wall = Wall.OWN

    id = uuid_key()
    token_hash = models.CharField(max_length=64, unique=True)
    tenant_kind = models.CharField(max_length=12, choices=TenantKind.choices)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=16, choices=Role.choices)
    name = models.CharField(max_length=60)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    post_title = models.CharField(max_length=60, blank=True)
    certificate_no = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=10, choices=InvitationStatus.choices, default=InvitationStatus.OPEN)
    invited_by = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invitation_accepted_by_someone",
                condition=Q(status="accepted", accepted_by__isnull=False)
                | (~Q(status="accepted") & Q(accepted_by=None)),
            ),
            models.UniqueConstraint(
                name="invitation_open_once",
                fields=["authority", "enterprise", "agency", "role", "name", "phone"],
                condition=Q(status="open"),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.get_role_display()}"

    @property
    def tenant_id(self):
        """The key of the tenant that invites."""
        return self.authority_id or self.enterprise_id or self.agency_id

    @property
    def tenant(self) -> "Authority | Enterprise | Agency":
        """The tenant that invites."""
        return self.authority or self.enterprise or self.agency


class MembershipToken(models.Model):
    """An API token: it acts through one membership; only its hash is kept. Looked up before any scope is known."""

    id = uuid_key()
    key_hash = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    membership_key = models.UUIDField()
    label = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.label
