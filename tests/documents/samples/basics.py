"""What every sample shares: pictures, problems, the heads of a paper."""

import base64
import io
import random
from typing import Any

from PIL import Image, ImageDraw

from documents import rules, snapshots

PROBLEMS = (
    (
        "A区3号库门口",
        "库房内烟花爆竹堆垛高度达3.2米，超过2.5米的限值，且堆垛与墙壁之间未留出0.45米的检查通道。",
        "《烟花爆竹工程设计安全标准》GB 50161—2022 第7.2.4条",
    ),
    (
        "装卸平台",
        "装卸作业区未设置防静电释放装置，作业人员未穿戴防静电工作服。",
        "《中华人民共和国安全生产法》第三十六条第一款",
    ),
    ("值班室", "视频监控录像只保存12天，少于90天。", "《烟花爆竹经营许可实施办法》第六条"),
    (
        "B区1号库",
        "消防水池水位低于最低水位线约1.1米，室外消火栓2号栓无法出水。",
        "《中华人民共和国消防法》第十六条第一款第二项",
    ),
    ("配电间", "配电箱内电缆绝缘层破损，箱门未上锁，未张贴警示标志。", "《中华人民共和国安全生产法》第三十五条"),
    ("A区5号库", "超许可范围储存A级产品46箱。", "《烟花爆竹生产经营单位重大生产安全事故隐患判定标准（试行）》第十二条"),
    ("库区围墙", "东侧围墙约6米倒塌，库区与民房之间外部距离不足。", "GB 50161—2022 第4.2.1条"),
    ("办公楼二层", "未按规定对2名新上岗仓库保管员进行安全教育和培训。", "《中华人民共和国安全生产法》第二十八条第一款"),
    ("库区道路", "库区内停放未安装阻火器的机动车3辆。", "《烟花爆竹作业安全技术规程》GB 11652—2012 第8.3条"),
    (
        "档案室",
        "主要负责人未按规定组织开展应急救援演练，无2026年度演练记录。",
        "《生产安全事故应急预案管理办法》第三十三条",
    ),
)


def address(image: Image.Image, kind: str = "jpeg") -> str:
    """Return a picture as a data address."""
    out = io.BytesIO()
    image.save(out, kind, **({"quality": 80} if kind == "jpeg" else {}))
    return f"data:image/{kind};base64,{base64.b64encode(out.getvalue()).decode()}"


def signature(seed: int) -> str:
    """Return a scribble on a transparent ground, as the signature pad sends it."""
    chance = random.Random(seed)
    image = Image.new("RGBA", (600, 200), (0, 0, 0, 0))
    points = [(40 + step * 18 + chance.randint(-20, 20), 100 + chance.randint(-70, 70)) for step in range(28)]
    ImageDraw.Draw(image).line(points, fill=(10, 10, 60, 255), width=6, joint="curve")
    return address(image, "png")


def thumbnail(seed: int) -> str:
    """Return a small picture."""
    chance = random.Random(seed)
    image = Image.new("RGB", (480, 360), (chance.randint(60, 200), 140, 120))
    draw = ImageDraw.Draw(image)
    for _ in range(20):
        left, top = chance.randint(0, 400), chance.randint(0, 300)
        colour = tuple(chance.randint(0, 255) for _ in range(3))
        draw.rectangle((left, top, left + chance.randint(20, 160), top + chance.randint(20, 120)), fill=colour)
    return address(image)


def problem(no: int, *, due: str = "2026-12-04") -> snapshots.Problem:
    """Return problem `no` of the list."""
    place, text, basis = PROBLEMS[(no - 1) % len(PROBLEMS)]
    return snapshots.Problem(
        no=no,
        description=text,
        place=place,
        basis=basis,
        grade="major" if no == 6 else "general",
        due_on=due,
        interim_measures="立即停止超量储存，将超许可范围的产品退回生产企业，专人24小时值守。" if no == 6 else "",
        photo_count=1,
    )


def base(*, refused: bool = False, photos: int = 0) -> dict[str, Any]:
    """Return what all kinds share."""
    sign = snapshots.UnitSign(
        name="李建国", post="总经理", signature=signature(3), signed_at="2026-11-20", comment="以上情况属实。"
    )
    if refused:
        sign = snapshots.UnitSign(
            name="李建国",
            refused=True,
            refusal_reason="对第6项问题有异议",
            witness_name="王秀英",
            witness_post="古蔺县金兰街道办事处安监员",
            witness_signature=signature(4),
            signed_at="2026-11-20",
        )
    return {
        "issuer": snapshots.Issuer(
            name="古蔺县应急管理局",
            name_en="Gulin County Emergency Management Bureau",
            region_name="古蔺县",
            region_name_en="Gulin County",
            reconsideration_body="古蔺县人民政府",
            reconsideration_body_en="the People's Government of Gulin County",
            court="古蔺县人民法院",
            court_en="the People's Court of Gulin County",
            phone="0830-7201234",
            contact="陈浩",
        ),
        "unit": snapshots.Unit(
            name="古蔺县红焰烟花爆竹批发有限公司",
            credit_code="91510525MA6200001X",
            address="四川省泸州市古蔺县金兰街道迎宾大道188号",
            head="李建国",
            head_post="总经理",
            phone="138****0021",
        ),
        "officers": [
            snapshots.Officer("陈浩", "23052500017", "古蔺县应急管理局", signature(1), "2026-11-20T11:42"),
            snapshots.Officer("周敏", "23052500029", "古蔺县应急管理局", signature(2), "2026-11-20T11:43"),
        ],
        "signed_on": "2026-11-20",
        "unit_sign": sign,
        "photos": [
            snapshots.Photo(
                sha256=rules.sha256(str(no).encode()),
                caption=PROBLEMS[no % 10][1][:24],
                taken_at="2026-11-20T10:12",
                place=PROBLEMS[no % 10][0],
                problem_no=no % 10 + 1,
                purpose="",
                thumbnail=thumbnail(no),
            )
            for no in range(photos)
        ],
    }
