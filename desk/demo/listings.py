"""Listed supervision in the demonstration: one that progresses, one that was lifted, one to be decided."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction

from core import scope
from core.errors import SafeloopError
from core.ids import new_id
from desk.demo.stage import acting, at, workday_back
from desk.demo.tenants import key
from evidence.actions import receive_attachment
from hazards.models import Hazard
from rectification import actions as rectify
from rectification.listing import actions
from rectification.listing.actions.proposing import LISTABLE
from rectification.models import Listing
from regions.selectors import calendar_for

PAPER = b"%PDF-1.7\n%%EOF"
CHANNEL = "四川安全生产网"


class Listings:
    """Plays each listing unless it was played before."""

    def __init__(self, *, today: date, say: Callable[[str], object]) -> None:
        self.today, self.say = today, say
        self.calendar = calendar_for("")

    def all(self) -> None:
        """A county's listing that progresses, a city's that was lifted, and one that the city is asked to take over."""
        plots = (
            ("progressing", "gulinmine", self._progressing),
            ("delisted", "lujiu", self._delisted),
        )
        for name, firm, play in plots:
            with scope.everything(because="The demonstration looks for a major hazard that can be listed"):
                played = Listing.objects.filter(pk=key("listing", name)).exists()
                rows = Hazard.objects.select_related("enterprise").filter(
                    enterprise=key("firm", firm), grade="major", status__in=LISTABLE, listings=None
                )
                hazard = rows.order_by("number").first()
            if played or hazard is None:
                continue
            try:
                with transaction.atomic():
                    play(key("listing", name), hazard, firm)
                self.say(f"  a listing: {name}")
            except SafeloopError as nothing:
                self.say(f"  no listing {name}: {nothing}")

        with scope.everything(because="The demonstration looks whether the county has asked the city"):
            county = Listing.objects.filter(pk=key("listing", "progressing"), raised_to=None).exists()
        if county:
            self._raised()
            self.say("  a listing: raised")

    def _moment(self, ago: int, hour: int) -> datetime:
        return at(workday_back(self.today, ago, self.calendar), hour)

    def _list(self, pk, hazard: Hazard, *, clerk: str, body: str, level: str, ago: int, leader: str) -> None:
        with acting(clerk, now := self._moment(ago, 9)) as actor:
            actions.propose_listing(
                actor=actor,
                now=now,
                hazard_id=hazard.pk,
                ground="stopped",
                reason="整改难度大、周期长，需要停产停用整改，提请挂牌督办",
                level=level,
                id=pk,
            )
        with acting(body, now := self._moment(ago - 1, 10)) as actor:
            due_on = self.today + timedelta(days=75)
            actions.list_hazard(actor=actor, now=now, listing_id=pk, leader=leader, due_on=due_on)
        with acting(body, now := self._moment(ago - 2, 15)) as actor:
            actions.publish_listing(
                actor=actor,
                now=now,
                listing_id=pk,
                published_on=now.date(),
                channel=CHANNEL,
                link="https://example.org/guapai",
                summary="该单位存在重大事故隐患，已责令停产停用整改，由挂牌单位跟踪督办。",
            )
            with_whom = "泸州市安全生产委员会办公室" if level == "county" else "四川省安全生产委员会办公室"
            actions.file_listing(actor=actor, now=now, listing_id=pk, filed_on=now.date(), filed_with=with_whom)

    def _progressing(self, pk, hazard: Hazard, firm: str) -> None:
        self._list(pk, hazard, clerk="gl.clerk", body="gl.clerk", level="county", ago=9, leader="赵成（副县长）")
        with acting(f"{firm}.safety", now := self._moment(2, 16)) as actor:
            rectify.report_progress(
                actor=actor,
                now=now,
                hazard_id=hazard.pk,
                percent=40,
                text="备用主通风机已返厂检修，预计下月安装调试",
            )

    def _delisted(self, pk, hazard: Hazard, firm: str) -> None:
        self._list(pk, hazard, clerk="lz.clerk", body="lz.office", level="city", ago=9, leader="周文（副市长）")
        with acting(f"{firm}.safety", now := self._moment(5, 15)) as actor:
            paper = receive_attachment(
                actor=actor, now=now, id=new_id(), name="验收资料.pdf", data=PAPER, enterprise=hazard.enterprise
            )
            rectify.submit_evidence(
                actor=actor,
                now=now,
                hazard_id=hazard.pk,
                measures="已更换为带泄爆装置的除尘系统并通过检测",
                rectified_on=now.date(),
                attachments=[paper],
            )
            actions.apply_delisting(
                actor=actor,
                now=now,
                listing_id=pk,
                assessment="除尘系统泄爆、隔爆装置经检测合格，隐患已消除。",
                assessor="四川安平技术服务有限公司",
                attachments=[paper],
            )
        with acting("lz.clerk", now := self._moment(3, 11)) as actor:
            actions.accept_delisting(
                actor=actor,
                now=now,
                listing_id=pk,
                accepted_on=now.date(),
                members="王晓燕（隐患督办科）\n李国强（执法支队）",
                conclusion="现场核查，重大事故隐患已消除，同意摘牌。",
            )
        with acting("lz.office", now := self._moment(2, 10)) as actor:
            actions.delist(actor=actor, now=now, listing_id=pk)
        with acting("lz.office", now := self._moment(1, 10)) as actor:
            actions.announce_delisting(
                actor=actor, now=now, listing_id=pk, announced_on=now.date(), channel=CHANNEL, link=""
            )

    def _raised(self) -> None:
        """The county asks the city to take over what it cannot bring forward alone."""
        with acting("gl.clerk", now := self._moment(1, 14)) as actor:
            actions.raise_listing(
                actor=actor,
                now=now,
                listing_id=key("listing", "progressing"),
                reason="涉及井下通风系统改造，县级协调困难，建议提级挂牌督办",
            )
