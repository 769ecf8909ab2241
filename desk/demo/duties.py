"""Ten days of duties in the demonstration: two enterprises and a bureau; some done, late, handed over, missed."""

import uuid
from datetime import date, datetime, timedelta

from accounts.models import Membership
from checklists.choices import ChecklistKind, Frequency, VersionStatus
from checklists.duties import actions
from checklists.duties.choices import DutyResult, HoldingKind
from checklists.duties.selectors import my_duties
from checklists.duties.sweep import sweep
from checklists.models import Binding, Checklist, ChecklistItem, ChecklistVersion, Holding
from core import scope
from desk.demo.stage import acting, at
from desk.demo.tenants import key
from desk.duties.alarms import tell_superiors
from enterprises.models import Enterprise, Post

DAYS = 10
LAW = ("《中华人民共和国安全生产法》", "Work Safety Law, ")
#: code: (kind, names, items of (frequency, Chinese, English, article))
LISTS = {
    "DEMO-POST": (
        ChecklistKind.POST_DUTY,
        ("企业岗位安全职责清单(示范)", "Safety duties of posts (demonstration)"),
        (
            (
                Frequency.DAY,
                "班前检查设备、电气和消防器材",
                "Check machines, wiring and extinguishers before work",
                "46",
            ),
            (Frequency.DAY, "清理作业现场，保持通道畅通", "Clear the workplace, keep passages free", "41"),
            (Frequency.WEEK, "检查除尘、报警和联锁装置", "Check dust removal, alarms and interlocks", "36"),
            (Frequency.MONTH, "组织一次班组安全学习", "Hold a safety lesson for the team", "28"),
            (Frequency.EVENT, "动火作业前确认票证和监护人", "Before hot work, check the permit and the guard", "43"),
        ),
    ),
    "DEMO-REGULATOR": (
        ChecklistKind.REGULATOR_DUTY,
        ("监管人员履职清单(示范)", "Duties of regulators (demonstration)"),
        (
            (Frequency.DAY, "查看辖区逾期隐患并督促整改", "Look at overdue hazards and press for rectification", "62"),
            (Frequency.WEEK, "研判本周风险，形成记录", "Analyse the risks of the week and record it", "62"),
            (Frequency.QUARTER, "向本级安委会报告履职情况", "Report to the safety commission", "9"),
        ),
    ),
}
#: (key, list, enterprise or none, post or none, who)
POSTS = (
    ("crusher", "DEMO-POST", "lujiu", "粉碎车间班长", "lujiu.worker"),
    ("lujiu-safety", "DEMO-POST", "lujiu", "安全管理员", "lujiu.safety"),
    ("redfu-safety", "DEMO-POST", "redfu", "安全管理员", "redfu.safety"),
    ("gulin", "DEMO-REGULATOR", "", "", "gl.inspector"),
)


class Duties:
    """Binds lists to posts and lives through the last days, unless that was done before."""

    def __init__(self, *, today: date, say) -> None:
        self.first, self.today, self.say = today - timedelta(days=DAYS), today, say

    def all(self) -> None:
        """Lay the lists and the posts, then go through the days, then stop before today."""
        with scope.everything(because="The demonstration sets its stage"):
            if Binding.objects.filter(pk=key("binding", POSTS[0][0])).exists():
                return
            for code in LISTS:
                self._publish(code)
            for post in POSTS:
                self._bind(*post)
        self.say("  duties of posts")
        for back in range(DAYS):
            self._live(self.first + timedelta(days=back), back)
        sweep(now=at(self.today, 0, 5))
        tell_superiors(now=at(self.today, 0, 5))

    def _publish(self, code: str) -> None:
        kind, (zh, en), items = LISTS[code]
        held = Checklist.objects.create(
            pk=key("list", code), region_code="51", code=code, kind=kind, name_zh=zh, name_en=en
        )
        version = ChecklistVersion.objects.create(
            pk=key("version", code), region_code="51", checklist=held, number=1, status=VersionStatus.DRAFT
        )
        for position, (frequency, text_zh, text_en, article) in enumerate(items, start=1):
            ChecklistItem.objects.create(
                region_code="51",
                version=version,
                position=position,
                text_zh=text_zh,
                text_en=text_en,
                basis_zh=f"{LAW[0]}第{article}条",
                basis_en=f"{LAW[1]}article {article}",
                frequency=frequency,
            )
        ChecklistVersion.objects.filter(pk=version.pk).update(
            status=VersionStatus.PUBLISHED,
            published_at=at(self.first - timedelta(days=30), 9),
            effective_from=self.first - timedelta(days=20),
        )

    def _bind(self, name: str, code: str, firm: str, post_name: str, username: str) -> None:
        member = Membership.objects.select_related("person").get(pk=key("membership", username))
        since = at(self.first, 0, 1)
        post = None
        if firm:
            enterprise = Enterprise.objects.get(pk=key("firm", firm))
            post, _made = Post.objects.get_or_create(
                enterprise=enterprise, name=post_name, defaults={"region_code": enterprise.region_code}
            )
            Post.objects.filter(pk=post.pk, holder_name="").update(holder_name=member.person.name)
            Holding.objects.create(
                region_code=post.region_code,
                enterprise=enterprise,
                post=post,
                kind=HoldingKind.HOLDER,
                membership=member,
                person_name=member.person.name,
                from_on=self.first - timedelta(days=30),
                recorded_at=since,
            )
        Binding.objects.create(
            pk=key("binding", name),
            region_code=post.region_code if post else member.region_code,
            enterprise_id=post.enterprise_id if post else None,
            checklist_id=key("list", code),
            post=post,
            membership=None if post else member,
            starts_on=self.first,
            bound_at=since,
        )

    def _live(self, day: date, number: int) -> None:
        """One day: duties appear at night, are done in the afternoon or the next morning, and some never."""
        sweep(now=at(day, 0, 5))
        if number == DAYS - 1:
            self._absence(day)
        for place, (_name, _code, _firm, _post, username) in enumerate(POSTS):
            lot = (number * 3 + place) % 7
            if lot == 0:
                continue  # forgotten: the clock records the miss
            # late is still within the grace of a day
            moment = at(day + timedelta(days=1), 7, 30) if lot == 1 else at(day, 15, 10 * place)
            self._do(username, moment, faulty=lot == 3)
        sweep(now=at(day + timedelta(days=1), 12, 30) if day < self.today - timedelta(days=1) else at(self.today, 0, 5))
        tell_superiors(now=at(day + timedelta(days=1), 0, 30))

    def _do(self, username: str, moment: datetime, *, faulty: bool) -> None:
        with acting(username, moment) as actor:
            for number, each in enumerate(my_duties(actor, now=moment)):
                if each.duty.frequency != Frequency.DAY and number % 2:
                    continue
                wrong = faulty and number == 0
                actions.answer_duty(
                    actor=actor,
                    now=moment,
                    duty_id=each.duty.pk,
                    result=DutyResult.NOT_CONFORM if wrong else DutyResult.CONFORM,
                    note="灭火器压力不足，已报修" if wrong else "",
                    device_at=moment - timedelta(seconds=4),
                    event_id=uuid.uuid5(each.duty.pk, "demo"),
                )

    def _absence(self, day: date) -> None:
        moment = at(day, 8)
        with acting("lujiu.principal", moment) as actor:
            post = Post.objects.get(enterprise=actor.tenant_id, name="粉碎车间班长")
            actions.record_absence(
                actor=actor,
                now=moment,
                post_id=post.pk,
                membership_id=key("membership", "lujiu.safety"),
                from_on=day,
                last_on=day,
                note="谢强外出培训一天",
            )
