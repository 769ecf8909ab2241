"""The demonstration's plot: visits, what was found on them, and what became of each finding."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """A finding and its fate.

    `fate`: fixed (on the spot), recorded, confirmed, open, overdue, submitted, closed, returned, partly, extension,
    extended, refused (no more time), review (taken up), looked_back, reopened, planned (major, plan filed), stopped
    (work stopped), resumed (with consent), signed (major, closed by the head), downgraded. `picture` names the drawing.
    """

    words: str
    place: str
    picture: str
    fate: str
    days: int = 15
    major: bool = False
    criterion: str = ""
    requirement: str = ""
    interim: str = ""
    equipment: str = ""
    basis: str = "《中华人民共和国安全生产法》第四十一条第二款"


@dataclass(frozen=True)
class Outing:
    """A visit: so many working days ago, by two officers, to a firm."""

    key: str
    ago: int
    firm: str
    officers: tuple[str, str]
    head: str
    faults: tuple[Fault, ...] = field(default=())
    method: str = "routine"
    checklist: str = ""
    refused: bool = False


OUTINGS = (
    Outing(
        "daying",
        6,
        "redfu",
        ("dy.inspector", "dy.inspector2"),
        "唐小军",
        (
            Fault(
                "1号仓库东南角烟花堆垛高度超过 2.5 米，紧贴墙面，未留检查通道",
                "1号仓库",
                "stacking",
                "submitted",
                5,
                requirement="按规定高度重新码放，距墙不小于 0.45 米，留出检查通道",
                interim="立即停止该堆垛作业，设置警戒线",
            ),
            Fault(
                "仓库大门下缘与地面有约 5 厘米缝隙，不能防止小动物进入",
                "1号仓库",
                "gate",
                "open",
                10,
                requirement="加装挡鼠板，封堵门下缝隙",
            ),
            Fault(
                "库房日常检查记录缺 10 月 12 日至 18 日内容",
                "值班室",
                "exit",
                "fixed",
                requirement="补齐检查记录，落实专人负责",
            ),
        ),
        method="unannounced",
        checklist="fireworks",
    ),
    Outing(
        "luzhou_dust",
        12,
        "lujiu",
        ("lz.inspector", "lz.inspector2"),
        "何敬之",
        (
            Fault(
                "粉碎车间地面、设备及钢梁积尘明显，未按规定清扫",
                "粉碎车间",
                "dust",
                "open",
                12,
                requirement="停机清扫积尘，建立并执行清扫制度",
                interim="清扫前停止粉碎作业",
                equipment="1号粉碎机",
            ),
            Fault(
                "粉碎车间未张贴粉尘清扫制度", "粉碎车间", "exit", "closed", 5, requirement="张贴粉尘清扫制度并组织培训"
            ),
            Fault(
                "脉冲除尘器未设置泄爆装置，现场人员多于 10 人",
                "粉碎车间",
                "dust",
                "planned",
                45,
                major=True,
                criterion="GM-FC03",
                requirement="停止使用该除尘系统，加装泄爆装置并经验收",
                interim="停止使用除尘系统所连设备，撤出无关人员",
                equipment="脉冲除尘器",
            ),
            Fault(
                "配电室电缆接头裸露，未采取防护",
                "配电室",
                "cable",
                "extension",
                10,
                requirement="更换电缆接头并做绝缘防护",
                interim="断电挂牌，设专人看守",
            ),
        ),
        method="steering",
        checklist="dust",
    ),
    Outing(
        "gulin_mine",
        25,
        "gulinmine",
        ("gl.inspector", "gl.inspector2"),
        "罗成刚",
        (
            Fault(
                "主通风机房备用风机不能在 10 分钟内启动",
                "风井",
                "cable",
                "stopped",
                60,
                major=True,
                criterion="MK-19",
                requirement="修复备用主通风机并测试，合格后申请恢复",
                interim="停止井下作业，撤出人员",
                equipment="主通风机",
            ),
            Fault("地面绞车房防护栏缺失一段", "地面绞车房", "exit", "overdue", 8, requirement="补装防护栏"),
            Fault("主井口消防器材过期 3 具", "主井", "gate", "closed", 7, requirement="更换过期灭火器"),
        ),
        method="expert",
    ),
    Outing(
        "quarry",
        40,
        "gulinquarry",
        ("gl.inspector", "gl.inspector2"),
        "陈大勇",
        (
            Fault(
                "采场边坡未按设计留设安全平台",
                "采场",
                "stacking",
                "overdue",
                20,
                requirement="按设计补设安全平台，清理浮石",
                interim="坡底设置警戒，禁止人员进入",
            ),
            Fault(
                "破碎站皮带机缺少拉绳急停开关", "破碎站", "cable", "returned", 10, requirement="安装拉绳急停开关并试验"
            ),
            Fault(
                "炸药临时存放点门锁损坏",
                "炸药临时存放点",
                "gate",
                "closed",
                3,
                requirement="立即更换门锁，实行双人双锁",
            ),
        ),
        refused=True,
    ),
    Outing(
        "chem",
        18,
        "luxianchem",
        ("lz.inspector", "lz.inspector2"),
        "周启明",
        (
            Fault(
                "1号储罐液位报警器失效",
                "罐区",
                "cable",
                "recorded",
                30,
                major=True,
                criterion="AQ-23",
                requirement="修复并联调液位报警",
                interim="降低液位，安排人工巡检每小时一次",
                equipment="1号储罐",
            ),
            Fault("合成车间安全出口堆放包装物", "合成车间", "exit", "fixed", requirement="清理并保持畅通"),
            Fault(
                "控制室操作规程未更新到现行版本", "控制室", "exit", "partly", 10, requirement="修订操作规程并组织培训"
            ),
        ),
        method="double_random",
    ),
    Outing(
        "ice",
        3,
        "ammonia",
        ("lz.inspector2", "lz.inspector"),
        "邓小兰",
        (
            Fault(
                "制冰机电控柜跳闸后打火，柜内线路老化",
                "制冷机房",
                "cable",
                "open",
                3,
                requirement="更换老化线路，检测合格前停用制冰机",
                interim="停用制冰机，切断电源并挂牌",
                equipment="制冰机",
            ),
            Fault("速冻车间应急照明损坏 2 处", "速冻车间", "exit", "submitted", 5, requirement="修复应急照明"),
        ),
    ),
    Outing(
        "gas_network",
        45,
        "gas",
        ("lz.inspector", "lz.inspector2"),
        "吴国栋",
        (
            Fault("门站消防通道堆放管材", "门站", "stacking", "reopened", 7, requirement="清理管材并划线管理"),
            Fault("门站灭火器压力不足 2 具", "门站", "gate", "looked_back", 5, requirement="更换并建立月检记录"),
            Fault(
                "调压站可燃气体探测器超过检定周期",
                "调压站",
                "cable",
                "refused",
                48,
                requirement="送检或更换，保留检定证书",
                interim="每班人工检测并记录",
            ),
            Fault("巡线记录缺少签字", "门站", "exit", "review", 60, requirement="补签并落实巡线制度"),
            Fault(
                "1号调压器出口压力超高，切断阀未动作",
                "调压站",
                "cable",
                "resumed",
                60,
                requirement="更换切断阀并检定",
                interim="停用该调压器，启用备用回路",
                equipment="1号调压器",
            ),
        ),
    ),
    Outing(
        "winery_again",
        50,
        "lujiu",
        ("lz.inspector", "lz.inspector2"),
        "何敬之",
        (
            Fault(
                "酿造车间除尘系统与其他车间互联互通",
                "酿造车间",
                "dust",
                "signed",
                60,
                major=True,
                criterion="GM-FC03",
                requirement="分设独立除尘系统并验收",
                interim="停用互联管道，撤出作业人员",
            ),
            Fault(
                "粉碎车间除尘器泄爆口朝向通道",
                "粉碎车间",
                "dust",
                "downgraded",
                80,
                major=True,
                criterion="GM-FC03",
                requirement="调整泄爆口朝向或加装导流装置",
                interim="封闭通道",
            ),
        ),
        checklist="dust",
    ),
    Outing(
        "furniture",
        30,
        "furniture",
        ("lz.inspector", "lz.inspector2"),
        "梁家辉",
        (
            Fault(
                "打磨车间除尘管道积尘厚度超过 1 毫米",
                "打磨车间",
                "dust",
                "extended",
                10,
                requirement="清理除尘管道，建立定期清理记录",
                interim="清理前降低产能，增加清扫频次",
            ),
            Fault("喷漆车间空桶与油漆混放", "喷漆车间", "stacking", "closed", 5, requirement="分类存放，空桶当日清出"),
        ),
        method="campaign",
        checklist="dust",
    ),
    Outing(
        "yibin",
        5,
        "yibinpaper",
        ("nc.inspector", "lz.inspector"),
        "许志强",
        (
            Fault(
                "污水处理站有限空间未设置警示标志，无气体检测记录",
                "污水处理站",
                "exit",
                "confirmed",
                10,
                requirement="设置警示标志，配备气体检测仪并记录",
            ),
        ),
        method="cross",
    ),
    Outing(
        "luan_machine",
        9,
        "luanmachine",
        ("ja.inspector", "ja.inspector2"),
        "汪建军",
        (
            Fault(
                "铸造车间中频炉冷却水未设置流量监测报警",
                "铸造车间",
                "cable",
                "planned",
                40,
                major=True,
                criterion="GM-JX04",
                requirement="加装冷却水温度、流量监测报警并联锁",
                interim="停用该中频炉",
                equipment="中频炉",
            ),
            Fault("机加车间安全通道被半成品占用", "机加车间", "stacking", "submitted", 5, requirement="清理通道并画线"),
        ),
    ),
    Outing(
        "luan_fire",
        22,
        "luanfire",
        ("ja.inspector", "ja.inspector2"),
        "方大海",
        (
            Fault("成品库堆垛间距不足", "成品库", "stacking", "overdue", 7, requirement="重新码垛，保持规定间距"),
            Fault("中转库库门不能自动关闭", "中转库", "gate", "closed", 5, requirement="修复闭门器"),
        ),
        checklist="fireworks",
    ),
)

PLANNED = (
    ("plan1", 0, "lujiu", ("lz.inspector", "lz.inspector2"), "routine", "dust"),
    ("plan2", 1, "gas", ("lz.inspector", "lz.inspector2"), "double_random", "general"),
    ("plan3", 2, "luanfire", ("ja.inspector", "ja.inspector2"), "unannounced", "fireworks"),
)
"""Visits still to come: key, working days ahead, firm, officers, method, checklist."""
