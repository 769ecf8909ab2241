"""The pages of accounts, by family."""

from accounts.views.chain import audit, audit_export, audit_verify
from accounts.views.entry import choose, invitation, locked_out, sign_in, sign_in_code, sign_out
from accounts.views.me import (
    language,
    me,
    password,
    recovery_codes,
    revoke_token,
    second_factor,
    second_factor_remove,
    tokens,
)
from accounts.views.people import (
    deactivate,
    end,
    invite,
    invite_principal,
    invite_sheet,
    people,
    people_export,
    roles,
    sheet_template,
    withdraw_invitation,
)
from accounts.views.reach import assign, assignments, withdraw_assignment

__all__ = [
    "assign",
    "assignments",
    "audit",
    "audit_export",
    "audit_verify",
    "choose",
    "deactivate",
    "end",
    "invitation",
    "invite",
    "invite_principal",
    "invite_sheet",
    "language",
    "locked_out",
    "me",
    "password",
    "people",
    "people_export",
    "recovery_codes",
    "revoke_token",
    "roles",
    "second_factor",
    "second_factor_remove",
    "sheet_template",
    "sign_in",
    "sign_in_code",
    "sign_out",
    "tokens",
    "withdraw_assignment",
    "withdraw_invitation",
]
