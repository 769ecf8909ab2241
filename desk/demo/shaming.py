"""A public bulletin, one on the boards, an exposure on television and a meeting, by the same actions as real ones."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.models import Authority
from bulletins import actions, selectors
from bulletins.media import actions as media
from bulletins.meetings import actions as meetings
from bulletins.models import Bulletin, Exposure, MediaBatch, Meeting
from core import scope
from core.clock import day_of
from core.errors import RuleBroken
from desk.demo.cast import PEOPLE
from desk.demo.stage import acting, at, workday_back
from desk.demo.tenants import key
from regions.selectors import calendar_for

GOOD_ZH = "古蔺县对井工矿山逐矿建立隐患台账，每周由县领导带队复查销号。"
GOOD_EN = "Gulin County keeps a ledger of hazards for each mine; a county leader re-inspects every week."
MEDIA_TITLE = "全市逾期未整改事故隐患媒体曝光"
MEETING_TITLE = "全市安全生产逾期隐患点名通报会"
PROMISE = "完成被点名问题的整改并申请复查销号"
CONCLUSION = "各县区对同类问题开展自查，被点名单位每周报告整改进展。"
SPEECHES = {
    "enterprise": "我单位落实主体责任不力，对逾期未整改问题深刻检讨，立即停止相关作业并限期整改到位。",
    "regulator": "我局督促整改不到位，将逐项跟踪督办，逾期依法处理。",
    "leader": "各单位要举一反三，压实责任，坚决防止同类问题重复发生。",
}
ANSWER = "我公司已停止相关作业，整改材料已采购到位，预计十日内完成整改并申请复查。"


class Shaming:
    """Plays the bulletins unless they were played before."""

    def __init__(self, *, today: date, say: Callable[[str], None]) -> None:
        self.today, self.say = today, say
        self.calendar = calendar_for("")

    def all(self) -> None:
        """A bulletin of Luzhou that two persons released and gave to television, one of Gulin that waits, a meeting."""
        with scope.everything(because="The demonstration looks whether its bulletins were played"):
            played = {
                key for each in (Bulletin, MediaBatch, Meeting) for key in each.objects.values_list("pk", flat=True)
            }
        scenes = (
            ("public", self._public),
            ("boards", self._boards),
            ("media", self._media),
            ("meeting", self._meeting),
        )
        for name, play in scenes:
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

    def _overdue(self, actor, now: datetime, most: int) -> list:
        """The gravest overdue cases of the actor's region on a day."""
        authority = Authority.objects.get(pk=actor.tenant_id)
        rows = selectors.cases_to_name(authority, today=day_of(now), least_days=1, most=most)
        if not rows:
            raise RuleBroken("no case is overdue")
        return [row.pk for row in rows]

    def _media(self, name: str) -> None:
        """Six cases on the evening news, released by two persons after those named were heard."""
        pk, drawn = key("bulletin", name), self._moment(9, 9)
        with acting("lz.clerk", drawn) as actor:
            media.draw_up_batch(
                actor=actor, now=drawn, title=MEDIA_TITLE, channel="tv", outlet="泸州广播电视台", id=pk,
                hazards=self._overdue(actor, drawn, 6),
            )  # fmt: skip
            media.announce_batch(actor=actor, now=drawn, batch_id=pk)
        for who, ago in (("lz.clerk", 3), ("lz.head", 2)):
            now = self._moment(ago, 11)
            with acting(who, now) as actor:
                version = MediaBatch.objects.values_list("version", flat=True).get(pk=pk)
                media.release_batch(actor=actor, now=now, batch_id=pk, version=version)
        with acting("lz.clerk", shown := self._moment(1, 16)) as actor:
            link = "https://example.org/luzhou/evening-news"
            media.record_airing(actor=actor, now=shown, batch_id=pk, aired_on=day_of(shown), link=link)
        self.say("  an exposure on television")

    def _meeting(self, name: str) -> None:
        """A meeting of Luzhou with statements and promises, and its minutes."""
        pk, called, held = key("bulletin", name), self._moment(7, 10), self._moment(4, 9)
        with acting("lz.clerk", called) as actor:
            meetings.call_meeting(
                actor=actor, now=called, title=MEETING_TITLE, held_at=held, place="泸州市应急指挥中心",
                chair="市安委办主任", hazards=self._overdue(actor, called, 5), id=pk,
                leaders=[{"name": "陈志远", "post": "副市长"}],
            )  # fmt: skip
        with acting("lz.clerk", recorded := self._moment(3, 15)) as actor:
            statements = []
            for speaker in Meeting.objects.get(pk=pk).speakers.order_by("number"):
                promise = {"what": PROMISE, "due_on": day_of(held) + timedelta(days=10 if speaker.number % 2 else 1)}
                bound = speaker.capacity == "enterprise"
                said = {"speaker": speaker.pk, "text": SPEECHES[speaker.capacity]}
                statements.append(said | {"commitments": [promise] if bound else []})
            meetings.record_meeting(
                actor=actor, now=recorded, meeting_id=pk, statements=statements, conclusion=CONCLUSION
            )
        self.say("  a name-and-shame meeting")
