"""The Excel sheet by which people are invited: its columns, its template, its report."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import RuleBroken
from core.tables import from_excel

#: Most rows of one sheet: an organisation's people, not a register.
MOST_ROWS = 500

COLUMNS = {
    "name": gettext_lazy("Name"),
    "role": gettext_lazy("Role"),
    "phone": gettext_lazy("Phone"),
    "email": gettext_lazy("E-mail"),
    "post_title": gettext_lazy("Post"),
    "certificate_no": gettext_lazy("Number of the enforcement certificate"),
}


def read_people(file) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield (row number, cells by column) of a sheet; the first row names the columns, by code or label, in any order.

    Raises `RuleBroken` for a file that is no workbook, that lacks a column, or that has too many rows.
    """
    rows = from_excel(file)
    wanted = {str(label).casefold(): code for code, label in COLUMNS.items()} | {code: code for code in COLUMNS}
    names = [wanted.get(title.casefold(), "") for title in next(rows, (0, []))[1]]
    if "name" not in names or "role" not in names:
        raise RuleBroken(
            _("The first row must name the columns “%(name)s” and “%(role)s”. Use the template; nothing was changed.")
            % {"name": COLUMNS["name"], "role": COLUMNS["role"]}
        )
    for count, (number, cells) in enumerate((row for row in rows if any(row[1])), start=1):
        if count > MOST_ROWS:
            raise RuleBroken(_("The sheet has more than %(n)s rows. Split it and import the parts.") % {"n": MOST_ROWS})
        yield number, {name: cell for name, cell in zip(names, cells, strict=False) if name}
