"""The only writers of people, memberships, invitations, assignments and tokens, by family."""

from accounts.actions.assignments import assign, withdraw_assignment
from accounts.actions.invitations import accept_invitation, invite, invite_sheet, withdraw_invitation
from accounts.actions.memberships import choose_membership, deactivate_person, end_membership
from accounts.actions.persons import (
    change_language,
    change_password,
    confirm_second_factor,
    new_recovery_codes,
    prepare_second_factor,
    record_sign_in,
    record_sign_out,
    remove_second_factor,
)
from accounts.actions.principals import invite_principal
from accounts.actions.tokens import make_token, revoke_token

__all__ = [
    "accept_invitation",
    "assign",
    "change_language",
    "change_password",
    "choose_membership",
    "confirm_second_factor",
    "deactivate_person",
    "end_membership",
    "invite",
    "invite_principal",
    "invite_sheet",
    "make_token",
    "new_recovery_codes",
    "prepare_second_factor",
    "record_sign_in",
    "record_sign_out",
    "remove_second_factor",
    "revoke_token",
    "withdraw_assignment",
    "withdraw_invitation",
]
