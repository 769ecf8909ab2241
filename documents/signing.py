"""The authority's electronic signature on a finished file: appended as an increment, so that the file itself stays.

Run as a program (`python -m documents.signing`) it reads one job from standard input: the key is in that process only
(`documents.child`). PAdES baseline, SHA-256, an invisible field; before the file is given out it is checked.
"""

import base64
import io
import json
import sys

from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

FIELD = "Issuer"
SIGNING_USES = {"digital_signature", "non_repudiation"}


def sign(pdf: bytes, *, pkcs12: bytes, password: str, name: str, reason: str) -> bytes:
    """Return the file with the signature appended; the first bytes are the file's own.

    Raises ValueError when the key cannot be read or the signed file does not stand the check.
    """
    signer = signers.SimpleSigner.load_pkcs12_data(pkcs12, other_certs=[], passphrase=password.encode() or None)
    if signer is None:
        raise ValueError("The key cannot be read.")
    out = signers.PdfSigner(
        signers.PdfSignatureMetadata(
            field_name=FIELD, md_algorithm="sha256", name=name, reason=reason, subfilter=SigSeedSubFilter.PADES
        ),
        signer=signer,
        new_field_spec=SigFieldSpec(FIELD),
    ).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)))
    signed = out.getvalue()
    if not signed.startswith(pdf) or not stands(signed, signer.signing_cert.dump()):
        raise ValueError("The signed file does not stand the check.")
    return signed


def stands(signed: bytes, certificate: bytes) -> bool:
    """Tell whether a signed file is whole, unchanged since, and signed with this certificate (DER)."""
    (own,) = load_certs_from_pemder_data(certificate)
    (found,) = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    status = validate_pdf_signature(
        found,
        ValidationContext(trust_roots=[own], allow_fetching=False),
        key_usage_settings=KeyUsageConstraints(key_usage=SIGNING_USES, match_all_key_usages=False),
    )
    return bool(status.intact and status.valid and status.coverage.name == "ENTIRE_FILE")


def main() -> None:
    """Read one job from standard input and write the signed file to standard output."""
    job = json.load(sys.stdin.buffer)
    pdf, pkcs12 = base64.b64decode(job.pop("pdf")), base64.b64decode(job.pop("pkcs12"))
    sys.stdout.buffer.write(sign(pdf, pkcs12=pkcs12, **job))


if __name__ == "__main__":
    main()
