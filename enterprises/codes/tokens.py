"""Making a token, finding it again, and keeping it so that only the running site can print it."""

import base64
import hashlib
import secrets

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from enterprises.codes.rules import PATH, TOKEN_LENGTH

RANDOM_BYTES = 13


def new_token() -> str:
    """Return a fresh token of 100 random bits."""
    return base64.b32encode(secrets.token_bytes(RANDOM_BYTES)).decode()[:TOKEN_LENGTH]


def token_hash(token: str) -> str:
    """Return what resolves a token. Random tokens need no salt: nobody can try 2^100 of them."""
    return hashlib.sha256(f"safeloop code {token}".encode()).hexdigest()


def _fernet() -> Fernet:
    secret = base64.urlsafe_b64decode(settings.SEALING_KEY)
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"safeloop code token 1").derive(secret)
    return Fernet(base64.urlsafe_b64encode(key))


def seal(tokens: list[str]) -> list[bytes]:
    """Return tokens encrypted, in their order."""
    fernet = _fernet()
    return [fernet.encrypt(token.encode()) for token in tokens]


def unseal(sealed: list[bytes]) -> list[str]:
    """Return sealed tokens in their order; an empty text for one that was sealed under another key."""
    fernet = _fernet()

    def opened(each: bytes) -> str:
        try:
            return fernet.decrypt(bytes(each)).decode()
        except InvalidToken:
            return ""

    return [opened(each) for each in sealed]


def address(token: str) -> str:
    """Return the address that a label carries: the host of the setting, which may change, and the token."""
    return f"{settings.CODE_URL.rstrip('/')}{PATH}{token}/"
