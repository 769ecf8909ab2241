"""Excel in and out: plain sheets, formulas defused, sizes bounded."""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from core.errors import RuleBroken

LARGEST_EXPORT = 50_000
LARGEST_IMPORT = 100_000
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def cell(value: Any) -> Any:
    """Return a value as Excel takes it; text that begins like a formula is kept text."""
    if hasattr(value, "tzinfo") and value.tzinfo and is_aware(value):
        return localtime(value).replace(tzinfo=None)
    if isinstance(value, int | float | bool) or value is None or hasattr(value, "year"):
        return value
    text = str(value)
    return "'" + text if text[:1] in "=+-@\t\r" and len(text) > 1 else text


def to_excel(headers: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str = "Safeloop") -> bytes:
    """Return a workbook of one sheet with a bold, frozen first row."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    head = []
    for header in headers:
        top = WriteOnlyCell(sheet, value=str(header))
        top.font = Font(bold=True)
        head.append(top)
    sheet.append(head)
    for row in rows:
        sheet.append([cell(value) for value in row])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def excel_response(name: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """Return a workbook as a download."""
    response = HttpResponse(to_excel(headers, rows, title=name), content_type=EXCEL)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def from_excel(file) -> Iterator[tuple[int, list[str]]]:
    """Yield (row number, cells as text) of the first sheet; anything that is no workbook raises `RuleBroken`."""
    try:
        book = load_workbook(file, read_only=True, data_only=True)
        sheet = book.worksheets[0]
    except Exception as error:
        raise RuleBroken(_("This file could not be read as an Excel workbook (.xlsx). Nothing was changed.")) from error
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > LARGEST_IMPORT + 1:
            raise RuleBroken(
                _("The sheet has more than %(n)s rows. Split it and import the parts.") % {"n": LARGEST_IMPORT}
            )
        yield number, ["" if value is None else str(value).strip() for value in row]
