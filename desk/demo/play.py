"""Plays the demonstration's plot through the same actions as real work, each on its own day."""

import base64
import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO

from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw

from accounts.actor import Actor, become
from accounts.models import Membership, User
from checklists.choices import VersionStatus
from checklists.models import ChecklistItem, ChecklistVersion
from core import scope
from core.scope import Scope
from desk.demo import pictures
from desk.demo.script import OUTINGS, PLANNED, Fault, Outing
from desk.demo.tenants import key
from evidence.actions import receive_photo
from hazards.choices import Grade, VerificationMethod
from hazards.models import Hazard, HazardPhoto
from inspections import actions as visits
from inspections.actions.plan import Member
from inspections.models import Finding, Visit, VisitOfficer
from inspections.rules import answer_key
from rectification import actions as rectify
from rectification.actions.review import Remainder
from rectification.actions.work import AfterPhoto
from rectification.choices import Verdict
from regions.rules import WorkingCalendar
from regions.selectors import calendar_for

CHECKLISTS = {"fireworks": "FW-WHOLESALE", "dust": "DUST-LIGHT", "general": "GENERAL"}


@contextmanager
def acting(username: str, now: datetime) -> Iterator[Actor]:
    """Act as a person of the cast, behind their wall, at an instant."""
    person = User.objects.get(username=username)
    with scope.enter(Scope(person=person.pk)):
        actor = become(person=person, membership_id=key("membership", username), now=now)
    if actor is None:
        raise RuntimeError(f"{username} has no membership; build the tenants first.")
    with scope.enter(actor.scope):
        yield actor


def workday_back(today: date, days: int, calendar: WorkingCalendar) -> date:
    """Return the working day that lies `days` working days before today (0: today or the last one)."""
    day = today
    while not calendar.is_working_day(day):
        day -= timedelta(days=1)
    for _ in range(days):
        day -= timedelta(days=1)
        while not calendar.is_working_day(day):
            day -= timedelta(days=1)
    return day


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return an instant of an official day."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def signature_png(name: str) -> str:
    """Return a drawn signature as a data address."""
    image = Image.new("RGBA", (420, 140), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    seed = hashlib.sha256(name.encode()).digest()
    points = [(20 + 16 * n, 70 + (seed[n] % 80) - 40) for n in range(24)]
    draw.line(points, fill=(12, 22, 60, 255), width=5, joint="curve")
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


class Play:
    """One performance: builds every visit and leads each finding to its fate, unless it was played before."""

    def __init__(self, *, today: date, say) -> None:
        self.today, self.say = today, say
        self.calendar = calendar_for("")
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
            self.lead(outing, number, fault, day)

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
                self._details(actor, visit_id, end, {"refusal": "现场负责人拒绝签字,未说明理由"})
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
            membership=None if typed else row.pk, name=row.person.name, certificate_no=row.certificate_no, unit=row.authority.name_zh
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
            "requirement": fault.requirement or "立即改正,举一反三",
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
            photo = self._photo(actor, outing, number, fault, now, purpose)
            visits.attach_photo(
                actor=actor,
                now=now,
                link_id=key("link", outing.key, number, purpose),
                finding_id=finding_id,
                photo_id=photo.pk,
                purpose=purpose,
            )

    def _photo(self, actor: Actor, outing: Outing, number: int, fault: Fault, now: datetime, purpose: str, turn: int = 0):
        seed = int(hashlib.sha256(f"{outing.key}{number}{turn}".encode()).hexdigest()[:6], 16)
        data = pictures.draw(fault.picture, fixed=purpose == "after", seed=seed)
        enterprise = Visit.objects.select_related("enterprise").get(pk=key("visit", outing.key)).enterprise
        return receive_photo(
            actor=actor,
            now=now,
            id=key("photo", outing.key, number, purpose, turn),
            data=data,
            purpose=purpose,
            enterprise=enterprise,
            claimed_sha256=hashlib.sha256(data).hexdigest(),
            taken_at=now,
        )

    def _answer(self, actor: Actor, visit_id: uuid.UUID, outing: Outing, now: datetime) -> None:
        if not outing.checklist:
            return
        version = Visit.objects.values_list("checklist_version_id", flat=True).get(pk=visit_id)
        for item in ChecklistItem.objects.filter(version=version).order_by("position"):
            visits.save_answer(
                actor=actor,
                now=now,
                answer_id=answer_key(visit_id, item.pk),
                visit_id=visit_id,
                item_id=item.pk,
                values={"code": "conform", "reason": ""},
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

    # --- What became of it -------------------------------------------------------------------------------------------

    def lead(self, outing: Outing, number: int, fault: Fault, day: date) -> None:
        """Lead one finding to its fate."""
        steps = {
            "closed": self._closed,
            "submitted": self._submitted,
            "returned": self._returned,
            "partly": self._partly,
            "extension": self._extension,
            "extended": self._extension,
            "planned": self._planned,
            "stopped": self._stopped,
        }
        step = steps.get(fault.fate)
        if step is not None:
            with scope.everything(because="The demonstration follows a finding to its hazard"):
                finding = Finding.objects.get(pk=key("finding", outing.key, number))
            step(outing, number, fault, day, finding.hazard_id)

    def _head(self, outing: Outing) -> str:
        return f"{outing.firm}.safety"

    def _verifier(self, outing: Outing) -> str:
        return {"dy": "dy.clerk", "gl": "gl.clerk", "lz": "lz.clerk", "nc": "lz.clerk", "ja": "la.clerk"}[outing.officers[0][:2]]

    def _submit(self, outing: Outing, number: int, fault: Fault, when: datetime, hazard_id, partly: str = "", turn: int = 0) -> None:
        with acting(self._head(outing), when) as actor:
            photo = self._photo(actor, outing, number, fault, when, "after", turn)
            before = HazardPhoto.objects.filter(hazard=hazard_id, purpose="before").order_by("added_at").first()
            rectify.submit_evidence(
                actor=actor,
                now=when,
                hazard_id=hazard_id,
                measures=f"已按要求完成:{fault.requirement or fault.words}",
                rectified_on=when.astimezone(timezone.get_current_timezone()).date(),
                after=[AfterPhoto(photo, before.pk if before else None)],
                partly=partly,
            )

    def _submitted(self, outing: Outing, number: int, fault: Fault, day: date, hazard_id) -> None:
        self._submit(outing, number, fault, self._later(day, 2, 15), hazard_id)

    def _closed(self, outing: Outing, number: int, fault: Fault, day: date, hazard_id) -> None:
        self._submitted(outing, number, fault, day, hazard_id)
        when = self._later(day, 3, 10)
        with acting(self._verifier(outing), when) as actor:
            rectify.verify(
                actor=actor,
                now=when,
                hazard_id=hazard_id,
                verdict=Verdict.ACCEPTED,
                method=VerificationMethod.PHOTO,
                seen="对照整改前后照片,问题已消除,符合要求",
                officers=self._officers(outing),
            )

    def _returned(self, outing: Outing, number: int, fault: Fault, day: date, hazard_id) -> None:
        self._submitted(outing, number, fault, day, hazard_id)
        when = self._later(day, 4, 10)
        with acting(self._verifier(outing), when) as actor:
            rectify.verify(
                actor=actor,
                now=when,
                hazard_id=hazard_id,
                verdict=Verdict.RETURNED,
                method=VerificationMethod.PHOTO,
                reason="照片不是同一位置,不能证明整改到位,请从原角度重新拍摄",
            )

    def _partly(self, outing: Outing, number: int, fault: Fault, day: date, hazard_id) -> None:
        self._submit(outing, number, fault, self._later(day, 2, 15), hazard_id, partly="两个岗位的操作规程尚未修订")
        when = self._later(day, 3, 10)
        with acting(self._verifier(outing), when) as actor:
            rectify.verify(
                actor=actor,
                now=when,
                hazard_id=hazard_id,
                verdict=Verdict.PARTLY,
                method=VerificationMethod.DESK,
                seen="已修订 6 个岗位的操作规程",
                remainder=Remainder("其余两个岗位的操作规程尚未修订", "working_days", 30),
                officers=self._officers(outing),
            )

    def _extension(self, outing: Outing, number: int, fault: Fault, day: date, hazard_id) -> None:
        when = self._later(day, 1, 11)
        with acting(self._head(outing), when) as actor:
            due = Hazard.objects.values_list("due_on", flat=True).get(pk=hazard_id)
            wanted = self.calendar.add_working_days(due, 20 if fault.fate == "extended" else 8)
            rectify.ask_extension(
                actor=actor,
                now=when,
                hazard_id=hazard_id,
                proposed_due_on=wanted,
                reason="配件需从厂家定制,预计到货时间晚于原期限",
                interim_measures=fault.interim or "隔离现场并每日巡查",
            )
        if fault.fate == "extended":
            when = self._later(day, 2, 10)
            with acting("lz.head", when) as actor:
                rectify.decide_extension(
                    actor=actor, now=when, hazard_id=hazard_id, grant=True, new_due_on=wanted, reason="情况属实,临时措施到位"
                )

    def _planned(self, outing: Outing, number: int, fault: Fault, day: date, hazard_id) -> None:
        when = self._later(day, 2, 9)
        with acting(self._head(outing), when) as actor:
            due = Hazard.objects.values_list("due_on", flat=True).get(pk=hazard_id)
            rectify.save_plan(
                actor=actor,
                now=when,
                hazard_id=hazard_id,
                plan={
                    "goal": "彻底消除重大事故隐患,经验收合格后恢复使用",
                    "measures": fault.requirement,
                    "funds": Decimal(186000),
                    "funds_source": "safety_fund",
                    "responsible_unit": "安全管理部、设备部",
                    "responsible_person": "何敏",
                    "responsible_phone": "13800000000",
                    "finish_on": due - timedelta(days=3),
                    "interim_measures": fault.interim,
                    "contingency_plan": "已编制现场处置方案并演练一次,见附件",
                    "evacuation_trigger": "出现异响、火花或浓度超限立即撤人",
                },
                milestones=[(due - timedelta(days=20), "设备到货"), (due - timedelta(days=6), "安装调试完成")],
            )
            rectify.start_work(actor=actor, now=when + timedelta(minutes=30), hazard_id=hazard_id)
            rectify.report_progress(
                actor=actor, now=when + timedelta(hours=1), hazard_id=hazard_id, percent=35, text="设备已订购,已完成现场勘察"
            )

    def _stopped(self, outing: Outing, number: int, fault: Fault, day: date, hazard_id) -> None:
        when = self._later(day, 0, 11, 30)
        with acting("gl.head", when) as actor:
            rectify.stop_work(
                actor=actor,
                now=when,
                hazard_id=hazard_id,
                extent="停止井下一切采掘作业,撤出全部作业人员",
                basis="《中华人民共和国安全生产法》第六十五条第一款第三项",
                officers=self._officers(outing),
            )

    def _officers(self, outing: Outing) -> list[Membership]:
        with scope.everything(because="The demonstration names the officers of a re-inspection"):
            return list(Membership.objects.filter(pk__in=[key("membership", each) for each in outing.officers]))

    def _later(self, day: date, days: int, hour: int, minute: int = 0) -> datetime:
        """Return a working day after the visit, but never after today."""
        later = self.calendar.add_working_days(day, days) if days else day
        return at(min(later, self.today), hour, minute)
