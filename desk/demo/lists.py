"""Lists of the demonstration: an enterprise's own on the nation's base, and Sichuan's table of fields with one gap."""

from collections.abc import Callable
from datetime import date

from django.db import transaction

from checklists import actions
from checklists.fields import actions as fields
from checklists.models import Checklist, ChecklistVersion, FieldTable
from core import scope
from desk.demo.stage import acting, at, workday_back
from desk.demo.tenants import key
from desk.fields.actions import issue_field_table
from enterprises.models import Post
from regions.selectors import calendar_for

#: The enterprise's own items: section, words in both languages, clause, method, frequency.
OWN = (
    (
        "粉碎车间",
        "Milling shop",
        "开机前听、看布袋除尘器脉冲喷吹是否正常",
        "Before starting: the filter's pulses sound and look right",
        "test",
        "shift",
    ),
    (
        "粉碎车间",
        "Milling shop",
        "收料仓温度不超过60℃,记录读数",
        "The receiving bin is not above 60 °C; the reading is written down",
        "measure",
        "day",
    ),
    (
        "酒库",
        "Spirit store",
        "酒库防爆风机与乙醇浓度报警联动试验",
        "The spirit store's fans start with the ethanol alarm",
        "test",
        "month",
    ),
)
#: What Sichuan says of itself: field, who leads, who assists. The last one has nobody who leads: it falls between two.
SAID = (
    ("EM01", ["WL"], ["GA", "XF", "SJ", "ZJ", "NN"]),
    ("EM02", ["WL"], ["XF", "GA", "SJ"]),
    ("EM04", ["WJ"], ["XF", "SJ"]),
    ("K11", ["ZJ"], ["SJ", "SW", "CG", "YJ"]),
    ("EM40", [], ["SJ", "GA", "XF"]),
)


class Lists:
    """Draws up each, has it reviewed by another person and published, unless it was done before."""

    def __init__(self, *, today: date, say: Callable[[str], object]) -> None:
        self.today, self.say = today, say
        self.calendar = calendar_for("")

    def all(self) -> None:
        """Build both, one transaction each."""
        with scope.everything(because="The demonstration looks whether its lists were drawn up"):
            listed = Checklist.objects.filter(pk=key("list", "lujiu")).exists()
            tabled = FieldTable.objects.filter(region_code="51").exists()
        if not listed:
            self.say("  lujiu: its own list on the nation's base")
            with transaction.atomic():
                self._own_list()
        if not tabled:
            self.say("  Sichuan: which department answers for which field")
            with transaction.atomic():
                self._table()

    def _own_list(self) -> None:
        day = workday_back(self.today, 30, self.calendar)
        with acting("lujiu.safety", at(day, 9)) as actor:
            base = ChecklistVersion.objects.get(checklist__code="DUST-LIGHT", region_code="", status="published")
            made = actions.create_checklist(
                actor=actor,
                now=at(day, 9),
                checklist_id=key("list", "lujiu"),
                base_id=base.pk,
                kind=base.checklist.kind,
                name_zh="本企业粉尘涉爆与酒库自查清单",
                name_en="Our own list: dust and spirit store",
            )
            version = made.versions.get()
            first = version.items.order_by("position").first()
            actions.save_item(actor=actor, now=at(day, 9), version_id=version.pk, item_id=first.pk, photo_required=True)
            for section_zh, section_en, text_zh, text_en, method, frequency in OWN:
                actions.save_item(
                    actor=actor,
                    now=at(day, 10),
                    version_id=version.pk,
                    section_zh=section_zh,
                    section_en=section_en,
                    text_zh=text_zh,
                    text_en=text_en,
                    basis_zh="企业操作规程",
                    basis_en="Operating procedure of the enterprise",
                    method=method,
                    frequency=frequency,
                    default_days=3,
                )
            actions.submit_version(actor=actor, now=at(day, 11), version_id=version.pk)
        with acting("lujiu.principal", at(day, 15)) as actor:
            actions.publish_version(actor=actor, now=at(day, 15), version_id=version.pk, effective_from=day)
            post = Post.objects.filter(enterprise=key("firm", "lujiu"), name="安全管理员").first()
            if post is not None:
                actions.bind_checklist(
                    actor=actor,
                    now=at(day, 15),
                    checklist_id=made.pk,
                    post_id=post.pk,
                    starts_on=day,
                    binding_id=key("binding", "lujiu"),
                )

    def _table(self) -> None:
        day = workday_back(self.today, 20, self.calendar)
        with acting("sc.clerk", at(day, 9)) as actor:
            table = fields.draft_fields(actor=actor, now=at(day, 9))
            for industry, leads, assists in SAID:
                fields.set_field(
                    actor=actor, now=at(day, 9), table_id=table.pk, industry=industry, leads=leads, assists=assists
                )
            note = "省安委办研究明确前，由省安委办直接协调"
            fields.submit_fields(actor=actor, now=at(day, 10), table_id=table.pk, edition="2026", gaps_note=note)
        with acting("sc.head", at(day, 16)) as actor:
            fields.publish_fields(actor=actor, now=at(day, 16), table_id=table.pk, effective_from=day)
            issue_field_table(actor=actor, now=at(day, 16), table_id=table.pk)
