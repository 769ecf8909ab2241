"""Samples of notices of listed supervision."""

from typing import Any

from documents import snapshots

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
