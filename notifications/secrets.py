"""Addresses at rest: encrypted under a key derived from `settings.SEALING_KEY`, recognised by a keyed hash."""

import base64
import hmac
from hashlib import sha256

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def _derived(purpose: bytes) -> bytes:
    secret = base64.urlsafe_b64decode(settings.SEALING_KEY)
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret)


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_derived(b"safeloop endpoint address 1")))


def seal(address: str) -> bytes:
    """Return an address encrypted."""
    return _fernet().encrypt(address.encode())


def unseal(sealed: bytes) -> str:
    """Return the address again. Raises `cryptography.fernet.InvalidToken` when it was altered or the key is another."""
    return _fernet().decrypt(bytes(sealed)).decode()


def fingerprint(address: str) -> str:
    """Return what is the same for the same address, and tells nothing of it without the key."""
    return hmac.new(_derived(b"safeloop endpoint fingerprint 1"), address.encode(), sha256).hexdigest()
