"""Who handles tips: the head and the handlers of an authority, nobody with a tie to the reported unit.

That tie is the database's to judge (`frozen.py`): such a tip is not there for them. Here stand the roles, and that one
authority has a tip in hand at a time.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.policy import Decision, deny, has_role, verb
from core.roles import Role

HANDLERS = frozenset({Role.HEAD, Role.TIP_HANDLER})
_NEVER_TIED = gettext_lazy("of the own region and below; never with a post at the reported unit")
_IN_HAND = gettext_lazy("by the authority that has the report in hand")

VERBS = {
    "see_tips": verb(gettext_lazy("See reports of the public"), HANDLERS, _NEVER_TIED),
    "decide_tip": verb(gettext_lazy("Accept a report, refuse it, or hand it to another authority"), HANDLERS, _IN_HAND),
    "verify_tip": verb(gettext_lazy("Verify a report and record what was found"), HANDLERS, _IN_HAND),
    "raise_hazard": verb(gettext_lazy("Make a confirmed report a hazard"), HANDLERS, _IN_HAND),
    "tell_reporter": verb(gettext_lazy("Write to a reporter, tell the result, close"), HANDLERS, _IN_HAND),
    "ask_identity": verb(
        gettext_lazy("Ask to read who reported, and read it once"), HANDLERS, gettext_lazy("for a purpose; recorded")
    ),
    "decide_identity": verb(
        gettext_lazy("Approve or refuse the reading of who reported"),
        HANDLERS,
        gettext_lazy("never by the person who asked"),
    ),
}


def can_see_tips(actor) -> Decision:
    """Decide who opens the list at all; the database decides which rows."""
    return has_role(actor, VERBS["see_tips"])


def _in_hand(actor, row: str, tip) -> Decision:
    decision = has_role(actor, VERBS[row])
    if decision and tip is not None and tip.authority_id and tip.authority_id != actor.tenant_id:
        return deny(_("Another authority has this report in hand: %(name)s.") % {"name": tip.authority.name})
    return decision


def can_decide_tip(actor, tip=None) -> Decision:
    """Decide who accepts, refuses or hands over."""
    return _in_hand(actor, "decide_tip", tip)


def can_verify_tip(actor, tip=None) -> Decision:
    """Decide who verifies, and names the enterprise."""
    return _in_hand(actor, "verify_tip", tip)


def can_raise_hazard(actor, tip=None) -> Decision:
    """Decide who makes it a hazard."""
    return _in_hand(actor, "raise_hazard", tip)


def can_tell_reporter(actor, tip=None) -> Decision:
    """Decide who writes to the reporter, tells the result and closes."""
    return _in_hand(actor, "tell_reporter", tip)


def can_ask_identity(actor, tip=None) -> Decision:
    """Decide who asks to read who reported; reading needs the approval of another person."""
    decision = _in_hand(actor, "ask_identity", tip)
    if decision and tip is not None and tip.manner != "named":
        return deny(_("This report was sent without a name: there is nothing to read."))
    return decision


def can_decide_identity(actor, request=None) -> Decision:
    """Decide who approves or refuses: another person than the one who asked."""
    decision = _in_hand(actor, "decide_identity", request.tip if request is not None else None)
    if decision and request is not None and request.asker == actor.person_id:
        return deny(_("You asked for this yourself. Another person decides on it."))
    return decision
