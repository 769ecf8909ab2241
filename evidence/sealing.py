"""Encryption at rest of original photos: AES-256-GCM under a key derived from `settings.SEALING_KEY`."""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

MARK = b"SL1"
NONCE_BYTES = 12


class SealBroken(Exception):
    """A sealed file was altered, exchanged, or sealed under another key."""


def _cipher() -> AESGCM:
    try:
        secret = base64.urlsafe_b64decode(settings.SEALING_KEY)
    except ValueError as error:
        raise ImproperlyConfigured("SEALING_KEY must be 32 random bytes in URL-safe base64.") from error
    if len(secret) < 32:
        raise ImproperlyConfigured("SEALING_KEY must be 32 random bytes in URL-safe base64.")
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=b"safeloop evidence original 1").derive(secret))


def seal(data: bytes, *, belongs_to: str) -> bytes:
    """Return `data` encrypted; `belongs_to` (the photo's id) is bound to it, so sealed files cannot be exchanged."""
    nonce = os.urandom(NONCE_BYTES)
    return MARK + nonce + _cipher().encrypt(nonce, data, belongs_to.encode())


def unseal(sealed: bytes, *, belongs_to: str) -> bytes:
    """Return the original bytes; raises SealBroken when a single bit differs."""
    start = len(MARK) + NONCE_BYTES
    if not sealed.startswith(MARK):
        raise SealBroken("This is not a sealed file.")
    try:
        return _cipher().decrypt(sealed[len(MARK) : start], sealed[start:], belongs_to.encode())
    except InvalidTag as error:
        raise SealBroken("The sealed file was altered or is not this photo's.") from error
