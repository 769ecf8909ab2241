"""The snapshots of a visit's papers: everything in them was entered once, on the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from checklists.choices import AnswerCode
from core import clock
from documents import snapshots
from documents.choices import DJANGO_LANGUAGE
from evidence.selectors import thumbnail_address
from inspections import content, rules
from inspections.choices import Disposition, PhotoPurpose, Signatory
from inspections.deadlines import due_of
from inspections.models import Finding, Signature
from inspections.selectors.facts import Loaded

#: A document shows at most this many pictures; the others stay in the visit.
MOST_PHOTOS = 40
#: So many characters of a checklist item stand under its photo.
LONGEST_ITEM = 120


def minute(moment: datetime | None) -> str:
    """Return a moment as documents take it: official time, to the minute."""
    return localtime(moment).strftime("%Y-%m-%dT%H:%M") if moment else ""


@dataclass(frozen=True)
class Papers:
    """Draws up the snapshots of one visit. `ordered` are the findings that the order names."""

    actor: object
    now: datetime
    loaded: Loaded
    ordered: Sequence[Finding]

    def inspection_record(self) -> snapshots.InspectionRecordSnapshot:
        """现场检查记录: what was checked, by whom, with which list, and what was found."""
        visit, loaded = self.loaded.visit, self.loaded
        with override(DJANGO_LANGUAGE[visit.language]):
            method = str(visit.get_method_display())
            handling = self._handling()
            checklists = self._checklists()
            photos = self._photos(loaded.findings)
            photos += self._answer_photos({photo.sha256 for photo in photos}, MOST_PHOTOS - len(photos))
        position = f"{visit.longitude}, {visit.latitude}" if visit.latitude is not None else ""
        return snapshots.InspectionRecordSnapshot(
            **(self._base(loaded.findings) | {"photos": photos}),
            place=visit.place_checked,
            started_at=minute(visit.started_at),
            ended_at=minute(max(self.now, visit.started_at)),
            method=method,
            basis=visit.basis,
            plan_no=visit.plan_no,
            checklists=checklists,
            content=visit.note,
            problems=self._problems(loaded.findings),
            handling=handling,
            experts=[
                f"{row.name}（{row.unit}）" if row.unit else row.name
                for row in loaded.officers
                if row.capacity == Signatory.EXPERT
            ],
            position=position,
        )

    def rectification_order(self, record_number: str) -> snapshots.RectificationOrderSnapshot:
        """责令限期整改指令书: one line a problem, each with its deadline."""
        visit = self.loaded.visit
        measures = [finding.interim_measures.strip() for finding in self.ordered if finding.interim_measures.strip()]
        return snapshots.RectificationOrderSnapshot(
            **self._base(self.ordered),
            found_on=clock.day_of(visit.started_at).isoformat(),
            record_number=record_number,
            problems=self._problems(self.ordered),
            interim_measures="\n".join(dict.fromkeys(measures)),
        )

    def _base(self, findings: Sequence[Finding]) -> dict:
        visit = self.loaded.visit
        authority, unit = visit.authority, visit.enterprise
        return {
            "issuer": snapshots.Issuer.of(
                authority,
                reconsideration_body=authority.reconsideration_body,
                court=authority.court,
                address=authority.address,
                phone=authority.phone,
                contact=self.actor.person_name,
            ),
            "unit": snapshots.Unit(
                name=unit.name,
                credit_code=unit.credit_code,
                address=unit.address,
                head=unit.legal_representative or unit.principal_name or visit.site_head_name,
                head_post=unit.principal_post,
                phone=unit.principal_phone or visit.site_head_phone,
            ),
            "officers": self._officers(),
            "signed_on": clock.day_of(self.now).isoformat(),
            "unit_sign": self._unit_sign(),
            "photos": self._photos(findings),
        }

    def _signature(self, signatory: str, officer=None) -> Signature | None:
        rows = (row for row in self.loaded.signatures if row.signatory == signatory and row.officer_id == officer)
        return next(rows, None)

    def _officers(self) -> list[snapshots.Officer]:
        made = []
        for row in self.loaded.officers:
            if not rules.counts_as_officer(rules.OfficerFacts(row.pk, row.name, row.certificate_no, row.capacity)):
                continue
            signed = self._signature(Signatory.OFFICER, row.pk)
            made.append(
                snapshots.Officer(
                    name=row.name,
                    certificate_no=row.certificate_no,
                    agency=row.unit,
                    signature=content.png_address(signed.png) if signed else "",
                    signed_at=minute(signed.signed_at) if signed else "",
                )
            )
        return made

    def _unit_sign(self) -> snapshots.UnitSign:
        visit = self.loaded.visit
        if not visit.refusal:
            signed = self._signature(Signatory.SITE_HEAD)
            return snapshots.UnitSign(
                name=signed.name,
                post=signed.post or visit.site_head_post,
                signature=content.png_address(signed.png),
                signed_at=clock.day_of(signed.signed_at).isoformat(),
            )
        witness = self._signature(Signatory.WITNESS)
        return snapshots.UnitSign(
            name=visit.site_head_name,
            post=visit.site_head_post,
            refused=True,
            refusal_reason=visit.refusal,
            witness_name=witness.name,
            witness_post=witness.post,
            witness_signature=content.png_address(witness.png),
            signed_at=clock.day_of(witness.signed_at).isoformat(),
        )

    def _problems(self, findings: Sequence[Finding]) -> list[snapshots.Problem]:
        return [
            snapshots.Problem(
                no=number,
                description=finding.description,
                place=finding.place_text or (finding.place.name if finding.place_id else ""),
                basis=finding.basis or (finding.criterion.source if finding.criterion_id else ""),
                grade=str(finding.grade),
                due_on=self._due(finding),
                interim_measures=finding.interim_measures,
                fixed_on_site=finding.disposition == Disposition.FIXED_ON_SPOT,
                photo_count=len(finding.photos.all()),
            )
            for number, finding in enumerate(findings, start=1)
        ]

    def _due(self, finding: Finding) -> str:
        if finding not in self.ordered:
            return ""
        return due_of(finding, clock.day_of(self.now)).result.isoformat()

    def _photos(self, findings: Sequence[Finding]) -> list[snapshots.Photo]:
        pairs = [
            (number, finding, link) for number, finding in enumerate(findings, start=1) for link in finding.photos.all()
        ]
        return [
            snapshots.Photo(
                sha256=link.photo.sha256,
                taken_at=minute(link.photo.taken_at or link.photo.received_at),
                place=finding.place_text,
                problem_no=number,
                purpose=link.purpose if link.purpose == PhotoPurpose.AFTER else "before",
                thumbnail=thumbnail_address(link.photo),
            )
            for number, finding, link in pairs[:MOST_PHOTOS]
        ]

    def _answer_photos(self, printed: set[str], most: int) -> list[snapshots.Photo]:
        """The photos of the checklist's answers, in the list's order; one that shows a finding is printed there."""
        name = "text_zh" if self.loaded.visit.language == "zh" else "text_en"
        answers = {answer.item_id: answer for answer in self.loaded.answers}
        pairs = [
            (number, item, answers[item.pk], link.photo)
            for number, item in enumerate(self.loaded.items, start=1)
            if item.pk in answers
            for link in answers[item.pk].photos.all()
            if link.photo.sha256 not in printed
        ]
        said = _("Checklist item %(n)s: %(text)s (%(answer)s)")
        return [
            snapshots.Photo(
                sha256=photo.sha256,
                caption=said
                % {"n": number, "text": getattr(item, name)[:LONGEST_ITEM], "answer": answer.get_code_display()},
                taken_at=minute(photo.taken_at or photo.received_at),
                thumbnail=thumbnail_address(photo),
            )
            for number, item, answer, photo in pairs[: max(most, 0)]
        ]

    def _checklists(self) -> list[dict]:
        visit = self.loaded.visit
        if visit.checklist_version_id is None:
            return []
        codes = [answer.code for answer in self.loaded.answers]
        return [
            {
                "title": str(visit.checklist_version.checklist),
                "version": str(visit.checklist_version.number),
                "checked": codes.count(AnswerCode.CONFORM) + codes.count(AnswerCode.NOT_CONFORM),
                "failed": codes.count(AnswerCode.NOT_CONFORM),
                "not_applicable": codes.count(AnswerCode.NOT_APPLICABLE),
                "not_checked": codes.count(AnswerCode.NOT_CHECKED),
            }
        ]

    def _handling(self) -> str:
        """Say, in the document's language, what follows from the findings."""
        findings = list(self.loaded.findings)
        numbers = {finding.pk: str(number) for number, finding in enumerate(findings, start=1)}
        ordered = {finding.pk for finding in self.ordered}
        fixed = [finding.pk for finding in findings if finding.disposition == Disposition.FIXED_ON_SPOT]
        waiting = [finding.pk for finding in findings if finding.pk not in ordered and finding.pk not in fixed]
        sentences = []
        if not findings:
            sentences.append(_("No problem was found among the items checked."))
        if ordered:
            said = ", ".join(numbers[finding.pk] for finding in self.ordered)
            sentences.append(_("An order to rectify within a time limit is issued for problems: %(n)s.") % {"n": said})
        if fixed:
            said = ", ".join(numbers[key] for key in fixed)
            sentences.append(_("Rectified on the spot: %(n)s.") % {"n": said})
        if waiting:
            said = ", ".join(numbers[key] for key in waiting)
            sentences.append(_("Recorded for a decision by the competent authority: %(n)s.") % {"n": said})
        return " ".join(sentences)
