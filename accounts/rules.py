"""Pure rules about people: sign-in names, roles a tenant can give, periods, the columns of the invitation sheet."""

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from core.errors import RuleBroken
from core.roles import ROLES_BY_TENANT_KIND, Role

#: How long an invitation is open.
INVITATION_LASTS = timedelta(days=7)
#: The longest assignment and the longest life of an API token.
LONGEST_ASSIGNMENT = timedelta(days=366)
LONGEST_TOKEN_DAYS = 366
#: Who can be assigned beyond the own region.
ASSIGNABLE = (Role.INSPECTOR, Role.HEAD, Role.EXPERT)
USERNAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{2,59}")
#: Recovery codes: 50 bits each; only a digest is kept.
RECOVERY_CODES = 8


def clean_username(raw: str) -> str:
    """Return a sign-in name in its one written form. Raises `RuleBroken` unless it is 3 to 60 plain characters."""
    name = unicodedata.normalize("NFKC", raw or "").strip().lower()
    if not USERNAME.fullmatch(name):
        sentence = _("A sign-in name has 3 to 60 characters: letters a to z, digits, and . _ @ + -")
        raise RuleBroken(sentence, fields={"username": sentence})
    return name


def roles_of(tenant_kind: str) -> list[Role]:
    """Return the roles that a tenant of this kind can give, in the order of `Role`."""
    return [role for role in Role if role in ROLES_BY_TENANT_KIND[tenant_kind]]


def check_role(tenant_kind: str, role: str) -> Role:
    """Return the role. Raises `RuleBroken` where a tenant of this kind cannot give it."""
    for each in roles_of(tenant_kind):
        if role == each.value:
            return each
    sentence = _("This organisation can give these roles: %(roles)s.") % {
        "roles": ", ".join(str(each.label) for each in roles_of(tenant_kind))
    }
    raise RuleBroken(sentence, fields={"role": sentence})


def role_from_words(tenant_kind: str, words: str) -> Role:
    """Return the role that a cell of a sheet names, by its code or its label in the reader's language."""
    wanted = words.strip().casefold()
    for each in roles_of(tenant_kind):
        if wanted in (each.value, str(each.label).casefold()):
            return each
    return check_role(tenant_kind, words)


def check_certificate(role: str, certificate_no: str) -> None:
    """Raise `RuleBroken` for an inspector without a certificate number: officers show it on every visit (Administrative
    Penalty Law, article 55)."""
    if role == Role.INSPECTOR and not certificate_no.strip():
        sentence = _("An inspector needs the number of the enforcement certificate; it is shown on every visit.")
        raise RuleBroken(sentence, fields={"certificate_no": sentence})


def check_period(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Raise `RuleBroken` unless a period ends after it starts, has not passed, and lasts at most a year."""
    if ends_at <= starts_at:
        sentence = _("The assignment must end after it starts.")
    elif ends_at <= now:
        sentence = _("This period has already passed.")
    elif ends_at - starts_at > LONGEST_ASSIGNMENT:
        sentence = _("An assignment lasts at most one year. Assign again when it ends.")
    else:
        return
    raise RuleBroken(sentence, fields={"ends_at": sentence})


def new_secret() -> str:
    """Return a fresh secret for a link or a token: 256 bits."""
    return secrets.token_urlsafe(32)


def secret_hash(secret: str) -> str:
    """Return what is stored of a secret: they are long and random, so a plain SHA-256 suffices."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_recovery_code() -> str:
    """Return a fresh recovery code, easy to copy from paper: two groups of five."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _n in range(5)) for _group in range(2))


def recovery_digest(code: str) -> str:
    """Return the 16 characters that are kept of a recovery code, however it was typed."""
    plain = re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKC", code).lower())
    return secret_hash(f"recovery:{plain}")[:16]


def invitation_row(tenant_kind: str, cells: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of an invitation from a row of a sheet. Raises `RuleBroken` with what is wrong with it."""
    name = cells.get("name", "").strip()
    if not name:
        sentence = _("The name is missing.")
        raise RuleBroken(sentence, fields={"name": sentence})
    role = role_from_words(tenant_kind, cells.get("role", ""))
    check_certificate(role, cells.get("certificate_no", ""))
    limits = {"name": 60, "phone": 30, "email": 254, "post_title": 60, "certificate_no": 40}
    fields = {key: cells.get(key, "").strip() for key in limits}
    for key, limit in limits.items():
        if len(fields[key]) > limit:
            sentence = _("%(field)s is longer than %(n)s characters.") % {"field": key, "n": limit}
            raise RuleBroken(sentence, fields={key: sentence})
    return fields | {"role": role.value}
