"""Who may draw up and publish checklists."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.policy import Decision, allow, deny, has_role, verb
from core.roles import Role

VERBS = {
    "read_checklists": verb(
        gettext_lazy("Read criteria and published checklists"),
        set(Role) - {Role.SYSTEM},
        gettext_lazy("those of the own region and above it"),
    ),
    "draft_checklist": verb(
        gettext_lazy("Draw up a checklist or a new version of it"),
        {Role.HEAD, Role.CLERK},
        gettext_lazy("for the own region"),
    ),
    "publish_checklist": verb(
        gettext_lazy("Publish a checklist version"), {Role.HEAD}, gettext_lazy("of the own region")
    ),
}


def _of_own_region(actor, row: str, region_code: str) -> Decision:
    decision = has_role(actor, VERBS[row])
    if not decision or actor.role == Role.SYSTEM or actor.region_code == region_code:
        return decision
    return deny(
        _("This list belongs to another region; its authority keeps it. You may draw up one for your own region.")
    )


def can_read_checklists(actor) -> Decision:
    """Decide who reads: everybody with a membership."""
    return has_role(actor, VERBS["read_checklists"])


def can_draft_checklist(actor, region_code: str) -> Decision:
    """Decide who draws up a list of a region."""
    return _of_own_region(actor, "draft_checklist", region_code)


def can_edit_version(actor, version) -> Decision:
    """Decide who changes a draft: whoever may draw up lists there; a published version nobody."""
    if version.status != "draft":
        return deny(_("A published version never changes. Draw up a new version instead."))
    return _of_own_region(actor, "draft_checklist", version.region_code)


def can_publish_version(actor, version) -> Decision:
    """Decide who publishes a draft."""
    decision = _of_own_region(actor, "publish_checklist", version.region_code)
    if decision and version.status != "draft":
        return deny(_("This version is already published and never changes."))
    return decision if not decision else allow()
