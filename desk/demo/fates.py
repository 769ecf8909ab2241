"""What became of each finding of the demonstration: proof, verification, more time, plans, stopped work."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import Membership
from core import scope
from desk.demo.script import Fault, Outing
from desk.demo.stage import acting, at, take_photo
from desk.demo.tenants import key
from hazards.actions import look_back
from hazards.choices import VerificationMethod
from hazards.models import Hazard, HazardPhoto
from inspections.models import Finding
from rectification import actions as rectify
from rectification.actions.review import Remainder
from rectification.actions.work import AfterPhoto
from rectification.choices import ReopenGround, Verdict
from regions.rules import WorkingCalendar


class Fates:
    """Leads findings to their fates, each step on a working day after the visit and never after today."""

    def __init__(self, *, today: date, calendar: WorkingCalendar) -> None:
        self.today, self.calendar = today, calendar

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
            "resumed": self._resumed,
            "refused": self._refused,
            "review": self._under_review,
            "looked_back": self._looked_back,
            "reopened": self._reopened,
            "signed": self._signed,
            "downgraded": self._downgraded,
        }
        step = steps.get(fault.fate)
        if step is not None:
            with scope.everything(because="The demonstration follows a finding to its hazard"):
                finding = Finding.objects.get(pk=key("finding", outing.key, number))
            step(outing, number, fault, day, finding.hazard_id)

    def _head(self, outing: Outing) -> str:
        return f"{outing.firm}.safety"

    def _verifier(self, outing: Outing) -> str:
        return {"dy": "dy.clerk", "gl": "gl.clerk", "lz": "lz.clerk", "nc": "lz.clerk", "ja": "la.clerk"}[
            outing.officers[0][:2]
        ]

    def _submit(
        self, outing: Outing, number: int, fault: Fault, when: datetime, hazard_id, partly: str = "", turn: int = 0
    ) -> None:
        with acting(self._head(outing), when) as actor:
            photo = take_photo(actor, outing, number, fault, when, "after", turn)
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
                seen="对照整改前后照片，问题已消除，符合要求",
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
                reason="照片不是同一位置，不能证明整改到位，请从原角度重新拍摄",
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
                reason="配件需从厂家定制，预计到货时间晚于原期限",
                interim_measures=fault.interim or "隔离现场并每日巡查",
            )
        if fault.fate == "extended":
            when = self._later(day, 2, 10)
            with acting("lz.head", when) as actor:
                rectify.decide_extension(
                    actor=actor,
                    now=when,
                    hazard_id=hazard_id,
                    grant=True,
                    new_due_on=wanted,
                    reason="情况属实，临时措施到位",
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
                    "goal": "彻底消除重大事故隐患，经验收合格后恢复使用",
                    "measures": fault.requirement,
                    "funds": Decimal(186000),
                    "funds_source": "safety_fund",
                    "responsible_unit": "安全管理部、设备部",
                    "responsible_person": "何敏",
                    "responsible_phone": "13800000000",
                    "finish_on": due - timedelta(days=3),
                    "interim_measures": fault.interim,
                    "contingency_plan": "已编制现场处置方案并演练一次，见附件",
                    "evacuation_trigger": "出现异响、火花或浓度超限立即撤人",
                },
                milestones=[(due - timedelta(days=20), "设备到货"), (due - timedelta(days=6), "安装调试完成")],
            )
            rectify.start_work(actor=actor, now=when + timedelta(minutes=30), hazard_id=hazard_id)
            rectify.report_progress(
                actor=actor,
                now=when + timedelta(hours=1),
                hazard_id=hazard_id,
                percent=35,
                text="设备已订购，已完成现场勘察",
            )

    def _stopped(self, outing: Outing, number: int, fault: Fault, day: date, hazard_id) -> None:
        when = self._later(day, 0, 11, 30)
        with acting("gl.head", when) as actor:
            rectify.stop_work(
                actor=actor,
                now=when,
                hazard_id=hazard_id,
                extent="停止井下一切采掘作业，撤出全部作业人员",
                basis="《中华人民共和国安全生产法》第六十五条第一款第三项",
                officers=self._officers(outing),
            )

    def _resumed(self, outing: Outing, number: int, fault: Fault, day: date, hazard_id) -> None:
        when = self._later(day, 1, 9)
        with acting("lz.head", when) as actor:
            rectify.stop_work(
                actor=actor,
                now=when,
                hazard_id=hazard_id,
                extent=f"停止使用{fault.equipment or fault.place}",
                basis="《中华人民共和国安全生产法》第六十五条第一款第三项",
                officers=self._officers(outing),
            )
        when = self._later(day, 6, 15)
        with acting(self._head(outing), when) as actor:
            rectify.ask_resume(actor=actor, now=when, hazard_id=hazard_id, text="已更换并检定合格，请求恢复使用")
        when = self._later(day, 8, 10)
        with acting("lz.head", when) as actor:
            rectify.decide_resume(
                actor=actor, now=when, hazard_id=hazard_id, consent=True, reason="现场复查，压力稳定，检定证书有效"
            )

    def _refused(self, outing: Outing, number: int, fault: Fault, day: date, hazard_id) -> None:
        self._extension(outing, number, fault, day, hazard_id)
        when = self._later(day, 2, 10)
        with acting("lz.head", when) as actor:
            rectify.decide_extension(
                actor=actor, now=when, hazard_id=hazard_id, grant=False, reason="原期限充足，理由不成立，按期整改"
            )

    def _under_review(self, outing: Outing, number: int, fault: Fault, day: date, hazard_id) -> None:
        self._submitted(outing, number, fault, day, hazard_id)
        when = self._later(day, 3, 9)
        with acting(self._verifier(outing), when) as actor:
            rectify.take_up_review(actor=actor, now=when, hazard_id=hazard_id)

    def _looked_back(self, outing: Outing, number: int, fault: Fault, day: date, hazard_id) -> None:
        self._closed(outing, number, fault, day, hazard_id)
        when = self._later(day, 30, 10)
        with acting(outing.officers[0], when) as actor:
            look_back(actor=actor, now=when, hazard_id=hazard_id, note="回头看：现场保持良好，未见反弹")

    def _reopened(self, outing: Outing, number: int, fault: Fault, day: date, hazard_id) -> None:
        self._closed(outing, number, fault, day, hazard_id)
        when = self._later(day, 32, 10)
        with acting("lz.head", when) as actor:
            rectify.reopen(
                actor=actor,
                now=when,
                hazard_id=hazard_id,
                reason="回头看发现同一位置再次出现同类问题",
                ground=ReopenGround.RETURNED,
                unit="working_days",
                amount=20,
                officers=self._officers(outing),
            )

    def _signed(self, outing: Outing, number: int, fault: Fault, day: date, hazard_id) -> None:
        self._planned(outing, number, fault, day, hazard_id)
        self._submit(outing, number, fault, self._later(day, 20, 15), hazard_id)
        when = self._later(day, 22, 10)
        with acting(self._verifier(outing), when) as actor:
            rectify.verify(
                actor=actor,
                now=when,
                hazard_id=hazard_id,
                verdict=Verdict.ACCEPTED,
                method=VerificationMethod.VISIT,
                seen="现场复查，隐患已消除，验收资料齐全",
                officers=self._officers(outing),
            )
        when = self._later(day, 23, 9)
        with acting("lz.head", when) as actor:
            rectify.sign_off(actor=actor, now=when, hazard_id=hazard_id)

    def _downgraded(self, outing: Outing, number: int, fault: Fault, day: date, hazard_id) -> None:
        when = self._later(day, 1, 9)
        with acting(self._verifier(outing), when) as actor:
            rectify.ask_opinion(
                actor=actor, now=when, hazard_id=hazard_id, reason="核对标准后，现场情形未达到重大事故隐患的判定条件"
            )
        when = self._later(day, 3, 9)
        with acting(outing.officers[1], when) as actor:
            rectify.give_opinion(
                actor=actor, now=when, hazard_id=hazard_id, agrees=True, opinion="同意：浓度报警有效，不符合判定条件"
            )
        when = self._later(day, 4, 9)
        with acting("lz.head", when) as actor:
            rectify.downgrade(actor=actor, now=when, hazard_id=hazard_id, reason="依据第二意见，降为一般隐患")

    def _officers(self, outing: Outing) -> list[Membership]:
        with scope.everything(because="The demonstration names the officers of a re-inspection"):
            return list(Membership.objects.filter(pk__in=[key("membership", each) for each in outing.officers]))

    def _later(self, day: date, days: int, hour: int, minute: int = 0) -> datetime:
        """Return a working day after the visit, but never after today."""
        later = self.calendar.add_working_days(day, days) if days else day
        return at(min(later, self.today), hour, minute)
