"""Risk ledgers of two firms in Sichuan: points of all four colours with measures, some without, and a drawn plan."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from PIL import Image, ImageDraw

from core import scope
from desk.demo.stage import acting, at
from desk.demo.tenants import key
from risks.ledger import actions, rules
from risks.models import RiskPoint

Values = tuple[str, ...]


@dataclass(frozen=True)
class Danger:
    """A risk point: name, spot, what may happen, people, LEC or LS values, measures, its spot on the plan."""

    name: str
    spot: str
    accidents: tuple[str, ...]
    people: int
    values: Values
    measures: tuple[tuple[str, str, str, int], ...] = ()
    xy: tuple[int, int] | None = None
    red: tuple[str, str] = ("", "")


STORE = (
    Danger(
        "烟花爆竹成品堆垛", "1号仓库", ("explosives", "fire"), 4, ("6", "6", "15"),
        (
            ("engineering", "库房设温湿度监测与自动喷淋，堆垛距墙不小于 0.45 米", "仓库保管员", 3),
            ("management", "定员定量，每日两次巡查并记录", "安全负责人", 4),
            ("emergency", "每季度演练火灾疏散，配齐消防水带", "安全负责人", 3),
        ), (2200, 3000),
    ),
    Danger(
        "超许可级别产品暂存", "2号仓库", ("explosives",), 2, ("3", "6", "40"),
        (("management", "双人双锁，出入库扫码登记", "主要负责人", 4),), (2200, 7000),
    ),
    Danger(
        "装卸搬运", "装卸区", ("explosives", "struck"), 6, ("3", "6", "15"),
        (("engineering", "装卸平台设防静电释放桩", "装卸班长", 2), ("ppe", "穿防静电服与软底鞋", "装卸班长", 1)),
        (5100, 5000),
    ),
    Danger(
        "配送车辆进出库区", "库区道路", ("vehicle", "fire"), 3, ("3", "6", "7"),
        (("management", "车辆加装阻火器，限速 5 公里", "门卫", 2),), (6900, 8000),
    ),
    Danger(
        "库区雷电", "库区", ("explosives", "fire"), 8, ("1", "3", "100"),
        (("engineering", "独立避雷针，每半年检测", "安全负责人", 3),), (3700, 1200),
    ),
    Danger(
        "配电间", "配电间", ("electric", "fire"), 1, ("3", "3", "15"),
        (("engineering", "防爆电气与漏电保护", "电工", 2),), (8200, 2500),
    ),
    Danger("高位货架取货", "2号仓库", ("fall", "struck"), 2, ("3", "6", "7"), (), (3300, 7400)),
    Danger(
        "消防水池临边", "消防水池", ("drowning",), 1, ("1", "6", "15"),
        (("engineering", "设 1.2 米护栏与警示标志", "仓库保管员", 2),), (8400, 8200),
    ),
    Danger("办公用电", "值班室", ("electric", "fire"), 3, ("2", "3"),
           (("management", "下班断电检查", "值班员", 1),), (8200, 5000)),
    Danger("食堂用火", "值班室", ("burn", "fire"), 3, ("2", "4"),
           (("emergency", "配灭火毯", "值班员", 1),), (8800, 5600)),
    Danger("人工搬运扭伤", "装卸区", ("other",), 6, ("3", "2"),
           (("training", "搬运姿势培训", "装卸班长", 1),), (5500, 5700)),
    Danger("围墙与外部距离", "库区围墙", ("explosives",), 20, ("0.5", "6", "100"),
           (("management", "每月核对外部安全距离", "主要负责人", 3),), (700, 5000)),
    Danger("外来施工动火", "库区", ("explosives", "fire"), 5, (), (), None),
)  # fmt: skip

CHILL = (
    Danger(
        "液氨储罐", "液氨机房", ("poisoning", "vessel"), 12, ("3", "6", "40"),
        (
            ("engineering", "设氨气浓度报警与事故风机联锁", "制冷工段长", 4),
            ("ppe", "配正压式空气呼吸器 4 套", "安全主管", 3),
            ("emergency", "每半年开展氨泄漏演练", "安全主管", 4),
        ), (1900, 2800), ("hazard_source", "液氨储量 12 吨，经评估为二级重大危险源"),
    ),
    Danger(
        "制冷压缩机", "液氨机房", ("machinery", "poisoning"), 4, ("3", "6", "15"),
        (("engineering", "联轴器护罩，超压自动停机", "制冷工段长", 3),), (3300, 2800),
    ),
    Danger(
        "速冻间快速冻结装置", "速冻间", ("poisoning",), 14, ("6", "6", "15"),
        (("engineering", "速冻间与加工间隔断，设直通室外出口", "生产经理", 3),), (5600, 2600),
        ("other", "作业间人数超过 9 人，采用氨直接蒸发"),
    ),
    Danger("冷库门反锁", "2号冷库", ("other", "poisoning"), 3, ("3", "6", "15"),
           (("engineering", "库内设应急开门与呼救按钮", "库管员", 3),), (7900, 2600)),
    Danger("叉车作业", "发货区", ("vehicle", "struck"), 8, ("3", "6", "7"),
           (("management", "人车分流，限速 5 公里", "发货班长", 2),), (7800, 7000)),
    Danger("切割机", "加工间", ("machinery",), 10, ("3", "6", "7"),
           (("engineering", "双手启动与光栅", "加工班长", 2),), (4700, 6200)),
    Danger("污水池清淤", "污水处理站", ("poisoning", "drowning"), 2, ("3", "1", "40"),
           (("management", "有限空间作业审批，先通风后检测", "安全主管", 3),), (1500, 8200)),
    Danger("配电室", "配电室", ("electric", "fire"), 2, ("1", "6", "15"),
           (("engineering", "五防闭锁", "电工", 2),), (1600, 5600)),
    Danger("聚氨酯保温层", "2号冷库", ("fire",), 20, ("1", "10", "40"),
           (("management", "禁止库内动火，外包不燃材料", "安全主管", 4),), (8800, 3600)),
    Danger("压力管道", "管廊", ("vessel", "poisoning"), 6, ("1", "6", "40"), (), (4500, 4300)),
    Danger("湿滑地面", "加工间", ("other", "fall"), 20, ("4", "2"),
           (("ppe", "发放防滑靴", "加工班长", 1),), (5500, 7200)),
    Danger("办公楼", "办公楼", ("fire",), 25, ("1", "4"),
           (("training", "每年疏散演练", "行政主管", 1),), (3300, 8200)),
    Danger("装卸月台", "发货区", ("fall",), 8, ("3", "3"),
           (("engineering", "月台边缘设防撞条与警示线", "发货班长", 2),), (8700, 7600)),
)  # fmt: skip
FIRMS = {
    "redfu": ("库区总平面", STORE, ((800, 1500, 3800, 4500, "1号仓库"), (800, 5500, 3800, 8600, "2号仓库"),
                               (4500, 4000, 6100, 6500, "装卸区"), (7600, 1600, 9300, 3400, "配电间"),
                               (7600, 4200, 9300, 6300, "值班室"), (7600, 7400, 9300, 9200, "消防水池"))),
    "ammonia": ("厂区一层", CHILL, ((800, 1500, 4200, 3900, "液氨机房"), (4800, 1500, 6600, 3900, "速冻间"),
                                (7100, 1500, 9400, 4300, "2号冷库"), (3900, 5300, 6500, 7900, "加工间"),
                                (7100, 5900, 9400, 8600, "发货区"), (800, 4800, 2500, 6500, "配电室"),
                                (800, 7300, 2300, 9200, "污水处理站"), (2700, 7300, 3800, 9200, "办公楼"))),
}  # fmt: skip


def drawing(rooms: tuple[tuple[int, int, int, int, str], ...]) -> bytes:
    """Draw a site with its buildings, a road and a north arrow; points and the table carry the names."""
    wide, high = 1600, 1000
    image = Image.new("RGB", (wide, high), "#fbfbf7")
    draw = ImageDraw.Draw(image)
    for x in range(0, wide, 50):
        draw.line((x, 0, x, high), fill="#eeeee6")
    for y in range(0, high, 50):
        draw.line((0, y, wide, y), fill="#eeeee6")
    draw.rectangle((40, 60, wide - 40, high - 40), outline="#444444", width=5)
    draw.rectangle((wide * 0.64, 65, wide * 0.7, high - 45), fill="#e2e2da")
    for left, top, right, bottom, _name in rooms:
        box = (left * wide / 10000, top * high / 10000, right * wide / 10000, bottom * high / 10000)
        draw.rectangle(box, fill="#f1f4f8", outline="#2b3a4a", width=4)
        middle = (box[0] + box[2]) / 2
        draw.rectangle((middle - 22, box[3] - 5, middle + 22, box[3] + 5), fill="#fbfbf7")
    draw.polygon([(1540, 75), (1525, 115), (1540, 105), (1555, 115)], fill="#2b3a4a")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


class RiskLedgers:
    """Plays the ledgers unless they were played before."""

    def __init__(self, *, today: date, say: Callable[[str], None]) -> None:
        self.today, self.say = today, say

    def all(self) -> None:
        """Play each firm's ledger in a transaction of its own."""
        with scope.everything(because="The demonstration looks whether its risk ledgers were played"):
            played = set(RiskPoint.objects.values_list("pk", flat=True))
        for firm, (plan, dangers, rooms) in FIRMS.items():
            if key("risk", firm, 0) not in played:
                with transaction.atomic():
                    self._play(firm, plan, dangers, rooms)
                    self.say(f"  a risk ledger: {firm}, {len(dangers)} points")

    def _play(self, firm: str, plan: str, dangers: tuple[Danger, ...], rooms) -> None:
        now = at(self.today - timedelta(days=120), 9)
        with acting(f"{firm}.safety", now) as actor:
            made = actions.add_site_plan(
                actor=actor,
                now=now,
                enterprise_id=actor.tenant_id,
                name=plan,
                data=drawing(rooms),
                plan_id=key("site_plan", firm),
            )
            for number, danger in enumerate(dangers):
                self._point(actor, firm, number, danger, now + timedelta(minutes=number))
                if danger.xy:
                    x, y = danger.xy
                    actions.place_point(
                        actor=actor, now=now, plan_id=made.pk, point_id=key("risk", firm, number), x=x, y=y
                    )
        later = at(self.today - timedelta(days=20), 15)
        with acting(f"{firm}.safety", later) as actor:
            for number in range(1, len(dangers), 2):
                pk = key("risk", firm, number)
                actions.record_review(actor=actor, now=later, point_id=pk, note="现场复核，管控措施有效")

    def _point(self, actor, firm: str, number: int, danger: Danger, now: datetime) -> None:
        pk = key("risk", firm, number)
        actions.add_point(
            actor=actor,
            now=now,
            enterprise_id=actor.tenant_id,
            point_id=pk,
            name=danger.name,
            place_text=danger.spot,
            accidents=danger.accidents,
            people_exposed=danger.people,
            rating=rating(danger.values),
        )
        for kind, text, owner, control in danger.measures:
            actions.add_measure(actor=actor, now=now, point_id=pk, kind=kind, text=text, owner=owner, control=control)
        case, reason = danger.red
        if case:
            actions.declare_red(actor=actor, now=now, point_id=pk, case=case, reason=reason)


def rating(values: Values) -> rules.Rating | None:
    """Return a rating by LEC from three values, by the matrix from two, none from none."""
    numbers = [Decimal(value) for value in values]
    if len(numbers) == 3:
        return rules.Rating("lec", *numbers)
    return rules.Rating("ls", numbers[0], None, numbers[1]) if numbers else None
