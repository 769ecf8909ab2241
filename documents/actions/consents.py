"""An enterprise's consent to electronic service: given, replaced, withdrawn."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from audit.actions import record
from core.errors import Conflict, RuleBroken
from core.policy import require
from documents import policy
from documents.models import ServiceConsent
from enterprises.models import Enterprise


def give_consent(
    *, actor: Actor, now: datetime, enterprise: Enterprise, address: str, signed_by: str, signed_post: str = ""
) -> ServiceConsent:
    """Record an enterprise's signed consent to electronic service; an earlier one is replaced."""
    require(policy.can_give_consent(actor, enterprise))
    if not address.strip() or not signed_by.strip():
        raise RuleBroken(_("Name the address for electronic service and the person who signed the consent."))
    with transaction.atomic():
        ServiceConsent.objects.filter(enterprise=enterprise, withdrawn_at=None).update(withdrawn_at=now)
        consent = ServiceConsent.objects.create(
            region_code=enterprise.region_code,
            enterprise=enterprise,
            address=address.strip(),
            signed_by=signed_by.strip(),
            signed_post=signed_post.strip(),
            given_at=now,
            given_by=actor.snapshot(),
        )
        record(actor=actor, now=now, verb="give_consent", subject=consent, data={"enterprise": str(enterprise.pk)})
    return consent


def withdraw_consent(*, actor: Actor, now: datetime, enterprise: Enterprise) -> None:
    """Withdraw the consent in force; documents served before stay served."""
    require(policy.can_give_consent(actor, enterprise))
    with transaction.atomic():
        if not ServiceConsent.objects.filter(enterprise=enterprise, withdrawn_at=None).update(withdrawn_at=now):
            raise Conflict(_("There is no consent to electronic service in force."))
        record(actor=actor, now=now, verb="withdraw_consent", subject=enterprise)
