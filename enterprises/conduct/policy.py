"""Who reads and enters licences, listings and accidents of an enterprise."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.policy import Decision, allow, deny, has_role, verb
from core.roles import AUTHORITY_ROLES, ENTERPRISE_LEADERS, ENTERPRISE_ROLES, Role

VERBS = {
    "see_conduct": verb(
        gettext_lazy("See licences, listings and accidents of an enterprise"),
        (AUTHORITY_ROLES - {Role.TIP_HANDLER}) | ENTERPRISE_ROLES | {Role.EXPERT},
        gettext_lazy("of the own enterprise, or of those within reach"),
    ),
    "enter_licence": verb(
        gettext_lazy("Enter a licence or renew one"),
        {Role.HEAD, Role.CLERK, Role.INSPECTOR, *ENTERPRISE_LEADERS},
        gettext_lazy("the enterprise itself, or an authority of its region"),
    ),
    "end_licence": verb(
        gettext_lazy("End a licence: revoked, given up, or entered in error"),
        {Role.HEAD, Role.CLERK, Role.INSPECTOR},
        gettext_lazy("an authority of the enterprise's region; never the enterprise itself"),
    ),
    "keep_dishonesty": verb(
        gettext_lazy("Enter and lift a listing as seriously dishonest"),
        {Role.HEAD, Role.CLERK},
        gettext_lazy("an authority of the enterprise's region"),
    ),
    "keep_accidents": verb(
        gettext_lazy("Enter an accident, and where its investigation stands"),
        {Role.HEAD, Role.CLERK},
        gettext_lazy("an authority of the enterprise's region"),
    ),
}


def can_see_conduct(actor) -> Decision:
    """Decide who reads; the wall decides of which enterprises."""
    return has_role(actor, VERBS["see_conduct"])


def _of_region(actor, row: str, enterprise) -> Decision:
    decision = has_role(actor, VERBS[row])
    if not decision or actor.role == Role.SYSTEM:
        return decision
    if actor.tenant_kind == "enterprise" and actor.tenant_id != enterprise.pk:
        return deny(_("This is another enterprise. Its own safety head or its bureau may do this."))
    if actor.tenant_kind == "authority" and not enterprise.region_code.startswith(actor.region_code):
        return deny(_("This region is not supervised by your authority. The authority of that region may do this."))
    return allow()


def can_enter_licence(actor, enterprise) -> Decision:
    """Decide who enters a licence or renews one."""
    return _of_region(actor, "enter_licence", enterprise)


def can_import_licences(actor) -> Decision:
    """Decide who takes in a sheet; each row is held against its enterprise again."""
    return has_role(actor, VERBS["enter_licence"])


def can_end_licence(actor, enterprise) -> Decision:
    """Decide who ends one without another in its place: an enterprise does not rid itself of an expired licence."""
    return _of_region(actor, "end_licence", enterprise)


def can_keep_dishonesty(actor, enterprise) -> Decision:
    """Decide who enters and lifts listings."""
    return _of_region(actor, "keep_dishonesty", enterprise)


def can_keep_accidents(actor, enterprise) -> Decision:
    """Decide who enters accidents and follows their investigation."""
    return _of_region(actor, "keep_accidents", enterprise)
