"""The words of accounts."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TenantKind(TextChoices):
    """Who can own data and members."""

    AUTHORITY = "authority", _("Authority")
    ENTERPRISE = "enterprise", _("Enterprise")
    AGENCY = "agency", _("Agency")


class AuthorityKind(TextChoices):
    """The office of the work-safety commission, or a bureau."""

    COMMISSION_OFFICE = "commission_office", _("Office of the Work Safety Commission")
    BUREAU = "bureau", _("Bureau")
    TOWNSHIP = "township", _("Township government")


class MembershipStatus(TextChoices):
    """A membership is never removed: what was done in its name stays readable."""

    ACTIVE = "active", _("Active")
    ENDED = "ended", _("Ended")


class InvitationStatus(TextChoices):
    """Expiry is computed from `expires_at`."""

    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")
