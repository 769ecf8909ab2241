"""Licences of a distillery, one of which runs out soon, and an accident of a mine whose investigation is over."""

from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction

from desk.demo.stage import acting, at
from desk.demo.tenants import key
from enterprises.conduct import actions
from enterprises.conduct.choices import Investigation, LicenceKind
from enterprises.models import Accident

#: Kind, number, who issued it, and in how many days it runs out.
LICENCES = (
    (LicenceKind.PRODUCTION, "（川）WH安许证字〔2025〕0117", "四川省应急管理厅", 620),
    (LicenceKind.FIRE_SAFETY, "泸江消安检字〔2023〕第0042号", "泸州市江阳区消防救援大队", 18),
)


class Conduct:
    """Enters what the bureaus and a firm's safety head know of licences and accidents; once, however often it runs."""

    def __init__(self, *, today: date, say: Callable[[str], object]) -> None:
        self.today, self.say = today, say

    def all(self) -> None:
        """Enter everything that was not entered before."""
        with transaction.atomic():
            self._licences()
        with transaction.atomic():
            self._accident()

    def _licences(self) -> None:
        now = at(self.today - timedelta(days=30), 9)
        self.say("  lujiu: licences, one of them about to run out")
        with acting("lujiu.safety", now) as actor:
            for kind, number, issuer, days in LICENCES:
                actions.enter_licence(
                    actor=actor,
                    now=now,
                    enterprise_id=key("firm", "lujiu"),
                    kind=kind,
                    number=number,
                    issuer=issuer,
                    valid_from=self.today - timedelta(days=365),
                    valid_to=self.today + timedelta(days=days),
                    licence_id=key("licence", "lujiu", kind),
                )

    def _accident(self) -> None:
        occurred = self.today - timedelta(days=400)
        now = at(occurred + timedelta(days=1), 9)
        self.say("  gulinmine: an accident whose investigation is over")
        with acting("gl.clerk", now) as actor:
            row = actions.record_accident(
                actor=actor,
                now=now,
                enterprise_id=key("firm", "gulinmine"),
                occurred_on=occurred,
                place="石屏镇沙坪村主井",
                summary="检修皮带机时一人被卷入，经抢救无效死亡。",
                deaths=1,
                accident_id=key("accident", "gulinmine"),
            )
            if Accident.objects.get(pk=row.pk).investigation == Investigation.UNDER:
                actions.follow_accident(
                    actor=actor,
                    now=at(occurred + timedelta(days=58), 9),
                    accident_id=row.pk,
                    deaths=1,
                    injured=0,
                    investigation=Investigation.CONCLUDED,
                    conclusion="一般生产安全责任事故：未停机挂牌作业。",
                    concluded_on=occurred + timedelta(days=57),
                )
