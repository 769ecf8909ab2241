"""Who proposes, lists, publishes, accepts and lifts; who keeps the periods of a region."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.policy import Decision, deny, has_role, verb
from core.policy import Verb as Row
from core.roles import AUTHORITY_ROLES, ENTERPRISE_LEADERS, Role
from hazards.policy import may

CLERKS = {Role.HEAD, Role.CLERK}
BODY = gettext_lazy("Of the body that lists.")
VERBS = {
    "see_listings": verb(
        gettext_lazy("Follow major hazards under listed supervision"),
        AUTHORITY_ROLES | ENTERPRISE_LEADERS | {Role.ADMINISTRATOR},
        gettext_lazy("of the own region and below, of the own enterprise"),
    ),
    "export_listings": verb(gettext_lazy("Export listed supervision to Excel"), AUTHORITY_ROLES | {Role.ADMINISTRATOR}),
    "propose_listing": verb(
        gettext_lazy("Propose a major hazard for listed supervision"),
        CLERKS,
        gettext_lazy("The clock proposes those that stay overdue."),
    ),
    "list_hazard": verb(gettext_lazy("Place a hazard under listed supervision, or refuse to"), CLERKS, BODY),
    "publish_listing": verb(gettext_lazy("Publish a listing, and its end"), CLERKS, BODY),
    "file_listing": verb(gettext_lazy("Record a listing with the body above"), CLERKS, BODY),
    "raise_listing": verb(
        gettext_lazy("Raise listed supervision by one level"),
        CLERKS,
        gettext_lazy("Of the body that lists, or of the level above."),
    ),
    "ask_listing_time": verb(
        gettext_lazy("Ask for more time under listed supervision"),
        ENTERPRISE_LEADERS,
        gettext_lazy("At least 20 working days before the deadline."),
    ),
    "decide_listing_time": verb(
        gettext_lazy("Decide on more time under listed supervision"), CLERKS, gettext_lazy("Silence never approves.")
    ),
    "apply_delisting": verb(
        gettext_lazy("Apply for delisting"), ENTERPRISE_LEADERS, gettext_lazy("With an assessment.")
    ),
    "accept_delisting": verb(
        gettext_lazy("Accept the rectification of a listed hazard, or return the application"),
        CLERKS,
        gettext_lazy("Of the supervised department or the department in charge."),
    ),
    "delist": verb(
        gettext_lazy("Lift listed supervision"),
        {Role.HEAD},
        gettext_lazy("Of the body that listed; another person than who accepted."),
    ),
    "withdraw_listing": verb(
        gettext_lazy("Withdraw a listing made by mistake"),
        {Role.HEAD},
        gettext_lazy("Of the body that listed; before an application is under way; the reason stays public."),
    ),
    "see_listing_policy": verb(
        gettext_lazy("See the periods of listed supervision"), AUTHORITY_ROLES | {Role.ADMINISTRATOR}
    ),
    "keep_listing_policy": verb(
        gettext_lazy("Keep the periods of listed supervision"),
        {Role.HEAD, Role.ADMINISTRATOR},
        gettext_lazy("Of the own region."),
    ),
}


def _of_body(actor, row: Row, listing) -> Decision:
    decision = has_role(actor, row)
    if decision and actor.role != Role.SYSTEM and actor.tenant_id != listing.body_id:
        return deny(_("This is done by the body that lists: %(name)s.") % {"name": listing.body})
    return decision


def _of_an_authority(actor, row: Row) -> Decision:
    decision = has_role(actor, row)
    if decision and actor.role != Role.SYSTEM and actor.tenant_kind != "authority":
        return deny(_("Listed supervision is kept by the authorities of a region."))
    return decision


def can_see_listings(actor) -> Decision:
    """Decide who opens the list; the wall decides which rows."""
    return has_role(actor, VERBS["see_listings"])


def can_export_listings(actor) -> Decision:
    """Decide who takes the list out."""
    return _of_an_authority(actor, VERBS["export_listings"])


def can_propose_listing(actor, hazard=None) -> Decision:
    """Decide who proposes by hand: officers of an authority that supervises the industry."""
    decision = _of_an_authority(actor, VERBS["propose_listing"])
    return decision and may(actor, VERBS["propose_listing"], hazard)


def can_list_hazard(actor, listing) -> Decision:
    """Decide who lists, or refuses the proposal."""
    return _of_body(actor, VERBS["list_hazard"], listing)


def can_publish_listing(actor, listing) -> Decision:
    """Decide who publishes the listing and its end."""
    return _of_body(actor, VERBS["publish_listing"], listing)


def can_file_listing(actor, listing) -> Decision:
    """Decide who records it with the body above."""
    return _of_body(actor, VERBS["file_listing"], listing)


def can_raise_listing(actor, listing) -> Decision:
    """Decide who raises it: the body itself, or an authority of a level above (the wall shows it to none other)."""
    decision = _of_an_authority(actor, VERBS["raise_listing"])
    if decision and actor.role != Role.SYSTEM:
        above = len(actor.region_code) < len(listing.body.region_code)
        if actor.tenant_id != listing.body_id and not above:
            return deny(_("Listed supervision is raised by the body that lists or by the level above."))
    return decision


def can_ask_listing_time(actor, listing) -> Decision:
    """Decide who asks for more time."""
    return _of_enterprise(actor, VERBS["ask_listing_time"], listing)


def can_decide_listing_time(actor, listing) -> Decision:
    """Decide who answers."""
    return _of_body(actor, VERBS["decide_listing_time"], listing)


def can_apply_delisting(actor, listing) -> Decision:
    """Decide who applies: the enterprise's leaders."""
    return _of_enterprise(actor, VERBS["apply_delisting"], listing)


def _of_enterprise(actor, row: Row, listing) -> Decision:
    decision = has_role(actor, row)
    if decision and actor.role != Role.SYSTEM and actor.tenant_id != listing.enterprise_id:
        return deny(_("This hazard belongs to another enterprise."))
    return decision


def can_accept_delisting(actor, listing) -> Decision:
    """Decide who accepts or returns: the supervised department, or the department in charge of the hazard."""
    decision = _of_an_authority(actor, VERBS["accept_delisting"])
    departments = (listing.supervised_id, listing.hazard.authority_id)
    if decision and actor.role != Role.SYSTEM and actor.tenant_id not in departments:
        return deny(
            _("The work is accepted by the department in charge: %(name)s.") % {"name": listing.hazard.authority}
        )
    return decision


def can_return_delisting(actor, listing) -> Decision:
    """Decide who returns an application: who accepts it, and once it is accepted the body that lists."""
    return can_delist(actor, listing) if listing.status == "accepted" else can_accept_delisting(actor, listing)


def can_delist(actor, listing) -> Decision:
    """Decide who lifts the listing: a head of its body, another person than who accepted the work."""
    decision = _of_body(actor, VERBS["delist"], listing)
    if decision and listing.accepted_by.get("person_id") == str(actor.person_id):
        return deny(_("You accepted the work yourself. Another person has to lift the listed supervision."))
    return decision


def can_withdraw_listing(actor, listing) -> Decision:
    """Decide who withdraws a listing made by mistake: a head of its body."""
    return _of_body(actor, VERBS["withdraw_listing"], listing)


def can_see_listing_policy(actor) -> Decision:
    """Decide who reads a region's periods."""
    return _of_an_authority(actor, VERBS["see_listing_policy"])


def can_keep_listing_policy(actor) -> Decision:
    """Decide who sets the periods of the own region."""
    return _of_an_authority(actor, VERBS["keep_listing_policy"])
