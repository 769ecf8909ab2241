"""The only writers of documents: issue, serve, prove, revoke, consent, certificates. The file is `drawing`'s."""

from documents.actions.certificates import remove_certificate, upload_certificate
from documents.actions.consents import give_consent, withdraw_consent
from documents.actions.issuing import issue_document, preview_document, retry_rendering, revoke_document
from documents.actions.serving import issue_receipt, note_opening, record_bounce, record_reply, record_service

__all__ = [
    "give_consent",
    "issue_document",
    "issue_receipt",
    "note_opening",
    "preview_document",
    "record_bounce",
    "record_reply",
    "record_service",
    "remove_certificate",
    "retry_rendering",
    "revoke_document",
    "upload_certificate",
    "withdraw_consent",
]
