"""The official documents of rectification: snapshots out of rows, issued in the name of the acting authority."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Authority, Membership
from core.clock import day_of
from core.errors import RuleBroken
from documents import snapshots
from documents.actions import issue_document
from documents.choices import DJANGO_LANGUAGE, Kind
from documents.models import Document
from documents.snapshots import officers_needed
from evidence.selectors import thumbnail_address
from hazards.choices import PhotoPurpose
from hazards.models import Hazard, HazardPhoto
from rectification.models import Extension, Order, StopWork, Verification

#: A document shows at most this many pictures; the rest stay in the dossier.
MOST_PHOTOS = 24


def officers_of(memberships: Iterable[Membership]) -> list[snapshots.Officer]:
    """Return officers as documents name them. Two with certificates sign (Administrative Penalty Law arts 42, 55)."""
    officers = [
        snapshots.Officer(
            name=each.person.name,
            certificate_no=each.certificate_no,
            agency=each.authority.name_zh if each.authority_id else "",
        )
        for each in memberships
    ]
    certified = {officer.certificate_no for officer in officers if officer.certificate_no}
    if len(certified) < officers_needed(Kind.REINSPECTION_OPINION):
        sentence = _("Name two officers with certificate numbers: both sign this document. Nothing was issued.")
        raise RuleBroken(sentence, fields={"officers": sentence})
    return officers


def acting_authority(actor) -> Authority:
    """Return the authority in whose name the actor signs."""
    return Authority.objects.select_related("region").get(pk=actor.tenant_id)


def _issuer(authority: Authority, actor) -> snapshots.Issuer:
    return snapshots.Issuer.of(
        authority,
        reconsideration_body=authority.reconsideration_body,
        court=authority.court,
        address=authority.address,
        phone=authority.phone,
        contact=actor.person_name,
    )


def _unit(hazard: Hazard) -> snapshots.Unit:
    unit = hazard.enterprise
    return snapshots.Unit(
        name=unit.name,
        credit_code=unit.credit_code,
        address=unit.address,
        head=unit.principal_name,
        head_post=unit.principal_post,
        phone=unit.principal_phone,
    )


def basis_of(hazard: Hazard) -> str:
    """Return the clause that a hazard offends: the stated one, else that of its criterion."""
    return hazard.basis or (hazard.criterion.source if hazard.criterion_id else "")


def _problems(hazards: Sequence[Hazard], due: dict) -> list[snapshots.Problem]:
    return [
        snapshots.Problem(
            no=no,
            description=hazard.description,
            place=str(hazard.place) if hazard.place_id else hazard.place_text,
            basis=basis_of(hazard),
            grade=str(hazard.grade),
            due_on=due[hazard.pk].isoformat() if due.get(hazard.pk) else "",
            interim_measures=hazard.interim_measures,
        )
        for no, hazard in enumerate(hazards, start=1)
    ]


def _photos(hazards: Sequence[Hazard], *purposes: str) -> list[snapshots.Photo]:
    numbers = {hazard.pk: no for no, hazard in enumerate(hazards, start=1)}
    rows = (
        HazardPhoto.objects.filter(hazard__in=hazards, purpose__in=purposes)
        .select_related("photo")
        .order_by("added_at", "id")[:MOST_PHOTOS]
    )
    return [
        snapshots.Photo(
            sha256=row.photo.sha256,
            taken_at=_minute(row.photo.taken_at) if row.photo.taken_at else "",
            problem_no=numbers[row.hazard_id],
            purpose=str(row.purpose),
            thumbnail=thumbnail_address(row.photo),
        )
        for row in rows
    ]


def _minute(moment: datetime) -> str:
    return localtime(moment).strftime("%Y-%m-%dT%H:%M")


def _base(actor, now: datetime, hazards: Sequence[Hazard], officers, authority, *purposes: str) -> dict:
    return {
        "issuer": _issuer(authority, actor),
        "unit": _unit(hazards[0]),
        "officers": officers,
        "signed_on": day_of(now).isoformat(),
        "photos": _photos(hazards, *purposes) if purposes else [],
    }


def _issue(*, actor, now: datetime, kind: Kind, hazard: Hazard, snapshot, authority, language: str) -> Document:
    return issue_document(
        actor=actor,
        now=now,
        kind=kind,
        issuer=authority,
        snapshot=snapshot,
        enterprise=hazard.enterprise,
        language=language,
    )


def draw_up_order(
    *,
    actor,
    now: datetime,
    hazards: Sequence[Hazard],
    due: dict,
    officers: Iterable[Membership],
    interim_measures: str,
    language: str,
) -> Document:
    """Issue the order to rectify within a time limit: one line a problem, a deadline for each."""
    authority = acting_authority(actor)
    snapshot = snapshots.RectificationOrderSnapshot(
        **_base(actor, now, hazards, officers_of(officers), authority, PhotoPurpose.BEFORE),
        found_on=min(hazard.found_on for hazard in hazards).isoformat(),
        problems=_problems(hazards, due),
        interim_measures=interim_measures,
    )
    return _issue(
        actor=actor,
        now=now,
        kind=Kind.RECTIFICATION_ORDER,
        hazard=hazards[0],
        snapshot=snapshot,
        authority=authority,
        language=language,
    )


def draw_up_opinion(
    *,
    actor,
    now: datetime,
    hazard: Hazard,
    order: Order,
    verification: Verification,
    next_due: date | None,
    language: str,
) -> Document:
    """Issue the re-inspection opinion: what was ordered, what was found, what follows."""
    authority = acting_authority(actor)
    result = {"accepted": "done", "partly": "partly", "returned": "not_done"}[verification.verdict]
    with override(DJANGO_LANGUAGE[language]):
        method = str(verification.get_method_display())
    snapshot = snapshots.ReinspectionOpinionSnapshot(
        **_base(
            actor,
            now,
            [hazard],
            [snapshots.Officer(**officer) for officer in verification.officers],
            authority,
            PhotoPurpose.BEFORE,
            PhotoPurpose.AFTER,
        ),
        order_number=str(order.document or ""),
        order_on=day_of(order.issued_at).isoformat(),
        checked_on=day_of(verification.verified_at).isoformat(),
        method=method,
        results=[
            snapshots.Result(
                no=1,
                description=hazard.description,
                result=result,
                evidence=verification.seen,
                due_on=next_due.isoformat() if next_due else "",
            )
        ],
        opinion="closed" if verification.verdict == "accepted" else "further_order",
        opinion_text=verification.reason,
    )
    return _issue(
        actor=actor,
        now=now,
        kind=Kind.REINSPECTION_OPINION,
        hazard=hazard,
        snapshot=snapshot,
        authority=authority,
        language=language,
    )


def draw_up_extension_reply(
    *,
    actor,
    now: datetime,
    hazard: Hazard,
    extension: Extension,
    granted: bool,
    new_due: date | None,
    reason: str,
    language: str,
) -> Document:
    """Issue the reply on a request for more time."""
    authority = acting_authority(actor)
    order = extension.order
    snapshot = snapshots.ExtensionReplySnapshot(
        **_base(actor, now, [hazard], [], authority),
        order_number=str(order.document or ""),
        order_on=day_of(order.issued_at).isoformat(),
        requested_on=day_of(extension.asked_at).isoformat(),
        reason=extension.reason,
        decision="granted" if granted else "refused",
        problems=_problems([hazard], {hazard.pk: hazard.due_on}),
        old_due_on=hazard.due_on.isoformat(),
        new_due_on=new_due.isoformat() if new_due else "",
        interim_measures=extension.interim_measures,
        decision_reason=reason,
    )
    return _issue(
        actor=actor,
        now=now,
        kind=Kind.EXTENSION_REPLY,
        hazard=hazard,
        snapshot=snapshot,
        authority=authority,
        language=language,
    )


def draw_up_stop(
    *, actor, now: datetime, hazard: Hazard, stop: StopWork, officers: Iterable[Membership], language: str
) -> Document:
    """Issue the on-site measures decision that stops work (Work Safety Law art. 65)."""
    authority = acting_authority(actor)
    snapshot = snapshots.MeasuresDecisionSnapshot(
        **_base(actor, now, [hazard], officers_of(officers), authority, PhotoPurpose.BEFORE),
        found_on=hazard.found_on.isoformat(),
        facts=_problems([hazard], {}),
        basis=stop.basis,
        measures=[stop.extent],
        until=stop.until,
    )
    return _issue(
        actor=actor,
        now=now,
        kind=Kind.MEASURES_DECISION,
        hazard=hazard,
        snapshot=snapshot,
        authority=authority,
        language=language,
    )
