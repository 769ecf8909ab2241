"""Excel in and out: plain sheets, formulas defused, sizes bounded."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from core.errors import RuleBroken

LARGEST_EXPORT = 50_000
LARGEST_IMPORT = 100_000
MEGABYTE = 1024 * 1024
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Column:
    """A column of a sheet: the field it fills and its heading in both languages, either of which is understood."""

    field: str
    zh: str
    en: str
    required: bool = False
    longest: int = 0

    @property
    def heading(self) -> str:
        """The heading as the sheet prints it, readable for everyone."""
        return f"{self.zh} {self.en}{'*' if self.required else ''}"

    def is_called(self, text: str) -> bool:
        """Whether a cell of the first row names this column."""
        said = " ".join(text.replace("*", "").split()).casefold()
        return said in (self.zh.casefold(), self.en.casefold(), f"{self.zh} {self.en}".casefold())


def workbook_of(megabytes: int) -> Callable[[Any], None]:
    """Return the check of an upload, for forms and endpoints: a workbook by its name, and not too large to be one."""

    def check(file: Any) -> None:
        if not file.name.lower().endswith(".xlsx") or file.size > megabytes * MEGABYTE:
            raise ValidationError(_("Choose an Excel workbook (.xlsx) of at most %(n)s MB.") % {"n": megabytes})

    return check


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


def from_excel(file, *, most: int = LARGEST_IMPORT) -> Iterator[tuple[int, list[str]]]:
    """Yield (row number, cells as text) of the first sheet, at most `most` rows below its first.

    Anything that is no workbook, or longer, raises `RuleBroken`.
    """
    try:
        book = load_workbook(file, read_only=True, data_only=True)
        sheet = book.worksheets[0]
    except Exception as error:
        raise RuleBroken(_("This file could not be read as an Excel workbook (.xlsx). Nothing was changed.")) from error
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > most + 1:
            raise RuleBroken(_("The sheet has more than %(n)s rows. Split it and import the parts.") % {"n": most})
        yield number, ["" if value is None else str(value).strip() for value in row]
