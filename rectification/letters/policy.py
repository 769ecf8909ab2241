"""Who drafts, signs, serves, answers, rates and withdraws a letter; who lets letters go without a signature."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.policy import Decision, allow, deny, has_role, verb
from core.policy import Verb as Row
from core.roles import AUTHORITY_ROLES, ENTERPRISE_LEADERS, OFFICER_ROLES, Role

OWN = gettext_lazy("Of the own authority's letters.")
VERBS = {
    "see_letters": verb(
        gettext_lazy("Read letters"),
        AUTHORITY_ROLES | ENTERPRISE_LEADERS | {Role.ADMINISTRATOR},
        gettext_lazy("Issued ones; a draft is seen by its own authority only."),
    ),
    "draft_letter": verb(gettext_lazy("Draw up and edit a letter"), {Role.HEAD, Role.CLERK}, OWN),
    "issue_letter": verb(gettext_lazy("Sign and issue a letter"), {Role.HEAD}, OWN),
    "serve_letter": verb(gettext_lazy("Record the service of a letter"), OFFICER_ROLES, OWN),
    "reply_letter": verb(
        gettext_lazy("Answer a letter"),
        ENTERPRISE_LEADERS | {Role.HEAD, Role.CLERK},
        gettext_lazy("Only its addressee."),
    ),
    "rate_letter": verb(gettext_lazy("Rate the answer to a letter"), {Role.HEAD, Role.CLERK}, OWN),
    "withdraw_letter": verb(gettext_lazy("Withdraw a letter"), {Role.HEAD}, OWN),
    "record_minutes": verb(gettext_lazy("Record the minutes of a talk"), {Role.HEAD, Role.CLERK}, OWN),
    "see_authorisations": verb(gettext_lazy("See standing authorisations for letters"), AUTHORITY_ROLES),
    "grant_authorisation": verb(
        gettext_lazy("Let letters of a kind be issued without a signature, for a time"),
        {Role.HEAD},
        gettext_lazy("Of the own authority; never for talks. It is recorded and can be ended at any time."),
    ),
}


def _own(actor, row: Row, authority_id) -> Decision:
    decision = has_role(actor, row)
    if decision and actor.role != Role.SYSTEM and actor.tenant_id != authority_id:
        return deny(_("This letter is another authority's. Only its own officers can do this."))
    return decision


def can_see_letters(actor) -> Decision:
    """Decide who opens the list; which letters is `visible_to` and the wall."""
    return has_role(actor, VERBS["see_letters"])


def can_draft_letter(actor, letter=None) -> Decision:
    """Decide who draws one up, or edits one."""
    if letter is not None:
        return _own(actor, VERBS["draft_letter"], letter.issuer_id)
    decision = has_role(actor, VERBS["draft_letter"])
    if decision and actor.role != Role.SYSTEM and actor.tenant_kind != "authority":
        return deny(_("Letters are drawn up by authorities."))
    return decision


def can_issue_letter(actor, letter) -> Decision:
    """Decide who signs: a head of the issuing authority. The system issues under a standing authorisation only."""
    if actor is not None and actor.role == Role.SYSTEM and letter.authorisation_id is None:
        return deny(_("Nobody has authorised that letters of this kind are issued without a signature."))
    return _own(actor, VERBS["issue_letter"], letter.issuer_id)


def can_serve_letter(actor, letter) -> Decision:
    """Decide who records that it was handed over."""
    return _own(actor, VERBS["serve_letter"], letter.issuer_id)


def is_addressee(actor, letter) -> bool:
    """Whether somebody who reads a letter does so for its addressee: a leader of the enterprise, or its officers."""
    readers = ENTERPRISE_LEADERS if letter.enterprise_id else OFFICER_ROLES
    return actor.role in readers and actor.tenant_id == (letter.enterprise_id or letter.addressee_id)


def can_reply_letter(actor, letter) -> Decision:
    """Decide who answers: the addressee's leaders or officers."""
    decision = has_role(actor, VERBS["reply_letter"])
    addressee = letter.enterprise_id or letter.addressee_id
    if decision and actor.role != Role.SYSTEM and actor.tenant_id != addressee:
        return deny(_("A letter is answered by its addressee."))
    return decision


def can_rate_letter(actor, letter) -> Decision:
    """Decide who rates the answer."""
    return _own(actor, VERBS["rate_letter"], letter.issuer_id)


def can_withdraw_letter(actor, letter) -> Decision:
    """Decide who takes a letter back."""
    return _own(actor, VERBS["withdraw_letter"], letter.issuer_id)


def can_record_minutes(actor, letter) -> Decision:
    """Decide who records what was said in a talk."""
    return _own(actor, VERBS["record_minutes"], letter.issuer_id)


def can_see_authorisations(actor) -> Decision:
    """Decide who reads which letters go without a signature."""
    return has_role(actor, VERBS["see_authorisations"])


def can_grant_authorisation(actor, authority_id=None) -> Decision:
    """Decide who grants and ends a standing authorisation: a head, for the own authority."""
    decision = has_role(actor, VERBS["grant_authorisation"])
    if decision and authority_id is not None and actor.tenant_id != authority_id:
        return deny(_("A standing authorisation is granted and ended by a head of the same authority."))
    return decision if not decision else allow()
