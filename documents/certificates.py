"""What a PKCS#12 file holds, and whether it may sign: read with `cryptography`, without Django's clock or database."""

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from documents.choices import SignTrouble

PKCS12_STARTS = b"\x30"
MOST_BYTES = 64 * 1024


class Unfit(Exception):
    """A certificate that cannot be used; `trouble` says why."""

    def __init__(self, trouble: SignTrouble) -> None:
        super().__init__(str(trouble.value))
        self.trouble = trouble


@dataclass(frozen=True)
class Facts:
    """What anybody may know of a certificate."""

    subject: str
    issued_by: str
    serial: str
    fingerprint: str
    valid_from: datetime
    valid_until: datetime


def read(data: bytes, password: str, *, now: datetime) -> Facts:
    """Return what a PKCS#12 file holds. Raises Unfit: wrong password, no key, expired, not for signing."""
    if not data.startswith(PKCS12_STARTS) or len(data) > MOST_BYTES:
        raise Unfit(SignTrouble.UNREADABLE)
    try:
        key, certificate, _more = pkcs12.load_key_and_certificates(data, password.encode() or None)
    except UnsupportedAlgorithm as error:
        raise Unfit(SignTrouble.UNKNOWN_KEY) from error
    except ValueError as error:
        said = str(error).lower()
        wrong = "password" in said or "mac" in said
        raise Unfit(SignTrouble.WRONG_PASSWORD if wrong else SignTrouble.UNREADABLE) from None
    if key is None or certificate is None:
        raise Unfit(SignTrouble.NO_KEY)
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise Unfit(SignTrouble.UNKNOWN_KEY)
    if not _may_sign(certificate):
        raise Unfit(SignTrouble.NOT_FOR_SIGNING)
    if trouble := at_moment(certificate.not_valid_before_utc, certificate.not_valid_after_utc, now):
        raise Unfit(trouble)
    return Facts(
        subject=_name(certificate.subject),
        issued_by=_name(certificate.issuer),
        serial=f"{certificate.serial_number:x}"[:64],
        fingerprint=certificate.fingerprint(SHA256()).hex(),
        valid_from=certificate.not_valid_before_utc,
        valid_until=certificate.not_valid_after_utc,
    )


def at_moment(valid_from: datetime, valid_until: datetime, now: datetime) -> SignTrouble | None:
    """Return why a certificate does not hold at a moment, or None."""
    if now > valid_until:
        return SignTrouble.EXPIRED
    return SignTrouble.NOT_YET if now < valid_from else None


def _may_sign(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


def _name(name: x509.Name) -> str:
    found = [
        each for kind in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME) for each in name.get_attributes_for_oid(kind)
    ]
    return (str(found[0].value) if found else name.rfc4514_string())[:200]
