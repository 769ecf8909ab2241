"""Certificates at rest: encrypted with their password under a key derived from `settings.SEALING_KEY`."""

import base64
import json

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def _fernet() -> Fernet:
    secret = base64.urlsafe_b64decode(settings.SEALING_KEY)
    info = b"safeloop signing certificate 1"
    return Fernet(base64.urlsafe_b64encode(HKDF(SHA256(), length=32, salt=None, info=info).derive(secret)))


def seal(pkcs12: bytes, password: str) -> bytes:
    """Return a certificate with its key and password encrypted."""
    return _fernet().encrypt(json.dumps([base64.b64encode(pkcs12).decode(), password]).encode())


def unseal(sealed: bytes) -> tuple[bytes, str]:
    """Return certificate and password. Raises `cryptography.fernet.InvalidToken` when altered or of another key."""
    pkcs12, password = json.loads(_fernet().decrypt(bytes(sealed)))
    return base64.b64decode(pkcs12), password
