"""Snapshots as callers make them: an invented unit in Gulin county, one to ten problems."""

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


def snapshot(kind: str, *, problems: int = 1, refused: bool = False, photos: int | None = None) -> dict[str, Any]:
    """Return the data of one document of `kind`."""
    shared = base(refused=refused, photos=problems if photos is None else photos)
    items = [problem(no, due="2026-12-18" if no == 6 else "2026-12-04") for no in range(1, problems + 1)]
    if kind in snapshots.BULLETINS:
        return bulletin(shared, items)
    if kind == "field_table":
        return field_table(shared)
    if kind == "inspection_record":
        return snapshots.InspectionRecordSnapshot(
            **shared,
            place="A区、B区仓库及装卸平台、值班室",
            started_at="2026-11-20T09:05",
            ended_at="2026-11-20T11:40",
            method="双随机抽查",
            plan_no="古应急检方〔2026〕31号",
            basis="《中华人民共和国安全生产法》第六十五条",
            checklists=[
                {
                    "title": "烟花爆竹批发企业安全检查表",
                    "version": "3",
                    "checked": 42,
                    "failed": problems,
                    "not_applicable": 5,
                    "not_checked": 0,
                }
            ],
            problems=items,
            handling="对上述问题下达责令限期整改指令书，限期整改。",
            experts=["刘洋（四川安评技术服务有限公司）"],
            weather="阴，12℃",
            position="105.8124, 28.0386（±8米）",
        ).data()
    if kind == "rectification_order":
        return snapshots.RectificationOrderSnapshot(
            **shared,
            found_on="2026-11-20",
            record_number="蔺应急检记〔2026〕57号",
            problems=items,
            interim_measures="停止A区5号库的入库作业，安排专人24小时值守，每日向金兰街道办事处报告。",
        ).data()
    if kind == "measures_decision":
        return snapshots.MeasuresDecisionSnapshot(
            **shared,
            found_on="2026-11-20",
            record_number="蔺应急检记〔2026〕57号",
            facts=items,
            basis="《中华人民共和国安全生产法》第六十五条第一款第三项",
            measures=["立即从A区5号库撤出作业人员。", "暂时停止使用A区5号库。"],
            until="重大事故隐患排除并经本机关审查同意之日",
        ).data()
    if kind == "reinspection_opinion":
        results = [
            snapshots.Result(
                item.no,
                item.description,
                "partly" if item.no == 7 else "done",
                "整改后照片2张、检测报告1份",
                "2026-12-25" if item.no == 7 else "",
            )
            for item in items
        ]
        return snapshots.ReinspectionOpinionSnapshot(
            **shared,
            order_number="蔺应急责改〔2026〕12号",
            order_on="2026-11-20",
            checked_on="2026-12-07",
            method="现场核查",
            results=results,
            opinion="further_order" if problems >= 7 else "closed",
        ).data()
    if kind in ("reminder_letter", "urging_notice", "talk_notice"):
        return letter(kind, shared, items)
    if kind == "meeting_minutes":
        return meeting(shared, items)
    if kind == "talk_minutes":
        return minutes(shared)
    if kind == "service_receipt":
        return receipt(shared)
    if kind in REGISTERED:
        return REGISTERED[kind](shared | {"officers": []}, items)
    return snapshots.ExtensionReplySnapshot(
        **shared,
        order_number="蔺应急责改〔2026〕12号",
        order_on="2026-11-20",
        requested_on="2026-11-27",
        reason="库区围墙重建需要完成地基勘察，施工单位已进场",
        problems=items[-1:],
        old_due_on="2026-12-04",
        new_due_on="2026-12-18",
        interim_measures="倒塌段设置临时围挡和警戒线，专人24小时值守，停止B区入库作业。",
    ).data()


TALK = snapshots.Talk(
    at="2026-12-10T15:00",
    place="古蔺县应急管理局三楼会议室",
    chair="局长陈浩",
    summoned="总经理李建国",
    attendees=["县安委办", "金兰街道办事处"],
    materials=["重大事故隐患整改情况的书面报告", "整改资金和责任人落实情况的证明材料"],
)


def letter(kind: str, shared: dict[str, Any], items: list[snapshots.Problem]) -> dict[str, Any]:
    """Return the data of one of the two notices and one letter (两书一函)."""
    titles = {
        "reminder_letter": "关于事故隐患整改工作的提醒敦促函",
        "urging_notice": "关于限期整改逾期未改事故隐患的通知",
        "talk_notice": "关于约谈古蔺县红焰烟花爆竹批发有限公司主要负责人的通知",
    }
    return snapshots.LetterSnapshot(
        **(shared | {"photos": []}),
        title=titles[kind],
        paragraphs=["你单位下列事故隐患超过整改期限仍未整改完毕，存在较大安全风险。"],
        basis="《中华人民共和国安全生产法》第四十一条第三款",
        problems=[
            snapshots.LetterProblem(
                each.no, shared["unit"].name, each.description, each.place, each.basis, each.grade, each.due_on
            )
            for each in items
        ],
        demands=["立即落实整改责任、措施、资金、时限和预案。", "整改完成前采取有效的安全防范措施，防止发生事故。"],
        reply_days=10,
        copies_to=["金兰街道办事处"],
        talk=TALK if kind == "talk_notice" else snapshots.Talk(),
    ).data()


def minutes(shared: dict[str, Any]) -> dict[str, Any]:
    """Return the data of the minutes of a talk."""
    return snapshots.TalkMinutesSnapshot(
        **(shared | {"photos": []}),
        title="古蔺县红焰烟花爆竹批发有限公司安全生产约谈纪要",
        notice_number="（古蔺县）应急约〔2026〕3号",
        talk=TALK,
        present=["陈浩", "周敏", "李建国"],
        absent=["赵强（因公出差）"],
        observers=["金兰街道办事处王秀英"],
        statements=["A区5号库超许可范围储存A级产品，经责令整改仍未消除。"],
        explanation=["李建国说明：供货企业拒收退货，已联系有资质的单位接收。"],
        agreed=[snapshots.Measure(1, "清运超许可范围储存的产品", "李建国", "2026-12-17")],
        report_due_on="2026-12-24",
    ).data()


def receipt(shared: dict[str, Any]) -> dict[str, Any]:
    """Return the data of a proof of service: refused, and left before a witness."""
    return snapshots.ServiceReceiptSnapshot(
        **(shared | {"photos": [], "officers": []}),
        document_kind="rectification_order",
        document_number="（古蔺县）应急责改〔2026〕7号",
        document_on="2026-11-20",
        document_sha256="ab" * 32,
        method="left_in_place",
        served_at="2026-11-20T15:30",
        place="古蔺县金兰街道红焰仓库值班室",
        receiver="李建国",
        receiver_post="主要负责人",
        witness="王秀英",
        witness_post="社区居委会主任",
        witness_signature=signature(9),
        servers=[{"name": "陈浩", "certificate_no": "23052500017"}, {"name": "周敏", "certificate_no": ""}],
        remarks="李建国看过文书后称需请示总公司，拒绝签收。",
    ).data()


def meeting(shared: dict[str, Any], items: list[snapshots.Problem]) -> dict[str, Any]:
    """Return the data of the minutes of a name-and-shame meeting."""
    unit = shared["unit"].name
    return snapshots.MeetingMinutesSnapshot(
        issuer=shared["issuer"],
        signed_on=shared["signed_on"],
        title="安全生产重大隐患点名通报会纪要",
        talk=snapshots.Talk(at="2026-11-20T09:00", place="县应急指挥中心", chair="县委常委、副县长 王建军"),
        cases=[
            snapshots.LetterProblem(each.no, unit, each.description, each.place, "FW-03", each.grade, each.due_on)
            for each in items
        ],
        speeches=[
            snapshots.Speech(unit, "李建国", "主要负责人", "enterprise", ["我公司主体责任没有落实，深刻反思。"]),
            snapshots.Speech("古蔺县应急管理局", "周敏", "局长", "regulator", ["督促整改不力，今后逐项销号。"]),
            snapshots.Speech("古蔺县人民政府", "王建军", "副县长", "leader", ["各单位要举一反三。"]),
        ],
        agreed=[snapshots.Measure(1, "清运超许可范围储存的产品", "李建国", "2026-12-17")],
        conclusion=["会后一周内由县安委办逐项核查。"],
        present=["县安委办陈浩"],
        bulletin_number="蔺应急通报〔2026〕12号",
    ).data()


def bulletin(shared: dict[str, Any], items: list[snapshots.Problem]) -> dict[str, Any]:
    """Return the data of a bulletin as `bulletins.content` leaves it."""
    entries = [
        {
            "no": each.no,
            "region_zh": "古蔺县",
            "region_en": "Gulin County",
            "unit": shared["unit"].name,
            "problem": each.description,
            "criterion": "FW-03" if each.no % 2 else "",
            "grade": each.grade,
            "regulator_zh": "古蔺县应急管理局",
            "regulator_en": "Gulin County Emergency Management Bureau",
            "due_on": each.due_on,
            "days": 12,
        }
        for each in items
    ]
    case = entries[0] | {"place": items[0].place, "fact": items[0].description, "statement": "已订购货架。"}
    figure = {"code": "open", "zh": "未销号", "en": "Open hazards", "value": 7, "unit_zh": "条", "unit_en": ""}
    lines = {"good": ["逐矿建立台账。"], "requirements": ["立即整改。", "举一反三。"]}
    return snapshots.BulletinSnapshot(
        issuer=shared["issuer"],
        signed_on=shared["signed_on"],
        title="关于逾期未整改事故隐患情况的通报",
        title_en="关于逾期未整改事故隐患情况的通报",
        original_number="蔺应急通报〔2026〕12号",
        content={
            "to_zh": "各有关单位",
            "as_of": "2026-11-20T09:00",
            "period": {"from": "2026-10-01", "to": "2026-10-31"},
            "region": {"zh": "古蔺县", "en": "Gulin County"},
            "figures": [figure | {"definition_zh": "截至时点未销号的隐患数", "definition_en": "Open at that moment"}],
            "charts": [
                {"title_zh": "逾期时长", "title_en": "How late", "rows": [{"zh": "十日内", "en": "to 10", "value": 7}]}
            ],
            "typical": [
                case | {"photos": [{"thumbnail": thumbnail(5), "caption_zh": "整改前", "caption_en": "Before"}]}
            ],
            "entries": entries,
            "statements": [{"unit": shared["unit"].name, "no": 1, "on": "2026-11-18", "text": "已订购货架。"}],
            "expires_on": "2027-05-20",
            **{f"{name}_{language}": lines[name] for name in lines for language in ("zh", "en")},
        },
    ).data()


def field_table(shared: dict) -> dict[str, Any]:
    """Return the data of a county's table of fields and departments, with a gap."""
    row = snapshots.FieldRow
    return snapshots.FieldTableSnapshot(
        issuer=shared["issuer"],
        signed_on=shared["signed_on"],
        title="古蔺县行业领域安全监管责任清单",
        region="古蔺县",
        edition="2026",
        version=1,
        effective_from="2026-12-01",
        gaps_note="由县安委办研究确定",
        key_fields=[row("K04", "烟花爆竹", ["应急管理部门"], ["公安机关", "市场监督管理部门"])],
        emerging_fields=[row("EM01", "民宿", [], ["公安机关"], own=False, gap="no_lead")],
    ).data()


LISTED = snapshots.ListedHazard(
    number="H-0000012",
    unit="古蔺县红焰烟花爆竹批发有限公司",
    description="B区仓库围墙倒塌，与相邻民房安全距离不足",
    place="B区仓库",
    criterion="FW-03",
    basis="《烟花爆竹生产经营单位重大生产安全事故隐患判定标准》第三条",
)


def listing_notice(shared: dict[str, Any], items: list[snapshots.Problem]) -> dict[str, Any]:
    """Return the data of a notice of listed supervision with the five implementations filed."""
    return snapshots.ListingNoticeSnapshot(
        **(shared | {"photos": []}),
        title="关于对古蔺县红焰烟花爆竹批发有限公司重大事故隐患挂牌督办的通知",
        ground="该隐患整改需要停产，且三十日内不能完成。",
        hazard=LISTED,
        plan=snapshots.FiveFixed(
            responsible="总经理李建国",
            measures="重建围墙，迁出B区存货",
            funds="360000.00",
            funds_source="安全生产费用",
            finish_on="2027-01-20",
            interim="B区停止作业，专人值守",
            contingency="发现险情立即撤离并报告",
        ),
        leader="副县长王强",
        due_on="2027-01-29",
        requirements=["每月25日前报送进展。", "整改期间不得恢复作业。"],
        publish_days=5,
        delist_days=5,
    ).data()


def delisting_notice(shared: dict[str, Any], items: list[snapshots.Problem]) -> dict[str, Any]:
    """Return the data of the notice that ends it."""
    return snapshots.DelistingNoticeSnapshot(
        **(shared | {"photos": []}),
        title="关于解除对古蔺县红焰烟花爆竹批发有限公司重大事故隐患挂牌督办的通知",
        notice_number="蔺应急挂督〔2026〕11号",
        notice_on="2026-10-12",
        hazard=LISTED,
        assessor="四川安评技术有限公司",
        accepted_on="2026-11-16",
        accepted_by="古蔺县应急管理局",
        members=["陈浩", "周敏"],
        conclusion="围墙已重建，安全距离符合要求，验收合格。",
        publish_days=5,
    ).data()


def duty_extract(shared: dict[str, Any], items: list[snapshots.Problem]) -> dict[str, Any]:
    """Return the data of an extract of the duty ledger."""
    line = {
        "no": "1",
        "due_on": "2026-11-19",
        "duty": "检查库区温湿度",
        "basis": "岗位责任清单第3条",
        "list": "库管员岗位责任清单 v2",
        "post": "库管员",
        "person": "赵敏",
        "tenant": "古蔺县红焰烟花爆竹批发有限公司",
        "standing": "按时完成",
        "result": "符合",
        "recorded_at": "2026-11-19 09:12",
        "device_at": "2026-11-19 09:11",
        "period": "2026-11-19",
    }
    figures = {"total": 2, "done": 1, "done_late": 0, "missed": 1, "not_applicable": 0, "waiting": 0, "share": "50%"}
    return snapshots.DutyExtractSnapshot(
        **(shared | {"photos": []}),
        first="2026-11-13",
        last="2026-11-19",
        as_of="2026-11-20T09:00",
        figures=figures | {"outage": 0},
        lines=[line, line | {"no": "2", "standing": "未履行", "result": "", "recorded_at": "", "device_at": ""}],
    ).data()


def risk_ledger(shared: dict[str, Any], items: list[snapshots.Problem]) -> dict[str, Any]:
    """Return the data of a risk ledger with a point of each colour."""
    levels = [
        ("major", "red", "重大"),
        ("larger", "orange", "较大"),
        ("general", "yellow", "一般"),
        ("low", "blue", "低"),
    ]
    measure = {"kind": "工程技术", "text": "安装防爆灯具", "owner": "设备部", "control": "公司级"}
    return snapshots.RiskLedgerSnapshot(
        **(shared | {"photos": []}),
        as_of="2026-11-20T09:00",
        drawn_up_by="周敏",
        boundaries="LEC：≥320 红，≥160 橙，≥70 黄",
        counts={level: 1 for level, _colour, _word in levels},
        lines=[
            snapshots.RiskLine(
                no=f"R-{no}",
                name="库区装卸",
                place="B区仓库",
                accidents="火灾、爆炸",
                people="4",
                rating="L3×E6×C40=720",
                level=word,
                colour=colour,
                control="公司级",
                measures=[measure],
                reviewed_on="2026-10-01",
                next_review_on="2027-01-01",
            )
            for no, (_level, colour, word) in enumerate(levels, 1)
        ],
    ).data()


def self_check_record(shared: dict[str, Any], items: list[snapshots.Problem]) -> dict[str, Any]:
    """Return the data of a round that an enterprise did itself."""
    return snapshots.SelfCheckRecordSnapshot(
        **shared,
        place="A区、B区仓库",
        started_at="2026-11-20T08:05",
        ended_at="2026-11-20T08:40",
        basis="《中华人民共和国安全生产法》第四十一条",
        checklists=[
            {"title": "日常检查清单", "version": "2", "checked": 12, "failed": 2, "not_applicable": 0, "not_checked": 0}
        ],
        content="检查库区温湿度、堆垛和消防设施。",
        problems=items,
        checkers=[snapshots.UnitSign(name="赵敏", post="库管员", signature=signature(3), signed_at="2026-11-20T08:42")],
    ).data()


def self_check_statement(shared: dict[str, Any], items: list[snapshots.Problem]) -> dict[str, Any]:
    """Return the data of a quarter's statement, signed by the head of the enterprise."""
    row = {"label": "一般隐患", "found": 6, "closed": 5, "open": 1, "overdue": 0, "rate": "83.3%"}
    return snapshots.SelfCheckStatementSnapshot(
        **(shared | {"photos": []}),
        period="2026年第三季度",
        starts_on="2026-07-01",
        ends_on="2026-09-30",
        due_on="2026-10-15",
        rounds=12,
        items=144,
        lines=[row, row | {"label": "重大隐患", "found": 1, "closed": 0, "rate": "0.0%"}],
        majors=[{"number": "H-0000012", "what": LISTED.description, "place": LISTED.place, "due_on": "2027-01-29"}],
    ).data()


#: Kinds without officers that an authority issues or registers.
REGISTERED = {
    "listing_notice": listing_notice,
    "delisting_notice": delisting_notice,
    "duty_extract": duty_extract,
    "risk_ledger": risk_ledger,
    "self_check_record": self_check_record,
    "self_check_statement": self_check_statement,
}


def issued(kind: str, *, language: str = "zh", **options: Any) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return a frozen snapshot with number and code, as `issue_document` leaves it, and its pictures."""
    images: dict[str, bytes] = {}
    frozen = rules.freeze(snapshot(kind, **options), images)
    frozen |= {
        "number": rules.printed_number(agency="蔺应急", kind=kind, year=2026, serial=12),
        "code": "ABCDEFGHIJKLMNOPQRST",
        "verify_url": "https://safeloop.example/verify/ABCDEFGHIJKLMNOPQRST/",
        "issued_at": "2026-11-20T03:45:00Z",
        "language": language,
    }
    return frozen, images
