"""The certificate with which an authority's files are signed: uploaded by its administrator, replaced, removed."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from accounts.actor import Actor
from accounts.models import Authority
from audit.actions import record
from core.errors import NotVisible, RuleBroken
from core.policy import require
from documents import certificates, policy, secrets
from documents.choices import SignTrouble
from documents.models import SigningCertificate

PASSWORD_TROUBLES = {SignTrouble.WRONG_PASSWORD}


@sensitive_variables("password", "pkcs12")
def upload_certificate(*, actor: Actor, now: datetime, pkcs12: bytes, password: str) -> SigningCertificate:
    """Take a certificate in for the actor's authority; one in force is replaced and its key forgotten.

    Raises RuleBroken with a sentence when the password is wrong, the certificate expired or not for signing.
    """
    require(policy.can_manage_certificate(actor))
    try:
        facts = certificates.read(pkcs12, password, now=now)
    except certificates.Unfit as unfit:
        sentence = str(unfit.trouble.label)
        field = "password" if unfit.trouble in PASSWORD_TROUBLES else "pkcs12"
        raise RuleBroken(sentence, fields={field: sentence}) from None
    with transaction.atomic():
        authority = Authority.objects.select_for_update(of=("self",)).get(pk=actor.tenant_id)
        for row in SigningCertificate.objects.select_for_update().filter(authority=authority, removed_at=None):
            _forget(row, actor, now)
        certificate = SigningCertificate.objects.create(
            region_code=authority.region_code,
            authority=authority,
            sealed=secrets.seal(pkcs12, password),
            subject=facts.subject,
            issued_by=facts.issued_by,
            serial=facts.serial,
            fingerprint=facts.fingerprint,
            valid_from=facts.valid_from,
            valid_until=facts.valid_until,
            uploaded_at=now,
            uploaded_by=actor.snapshot(),
        )
        record(
            actor=actor,
            now=now,
            verb="upload_certificate",
            subject=certificate,
            data={"subject": facts.subject, "fingerprint": facts.fingerprint},
        )
    return certificate


def remove_certificate(*, actor: Actor, now: datetime) -> None:
    """Forget the key and password of the certificate in force; files signed with it stay signed."""
    require(policy.can_manage_certificate(actor))
    with transaction.atomic():
        row = SigningCertificate.objects.select_for_update().filter(authority=actor.tenant_id, removed_at=None).first()
        if row is None:
            raise NotVisible(_("There is no certificate in force."))
        _forget(row, actor, now)
        record(actor=actor, now=now, verb="remove_certificate", subject=row, data={"fingerprint": row.fingerprint})


def _forget(row: SigningCertificate, actor: Actor, now: datetime) -> None:
    row.sealed, row.removed_at, row.removed_by = b"", now, actor.snapshot()
    row.save(update_fields=["sealed", "removed_at", "removed_by"])
