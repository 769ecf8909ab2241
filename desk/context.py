"""What the frame of every page needs, without a query beyond the unread count."""

from dataclasses import dataclass

from django.db import connection
from django.http import HttpRequest
from django.utils.translation import gettext as _

from checklists.duties import policy as duties_policy
from core.links import address
from core.roles import Role
from notifications.selectors import unread_count
from rectification.letters import policy as letters_policy
from rectification.listing import policy as listing_policy
from risks.alarms.policy import can_see_alarms
from risks.colours.policy import can_count_colours
from risks.ledger import policy as risks_policy
from whistleblowing.policy import can_see_tips


@dataclass(frozen=True)
class Place:
    """An entry of the rail or the bottom bar."""

    url: str
    label: str
    icon: str
    #: "g" and then this letter lead there; inbox and one's own page have "i" and "m".
    key: str
    active: bool
    count: int = 0


READS_LISTINGS = listing_policy.VERBS["see_listings"].roles
READS_DUTIES = duties_policy.VERBS["see_duty_ledger"].roles
READS_RISKS = risks_policy.VERBS["see_risk_points"].roles
READS_LETTERS = letters_policy.VERBS["see_letters"].roles
OFFICIAL = {Role.HEAD, Role.CLERK, Role.INSPECTOR, Role.VIEWER, Role.ADMINISTRATOR, Role.TIP_HANDLER}


def frame(request: HttpRequest) -> dict:
    """Return the places of the rail for the acting role; nothing before a membership is chosen."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return {"places": [], "actor": None}
    rows = [
        ("desk:home", _("Work"), "work", "w", True),
        ("hazards:list", _("Hazards"), "hazard", "h", True),
        ("inspections:list", _("Visits"), "visit", "v", True),
        ("enterprises:list", _("Enterprises"), "enterprise", "e", actor.tenant_kind != "enterprise"),
        ("listings:list", _("Listed supervision"), "shield", "s", actor.role in READS_LISTINGS),
        ("risks:points", _("Risks"), "risk-orange", "r", actor.role in READS_RISKS),
        ("letters:list", _("Letters"), "mail", "l", actor.role in READS_LETTERS),
        ("documents:list", _("Documents"), "document", "d", True),
        ("checklists:list", _("Checklists"), "list", "c", actor.role in OFFICIAL or actor.tenant_kind == "enterprise"),
        ("duties:ledger", _("Duty ledger"), "check-circle", "t", actor.role in READS_DUTIES),
        ("risks:alarms", _("Alarms"), "bell", "a", bool(can_see_alarms(actor))),
        ("whistleblowing:tips", _("Reports of the public"), "lock", "y", bool(can_see_tips(actor))),
        ("risks:colours", _("Code colours"), "code", "o", bool(can_count_colours(actor))),
        ("desk:board", _("Board"), "board", "b", actor.role in OFFICIAL),
        ("bulletins:list", _("Bulletins"), "flag", "n", actor.role in OFFICIAL),
        ("accounts:people", _("People"), "people", "p", actor.role not in (Role.WORKER, Role.EXPERT)),
    ]
    found = [(address(name), label, icon, key) for name, label, icon, key, shown in rows if shown]
    # One place is below another (/risks/alarms/ and /risks/): the page stands in the nearest.
    here = max((url for url, *_rest in found if url != "/" and request.path.startswith(url)), key=len, default="/")
    here = here if here != "/" or request.path == "/" else ""
    places = [Place(url, label, icon, key, active=url == here) for url, label, icon, key in found]
    # An error page may be drawn in a transaction that can answer nothing more.
    unread = 0 if connection.needs_rollback else unread_count(actor)
    return {"places": places, "actor": actor, "inbox_count": unread}
