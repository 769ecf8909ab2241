"""Snapshots as callers make them: an invented unit in Gulin county, one to ten problems."""

from typing import Any

from documents import rules, snapshots
from tests.documents.samples.basics import base, problem
from tests.documents.samples.bulletins import bulletin, field_table, meeting
from tests.documents.samples.letters import letter, minutes, receipt
from tests.documents.samples.registered import REGISTERED


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
