"""One public bulletin and one exposure on the boards, through the same actions and persons as real ones."""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from bulletins import actions
from bulletins.models import Bulletin, Exposure
from core import scope
from core.errors import RuleBroken
from desk.demo.cast import PEOPLE
from desk.demo.stage import acting, at, workday_back
from desk.demo.tenants import key
from regions.selectors import calendar_for

GOOD_ZH = "古蔺县对井工矿山逐矿建立隐患台账,每周由县领导带队复查销号。"
GOOD_EN = "Gulin County keeps a ledger of hazards for each mine; a county leader re-inspects every week."
ANSWER = "我公司已停止相关作业,整改材料已采购到位,预计十日内完成整改并申请复查。"


class Shaming:
    """Plays the bulletins unless they were played before."""

    def __init__(self, *, today: date, say: Callable[[str], None]) -> None:
        self.today, self.say = today, say
        self.calendar = calendar_for("")

    def all(self) -> None:
        """A bulletin of Luzhou that two persons released, and one of Gulin that waits for the units to answer."""
        with scope.everything(because="The demonstration looks whether its bulletins were played"):
            played = set(Bulletin.objects.values_list("pk", flat=True))
        for name, play in (("public", self._public), ("boards", self._boards)):
            if key("bulletin", name) not in played:
                try:
                    with transaction.atomic():
                        play(name)
                except RuleBroken as nothing:
                    self.say(f"  no bulletin: {nothing}")

    def _moment(self, ago: int, hour: int) -> datetime:
        return at(workday_back(self.today, ago, self.calendar), hour)

    def _draw(self, name: str, clerk: str, now: datetime) -> None:
        with acting(clerk, now) as actor:
            actions.draw_up(actor=actor, now=now, least_days=1, id=key("bulletin", name))
            self.say(f"  a bulletin of {actor.tenant_name}")

    def _public(self, name: str) -> None:
        pk = key("bulletin", name)
        self._draw(name, "lz.clerk", drawn := self._moment(8, 9))
        with acting("lz.clerk", drawn) as actor:
            actions.edit_draft(actor=actor, now=drawn, bulletin_id=pk, texts={"good_zh": GOOD_ZH, "good_en": GOOD_EN})
            actions.expose(actor=actor, now=drawn, bulletin_id=pk)
        self._answer(pk, self._moment(6, 15))
        for who, ago in (("lz.clerk", 2), ("lz.head", 1)):
            now = self._moment(ago, 10)
            with acting(who, now) as actor:
                version = Bulletin.objects.values_list("version", flat=True).get(pk=pk)
                actions.release_bulletin(actor=actor, now=now, bulletin_id=pk, version=version)

    def _answer(self, pk, now: datetime) -> None:
        """The first named unit that has a safety head in the cast answers."""
        with scope.everything(because="The demonstration looks for a named unit with people"):
            named = dict(Exposure.objects.filter(bulletin=pk).order_by("-number").values_list("enterprise_id", "pk"))
        for person in PEOPLE:
            exposure = named.get(key("firm", person.tenant)) if person.role == "safety_head" else None
            if exposure:
                with acting(person.username, now) as actor:
                    actions.file_statement(actor=actor, now=now, exposure_id=exposure, text=ANSWER)
                return

    def _boards(self, name: str) -> None:
        self._draw(name, "gl.clerk", now := self._moment(1, 9))
        with acting("gl.clerk", now) as actor:
            actions.expose(actor=actor, now=now, bulletin_id=key("bulletin", name))
