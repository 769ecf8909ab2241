"""Finishing a round of the enterprise itself: the seal, its hazards, the record."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.actor import system_actor
from accounts.models import Authority
from accounts.selectors import members_of_enterprise
from audit.actions import record
from core import clock, scope
from core.errors import RuleBroken
from core.roles import ENTERPRISE_LEADERS
from documents.actions import issue_document
from documents.choices import Kind
from enterprises.models import Enterprise
from hazards.actions import record_hazard, report_fixed
from hazards.choices import Source
from hazards.selectors import competent_authority
from inspections.choices import Disposition, PhotoPurpose, VisitStatus
from inspections.models import Finding
from inspections.round_papers import RoundPapers
from inspections.selectors.facts import Loaded
from notifications.actions import notify


def finish_round(*, actor, now: datetime, loaded: Loaded, recorder: Callable[[Finding], Any]) -> None:
    """Finish a locked round of which nothing is missing.

    Each finding becomes a hazard with the source "self-inspection": general ones the enterprise leads itself, those
    fixed at once wait for another person of it; major ones go to the authority in charge, which is told. `recorder`
    returns the actor who noted a finding.
    """
    visit = loaded.visit
    issuer = registrar_of(visit.enterprise)
    for finding in loaded.findings:
        _raise(now, loaded, finding, recorder(finding), issuer)
    because = f"registers the record of a round that {actor.person_name} ({actor.tenant_name}) hands in"
    visit.record = issue_document(
        actor=system_actor(because),
        now=now,
        kind=Kind.SELF_CHECK_RECORD,
        issuer=issuer,
        snapshot=RoundPapers(actor=actor, now=now, loaded=loaded, ordered=()).self_check_record(issuer),
        enterprise=visit.enterprise,
        language=visit.language,
    )
    visit.status = VisitStatus.FINISHED
    visit.finished_at = max(now, visit.started_at)
    visit.finished_by = actor.snapshot()
    visit.seal_sha256 = loaded.signed_hash
    visit.version += 1
    visit.save()
    _tell(now, loaded)
    data = {"findings": len(loaded.findings), "seal": visit.seal_sha256, "record": visit.record.printed_number}
    record(actor=actor, now=now, verb="round.finished", subject=visit, data=data)


def registrar_of(enterprise: Enterprise) -> Authority:
    """Return the authority with which the papers of an enterprise are registered, or raise `RuleBroken`."""
    with scope.everything(because="an enterprise hands its papers in to the authority in charge"):
        found = competent_authority(enterprise)
    if found is None:
        raise RuleBroken(_("No authority is registered for this region yet. Nothing was registered."))
    return found


def _raise(now: datetime, loaded: Loaded, finding: Finding, actor, authority: Authority) -> None:
    visit = loaded.visit
    photos = {
        purpose: [link.photo for link in finding.photos.all() if link.purpose == purpose] for purpose in PhotoPurpose
    }
    finding.hazard = record_hazard(
        actor=actor,
        now=now,
        hazard_id=finding.pk,
        enterprise=visit.enterprise,
        authority=authority,
        description=finding.description,
        source=Source.SELF_CHECK,
        grade=finding.grade,
        found_on=clock.day_of(visit.started_at),
        place=finding.place or visit.place,
        equipment=finding.equipment or visit.equipment,
        place_text=finding.place_text,
        requirement=finding.requirement,
        interim_measures=finding.interim_measures,
        criterion=finding.criterion,
        basis=finding.basis,
        before_photos=photos[PhotoPurpose.BEFORE],
    )
    finding.save(update_fields=["hazard"])
    if finding.disposition == Disposition.FIXED_ON_SPOT:
        report_fixed(
            actor=actor, now=now, hazard_id=finding.hazard_id, after_photos=photos[PhotoPurpose.AFTER],
            note=_("Fixed during the round."),
        )  # fmt: skip


def _tell(now: datetime, loaded: Loaded) -> None:
    visit = loaded.visit
    leaders = members_of_enterprise(visit.enterprise_id, ENTERPRISE_LEADERS)
    notify(
        now=now,
        memberships=leaders,
        kind="round_finished",
        values={"enterprise": visit.enterprise.name, "count": len(loaded.findings)},
        subject=visit,
        key=f"round_finished:{visit.pk}",
    )
