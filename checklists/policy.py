"""Who may draw up, review and publish checklists and tables of fields, and who says who performs a list."""

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from checklists.duties.policy import VERBS as DUTIES
from core.policy import Decision, Verb, allow, deny, has_role, verb
from core.roles import Role

VERBS = {
    **DUTIES,
    "read_checklists": verb(
        gettext_lazy("Read criteria and published checklists"),
        set(Role) - {Role.SYSTEM},
        gettext_lazy("those of the own region and above it"),
    ),
    "draft_checklist": verb(
        gettext_lazy("Draw up a checklist or a new version of it"),
        {Role.HEAD, Role.CLERK, Role.PRINCIPAL, Role.SAFETY_HEAD},
        gettext_lazy("for the own region or the own enterprise"),
    ),
    "publish_checklist": verb(
        gettext_lazy("Review a checklist version: publish it or return it with a reason"),
        {Role.HEAD, Role.PRINCIPAL},
        gettext_lazy("of the own region or the own enterprise; never what one has sent for review oneself"),
    ),
    "bind_checklist": verb(
        gettext_lazy("Say which post performs a list"),
        {Role.HEAD, Role.CLERK, Role.PRINCIPAL, Role.SAFETY_HEAD},
        gettext_lazy("posts of the own enterprise, members of the own authority"),
    ),
    "draft_fields": verb(
        gettext_lazy("Draw up which department answers for which field"),
        {Role.HEAD, Role.CLERK},
        gettext_lazy("for the own region"),
    ),
    "publish_fields": verb(
        gettext_lazy("Review the table of fields: publish it or return it with a reason"),
        {Role.HEAD},
        gettext_lazy("of the own region; never what one has sent for review oneself"),
    ),
}


def _of_own(actor, row: Verb, region_code: str, enterprise_id: UUID | None = None) -> Decision:
    decision = has_role(actor, row)
    if not decision or actor.role == Role.SYSTEM:
        return decision
    if enterprise_id is not None:
        if actor.tenant_kind == "enterprise" and actor.tenant_id == enterprise_id:
            return allow()
        return deny(_("This list belongs to an enterprise; its safety head and its principal keep it."))
    if actor.tenant_kind == "authority" and actor.region_code == region_code:
        return allow()
    return deny(
        _("This list belongs to another region; its authority keeps it. You may draw up one for your own region.")
    )


def can_read_checklists(actor) -> Decision:
    """Decide who reads: everybody with a membership."""
    return has_role(actor, VERBS["read_checklists"])


def can_draft_checklist(actor, region_code: str, enterprise_id: UUID | None = None) -> Decision:
    """Decide who draws up a list of a region, or of an enterprise."""
    return _of_own(actor, VERBS["draft_checklist"], region_code, enterprise_id)


def can_start_checklist(actor) -> Decision:
    """Decide who draws up a new list: for the enterprise they act for, or the region."""
    return has_role(actor, VERBS["draft_checklist"])


def can_edit_version(actor, version) -> Decision:
    """Decide who changes a draft: whoever may draw up lists there; a version in review or published nobody."""
    decision = can_draft_checklist(actor, version.region_code, version.enterprise_id)
    if decision and version.status == "in_review":
        return deny(_("This version is in review. It can be changed again when it is returned."))
    if decision and version.status != "draft":
        return deny(_("A published version never changes. Draw up a new version instead."))
    return decision


def can_publish_version(actor, version) -> Decision:
    """Decide who reviews: publishes or returns. Never the person who sent it for review."""
    decision = _of_own(actor, VERBS["publish_checklist"], version.region_code, version.enterprise_id)
    return _another(actor, version, decision)


def _another(actor, held, decision: Decision) -> Decision:
    if decision and held.sender_id is not None and held.sender_id == actor.person_id:
        return deny(_("You sent this for review yourself. Another person reviews and publishes it."))
    return decision


def can_bind_checklist(actor) -> Decision:
    """Decide who says which post performs a list; which posts and lists there are is the wall's to say."""
    return has_role(actor, VERBS["bind_checklist"])


def can_draft_fields(actor, region_code: str) -> Decision:
    """Decide who draws up a region's table of fields and departments."""
    return _of_own(actor, VERBS["draft_fields"], region_code)


def can_edit_fields(actor, table) -> Decision:
    """Decide who changes a draft of the table."""
    decision = can_draft_fields(actor, table.region_code)
    if decision and table.status != "draft":
        return deny(_("Only a draft can be changed. Draw up a new version instead."))
    return decision


def can_publish_fields(actor, table) -> Decision:
    """Decide who reviews the table. Never the person who sent it for review."""
    return _another(actor, table, _of_own(actor, VERBS["publish_fields"], table.region_code))
