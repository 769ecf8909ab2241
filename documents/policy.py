"""Who may issue, serve, revoke and read official documents."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.policy import Decision, allow, deny, has_role, verb
from core.roles import ENTERPRISE_LEADERS, OFFICER_ROLES, Role

VERBS = {
    "issue_document": verb(_("Issue official documents"), OFFICER_ROLES, _("in the name of the own authority")),
    "see_document": verb(_("Read official documents"), set(Role) - {Role.SYSTEM}, _("of enterprises within reach")),
    "record_service": verb(_("Record the service of a document"), OFFICER_ROLES, _("of the own authority's documents")),
    "revoke_document": verb(
        _("Revoke a document"), {Role.HEAD, Role.CLERK}, _("of the own authority; the number stays used")
    ),
    "retry_rendering": verb(_("Draw a document's file up again after a failure"), OFFICER_ROLES),
    "give_consent": verb(
        _("Give or withdraw consent to electronic service"),
        ENTERPRISE_LEADERS | OFFICER_ROLES,
        _("officers record a consent signed on paper"),
    ),
    "manage_certificate": verb(
        _("Upload and remove the certificate that signs an authority's files"),
        {Role.ADMINISTRATOR},
        _("of the own authority; nobody can read its key or password again"),
    ),
}


def can_issue_document(actor, issuer) -> Decision:
    """Decide who signs in the name of `issuer`: its own officers."""
    decision = has_role(actor, VERBS["issue_document"])
    if decision and actor.role != Role.SYSTEM and actor.tenant_id != issuer.pk:
        return deny(
            gettext("You can only issue documents in the name of your own authority, not of %(name)s.")
            % {"name": issuer.name}
        )
    return decision


def can_see_document(actor) -> Decision:
    """Decide who reads documents; which of them is the wall's matter."""
    return has_role(actor, VERBS["see_document"])


def _own(actor, document, row: str) -> Decision:
    decision = has_role(actor, VERBS[row])
    if decision and actor.role != Role.SYSTEM and actor.tenant_id != document.issuer_id:
        return deny(gettext("This document was issued by another authority; only its own officers can do this."))
    return decision


def can_record_service(actor, document) -> Decision:
    """Decide who records that a document was handed over."""
    return _own(actor, document, "record_service")


def can_revoke_document(actor, document) -> Decision:
    """Decide who revokes a document."""
    return _own(actor, document, "revoke_document")


def can_retry_rendering(actor) -> Decision:
    """Decide who has a failed file drawn up again."""
    return has_role(actor, VERBS["retry_rendering"])


def can_give_consent(actor, enterprise) -> Decision:
    """Decide who consents to electronic service: the enterprise's leaders, or an officer who holds the signed paper."""
    decision = has_role(actor, VERBS["give_consent"])
    if decision and actor.tenant_kind == "enterprise" and actor.tenant_id != enterprise.pk:
        return deny(gettext("You can only consent for your own enterprise."))
    return decision if not decision else allow()


def can_manage_certificate(actor) -> Decision:
    """Decide who uploads and removes the certificate of an authority: its administrator."""
    decision = has_role(actor, VERBS["manage_certificate"])
    if decision and actor.tenant_kind != "authority":
        return deny(gettext("Documents are issued by authorities; only an authority has a certificate for them."))
    return decision


def is_addressee(actor, document) -> bool:
    """Whether somebody who opens a document does so for the enterprise that it is addressed to."""
    return bool(actor) and actor.role in ENTERPRISE_LEADERS and actor.tenant_id == document.enterprise_id
