"""One visit with everything in it, in a fixed number of queries, and the facts that its rules look at."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from checklists.models import ChecklistItem
from inspections import content, rules
from inspections.choices import Outcome, PhotoPurpose
from inspections.models import Answer, AnswerPhoto, Finding, FindingPhoto, Revision, Signature, Visit, VisitOfficer
from regions.choices import DeadlineUnit


@dataclass(frozen=True)
class Loaded:
    """A visit and its rows, read once."""

    visit: Visit
    officers: list[VisitOfficer]
    items: list[ChecklistItem]
    answers: list[Answer]
    findings: list[Finding]
    withdrawn: list[Finding]
    signatures: list[Signature]
    parked: list[Revision]
    signed_hash: str

    @property
    def team(self) -> frozenset:
        """The memberships in the team."""
        return frozenset(row.membership_id for row in self.officers if row.membership_id)


def load(visit: Visit) -> Loaded:
    """Read everything of a visit (at most nine queries)."""
    officers = list(VisitOfficer.objects.filter(visit=visit).order_by("position", "id"))
    items = list(
        ChecklistItem.objects.filter(version=visit.checklist_version_id)
        .select_related("criterion")
        .order_by("position")
        if visit.checklist_version_id
        else []
    )
    shown = Prefetch("photos", AnswerPhoto.objects.select_related("photo").order_by("position", "id"))
    answers = list(Answer.objects.filter(visit=visit).prefetch_related(shown))
    photos = Prefetch("photos", FindingPhoto.objects.select_related("photo").order_by("purpose", "position", "id"))
    everything = list(
        Finding.objects.filter(visit=visit)
        .select_related("criterion", "place", "equipment", "hazard", "item")
        .prefetch_related(photos)
    )
    findings = [finding for finding in everything if finding.withdrawn_at is None]
    signatures = list(Signature.objects.filter(visit=visit, superseded_at=None).order_by("signed_at"))
    parked = list(Revision.objects.filter(visit=visit, outcome=Outcome.PARKED))
    return Loaded(
        visit=visit,
        officers=officers,
        items=items,
        answers=answers,
        findings=findings,
        withdrawn=[finding for finding in everything if finding.withdrawn_at is not None],
        signatures=signatures,
        parked=parked,
        signed_hash=content.signed_hash(visit, officers, answers, findings),
    )


def author_of(subject_id, names: Iterable[str]) -> str:
    """Return who last set one of the fields `names` of an entry, for the question which of two values holds."""
    taken = Revision.objects.filter(
        subject_id=subject_id, outcome__in=[Outcome.APPLIED, Outcome.MERGED], changes__has_any_keys=list(names)
    )
    last = taken.order_by("-version", "-at").values_list("by", flat=True).first()
    return (last or {}).get("person", "")


def facts_of(loaded: Loaded) -> rules.Facts:
    """Return what decides whether the papers can be drawn up."""
    visit = loaded.visit
    answers = {answer.item_id: answer for answer in loaded.answers}
    return rules.Facts(
        kind=visit.kind,
        officers=tuple(
            rules.OfficerFacts(row.pk, row.name, row.certificate_no, row.capacity, row.person_id)
            for row in loaded.officers
        ),
        items=tuple(
            rules.ItemFacts(
                id=item.pk,
                label=str(item),
                critical=item.critical,
                photo_required=item.photo_required,
                answer=answers[item.pk].code if item.pk in answers else "",
                reason=answers[item.pk].reason if item.pk in answers else "",
                photos=len(answers[item.pk].photos.all()) if item.pk in answers else 0,
            )
            for item in loaded.items
        ),
        findings=tuple(_finding_facts(number, finding) for number, finding in enumerate(loaded.findings, start=1)),
        signatures=tuple(
            rules.SignatureFacts(row.signatory, row.officer_id, row.content_sha256) for row in loaded.signatures
        ),
        site_head_name=visit.site_head_name,
        place_checked=visit.place_checked,
        refusal=visit.refusal,
        conflicts=len(loaded.parked),
        content_sha256=loaded.signed_hash,
        started_at=visit.started_at,
        device_started_at=visit.device_started_at,
    )


def _finding_facts(number: int, finding: Finding) -> rules.FindingFacts:
    purposes = [link.purpose for link in finding.photos.all()]
    unit = finding.deadline_unit
    return rules.FindingFacts(
        id=finding.pk,
        label=f"{number}. {finding.description[:40]}".strip(),
        item=finding.item_id,
        description=finding.description,
        grade=finding.grade,
        disposition=finding.disposition,
        before=purposes.count(PhotoPurpose.BEFORE),
        after=purposes.count(PhotoPurpose.AFTER),
        has_deadline=unit == DeadlineUnit.IMMEDIATE
        or bool(finding.deadline_date if unit == DeadlineUnit.DATE else unit and finding.deadline_amount),
        has_basis=bool(finding.criterion_id or finding.basis.strip()),
        interim_measures=finding.interim_measures,
    )
