"""The Excel template of the register, with the codes that its importer may write on further sheets."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from core.tables import cell
from enterprises.choices import EnterpriseStatus, Scale
from enterprises.models import Industry
from enterprises.selectors import RISK_TAG_GROUP, region_choices, supervised_industries
from enterprises.sheets import COLUMNS


def _sheet(book: Workbook, title: str, heads: list[str], rows: list[list[str]]) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for index in range(len(heads)):
        sheet.column_dimensions[chr(ord("A") + index)].width = 26
    line = []
    for text in heads:
        top = WriteOnlyCell(sheet, value=text)
        top.font = Font(bold=True)
        line.append(top)
    sheet.append(line)
    for row in rows:
        sheet.append([cell(value) for value in row])


def template_workbook(actor) -> bytes:
    """Return the template: the empty sheet, then regions, industries, risk tags and the words for status and size."""
    industries = list(Industry.objects.order_by("code"))
    own = supervised_industries(actor, industries)
    book = Workbook(write_only=True)
    _sheet(book, "企业 Enterprises", [column.heading for column in COLUMNS], [])
    _sheet(book, "行政区划 Regions", ["代码 Code", "名称 Name"], [list(row) for row in region_choices(actor)])
    words = [[row.code, row.name_zh, row.name_en] for row in own if row.group != RISK_TAG_GROUP]
    _sheet(book, "行业 Industries", ["代码 Code", "中文", "English"], words)
    tags = [[row.code, row.name_zh, row.name_en] for row in industries if row.group == RISK_TAG_GROUP]
    _sheet(book, "风险标签 Risk tags", ["代码 Code", "中文", "English"], tags)
    codes = [[value, str(label)] for choices in (EnterpriseStatus, Scale) for value, label in choices.choices]
    _sheet(book, "状态与规模 Status, scale", ["代码 Code", "含义 Meaning"], codes)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
