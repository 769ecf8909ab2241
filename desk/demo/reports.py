"""Hazards of the demonstration that no visit found: reported by workers, safety heads and experts, and judged."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from accounts.models import Authority, Membership
from core import scope
from desk.demo import pictures
from desk.demo.stage import acting, at, workday_back
from desk.demo.tenants import key
from enterprises.models import Enterprise
from evidence.actions import receive_photo
from hazards.actions import confirm_grade, receive, record_hazard, reject, transfer
from hazards.models import Hazard
from rectification import actions as rectify
from rectification.actions.orders import OrderLine
from regions.selectors import calendar_for

#: Key, working days ago, firm, who reports, source, words, drawing, and what becomes of it.
REPORTS = (
    ("lamp", 4, "lujiu", "lujiu.worker", "self_check", "粉碎车间一盏灯具罩有灰，疑为防爆罩破损", "dust", "reject"),
    (
        "road",
        6,
        "gas",
        "gas.safety",
        "self_check",
        "门站外市政道路施工未设围挡，挖掘机靠近燃气管道",
        "gate",
        "transfer",
    ),
    ("cover", 9, "gas", "gas.safety", "self_check", "调压站外燃气井盖被渣土掩埋", "stacking", "receive"),
    ("valve", 2, "ammonia", "ammonia.safety", "self_check", "氨压缩机安全阀铅封缺失", "cable", "order"),
    ("gauge", 11, "gulinmine", "shutan.expert", "agency", "风井风速传感器校验标签过期", "cable", "withdraw"),
)


class Reports:
    """Plays each report on its own day, unless it was played before."""

    def __init__(self, *, today: date, say: Callable[[str], object]) -> None:
        self.today, self.say = today, say
        self.calendar = calendar_for("")
        self.ends = {
            "reject": self._reject,
            "transfer": self._transfer,
            "receive": self._receive,
            "order": self._order,
            "withdraw": self._withdraw,
        }

    def all(self) -> None:
        """Play every report, one transaction each."""
        for name, ago, firm, who, source, words, picture, end in REPORTS:
            hazard_id = key("report", name)
            with scope.everything(because="The demonstration looks whether this report was played"):
                played = Hazard.objects.filter(pk=hazard_id).exists()
            if played:
                continue
            self.say(f"  {firm}: a report by {who}")
            day = workday_back(self.today, ago, self.calendar)
            with transaction.atomic():
                self._report(hazard_id, firm, who, at(day, 10), source=source, words=words, picture=picture)
                self.ends[end](hazard_id, day)

    def _report(self, hazard_id, firm: str, who: str, now: datetime, *, source: str, words: str, picture: str) -> None:
        with acting(who, now) as actor:
            enterprise = Enterprise.objects.get(pk=key("firm", firm))
            data = pictures.draw(picture, fixed=False, seed=int(hashlib.sha256(words.encode()).hexdigest()[:6], 16))
            photo = receive_photo(
                actor=actor,
                now=now,
                id=key("photo", "report", hazard_id),
                data=data,
                purpose="before",
                enterprise=enterprise,
                taken_at=now,
            )
            record_hazard(
                actor=actor,
                now=now,
                enterprise=enterprise,
                description=words,
                source=source,
                hazard_id=hazard_id,
                requirement="查明原因并立即整改",
                before_photos=[photo],
            )

    def _reject(self, hazard_id, day: date) -> None:
        when = self._later(day, 1)
        with acting("lz.clerk", when) as actor:
            reject(actor=actor, now=when, hazard_id=hazard_id, reason="现场核实为表面积灰，防爆罩完好，不构成隐患")

    def _transfer(self, hazard_id, day: date) -> None:
        when = self._later(day, 1)
        with acting("lz.gas", when) as actor:
            transfer(
                actor=actor,
                now=when,
                hazard_id=hazard_id,
                to=Authority.objects.get(pk=key("body", "lz_yj")),
                reason="涉及施工单位作业安全，不属燃气行业监管事项，移送应急管理部门",
            )

    def _receive(self, hazard_id, day: date) -> None:
        self._transfer(hazard_id, day)
        when = self._later(day, 2)
        with acting("lz.clerk", when) as actor:
            receive(actor=actor, now=when, hazard_id=hazard_id, note="已接收，安排现场核查")
            confirm_grade(actor=actor, now=when, hazard_id=hazard_id, grade="general")

    def _order(self, hazard_id, day: date) -> None:
        self._ordered(hazard_id, day, "lz.clerk", ("lz.inspector", "lz.inspector2"))

    def _withdraw(self, hazard_id, day: date) -> None:
        self._ordered(hazard_id, day, "gl.clerk", ("gl.inspector", "gl.inspector2"))
        when = self._later(day, 3)
        with acting("gl.head", when) as actor:
            rectify.withdraw_order(
                actor=actor, now=when, hazard_id=hazard_id, reason="文书所列设备编号有误，核对后重新下达"
            )

    def _ordered(self, hazard_id, day: date, clerk: str, officers: tuple[str, ...]) -> None:
        when = self._later(day, 1)
        with acting(clerk, when) as actor:
            confirm_grade(actor=actor, now=when, hazard_id=hazard_id, grade="general")
            rectify.issue_order(
                actor=actor,
                now=when,
                lines=[OrderLine(hazard_id=hazard_id, unit="working_days", amount=10)],
                officers=list(Membership.objects.filter(pk__in=[key("membership", each) for each in officers])),
                basis="《中华人民共和国安全生产法》第四十一条第二款",
            )

    def _later(self, day: date, days: int) -> datetime:
        """Return a working day after the report, but never after today."""
        return at(min(self.calendar.add_working_days(day, days), self.today), 15)
