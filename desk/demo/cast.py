"""Who stands on the demonstration's stage. Places are real, everybody and every enterprise is invented."""

from dataclasses import dataclass, field

PASSWORD = "Safeloop-2026"


@dataclass(frozen=True)
class Body:
    """An authority: region, kind, department, names, the code in its document numbers, and its industries."""

    key: str
    region: str
    kind: str
    department: str
    name_zh: str
    name_en: str
    document_code: str
    industries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Person:
    """A person with one post; `tenant` is the key of a body, an enterprise or an agency."""

    username: str
    name: str
    tenant: str
    role: str
    post: str
    certificate: str = ""


@dataclass(frozen=True)
class Firm:
    """An invented enterprise."""

    key: str
    region: str
    name: str
    industry: str
    address: str
    principal: str
    tags: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    equipment: tuple[str, ...] = field(default=())


BODIES = (
    Body(
        "sc_awb",
        "51",
        "commission_office",
        "AWB",
        "四川省安全生产委员会办公室",
        "Office of the Sichuan Work Safety Commission",
        "川安办",
    ),
    Body("sc_yj", "51", "bureau", "YJ", "四川省应急管理厅", "Sichuan Department of Emergency Management", "川应急"),
    Body(
        "lz_awb",
        "5105",
        "commission_office",
        "AWB",
        "泸州市安全生产委员会办公室",
        "Office of the Luzhou Work Safety Commission",
        "泸安办",
    ),
    Body("lz_yj", "5105", "bureau", "YJ", "泸州市应急管理局", "Luzhou Emergency Management Bureau", "泸应急"),
    Body(
        "lz_zj",
        "5105",
        "bureau",
        "ZJ",
        "泸州市住房和城乡建设局",
        "Luzhou Housing and Urban-Rural Development Bureau",
        "泸住建",
        ("K09", "K11"),
    ),
    Body("gl_yj", "510525", "bureau", "YJ", "古蔺县应急管理局", "Gulin County Emergency Management Bureau", "古应急"),
    Body("lx_yj", "510521", "bureau", "YJ", "泸县应急管理局", "Luxian County Emergency Management Bureau", "泸县应急"),
    Body("sn_yj", "5109", "bureau", "YJ", "遂宁市应急管理局", "Suining Emergency Management Bureau", "遂应急"),
    Body(
        "dy_yj", "510923", "bureau", "YJ", "大英县应急管理局", "Daying County Emergency Management Bureau", "大英应急"
    ),
    Body("nc_yj", "5113", "bureau", "YJ", "南充市应急管理局", "Nanchong Emergency Management Bureau", "南应急"),
    Body("yb_yj", "5115", "bureau", "YJ", "宜宾市应急管理局", "Yibin Emergency Management Bureau", "宜应急"),
    Body("ah_yj", "34", "bureau", "YJ", "安徽省应急管理厅", "Anhui Department of Emergency Management", "皖应急"),
    Body(
        "la_awb",
        "3415",
        "commission_office",
        "AWB",
        "六安市安全生产委员会办公室",
        "Office of the Lu'an Work Safety Commission",
        "六安办",
    ),
    Body("la_yj", "3415", "bureau", "YJ", "六安市应急管理局", "Lu'an Emergency Management Bureau", "六应急"),
    Body(
        "ja_yj",
        "341502",
        "bureau",
        "YJ",
        "六安市金安区应急管理局",
        "Jin'an District Emergency Management Bureau",
        "金应急",
    ),
    Body("hs_yj", "341525", "bureau", "YJ", "霍山县应急管理局", "Huoshan County Emergency Management Bureau", "霍应急"),
)

FIRMS = (
    Firm(
        "redfu",
        "510923",
        "大英县红福烟花爆竹批发有限公司",
        "K04",
        "大英县蓬莱镇河东路 18 号",
        "唐文海",
        (),
        ("1号仓库", "2号仓库", "装卸区", "值班室"),
    ),
    Firm(
        "lujiu",
        "510502",
        "泸州江醇酒业有限公司",
        "IT-5",
        "泸州市江阳区黄舣镇酒业大道 6 号",
        "何敬之",
        ("IT-S1",),
        ("粉碎车间", "酿造车间", "酒库", "配电室"),
        ("1号粉碎机", "脉冲除尘器"),
    ),
    Firm(
        "gulinmine",
        "510525",
        "古蔺县金岩煤业有限公司",
        "K01",
        "古蔺县石屏镇沙坪村",
        "罗成刚",
        (),
        ("主井", "风井", "地面绞车房"),
        ("主通风机",),
    ),
    Firm(
        "gulinquarry",
        "510525",
        "古蔺县青石矿业有限公司",
        "K02",
        "古蔺县二郎镇青石村",
        "陈大勇",
        (),
        ("采场", "破碎站", "炸药临时存放点"),
    ),
    Firm(
        "luxianchem",
        "510521",
        "泸县恒泰化工有限公司",
        "K03",
        "泸县福集镇化工园区 3 号",
        "周启明",
        (),
        ("罐区", "合成车间", "控制室"),
        ("1号储罐", "氨压缩机"),
    ),
    Firm(
        "gas",
        "5105",
        "泸州川南燃气有限公司",
        "K11",
        "泸州市龙马潭区蜀泸大道 99 号",
        "吴国栋",
        (),
        ("门站", "调压站"),
        ("1号调压器",),
    ),
    Firm(
        "ammonia",
        "510504",
        "泸州冰源食品冷链有限公司",
        "IT-5",
        "泸州市龙马潭区石洞街道冷链园",
        "邓小兰",
        ("IT-S2",),
        ("制冷机房", "速冻车间"),
        ("制冰机", "氨压缩机"),
    ),
    Firm(
        "furniture",
        "510504",
        "泸州林木家居有限公司",
        "IT-5",
        "泸州市龙马潭区鱼塘镇工业园",
        "梁家辉",
        ("IT-S1",),
        ("打磨车间", "喷漆车间"),
    ),
    Firm(
        "yibinpaper",
        "511502",
        "宜宾翠屏纸业有限公司",
        "IT-5",
        "宜宾市翠屏区象鼻镇",
        "许志强",
        ("IT-S3",),
        ("制浆车间", "污水处理站"),
    ),
    Firm(
        "nanchongtextile",
        "511302",
        "南充顺庆纺织有限公司",
        "IT-6",
        "南充市顺庆区潆华工业园",
        "郑雅琴",
        (),
        ("梳棉车间", "仓库"),
    ),
    Firm(
        "luanmachine",
        "341502",
        "六安皖西机械有限公司",
        "IT-4",
        "六安市金安区东桥镇",
        "汪建军",
        ("IT-S5",),
        ("铸造车间", "机加车间"),
        ("中频炉",),
    ),
    Firm(
        "luanfire",
        "341502",
        "六安市吉庆烟花爆竹有限公司",
        "K04",
        "六安市金安区木厂镇",
        "方大海",
        (),
        ("成品库", "中转库"),
    ),
    Firm(
        "huoshanstone", "341525", "霍山县大别山石材有限公司", "K02", "霍山县衡山镇", "刘长水", (), ("采场", "加工车间")
    ),
)

AGENCY = ("shutan", "51", "四川数探安全技术服务有限公司", ("K01", "K02", "K03"))

PEOPLE = (
    Person("sc.head", "林致远", "sc_awb", "head", "办公室主任"),
    Person("sc.clerk", "高敏", "sc_yj", "clerk", "执法监督处干部"),
    Person("lz.head", "陈志明", "lz_yj", "head", "局长"),
    Person("lz.clerk", "王晓燕", "lz_yj", "clerk", "隐患督办科科员"),
    Person("lz.inspector", "李国强", "lz_yj", "inspector", "执法支队副支队长", "51050010012"),
    Person("lz.inspector2", "赵敏", "lz_yj", "inspector", "执法支队队员", "51050010027"),
    Person("lz.gas", "冯立新", "lz_zj", "clerk", "燃气科科长"),
    Person("lz.office", "周海", "lz_awb", "head", "办公室主任"),
    Person("lz.viewer", "钱多多", "lz_awb", "viewer", "综合科科员"),
    Person("lz.admin", "孙丽", "lz_yj", "administrator", "信息科管理员"),
    Person("lz.tips", "罗文", "lz_yj", "tip_handler", "举报办理专员"),
    Person("gl.head", "彭长河", "gl_yj", "head", "局长"),
    Person("gl.clerk", "姚静", "gl_yj", "clerk", "综合股干部"),
    Person("gl.inspector", "杨勇", "gl_yj", "inspector", "执法大队队长", "51052510003"),
    Person("gl.inspector2", "曾莉", "gl_yj", "inspector", "执法大队队员", "51052510008"),
    Person("dy.clerk", "谭晓", "dy_yj", "clerk", "危化股干部"),
    Person("dy.inspector", "宋建国", "dy_yj", "inspector", "执法大队队长", "51092310001"),
    Person("dy.inspector2", "何雪", "dy_yj", "inspector", "执法大队队员", "51092310005"),
    Person("nc.inspector", "蒋海峰", "nc_yj", "inspector", "执法支队队员", "51130010019"),
    Person("ah.head", "徐正", "ah_yj", "head", "副厅长"),
    Person("la.clerk", "丁文娟", "la_yj", "clerk", "隐患督办科科员"),
    Person("la.inspector", "胡志刚", "la_yj", "inspector", "执法支队队员", "34150010004"),
    Person("ja.inspector", "程亮", "ja_yj", "inspector", "执法大队队长", "34150210002"),
    Person("ja.inspector2", "潘婷", "ja_yj", "inspector", "执法大队队员", "34150210006"),
    Person("redfu.safety", "唐小军", "redfu", "safety_head", "安全负责人"),
    Person("lujiu.safety", "何敏", "lujiu", "safety_head", "安全总监"),
    Person("lujiu.principal", "何敬之", "lujiu", "principal", "总经理"),
    Person("lujiu.worker", "谢强", "lujiu", "worker", "粉碎车间班长"),
    Person("gulinmine.safety", "罗小平", "gulinmine", "safety_head", "安全副矿长"),
    Person("gulinmine.principal", "罗成刚", "gulinmine", "principal", "矿长"),
    Person("ammonia.safety", "邓伟", "ammonia", "safety_head", "安全主管"),
    Person("gulinquarry.safety", "陈志伟", "gulinquarry", "safety_head", "安全矿长"),
    Person("luxianchem.safety", "周海燕", "luxianchem", "safety_head", "安全总监"),
    Person("gas.safety", "吴芳", "gas", "safety_head", "安全技术部经理"),
    Person("furniture.safety", "梁静", "furniture", "safety_head", "安全主管"),
    Person("luanmachine.safety", "汪丽", "luanmachine", "safety_head", "安全主管"),
    Person("luanfire.safety", "方敏", "luanfire", "safety_head", "安全主管"),
    Person("huoshanstone.safety", "刘静", "huoshanstone", "safety_head", "安全主管"),
    Person("shutan.expert", "沈博士", "shutan", "expert", "高级工程师"),
)

GUIDE = (
    ("lz.inspector", "inspector: on the phone, start a visit and order rectification"),
    ("lz.clerk", "clerk: the five columns, issue, verify, decide extensions"),
    ("lujiu.safety", "safety head: what to fix, the proof, more time"),
    ("lz.head", "head of the bureau: the board, sign-off of major hazards"),
    ("sc.head", "province: everything in Sichuan, nothing of Anhui"),
    ("la.clerk", "Anhui: sees Lu'an, nothing of Sichuan"),
    ("shutan.expert", "agency expert: only the mine assigned to them"),
    ("lz.tips", "whistleblowing handler: reports of the public, from the receipt to the hazard"),
    ("lz.admin", "tenant administrator: people, invitations, roles"),
)
"""The sign-ins that are printed first, and what to look at with each."""
