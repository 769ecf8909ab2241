"""The reporter's code, PIN and identity: keyed hashes and encryption under keys derived from `settings.SEALING_KEY`.

The code follows from the random key of the form that was sent, which is kept nowhere: sending the same form twice
shows the same code, and nothing in the database gives it again.
"""

import base64
import hmac
import json
import secrets
import uuid
from dataclasses import dataclass, field
from hashlib import sha256, sha512

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from whistleblowing.rules import LETTERS, code_from, pin_from

_NUMBER_LETTERS = 8


def _derived(purpose: str) -> bytes:
    secret = base64.urlsafe_b64decode(settings.SEALING_KEY)
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"safeloop tip {purpose} 1".encode()).derive(secret)


def code_and_pin(sent: uuid.UUID) -> tuple[str, str]:
    """Return the code and the PIN of the form that was sent under a random key."""
    digest = hmac.new(_derived("code"), sent.bytes, sha512).digest()
    return code_from(digest[:16]), pin_from(digest[16:24])


def sent_hash(sent: uuid.UUID) -> str:
    """Return by what a form that is sent twice is recognised."""
    return hmac.new(_derived("sent"), sent.bytes, sha256).hexdigest()


def code_hash(code: str) -> str:
    """Return by what a code is found."""
    return hmac.new(_derived("lookup"), code.encode(), sha256).hexdigest()


def pin_hash(code: str, pin: str) -> str:
    """Return what a PIN is held against; it belongs to its code."""
    return hmac.new(_derived("pin"), f"{code}:{pin}".encode(), sha256).hexdigest()


def blinded(who: str) -> str:
    """Return by what a sender is counted for a while, and nobody can tell who it is, nor try out who it might be."""
    return hmac.new(_derived("asker"), who.encode(), sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare two hashes in a time that tells nothing."""
    return hmac.compare_digest(one, other)


def new_number(year: int) -> str:
    """Return a number by which people speak of a tip; it tells nothing of who sent it, nor how many there are."""
    return f"T{year % 100:02d}-" + "".join(secrets.choice(LETTERS) for _letter in range(_NUMBER_LETTERS))


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_derived("identity")))


@dataclass(frozen=True)
class Reporter:
    """Who reported, and whether they agreed to be contacted about it."""

    name: str = field(repr=False)
    contact: str = field(repr=False)
    may_contact: bool = False


def seal_identity(tip_id: uuid.UUID, who: Reporter) -> bytes:
    """Return a reporter's name and contact encrypted, bound to the tip."""
    return _fernet().encrypt(json.dumps([str(tip_id), who.name, who.contact, who.may_contact]).encode())


def unseal_identity(tip_id: uuid.UUID, sealed: bytes) -> Reporter:
    """Return the reporter. Raises `ValueError` where the seal is another tip's, `InvalidToken` where it broke."""
    owner, *who = json.loads(_fernet().decrypt(bytes(sealed)))
    if owner != str(tip_id):
        raise ValueError("This identity belongs to another tip.")
    return Reporter(*who)
