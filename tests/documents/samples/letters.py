"""Samples of letters, minutes of a talk and proofs of service."""

from typing import Any

from documents import snapshots
from tests.documents.samples.basics import signature

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
