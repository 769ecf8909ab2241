"""Samples of bulletins, minutes of a meeting and the table of fields."""

from typing import Any

from documents import snapshots
from tests.documents.samples.basics import thumbnail


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
