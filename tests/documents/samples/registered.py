"""Samples of papers without officers that an authority issues or registers."""

from typing import Any

from documents import snapshots
from tests.documents.samples.basics import signature
from tests.documents.samples.listings import LISTED, delisting_notice, listing_notice


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
