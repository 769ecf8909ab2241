"""Excel out and in: what is written comes back, and nothing in a cell runs."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from core.errors import RuleBroken
from core.tables import from_excel, to_excel, workbook_of


def test_what_is_written_comes_back():
    content = to_excel(["Name", "Number"], [["古蔺", 3], ["", "x"]])
    assert list(from_excel(BytesIO(content))) == [(1, ["Name", "Number"]), (2, ["古蔺", "3"]), (3, ["", "x"])]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+cmd", "@SUM(A1)", "\t=1", "=HYPERLINK('x')"])
def test_text_that_begins_like_a_formula_stays_text(text):
    sheet = load_workbook(BytesIO(to_excel(["A"], [[text]]))).active
    assert sheet["A2"].data_type == "s"
    assert str(sheet["A2"].value).startswith("'")


def test_moments_are_written_in_official_time():
    sheet = load_workbook(BytesIO(to_excel(["A"], [[datetime(2026, 11, 22, 16, 30, tzinfo=UTC)]]))).active
    assert sheet["A2"].value == datetime(2026, 11, 23, 0, 30)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"name,role\n"])
def test_what_is_no_workbook_is_refused_in_words(content):
    with pytest.raises(RuleBroken, match="Nothing was changed"):
        list(from_excel(BytesIO(content)))


def test_an_upload_is_a_workbook_by_its_name_and_not_too_large():
    check = workbook_of(1)
    check(SimpleUploadedFile("list.XLSX", b"x"))
    for name, size in (("list.xls", 1), ("list.xlsx", 1024 * 1024 + 1)):
        with pytest.raises(ValidationError, match="at most 1 MB"):
            check(SimpleUploadedFile(name, b"x" * size))


def test_a_sheet_is_read_no_further_than_asked():
    content = to_excel(["Name"], [["one"], ["two"]])
    assert len(list(from_excel(BytesIO(content), most=2))) == 3
    with pytest.raises(RuleBroken, match="more than 1 rows"):
        list(from_excel(BytesIO(content), most=1))
