"""Who reads the composed screens."""

from django.utils.translation import gettext_lazy

from core.policy import Decision, has_role, verb
from core.roles import Role

VERBS = {
    "see_board": verb(
        gettext_lazy("See the region's board"),
        {Role.HEAD, Role.CLERK, Role.INSPECTOR, Role.VIEWER, Role.TIP_HANDLER, Role.ADMINISTRATOR},
        gettext_lazy("of an authority, for its region and all below"),
    ),
}


def can_see_board(actor) -> Decision:
    """Decide who reads the board: officials; an enterprise's administrator sees an empty region by the wall."""
    return has_role(actor, VERBS["see_board"])
