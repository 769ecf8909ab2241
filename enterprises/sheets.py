"""The Excel sheet of the register: its columns, and one row of it as facts. Pure: no database, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core.errors import RuleBroken
from core.tables import Column
from enterprises.choices import EnterpriseStatus, Scale
from enterprises.rules import clean_credit_code, clean_facts, normalise_credit_code

COLUMNS = (
    Column("name", "企业名称", "Name", required=True),
    Column("credit_code", "统一社会信用代码", "Credit code", required=True),
    Column("region", "行政区划", "Region", required=True),
    Column("industry", "行业领域", "Industry", required=True),
    Column("risk_tags", "风险标签", "Risk tags"),
    Column("status", "状态", "Status"),
    Column("scale", "规模", "Scale"),
    Column("address", "地址", "Address"),
    Column("legal_representative", "法定代表人", "Legal representative"),
    Column("principal_name", "主要负责人", "Principal"),
    Column("principal_post", "职务", "Post"),
    Column("principal_phone", "联系电话", "Phone"),
    Column("employees", "从业人数", "Employees"),
)
REASON = Column("reason", "未导入原因", "Why it was not imported")
#: Words that people write for the codes, in either language.
STATUS_WORDS = {
    "在营": EnterpriseStatus.ACTIVE,
    "正常": EnterpriseStatus.ACTIVE,
    "停业": EnterpriseStatus.SUSPENDED,
    "停产": EnterpriseStatus.SUSPENDED,
    "注销": EnterpriseStatus.CLOSED,
    "关闭": EnterpriseStatus.CLOSED,
    "in operation": EnterpriseStatus.ACTIVE,
    "suspended": EnterpriseStatus.SUSPENDED,
    "closed down": EnterpriseStatus.CLOSED,
}
SCALE_WORDS = {
    "大型": Scale.LARGE,
    "中型": Scale.MEDIUM,
    "小型": Scale.SMALL,
    "微型": Scale.MICRO,
    "large": Scale.LARGE,
    "medium": Scale.MEDIUM,
    "small": Scale.SMALL,
    "micro": Scale.MICRO,
}
CODE_DIGITS = 6


@dataclass(frozen=True)
class Vocabulary:
    """What the words of a sheet may mean: regions and industries by code and by name.

    `industries` are all; `own_industries` those of the importing bureau (None: all). A name that means two regions
    maps to an empty code.
    """

    regions: Mapping[str, str] = field(default_factory=dict)
    industries: Mapping[str, str] = field(default_factory=dict)
    own_industries: frozenset[str] | None = None


def read_headings(cells: Sequence[str]) -> dict[str, int]:
    """Return where each field stands. Raises `RuleBroken` when a required column is missing."""
    places: dict[str, int] = {}
    for column in COLUMNS:
        for index, text in enumerate(cells):
            if column.field not in places and column.is_called(text):
                places[column.field] = index
    missing = [column.heading for column in COLUMNS if column.required and column.field not in places]
    if missing:
        raise RuleBroken(
            _("The first row lacks the columns %(columns)s. Nothing was imported; use the template.")
            % {"columns": ", ".join(missing)}
        )
    return places


def repeated_codes(rows: Sequence[tuple[int, Sequence[str]]], places: Mapping[str, int]) -> dict[int, int]:
    """Return the rows whose credit code stands further up already, each with the number of that earlier row."""
    first: dict[str, int] = {}
    twice: dict[int, int] = {}
    place = places["credit_code"]
    for number, cells in rows:
        code = normalise_credit_code(cells[place]) if place < len(cells) else ""
        if code and first.setdefault(code, number) != number:
            twice[number] = first[code]
    return twice


def read_row(cells: Sequence[str], places: Mapping[str, int], words: Vocabulary) -> dict[str, Any]:
    """Return the facts of one row. An empty cell says nothing and is left out. Raises `RuleBroken` with the reason."""
    said = {name: cells[index].strip().lstrip("'") for name, index in places.items() if index < len(cells)}
    said = {name: text for name, text in said.items() if text}
    for column in COLUMNS:
        if column.required and column.field not in said:
            raise RuleBroken(_("The cell “%(column)s” is empty.") % {"column": column.heading})
    facts: dict[str, Any] = {"credit_code": clean_credit_code(said.pop("credit_code"))}
    facts["region_code"] = _region(said.pop("region"), words)
    facts["industry_id"] = _industry(said.pop("industry"), words)
    if "risk_tags" in said:
        facts["risk_tags"] = sorted({_tag(text, words) for text in _several(said.pop("risk_tags"))})
    for name, known in (("status", STATUS_WORDS), ("scale", SCALE_WORDS)):
        if name in said:
            said[name] = known.get(said[name].casefold(), said[name])
    return facts | clean_facts(said)


def _several(text: str) -> list[str]:
    for sign in ";,、，；":
        text = text.replace(sign, "\n")
    return [part.strip() for part in text.split("\n") if part.strip()]


def _region(text: str, words: Vocabulary) -> str:
    key = text.split(" ", maxsplit=1)[0] if text[:1].isdecimal() else text
    if key.isdecimal() and len(key) == CODE_DIGITS:
        while key.endswith("00"):
            key = key[:-2]
    code = words.regions.get(key.casefold())
    if code is None:
        raise RuleBroken(_("“%(region)s” is no region that your authority supervises.") % {"region": text})
    if not code:
        raise RuleBroken(_("“%(region)s” is the name of several regions. Write the six-digit code.") % {"region": text})
    return code


def _industry(text: str, words: Vocabulary) -> str:
    code = words.industries.get(text.casefold()) or words.industries.get(text.split(" ", maxsplit=1)[0].casefold())
    if code is None:
        raise RuleBroken(_("There is no industry “%(industry)s”. Write its code or its name.") % {"industry": text})
    if words.own_industries is not None and code not in words.own_industries:
        raise RuleBroken(_("“%(industry)s” is not among the industries of your bureau.") % {"industry": text})
    return code


def _tag(text: str, words: Vocabulary) -> str:
    code = words.industries.get(text.casefold()) or words.industries.get(text.split(" ", maxsplit=1)[0].casefold())
    if code is None:
        raise RuleBroken(_("There is no risk tag “%(tag)s”. Write its code or its name.") % {"tag": text})
    return code
