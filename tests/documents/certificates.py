"""Certificates for the tests, made here and valid nowhere else."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

PASSWORD = "open sesame 5"
NAME = "古蔺县应急管理局"


def make_pkcs12(*, days: int = 365, starts: datetime | None = None, signing: bool = True, key: bool = True) -> bytes:
    """A self-made certificate with its key, under `PASSWORD`; it holds from `starts` for so many days."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    first = starts or datetime.now(UTC) - timedelta(days=1)
    uses = dict.fromkeys(
        (
            "content_commitment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(0xA1)
        .not_valid_before(first)
        .not_valid_after(first + timedelta(days=days))
        .add_extension(x509.KeyUsage(digital_signature=signing, key_encipherment=not signing, **uses), critical=True)
        .sign(private, SHA256())
    )
    encryption = BestAvailableEncryption(PASSWORD.encode())
    if not key:
        return pkcs12.serialize_key_and_certificates(b"own", None, None, [certificate], encryption)
    return pkcs12.serialize_key_and_certificates(b"own", private, certificate, None, encryption)
