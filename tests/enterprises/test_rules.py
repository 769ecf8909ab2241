"""The unified social credit code of GB 32100."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from core.errors import RuleBroken
from enterprises.rules import ALPHABET, clean_credit_code, credit_code_error, normalise_credit_code

GOOD = "91110000600037341L"
DIGITS = st.text("0123456789", min_size=6, max_size=6)
SIGNS = st.text(ALPHABET, min_size=9, max_size=9)
HEADS = st.text(ALPHABET, min_size=2, max_size=2)


def build(head, division, body):
    first = head + division + body
    return first + uscc.calc_check_digit(first)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (GOOD, GOOD),
        (" 91110000 6000 3734-1l ", GOOD),
        ("９１１１００００６０００３７３４１Ｌ", GOOD),
    ],
)
def test_good_codes_come_back_in_one_form(raw, clean):
    assert clean_credit_code(raw) == clean


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        ("", "Enter"),
        ("9111000060003734", "18 characters; this one has 16"),
        ("91110000600037341O", "never occurs"),
        ("91110A00600037341L", "six digits"),
        ("91110000600037341M", "check character"),
        ("91110000600037431L", "check character"),
    ],
)
def test_bad_codes_say_why(raw, word):
    assert word in credit_code_error(raw)
    with pytest.raises(RuleBroken) as refusal:
        clean_credit_code(raw)
    assert "credit_code" in refusal.value.fields


def test_none_is_an_empty_code():
    assert normalise_credit_code(None) == ""


@given(HEADS, DIGITS, SIGNS)
def test_every_built_code_is_good(head, division, body):
    assert credit_code_error(build(head, division, body)) == ""


@given(st.text("0123456789", min_size=2, max_size=2), DIGITS, SIGNS, st.sampled_from(ALPHABET))
def test_agrees_with_the_standard_library_of_numbers(head, division, body, last):
    code = head + division + body + last
    assert (credit_code_error(code) == "") == uscc.is_valid(code)


@given(HEADS, DIGITS, SIGNS, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(head, division, body, place, other):
    code = build(head, division, body)
    wrong = code[:place] + other + code[place + 1 :]
    assert (credit_code_error(wrong) == "") == (wrong == code)
