"""What a bulletin says and who may say it: pure."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from bulletins.choices import Status
from documents.rules import canonical, sha256
from regions.rules import WorkingCalendar, add_months

TRANSITIONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        Status.DRAFT: frozenset({Status.EXPOSED, Status.WITHDRAWN}),
        Status.EXPOSED: frozenset({Status.RELEASED_FIRST, Status.WITHDRAWN}),
        Status.RELEASED_FIRST: frozenset({Status.RELEASED, Status.EXPOSED, Status.WITHDRAWN}),
        Status.RELEASED: frozenset({Status.WITHDRAWN}),
        Status.WITHDRAWN: frozenset(),
    }
)
"""Which status may follow which."""

REPLY_DAYS, PUBLIC_MONTHS, LEAST_DAYS = 5, 6, 7
"""Defaults: working days to answer, months in public (workflow, section 8), working days late before being named."""
WITHDRAW_DAYS = 3
"""Working days after a decision fell within which its publication is withdrawn (APL arts 48, 85)."""
FOLLOW_UP_DAYS = 7
MOST_CAUGHT_UP = 6
"""Months that are drawn up afterwards when the clock stood still for long; older ones name nobody any more."""
#: From and to how many working days late, in both languages.
BANDS = (
    (0, 10, "10个工作日以内", "up to 10 working days"),
    (11, 20, "11至20个工作日", "11 to 20 working days"),
    (21, 40, "21至40个工作日", "21 to 40 working days"),
    (41, 10**6, "超过40个工作日", "more than 40 working days"),
)
MOST_ENTRIES = 500
MOST_TYPICAL = 12
TYPICAL = 5
PHOTOS_A_CASE = 2

#: code -> name in Chinese and English, unit in both, definition in both.
FIGURES: Mapping[str, tuple[str, str, str, str, str, str]] = MappingProxyType(
    {
        "visits": (
            "开展现场检查",
            "On-site inspections",
            "次",
            "",
            "期间内办结的现场检查次数",
            "Visits finished in the period",
        ),
        "units": (
            "检查单位",
            "Units inspected",
            "家",
            "",
            "期间内办结的现场检查涉及的单位数，同一单位计一次",
            "Units of those visits, each counted once",
        ),
        "found": (
            "发现隐患",
            "Hazards found",
            "条",
            "",
            "发现日期在期间内的隐患数，不含认定不属于隐患的",
            "Hazards found in the period, without those that turned out to be none",
        ),
        "closed": (
            "销号",
            "Hazards closed",
            "条",
            "",
            "期间内经复查合格销号的隐患数",
            "Hazards closed after verification in the period",
        ),
        "on_time": (
            "按期销号率",
            "Closed on time",
            "%",
            " %",
            "期间内销号的隐患中，整改完成日期不晚于期限的占比",
            "Share of the hazards closed in the period whose rectification was done by the deadline",
        ),
        "open": (
            "截至时点未销号",
            "Open at the moment of the figures",
            "条",
            "",
            "截至时点未销号、未移送的隐患数",
            "Hazards not closed, rejected or transferred at that moment",
        ),
        "open_major": (
            "其中重大事故隐患",
            "Of these, major hazards",
            "条",
            "",
            "截至时点未销号隐患中判定为重大的",
            "Open hazards graded major",
        ),
        "past_due": (
            "期限届满未整改",
            "Past their deadline",
            "条",
            "",
            "期限届满仍未提交整改证据的隐患数",
            "Hazards whose deadline has passed without evidence of rectification",
        ),
        "past_due_major": (
            "其中重大",
            "Of these, major",
            "条",
            "",
            "上项中判定为重大的",
            "Of the line before, those graded major",
        ),
    }
)

REQUIREMENTS_ZH = (
    "立即整改销号。被通报单位要对照问题清单，逐条落实整改责任、措施、资金、时限和预案，"
    "整改期间采取可靠的安全防范措施，整改完成后及时申请复查。\n"
    "压实监管责任。各监管责任单位要逐项跟踪督办，对逾期不改的依法处理，并将结果报告本机关。\n"
    "坚持举一反三。各地、各有关单位要对同类问题开展自查，防止同类隐患重复发生。"
)
REQUIREMENTS_EN = (
    "Rectify at once. The units named settle for each problem who answers for it, the measures, the money, the date "
    "and the contingency plan, keep people safe meanwhile, and ask for re-inspection when it is done.\n"
    "Supervise. Each responsible regulator follows every item up, acts under the law on what stays overdue, and "
    "reports the result to this authority.\n"
    "Look for the same elsewhere. All regions and units check themselves for similar problems."
)
ADDRESSEES = "各有关地区、部门和单位"


def may_become(status: str, target: str) -> bool:
    """Tell whether a bulletin in `status` may become `target`."""
    return target in TRANSITIONS.get(status, frozenset())


def default_titles(*, region_zh: str, region_en: str, first: date, last: date) -> tuple[str, str]:
    """Return the title in both languages; 通报 have the form 关于…情况的通报 (GB/T 9704, 7.3.1)."""
    return (
        f"关于{region_zh}逾期未整改事故隐患情况的通报",
        f"Bulletin on overdue hazards in {region_en}, {first:%B %Y}"
        + ("" if (first.year, first.month) == (last.year, last.month) else f" to {last:%B %Y}"),
    )


def pick_typical(items: Iterable[Mapping[str, Any]], most: int = TYPICAL) -> list[int]:
    """Return the numbers of the gravest cases: major first, then the longest past their deadline, one for each unit."""
    ranked = sorted(items, key=lambda item: (item["grade"] != "major", -item["days"], item["no"]))
    seen: set[str] = set()
    chosen = [item for item in ranked if not (item["unit"] in seen or seen.add(item["unit"]))]
    return sorted(item["no"] for item in chosen[:most])


def kept(items: Iterable[Mapping[str, Any]], left_out: Iterable[int]) -> list[dict[str, Any]]:
    """Return the items that stay, numbered anew from 1; `was` keeps the number of the draft."""
    out = set(left_out)
    stay = [item for item in items if item["no"] not in out]
    return [{**item, "was": item["no"], "no": number} for number, item in enumerate(stay, 1)]


def content_hash(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what two persons release."""
    return sha256(canonical(content))


def figures_of(values: Mapping[str, int | None]) -> list[dict[str, Any]]:
    """Return the figures with their names and definitions; one without a value (nothing to divide) is left out."""
    return [
        {
            "code": code,
            "zh": zh,
            "en": en,
            "value": values[code],
            "unit_zh": unit_zh,
            "unit_en": unit_en,
            "definition_zh": definition_zh,
            "definition_en": definition_en,
        }
        for code, (zh, en, unit_zh, unit_en, definition_zh, definition_en) in FIGURES.items()
        if values.get(code) is not None
    ]


def reply_until(day: date, days: int, calendar: WorkingCalendar) -> date:
    """Return the last day on which a named unit is heard before the release."""
    return calendar.add_working_days(day, days)


def public_until(day: date, months: int) -> date:
    """Return the last day in public."""
    return add_months(day, months)


def withdraw_by(decided_on: date, calendar: WorkingCalendar) -> date:
    """Return the day by which a publication is withdrawn whose decision fell on `decided_on`."""
    return calendar.add_working_days(decided_on, WITHDRAW_DAYS)


def month_before(day: date) -> tuple[str, date, date]:
    """Return the key, first and last day of the month before `day`."""
    last = day.replace(day=1) - timedelta(days=1)
    return f"{last:%Y-%m}", last.replace(day=1), last


def day_after(last: date, day_of_month: int) -> date:
    """Return the day of the month after `last` on which its bulletin is drawn up."""
    return last + timedelta(days=day_of_month)


def months_due(last_period: str, *, today: date, day_of_month: int) -> list[tuple[str, date, date]]:
    """Return the months whose bulletin is still to be drawn up, oldest first, at most `MOST_CAUGHT_UP` of them.

    The month before is due from `day_of_month` on; a month that passed while the clock stood still is due at once.
    Without a `last_period` ("2026-09") nothing was ever drawn up, and only the month before is due.
    """
    found, month = [], month_before(today)
    if today.day < day_of_month:
        month = month_before(month[1]) if last_period else ("", today, today)
    while month[0] > last_period and len(found) < MOST_CAUGHT_UP:
        found.append(month)
        if not last_period:
            break
        month = month_before(month[1])
    return found[::-1]
