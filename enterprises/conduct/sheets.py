"""The Excel sheet of licences: its columns, and one row of it as facts. Pure: no database, no clock."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from core.errors import RuleBroken
from core.tables import Column
from enterprises.conduct.choices import LicenceKind
from enterprises.rules import clean_credit_code

COLUMNS = (
    Column("credit_code", "统一社会信用代码", "Credit code", required=True),
    Column("kind", "证照种类", "Kind of licence", required=True),
    Column("title", "证照名称", "Name of the licence"),
    Column("number", "证照编号", "Licence number", required=True),
    Column("issuer", "发证机关", "Issued by", required=True),
    Column("valid_from", "有效期起", "Valid from"),
    Column("valid_to", "有效期至", "Valid until"),
)
MOST_ROWS = 1000
#: Words that people write for the kinds, in either language.
KINDS: Mapping[str, LicenceKind] = MappingProxyType(
    {
        word: kind
        for kind, words in {
            LicenceKind.PRODUCTION: ("安全生产许可证", "work safety licence"),
            LicenceKind.CHEMICALS_TRADE: ("危险化学品经营许可证", "危化品经营许可证", "chemicals trade"),
            LicenceKind.CHEMICALS_USE: ("危险化学品安全使用许可证", "危化品使用许可证", "chemicals use"),
            LicenceKind.FIREWORKS: ("烟花爆竹经营许可证", "烟花爆竹经营（零售）许可证", "fireworks"),
            LicenceKind.EQUIPMENT: ("特种设备使用登记证", "special equipment"),
            LicenceKind.FIRE_SAFETY: ("消防安全检查合格证", "消防验收合格证", "fire safety certificate"),
            LicenceKind.TRANSPORT: ("道路运输经营许可证", "road transport licence"),
            LicenceKind.GAS: ("燃气经营许可证", "gas business licence"),
            LicenceKind.PERSONNEL: ("安全管理人员证书", "特种作业操作证", "personnel certificate"),
            LicenceKind.OTHER: ("其他", "其他证照", "other"),
        }.items()
        for word in (*words, kind.value)
    }
)
#: What stands where a licence holds for good.
FOR_GOOD = ("长期", "长期有效", "永久", "for good", "-", "—")
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+00:00(?::00)?)?")


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


def read_row(cells: Sequence[str], places: Mapping[str, int]) -> dict[str, Any]:
    """Return the facts of one row. Raises `RuleBroken` with the reason."""
    said = {name: cells[index].strip().lstrip("'") for name, index in places.items() if index < len(cells)}
    for column in COLUMNS:
        if column.required and not said.get(column.field):
            raise RuleBroken(_("The cell “%(column)s” is empty.") % {"column": column.heading})
    kind = KINDS.get(said["kind"].casefold())
    title = said.get("title", "")
    if kind is None:
        # A word that is none of ours names a licence of another kind.
        kind, title = LicenceKind.OTHER, title or said["kind"]
    return {
        "credit_code": clean_credit_code(said["credit_code"]),
        "kind": kind.value,
        "title": title,
        "number": said["number"],
        "issuer": said["issuer"],
        "valid_from": read_day(said.get("valid_from", "")),
        "valid_to": read_day(said.get("valid_to", "")),
    }


def read_day(text: str) -> date | None:
    """Return a day as people and Excel write it; None for an empty cell and for good. Raises `RuleBroken`."""
    words = text.strip()
    if not words or words.casefold() in FOR_GOOD:
        return None
    found = DAY.fullmatch(words)
    try:
        return date(*(int(part) for part in found.groups()))
    except (AttributeError, ValueError) as error:
        raise RuleBroken(_("“%(value)s” is no day. Write it like 2026-11-23.") % {"value": text}) from error
