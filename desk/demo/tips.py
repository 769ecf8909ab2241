"""Reports of the public in several states: one in danger, one being verified, one that became a hazard, one refused."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.actor import system_actor
from core import clock, scope
from desk.demo import pictures
from desk.demo.stage import acting, at, workday_back
from desk.demo.tenants import key
from enterprises.codes.selectors import Resolved, resolve
from enterprises.codes.tokens import unseal
from enterprises.models import Code
from regions.selectors import calendar_for
from whistleblowing import actions
from whistleblowing.actions.sending import Report
from whistleblowing.models import Tip

HANDLER, HEAD = "lz.tips", "lz.head"


class Tips:
    """Sends each report once and plays what the handler did; the same key gives the same code again."""

    def __init__(self, *, today: date, say: Callable[[str], object]) -> None:
        self.today, self.say = today, say
        self.calendar = calendar_for("51")

    def all(self) -> None:
        """Play everything that was not played before."""
        for play in (self._danger, self._verified, self._hazard, self._refused, self._named):
            with transaction.atomic():
                play()

    def _send(self, which: str, sent_at: datetime, **given) -> UUID | None:
        """Send one report; None where it was there before. Code and PIN are said, so that its page can be tried."""
        with scope.public():
            receipt = actions.send_tip(
                actor=system_actor("举报人"), now=sent_at, sent=key("tip", which), report=Report(**given)
            )
        self.say(f"  report {receipt.number}: query code {receipt.code_shown}, PIN {receipt.pin}")
        if receipt.again:
            return None
        with scope.everything(because="The demonstration finds the report that it sent"):
            return Tip.objects.values_list("pk", flat=True).get(number=receipt.number)

    def _label(self, firm: str, **thing) -> Resolved:
        with scope.everything(because="The demonstration scans a label"):
            code = Code.objects.filter(enterprise=key("firm", firm), status="active", **thing).first()
            token = unseal([code.sealed_token])[0]
        with scope.public():
            return resolve(token)

    def _day(self, ago: int, hour: int = 10) -> datetime:
        return at(workday_back(self.today, ago, self.calendar), hour)

    def _do(self, verb: str, tip: UUID, now: datetime, *, by: str = HANDLER, **given) -> None:
        with acting(by, now) as actor:
            getattr(actions, verb)(actor=actor, now=now, tip_id=tip, **given)

    def _danger(self) -> None:
        self._send(
            "danger", clock.now() - timedelta(hours=1), danger="now", kind="violation",
            unit="鱼塘镇工业园一家家具厂的喷漆车间",
            region_code="5105", where="南侧大棚", text="喷漆车间正在动火焊接，旁边堆着油漆桶，里面还有人干活。",
        )  # fmt: skip

    def _verified(self) -> None:
        label = self._label("lujiu", place__name="粉碎车间")
        photo = pictures.draw("dust", fixed=False, seed=91)
        text = "粉碎车间夜班经常停用除尘器，地面和横梁积了厚厚一层粉尘。"
        tip = self._send("dust", self._day(6), kind="hazard", label=label, where="二层平台", text=text, photos=[photo])
        if tip:
            self._do("accept_tip", tip, self._day(5), told="已受理，将结合日常检查核实。")
            self._do("start_verifying", tip, self._day(4), note="纳入本周例行检查，不提及举报。")
            self._do("write_to_reporter", tip, self._day(4, 15), told="请问除尘器一般几点停用？")
            with scope.public():
                actions.answer_as_reporter(
                    actor=system_actor("举报人"),
                    now=self._day(3),
                    tip_id=tip,
                    text="一般是夜里一点以后，到早上交班前。",
                )

    def _hazard(self) -> None:
        label = self._label("ammonia", equipment__name="氨压缩机")
        text = "氨压缩机旁的泄漏报警器被人关了，上个月就有氨味，没人管。"
        tip = self._send("alarm", self._day(20), kind="hazard", label=label, text=text)
        if tip:
            self._do("accept_tip", tip, self._day(18), told="已受理。")
            self._do("start_verifying", tip, self._day(17))
            self._do("conclude_tip", tip, self._day(12), outcome="confirmed", note="现场检查发现报警器电源被断开。")
            words = "制冷机房氨泄漏报警器被断电停用"
            self._do("raise_hazard", tip, self._day(12, 15), description=words)
            self._do("tell_result", tip, self._day(11), told="经查属实，已责令企业恢复报警器并整改。感谢您的监督。")

    def _refused(self) -> None:
        tip = self._send(
            "street", self._day(9), kind="violation", unit="小区门口的烧烤摊", region_code="5105",
            text="烧烤摊每天晚上油烟很大，影响休息。",
        )  # fmt: skip
        if tip:
            told = "该事项属于城市管理职责，不属于安全生产。请拨打 12345 反映。"
            self._do("refuse_tip", tip, self._day(8), ground="not_safety", told=told)

    def _named(self) -> None:
        tip = self._send(
            "named", self._day(2), kind="retaliation", label=self._label("ammonia"), manner="named", name="陈先生",
            contact="13900000000", text="我上次反映报警器的问题以后，被调离岗位，还扣了工资。",
        )  # fmt: skip
        if tip:
            self._do("accept_tip", tip, self._day(1), told="已按快速程序受理，会与您联系。")
            self._do("ask_identity", tip, self._day(1, 15), purpose="需当面了解调岗和扣发工资的经过")
