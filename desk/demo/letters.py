"""Letters of Gulin's bureau in telling states, through the same actions and persons as real ones."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from core import scope
from desk.demo.stage import acting, at, workday_back
from desk.demo.tenants import key
from documents.actions import issue_receipt
from inspections.models import Finding
from rectification.letters import actions
from rectification.models import Letter
from regions.selectors import calendar_for

ANSWER = "边坡平台已清理浮石并补设警戒线，设计单位正在复核，预计十五个工作日内完成全部整改。"
TALK = {
    "talk_place": "古蔺县应急管理局三楼会议室",
    "talk_chair": "彭长河局长",
    "talk_summoned": "陈大勇矿长",
    "talk_materials": "整改情况书面报告\n责任人落实材料",
}
IN_HAND: Mapping[str, Any] = {
    "receiver_name": "罗小平",
    "receiver_post": "安全副矿长",
    "place": "古蔺矿业调度室",
    "second_server": "曾莉",
}
REFUSED: Mapping[str, Any] = {
    "method": "left_in_place",
    "receiver_name": "陈大勇",
    "receiver_post": "矿长",
    "witness_name": "石建平",
    "witness_post": "村委会主任",
    "place": "采石场办公室",
    "second_server": "曾莉",
    "note_text": "陈大勇称约谈事由不成立，拒绝签收",
}


@dataclass(frozen=True)
class Sent:
    """A letter: its kind, on which finding, so many working days ago, how it was handed over, who answered."""

    name: str
    kind: str
    outing: str
    finding: int
    ago: int
    service: Mapping[str, Any] = field(default_factory=dict)
    opened_by: str = ""
    answered_by: str = ""


LETTERS = (
    Sent("rated", "reminder", "quarry", 0, 14, IN_HAND | {"receiver_name": "陈志伟"}, answered_by="gulinquarry.safety"),
    Sent("silent", "notice", "gulin_mine", 1, 9, IN_HAND, opened_by="gulinmine.safety"),
    Sent("refused", "talk", "quarry", 1, 3, REFUSED),
    Sent("served", "reminder", "gulin_mine", 1, 2, IN_HAND, opened_by="gulinmine.principal"),
    Sent("draft", "notice", "quarry", 0, 0),
)
"""One of each: rated, waited for in vain, refused before a witness, served, still a draft. The oldest first."""


class Letters:
    """Plays the letters unless they were played before."""

    def __init__(self, *, today: date, say: Callable[[str], None]) -> None:
        self.today, self.say = today, say
        self.calendar = calendar_for("")

    def all(self) -> None:
        """Play each letter in a transaction of its own."""
        with scope.everything(because="The demonstration looks whether its letters were played"):
            played = set(Letter.objects.values_list("pk", flat=True))
        for sent in LETTERS:
            if key("letter", sent.name) not in played:
                with transaction.atomic():
                    self._play(sent)
                    self.say(f"  a letter: {sent.kind}, {sent.name}")

    def _moment(self, ago: int, hour: int) -> datetime:
        return at(workday_back(self.today, ago, self.calendar), hour)

    def _play(self, sent: Sent) -> None:
        pk, now = key("letter", sent.name), self._moment(sent.ago, 9)
        with scope.everything(because="The demonstration follows a finding to its hazard"):
            hazard = Finding.objects.get(pk=key("finding", sent.outing, sent.finding)).hazard_id
        with acting("gl.clerk", now) as actor:
            actions.draft_letter(actor=actor, now=now, kind=sent.kind, hazards=[hazard], id=pk)
            if sent.kind == "talk":
                day = self.calendar.add_working_days(self.today, 2)
                actions.edit_letter(actor=actor, now=now, letter_id=pk, talk_at=at(day, 15), **TALK)
        if not sent.service:
            return
        signed = now + timedelta(hours=1)
        with acting("gl.head", signed) as actor:
            actions.issue_letter(actor=actor, now=signed, letter_id=pk)
        self._serve(sent, signed + timedelta(hours=3))
        if sent.opened_by:
            with acting(sent.opened_by, now + timedelta(hours=6)) as actor:
                letter = Letter.objects.select_related("document").get(pk=pk)
                actions.note_opening(actor=actor, now=now + timedelta(hours=6), letter=letter)
        if sent.answered_by:
            self._answer(sent, self._moment(sent.ago - 3, 16))

    def _serve(self, sent: Sent, now: datetime) -> None:
        with acting("gl.inspector", now) as actor:
            letter = actions.serve_letter(actor=actor, now=now, letter_id=key("letter", sent.name), **sent.service)
            service = letter.document.services.get()
            issue_receipt(actor=actor, now=now, service_id=service.pk)

    def _answer(self, sent: Sent, now: datetime) -> None:
        pk = key("letter", sent.name)
        with acting(sent.answered_by, now) as actor:
            actions.reply_letter(actor=actor, now=now, letter_id=pk, text=ANSWER)
        later = now + timedelta(days=1)
        with acting("gl.clerk", later) as actor:
            actions.rate_letter(actor=actor, now=later, letter_id=pk, rating="adequate")
