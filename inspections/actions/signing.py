"""Signatures drawn on the screen, each over what the visit said when it was given."""

import base64
import binascii
import hashlib
import io
import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from core.errors import Conflict, RuleBroken
from core.policy import require
from inspections import policy, rules
from inspections.actions.editing import clean
from inspections.actions.shared import locked, require_under_way
from inspections.choices import Signatory, VisitKind
from inspections.models import Signature, VisitOfficer
from inspections.selectors.facts import facts_of, load

LARGEST_SIGNATURE = 400_000
MOST_PIXELS = 4_000_000


def sign(
    *, actor, now: datetime, signature_id: uuid.UUID, visit_id: uuid.UUID, signatory: str, png: str, name: str,
    post: str = "", officer_id: uuid.UUID | None = None, device_at: datetime | None = None,
) -> Signature:  # fmt: skip
    """Keep a drawn signature (`png`: a data address) over what the visit says now.

    A new signature of the same person replaces the older one; each keeps the hash of what it covered. Signing is
    refused (`RuleBroken`) while something else than signatures is missing. Source: Work Safety Law art. 68.
    """
    with transaction.atomic():
        visit, team = locked(visit_id, actor)
        require(policy.can_sign(actor, visit, team))
        picture = _picture(png)
        known = Signature.objects.filter(pk=signature_id).first()
        if known is not None:
            if known.visit_id != visit.pk or bytes(known.png) != picture:
                raise Conflict(_("Another signature was already sent under this id. Nothing was changed."))
            return known
        require_under_way(visit)
        officer = None
        if signatory in (Signatory.OFFICER, Signatory.CHECKER):
            officer = VisitOfficer.objects.filter(visit=visit, pk=officer_id).first()
            if officer is None or (signatory == Signatory.CHECKER) != (officer.capacity == Signatory.CHECKER):
                raise RuleBroken(_("This officer is not in the team of the visit. Nothing was saved."))
            name = officer.name
        elif visit.kind == VisitKind.SELF:
            raise RuleBroken(_("A round is signed by those who did it. Nothing was saved."))
        elif signatory not in (Signatory.SITE_HEAD, Signatory.WITNESS):
            raise RuleBroken(_("Officers, the head on site and a witness sign. Nothing was saved."))
        if not name.strip():
            raise RuleBroken(_("Say who signs."), fields={"name": _("Say who signs.")})
        loaded = load(visit)
        gaps = rules.missing_before_signing(facts_of(loaded))
        if gaps:
            raise RuleBroken(
                _("It cannot be signed yet: %(first)s The signature is kept on this device.")
                % {"first": gaps[0].sentence}
            )
        Signature.objects.filter(visit=visit, signatory=signatory, officer=officer, superseded_at=None).update(
            superseded_at=now
        )
        return Signature.objects.create(
            pk=signature_id, region_code=visit.region_code, enterprise_id=visit.enterprise_id, visit=visit,
            signatory=signatory, officer=officer, name=clean(name)[:60], post=clean(post)[:60], png=picture,
            sha256=hashlib.sha256(picture).hexdigest(), content_sha256=loaded.signed_hash, signed_at=now,
            device_at=device_at, by=actor.snapshot(),
        )  # fmt: skip


def _picture(address: str) -> bytes:
    """Return the bytes of a drawn signature, or raise `RuleBroken` when there is nothing drawn in it."""
    head, _comma, body = (address or "").partition(",")
    try:
        data = base64.b64decode(body, validate=True)
        if head != "data:image/png;base64" or len(data) > LARGEST_SIGNATURE:
            raise ValueError(head)
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise ValueError(image.size)
            drawn = any(low != high for low, high in image.convert("RGBA").getextrema())
    except (ValueError, binascii.Error, UnidentifiedImageError, OSError, SyntaxError) as error:
        raise RuleBroken(_("This is no signature picture. Nothing was saved; sign again.")) from error
    if not drawn:
        raise RuleBroken(_("The signature is empty. Nothing was saved; sign again."))
    return data
