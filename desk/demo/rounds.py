"""Rounds that two enterprises did themselves, what became of what they found, and their quarterly statements."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.actor import Actor
from accounts.models import Membership
from checklists.choices import VersionStatus
from checklists.models import ChecklistItem, ChecklistVersion
from core import scope
from desk.demo import pictures
from desk.demo.stage import acting, at, signature_png, workday_back
from desk.demo.tenants import key
from enterprises.models import Enterprise
from evidence.actions import receive_photo
from evidence.models import Photo
from hazards import actions as hazards
from inspections import actions as visits
from inspections.models import Statement, Visit, VisitOfficer
from inspections.rules import answer_key
from inspections.statements import rules
from inspections.statements.actions import open_statements, sign_statement
from regions.selectors import calendar_for

REMARK = "本季度隐患主要为粉尘清扫不及时和通道堆物，已调整班后清扫制度，下季度重点检查除尘系统。"


@dataclass(frozen=True)
class Found:
    """What a round found: words, place, drawing, and whether it is closed by now."""

    words: str
    place: str
    picture: str
    closed: bool


@dataclass(frozen=True)
class Round:
    """A round: so many working days ago, of a firm, by somebody of it, by a list, with what it found."""

    key: str
    ago: int
    firm: str
    who: str
    checklist: str
    place: str
    found: tuple[Found, ...] = ()


ROUNDS = (
    Round(
        "lujiu_week",
        9,
        "lujiu",
        "lujiu.safety",
        "DUST-LIGHT",
        "粉碎车间、除尘间",
        (
            Found("粉碎机下方积尘厚度约 3 毫米，班后未清扫", "粉碎车间", "dust", True),
            Found("除尘间配电箱电缆护套破损", "除尘间", "cable", False),
        ),
    ),
    Round("lujiu_day", 2, "lujiu", "lujiu.worker", "DUST-LIGHT", "粉碎车间"),
    Round("gulinmine_week", 5, "gulinmine", "gulinmine.safety", "", "地面变电所、主通风机房"),
)
#: Who fixes and who verifies at each firm.
FIXERS = {"lujiu": ("lujiu.worker", "lujiu.safety")}


class Rounds:
    """Plays the rounds and the statements unless they were played before."""

    def __init__(self, *, today: date, say: Callable[[str], None]) -> None:
        self.today, self.say = today, say
        self.calendar = calendar_for("")
        self.versions = {
            row.checklist.code: row.pk
            for row in ChecklistVersion.objects.filter(status=VersionStatus.PUBLISHED, enterprise=None).select_related(
                "checklist"
            )
        }

    def all(self) -> None:
        """Play everything, one transaction a round."""
        for each in ROUNDS:
            with scope.everything(because="The demonstration looks whether this round was played"):
                played = Visit.objects.filter(pk=key("round", each.key)).exists()
            if not played:
                self.say(f"  a round of {each.firm}: {len(each.found)} findings")
                with transaction.atomic():
                    self._play(each)
        self._statements()

    def _play(self, each: Round) -> None:
        day = workday_back(self.today, each.ago, self.calendar)
        visit_id, now = key("round", each.key), at(day, 10)
        with acting(each.who, now) as actor:
            visits.start_visit(
                actor=actor,
                now=now,
                visit_id=visit_id,
                enterprise_id=actor.tenant_id,
                checklist_version_id=self.versions.get(each.checklist),
                place_checked=each.place,
                device_started_at=now,
            )
            self._answer(actor, visit_id, now + timedelta(minutes=20))
            for number, found in enumerate(each.found):
                self._find(actor, each, number, found, now + timedelta(minutes=25))
            end = now + timedelta(minutes=40)
            for row in VisitOfficer.objects.filter(visit=visit_id):
                visits.sign(
                    actor=actor, now=end, signature_id=key("round-sign", each.key, row.name), visit_id=visit_id,
                    signatory="checker", officer_id=row.pk, png=signature_png(row.name), name=row.name,
                )  # fmt: skip
            visits.finish_visit(actor=actor, now=end, visit_id=visit_id)
        for number, found in enumerate(each.found):
            self._fix(each, number, found, day)

    def _answer(self, actor: Actor, visit_id, now: datetime) -> None:
        visit = Visit.objects.select_related("enterprise").get(pk=visit_id)
        view = None
        for item in ChecklistItem.objects.filter(version=visit.checklist_version_id).order_by("position"):
            answer = answer_key(visit_id, item.pk)
            visits.save_answer(
                actor=actor, now=now, answer_id=answer, visit_id=visit_id, item_id=item.pk,
                values={"code": "conform", "reason": ""},
            )  # fmt: skip
            if item.photo_required:
                view = view or self._photo(actor, visit.enterprise, "gate", now, True, visit_id, "view")
                visits.attach_answer_photo(
                    actor=actor, now=now, link_id=key("round-view", answer), answer_id=answer, photo_id=view.pk
                )

    def _find(self, actor: Actor, each: Round, number: int, found: Found, now: datetime) -> None:
        finding_id = key("round-finding", each.key, number)
        values = {"description": found.words, "place_text": found.place, "grade": "general", "disposition": "order"}
        visits.save_finding(actor=actor, now=now, finding_id=finding_id, visit_id=key("round", each.key), values=values)
        enterprise = Enterprise.objects.get(pk=actor.tenant_id)
        photo = self._photo(actor, enterprise, found.picture, now, False, each.key, number)
        visits.attach_photo(
            actor=actor, now=now, link_id=key("round-link", each.key, number), finding_id=finding_id,
            photo_id=photo.pk, purpose="before",
        )  # fmt: skip

    def _fix(self, each: Round, number: int, found: Found, day: date) -> None:
        fixer, verifier = FIXERS[each.firm]
        hazard_id, now = key("round-finding", each.key, number), at(day, 15)
        due_on = self.calendar.add_working_days(day, 3 if found.closed else 15)
        with scope.everything(because="The demonstration names who fixes it"):
            responsible = Membership.objects.select_related("person").get(pk=key("membership", fixer))
        with acting(verifier, now) as actor:
            hazards.assign_inside(actor=actor, now=now, hazard_id=hazard_id, responsible=responsible, due_on=due_on)
        if not found.closed:
            return
        done = at(self.calendar.add_working_days(day, 1), 11)
        with acting(fixer, done) as actor:
            enterprise = Enterprise.objects.get(pk=actor.tenant_id)
            after = self._photo(actor, enterprise, found.picture, done, True, each.key, number)
            hazards.report_fixed(
                actor=actor, now=done, hazard_id=hazard_id, after_photos=[after], note="已清扫并增加班后检查"
            )
        seen = done + timedelta(hours=4)
        with acting(verifier, seen) as actor:
            hazards.close_inside(actor=actor, now=seen, hazard_id=hazard_id, note="现场查看，积尘已清除")

    def _photo(self, actor: Actor, enterprise, drawing: str, now: datetime, fixed: bool, *name) -> Photo:
        seed = int(hashlib.sha256(repr(name).encode()).hexdigest()[:6], 16)
        return receive_photo(
            actor=actor, now=now, id=key("round-photo", *name, fixed), enterprise=enterprise,
            data=pictures.draw(drawing, fixed=fixed, seed=seed), purpose="after" if fixed else "before", taken_at=now,
        )  # fmt: skip

    def _statements(self) -> None:
        """The last quarter of both firms: one signed on its day, one late."""
        span = rules.ended_before(self.today)[0]
        now = at(self.today, 8)
        firms = [key("firm", "lujiu"), key("firm", "gulinmine")]
        if open_statements(now=now, spans=[span], enterprise_ids=firms):
            self.say("  two quarterly statements, one signed")
        with acting("lujiu.principal", now) as actor:
            row = Statement.objects.get(enterprise=actor.tenant_id, period=span.period, starts_on=span.starts_on)
            sign_statement(actor=actor, now=now, statement_id=row.pk, remark=REMARK)
