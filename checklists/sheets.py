"""The Excel sheet of a version: its columns, an item as a row, a row as an item. Pure: no database, no clock."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from core.errors import RuleBroken
from core.tables import Column

LONGEST_DEADLINE = 365
HEAVIEST = 100


COLUMNS = (
    Column("key", "编号(勿改)", "Key (leave as it is)"),
    Column("section_zh", "分组", "Section (Chinese)", longest=80),
    Column("section_en", "分组英文", "Section (English)", longest=120),
    Column("text_zh", "内容", "What to look at (Chinese)", longest=400),
    Column("text_en", "内容英文", "What to look at (English)", longest=500),
    Column("basis_zh", "依据", "Clause (Chinese)", longest=300),
    Column("basis_en", "依据英文", "Clause (English)", longest=300),
    Column("method", "检查方式", "How it is checked"),
    Column("frequency", "频次", "How often"),
    Column("photo_required", "须拍照", "Photo needed"),
    Column("critical", "必答", "Must be answered"),
    Column("criterion_id", "重大隐患判定条款", "Criterion"),
    Column("default_grade", "默认等级", "Grade"),
    Column("default_days", "默认整改工作日", "Working days"),
    Column("finding_zh", "问题描述", "Finding (Chinese)", longest=300),
    Column("finding_en", "问题描述英文", "Finding (English)", longest=400),
    Column("weight", "权重", "Weight"),
    Column("base", "来源", "From the base"),
)
METHODS = {
    "look": ("查看现场", "Look at it"),
    "record": ("查阅资料", "Read the record"),
    "ask": ("询问人员", "Ask people"),
    "measure": ("测量清点", "Measure or count"),
    "test": ("试验功能", "Try whether it works"),
}
FREQUENCIES = {
    "visit": ("每次检查", "Each visit"),
    "shift": ("每班", "Each shift"),
    "day": ("每日", "Daily"),
    "week": ("每周", "Weekly"),
    "month": ("每月", "Monthly"),
    "quarter": ("每季度", "Quarterly"),
    "year": ("每年", "Yearly"),
    "event": ("事件触发", "On an event"),
}
GRADES = {"general": ("一般", "General"), "major": ("重大", "Major")}
YES, NO = ("是", "yes"), ("否", "no")
CHOICES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "method": METHODS,
    "frequency": FREQUENCIES,
    "default_grade": GRADES,
}
SWITCHES = ("photo_required", "critical")
NUMBERS = {"default_days": LONGEST_DEADLINE, "weight": HEAVIEST}


def places_of(heads: Sequence[str]) -> dict[str, int]:
    """Return in which cell each known column stands. Raises `RuleBroken` where the item's words have none."""
    places = {}
    for index, head in enumerate(heads):
        for column in COLUMNS:
            if column.is_called(head):
                places.setdefault(column.field, index)
    if "text_zh" not in places:
        raise RuleBroken(
            _("The sheet has no column “%(column)s” in its first row. Nothing was changed; use a list exported here.")
            % {"column": COLUMNS[3].heading}
        )
    return places


def cells_of(item: Mapping[str, Any], *, chinese: bool) -> list[Any]:
    """Return an item as the cells of a row, its codes as words of the reader's language."""
    cells: list[Any] = []
    word = 0 if chinese else 1
    for column in COLUMNS:
        value = item.get(column.field)
        if column.field in CHOICES:
            value = CHOICES[column.field].get(value, (value, value))[word]
        elif column.field in SWITCHES or column.field == "base":
            value = (YES if value else NO)[word]
        cells.append("" if value is None else value)
    return cells


def _choice(column: Column, text: str) -> str:
    for code, words in CHOICES[column.field].items():
        if text.casefold() in (code, words[0].casefold(), words[1].casefold()):
            return code
    known = ", ".join(zh for zh, _en in CHOICES[column.field].values())
    raise RuleBroken(
        _("“%(text)s” in “%(column)s” is none of: %(known)s.")
        % {"text": text, "column": column.heading, "known": known}
    )


def _switch(column: Column, text: str) -> bool:
    said = text.casefold()
    if said in (*YES, "true", "1", "√", "y"):
        return True
    if said in (*NO, "false", "0", "×", "n"):
        return False
    raise RuleBroken(
        _("“%(text)s” in “%(column)s” is neither 是/yes nor 否/no.") % {"text": text, "column": column.heading}
    )


def _number(column: Column, text: str) -> int:
    whole = text.removesuffix(".0")
    if not whole.isascii() or not whole.isdecimal() or not 1 <= int(whole[:6]) <= NUMBERS[column.field]:
        raise RuleBroken(
            _("“%(text)s” in “%(column)s” is no whole number from 1 to %(most)s.")
            % {"text": text, "column": column.heading, "most": NUMBERS[column.field]}
        )
    return int(whole)


def read_row(cells: Sequence[str], places: Mapping[str, int]) -> dict[str, Any]:
    """Return what one row says. An empty cell says nothing and is left out. Raises `RuleBroken` with the reason."""
    facts: dict[str, Any] = {}
    for column in COLUMNS:
        index = places.get(column.field)
        text = cells[index].strip().lstrip("'") if index is not None and index < len(cells) else ""
        if not text or column.field == "base":
            continue
        if column.field in CHOICES:
            facts[column.field] = _choice(column, text)
        elif column.field in SWITCHES:
            facts[column.field] = _switch(column, text)
        elif column.field in NUMBERS:
            facts[column.field] = _number(column, text)
        elif column.longest and len(text) > column.longest:
            raise RuleBroken(
                _("The cell “%(column)s” is longer than %(n)s characters.")
                % {"column": column.heading, "n": column.longest}
            )
        else:
            facts[column.field] = text.upper() if column.field == "criterion_id" else text
    if "text_zh" not in facts and "key" not in facts:
        raise RuleBroken(_("The cell “%(column)s” is empty.") % {"column": COLUMNS[3].heading})
    return facts
