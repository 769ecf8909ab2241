"""Finishing a visit: the seal, the hazards, the papers, in one transaction. A second finish answers the same."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.selectors import members_of_authority, members_of_enterprise
from audit.actions import record
from core import clock, scope
from core.errors import RuleBroken
from core.policy import require
from core.roles import ENTERPRISE_LEADERS, Role
from documents.actions import issue_document, record_service
from documents.choices import Kind, Method
from documents.models import Document, Series
from hazards.actions import confirm_grade, fix_on_spot, record_hazard
from hazards.choices import Grade, Source, Status
from hazards.models import Hazard
from inspections import papers, policy, rules
from inspections.actions.rounds import finish_round
from inspections.actions.shared import locked, require_under_way
from inspections.choices import Disposition, PhotoPurpose, Signatory, VisitKind, VisitStatus
from inspections.deadlines import unit_and_amount
from inspections.models import Finding, Visit
from inspections.selectors.facts import Loaded, facts_of, load
from notifications.actions import notify
from rectification.actions import OrderLine, issue_order, serve_order

NAMED_GAPS = 3


@dataclass(frozen=True)
class Finished:
    """A finished visit, its papers (the inspection record first), and the ids of the hazards it raised."""

    visit: Visit
    documents: list[Document]
    hazards: list[uuid.UUID]


def finish_visit(*, actor, now: datetime, visit_id: uuid.UUID) -> Finished:
    """Seal the visit, raise a hazard from each finding, issue the inspection record and one order to rectify.

    A finding fixed on the spot closes its hazard with its photo pair; a major one that no second person has confirmed
    stays recorded and is not ordered yet; the others are confirmed, ordered with their deadlines, and served by the
    signature of the head on site, or by leaving the order before the witness of the refusal. At an enterprise outside
    the team's region the hazards are recorded only: ordering is the competent authority's (inspection_methods 4).
    A round of the enterprise itself issues no order: `rounds.finish_round`.

    Raises `RuleBroken` with what is still missing; then nothing is issued and no number is used.
    """
    with transaction.atomic():
        visit, team = locked(visit_id, actor)
        require(policy.can_finish_visit(actor, visit, team))
        if visit.status == VisitStatus.FINISHED:
            return _finished(visit)
        require_under_way(visit)
        loaded = load(visit)
        gaps = rules.missing_for_finish(facts_of(loaded))
        if gaps:
            raise RuleBroken(
                _("The visit cannot be finished yet. Missing: %(count)s. %(first)s")
                % {"count": len(gaps), "first": " ".join(gap.sentence for gap in gaps[:NAMED_GAPS])},
                fields={str(gap.code): gap.sentence for gap in gaps},
            )
        if visit.kind == VisitKind.SELF:
            finish_round(actor=actor, now=now, loaded=loaded, recorder=lambda finding: _as(finding.by, actor))
            return _finished(visit)
        _lock_counters(visit, now)
        ordered = _raise_hazards(actor, now, loaded)
        paper = papers.Papers(actor=actor, now=now, loaded=loaded, ordered=tuple(ordered))
        visit.record = issue_document(
            actor=actor,
            now=now,
            kind=Kind.INSPECTION_RECORD,
            issuer=visit.authority,
            snapshot=paper.inspection_record(),
            enterprise=visit.enterprise,
            language=visit.language,
        )
        _hand_over(actor, now, loaded, visit.record)
        if ordered:
            _order(actor, now, loaded, ordered, paper)
        visit.status = VisitStatus.FINISHED
        visit.finished_at = max(now, visit.started_at)
        visit.finished_by = actor.snapshot()
        visit.seal_sha256 = loaded.signed_hash
        visit.version += 1
        visit.save()
        _tell(now, loaded)
        record(
            actor=actor,
            now=now,
            verb="visit.finished",
            subject=visit,
            data={"findings": len(loaded.findings), "seal": visit.seal_sha256, "record": visit.record.printed_number},
        )
        return _finished(visit)


def _finished(visit: Visit) -> Finished:
    documents = [paper for paper in (visit.record, visit.order) if paper is not None]
    hazards = Finding.objects.filter(visit=visit, hazard__isnull=False).order_by("position", "id")
    return Finished(visit, documents, list(hazards.values_list("hazard_id", flat=True)))


def _tell(now: datetime, loaded: Loaded) -> None:
    """Tell the enterprise's leaders what was found, and the authority which major hazards wait for a second person."""
    visit = loaded.visit
    notify(
        now=now,
        memberships=members_of_enterprise(visit.enterprise_id, ENTERPRISE_LEADERS),
        kind="visit_finished",
        values={"enterprise": visit.enterprise.name, "count": len(loaded.findings)},
        subject=visit,
        key=f"visit_finished:{visit.pk}",
    )
    keys = [finding.hazard_id for finding in loaded.findings]
    waiting = list(Hazard.objects.filter(pk__in=keys, status=Status.RECORDED, grade=Grade.MAJOR).order_by("number"))
    deciders = members_of_authority(visit.authority_id, {Role.CLERK, Role.HEAD}) if waiting else []
    for hazard in waiting:
        notify(
            now=now,
            memberships=deciders,
            kind="major_proposed",
            values={"number": hazard.label, "enterprise": visit.enterprise.name},
            subject=hazard,
            key=f"major_proposed:{hazard.pk}",
        )


def _lock_counters(visit: Visit, now: datetime) -> None:
    """Lock both counters, in one order and before anything else, so that two finishing visits never wait in a ring."""
    year = clock.day_of(now).year
    kinds = sorted([Kind.INSPECTION_RECORD, Kind.RECTIFICATION_ORDER])
    with scope.everything(because="the counters of an issuer are locked by whoever signs in its name"):
        Series.objects.bulk_create(
            [
                Series(region_code=visit.authority.region_code, issuer=visit.authority, kind=kind, year=year)
                for kind in kinds
            ],
            ignore_conflicts=True,
        )
        list(
            Series.objects.select_for_update()
            .filter(issuer=visit.authority, kind__in=kinds, year=year)
            .order_by("kind")
            .values_list("pk", flat=True)
        )


def _raise_hazards(actor, now: datetime, loaded: Loaded) -> list[Finding]:
    """Raise a hazard from each finding and return the findings to be ordered, in the order of the record."""
    visit = loaded.visit
    competent = visit.region_code.startswith(visit.authority.region_code)
    ordered = []
    for finding in sorted(loaded.findings, key=lambda row: str(row.pk)):
        recorder = _as(finding.by, actor)
        photos = {
            purpose: [link.photo for link in finding.photos.all() if link.purpose == purpose]
            for purpose in PhotoPurpose
        }
        hazard = record_hazard(
            actor=recorder,
            now=now,
            hazard_id=finding.pk,
            enterprise=visit.enterprise,
            authority=visit.authority if competent else None,
            description=finding.description,
            source=Source.VISIT if competent else Source.CROSS_REGION,
            grade=finding.grade,
            found_on=clock.day_of(visit.started_at),
            place=finding.place,
            equipment=finding.equipment,
            place_text=finding.place_text,
            requirement=finding.requirement,
            interim_measures=finding.interim_measures,
            criterion=finding.criterion,
            basis=finding.basis,
            before_photos=photos[PhotoPurpose.BEFORE],
        )
        finding.hazard = hazard
        finding.save(update_fields=["hazard"])
        if not competent:
            continue
        if finding.disposition == Disposition.FIXED_ON_SPOT:
            fix_on_spot(actor=actor, now=now, hazard_id=hazard.pk, after_photos=photos[PhotoPurpose.AFTER])
        elif _settle(actor, now, finding, hazard):
            ordered.append(finding)
    numbers = {finding.pk: number for number, finding in enumerate(loaded.findings)}
    return sorted(ordered, key=lambda finding: numbers[finding.pk])


def _settle(actor, now: datetime, finding: Finding, hazard: Hazard) -> bool:
    """Confirm the grade; a major one only by the second person who confirmed it during the visit."""
    if finding.grade != Grade.MAJOR:
        confirm_grade(actor=actor, now=now, hazard_id=hazard.pk, grade=hazard.grade)
        return True
    if not finding.grade_confirmed_by:
        return False
    confirm_grade(
        actor=_as(finding.grade_confirmed_by, actor),
        now=now,
        hazard_id=hazard.pk,
        grade=hazard.grade,
        reason=finding.basis,
    )
    return True


def _as(snapshot: dict, actor):
    """Return the colleague whose act during this visit is now entered in the ledger, within the finisher's reach."""
    if snapshot.get("person_id") in (None, str(actor.person_id)):
        return actor
    return replace(
        actor,
        person_id=uuid.UUID(snapshot["person_id"]),
        person_name=snapshot["person"],
        membership_id=uuid.UUID(snapshot["membership_id"]) if snapshot.get("membership_id") else None,
        role=Role(snapshot["role"]),
        tenant_kind=snapshot["tenant_kind"],
        tenant_id=uuid.UUID(snapshot["tenant_id"]) if snapshot.get("tenant_id") else None,
        tenant_name=snapshot["tenant"],
        region_code=snapshot["region_code"],
        post_title=snapshot["post"],
        certificate_no=snapshot["certificate_no"],
    )


def _order(actor, now: datetime, loaded: Loaded, ordered: Sequence[Finding], paper: papers.Papers) -> None:
    visit = loaded.visit
    visit.order = issue_document(
        actor=actor,
        now=now,
        kind=Kind.RECTIFICATION_ORDER,
        issuer=visit.authority,
        snapshot=paper.rectification_order(visit.record.printed_number),
        enterprise=visit.enterprise,
        language=visit.language,
    )
    lines = [OrderLine(finding.hazard_id, *unit_and_amount(finding)) for finding in ordered]
    issue_order(actor=actor, now=now, lines=lines, document=visit.order)
    serve_order(actor=actor, now=now, hazard_id=ordered[0].hazard_id, **_service(actor, loaded))


def _hand_over(actor, now: datetime, loaded: Loaded, document: Document) -> None:
    record_service(actor=actor, now=now, document=document, served_at=now, **_service(actor, loaded))


def _service(actor, loaded: Loaded) -> dict[str, str]:
    """Return how the papers reached the unit: into the hand of whoever signed, or left before the witness."""
    visit = loaded.visit
    others = (row.name for row in loaded.officers if row.capacity != Signatory.EXPERT and row.name != actor.person_name)
    head = {
        "receiver_name": visit.site_head_name,
        "receiver_post": visit.site_head_post,
        "place": visit.enterprise.address or visit.place_checked,
        "second_server": next(others, ""),
    }
    if not visit.refusal:
        return {"method": Method.IN_PERSON, **head}
    witness = next(row for row in loaded.signatures if row.signatory == Signatory.WITNESS)
    return {
        "method": Method.LEFT_IN_PLACE,
        **head,
        "witness_name": witness.name,
        "witness_post": witness.post,
        "note": visit.refusal,
    }
