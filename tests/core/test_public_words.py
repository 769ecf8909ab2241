"""Personal data in what becomes public: numbers, addresses and names are covered, everything else stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rules import anonymise, is_personal

NAMES = ["王小明", "王小", "Li Wei", "Al"]


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("王小明把三号库堆满", "王某把三号库堆满"),
        ("Li Wei and Al stacked it", "L. and A. stacked it"),
        ("Aluminium in hall 3", "Aluminium in hall 3"),
        ("Call 13800138000 or 0830-7212345", "Call [电话略] or [电话略]"),
        ("Call 138-0013-8000, +86 138 0013 8000 or 0830 7212345", "Call [电话略], [电话略] or [电话略]"),
        ("id 510525199001011234", "id [证件号略]"),
        ("write to a.b@example.cn now", "write to [邮箱略] now"),
        ("46 boxes above the permit (GB 50161-2022, 7.2.4)", "46 boxes above the permit (GB 50161-2022, 7.2.4)"),
    ],
)
def test_what_is_covered(text, covered):
    assert anonymise(text, NAMES) == covered


@given(st.lists(st.sampled_from(["仓库", "王小明", "13800138000", " ", "Li Wei", "a@b.cn", "3"]), max_size=12))
def test_nothing_personal_is_left_and_covering_again_changes_nothing(parts):
    once = anonymise(" ".join(parts), NAMES)
    assert not is_personal(once)
    assert "王小明" not in once
    assert "Li Wei" not in once
    assert anonymise(once, NAMES) == once


def test_nobody_s_name_covers_nothing():
    assert anonymise("Hall 3", ["", " ", "3", None]) == "Hall 3"
