"""Plays the demonstration's visits through the same actions as real work, each on its own day."""

import uuid
from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.actor import Actor
from accounts.models import Membership
from checklists.choices import VersionStatus
from checklists.models import ChecklistItem, ChecklistVersion
from core import scope
from desk.demo.fates import Fates
from desk.demo.script import OUTINGS, PLANNED, Fault, Outing
from desk.demo.stage import acting, at, signature_png, take_photo, take_view, workday_back
from desk.demo.tenants import key
from hazards.choices import Grade
from inspections import actions as visits
from inspections.actions.plan import Member
from inspections.models import Visit, VisitOfficer
from inspections.rules import answer_key
from regions.selectors import calendar_for

CHECKLISTS = {"fireworks": "FW-WHOLESALE", "dust": "DUST-LIGHT", "general": "GENERAL"}


class Play:
    """One performance: builds every visit and leads each finding to its fate, unless it was played before."""

    def __init__(self, *, today: date, say) -> None:
        self.today, self.say = today, say
        self.calendar = calendar_for("")
        self.fates = Fates(today=today, calendar=self.calendar)
        self.versions = {
            row.checklist.code: row.pk
            for row in ChecklistVersion.objects.filter(status=VersionStatus.PUBLISHED).select_related("checklist")
        }

    def all(self) -> None:
        """Play everything, one transaction a visit."""
        for outing in OUTINGS:
            with scope.everything(because="The demonstration looks whether this visit was played"):
                played = Visit.objects.filter(pk=key("visit", outing.key)).exists()
            if not played:
                self.say(f"  {outing.firm}: {len(outing.faults)} findings")
                with transaction.atomic():
                    self.play(outing)
        self.plan()

    def plan(self) -> None:
        """Plan the visits still to come."""
        for name, ahead, firm, officers, method, checklist in PLANNED:
            clerk = "lz.clerk" if officers[0].startswith("lz") else "la.clerk"
            now = at(self.today, 8)
            with acting(clerk, now) as actor:
                visits.plan_visit(
                    actor=actor,
                    now=now,
                    visit_id=key("visit", name),
                    enterprise_id=key("firm", firm),
                    method=method,
                    planned_on=self.calendar.add_working_days(self.today, ahead) if ahead else self.today,
                    officers=[Member(membership=key("membership", each)) for each in officers],
                    checklist_version_id=self.versions.get(CHECKLISTS[checklist]),
                )

    def play(self, outing: Outing) -> None:
        """Play one visit, then the fates of its findings."""
        day = workday_back(self.today, outing.ago, self.calendar)
        self.visit(outing, day)
        for number, fault in enumerate(outing.faults):
            self.fates.lead(outing, number, fault, day)

    # --- The visit ---------------------------------------------------------------------------------------------------

    def visit(self, outing: Outing, day: date) -> None:
        """Start, answer, find, sign and finish."""
        visit_id, now = key("visit", outing.key), at(day, 9, 30)
        first, second = outing.officers
        with acting(first, now) as actor:
            visits.start_visit(
                actor=actor,
                now=now,
                visit_id=visit_id,
                enterprise_id=key("firm", outing.firm),
                method=outing.method,
                checklist_version_id=self.versions.get(CHECKLISTS.get(outing.checklist, "")),
                officers=[self._member(second, typed=first[:2] != second[:2])],
                device_started_at=now,
            )
            visits.save_details(
                actor=actor,
                now=now,
                visit_id=visit_id,
                base_version=1,
                values={
                    "site_head_name": outing.head,
                    "site_head_post": "现场负责人",
                    "place_checked": "、".join(dict.fromkeys(fault.place for fault in outing.faults)),
                },
            )
            for number, fault in enumerate(outing.faults):
                self._finding(actor, outing, number, fault, now + timedelta(minutes=5 * (number + 1)))
            self._answer(actor, visit_id, outing, now + timedelta(minutes=40))
        for number, fault in enumerate(outing.faults):
            if fault.major and fault.fate != "recorded":
                with acting(second, now) as actor:
                    visits.confirm_finding_grade(
                        actor=actor, now=now + timedelta(minutes=45), finding_id=key("finding", outing.key, number)
                    )
        end = now + timedelta(minutes=65)
        with acting(first, end) as actor:
            if outing.refused:
                self._details(actor, visit_id, end, {"refusal": "现场负责人拒绝签字，未说明理由"})
            for officer in VisitOfficer.objects.filter(visit=visit_id).order_by("position"):
                self._sign(actor, visit_id, end, "officer", officer.name, officer_id=officer.pk)
            if outing.refused:
                self._sign(actor, visit_id, end, "witness", "石建平", post="村委会主任")
            else:
                self._sign(actor, visit_id, end, "site_head", outing.head, post="现场负责人")
            visits.finish_visit(actor=actor, now=end + timedelta(minutes=5), visit_id=visit_id)

    def _member(self, username: str, *, typed: bool) -> Member:
        with scope.everything(because="The demonstration names an officer of another region"):
            row = Membership.objects.select_related("person", "authority").get(pk=key("membership", username))
        # Somebody of another city is typed in by name and certificate: their membership is beyond the wall.
        return Member(
            membership=None if typed else row.pk,
            name=row.person.name,
            certificate_no=row.certificate_no,
            unit=row.authority.name_zh,
        )

    def _details(self, actor: Actor, visit_id: uuid.UUID, now: datetime, values: dict) -> None:
        version = Visit.objects.values_list("version", flat=True).get(pk=visit_id)
        visits.save_details(actor=actor, now=now, visit_id=visit_id, base_version=version, values=values)

    def _finding(self, actor: Actor, outing: Outing, number: int, fault: Fault, now: datetime) -> None:
        finding_id = key("finding", outing.key, number)
        fixed = fault.fate == "fixed"
        values = {
            "description": fault.words,
            "place_text": fault.place,
            "requirement": fault.requirement or "立即改正，举一反三",
            "basis": fault.basis,
            "interim_measures": fault.interim,
            "grade": Grade.MAJOR if fault.major else Grade.GENERAL,
            "disposition": "fixed_on_spot" if fixed else "order",
        }
        if fault.criterion:
            values["criterion"] = fault.criterion
        if not fixed:
            values |= {"deadline_unit": "working_days", "deadline_amount": fault.days}
        visits.save_finding(
            actor=actor, now=now, finding_id=finding_id, visit_id=key("visit", outing.key), values=values, device_at=now
        )
        for purpose in ("before", "after") if fixed else ("before",):
            photo = take_photo(actor, outing, number, fault, now, purpose)
            visits.attach_photo(
                actor=actor,
                now=now,
                link_id=key("link", outing.key, number, purpose),
                finding_id=finding_id,
                photo_id=photo.pk,
                purpose=purpose,
            )

    def _answer(self, actor: Actor, visit_id: uuid.UUID, outing: Outing, now: datetime) -> None:
        if not outing.checklist:
            return
        version = Visit.objects.values_list("checklist_version_id", flat=True).get(pk=visit_id)
        view = take_view(actor, outing, now)
        for item in ChecklistItem.objects.filter(version=version).order_by("position"):
            answer = answer_key(visit_id, item.pk)
            visits.save_answer(
                actor=actor,
                now=now,
                answer_id=answer,
                visit_id=visit_id,
                item_id=item.pk,
                values={"code": "conform", "reason": ""},
            )
            if item.photo_required:
                visits.attach_answer_photo(
                    actor=actor, now=now, link_id=key("view", answer), answer_id=answer, photo_id=view.pk
                )

    def _sign(self, actor: Actor, visit_id: uuid.UUID, now: datetime, signatory: str, name: str, **more) -> None:
        visits.sign(
            actor=actor,
            now=now,
            signature_id=key("signature", visit_id, signatory, name),
            visit_id=visit_id,
            signatory=signatory,
            png=signature_png(name),
            name=name,
            **more,
        )
