"""What the letters say on paper: the law's sentences, the letter's own layout, the same bytes every time."""

import io
import re

import pytest
from pypdf import PdfReader

from documents import rendering
from tests.documents import samples


def drawn(kind: str, language: str = "zh", **options) -> bytes:
    """One letter in this process."""
    snapshot, images = samples.issued(kind, language=language, **options)
    return rendering.render(snapshot, kind=kind, language=language, template_version="v1", images=images)


def pages(pdf: bytes) -> list[str]:
    """The text of each page without spaces."""
    return [re.sub(r"\s+", "", page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


SENTENCES = {
    "reminder_letter": ("关于事故隐患整改工作的提醒敦促函", "请自收到本函之日起10个工作日内", "抄送：金兰街道办事处。"),
    "urging_notice": ("一、问题清单", "现责成你单位", "请自收到本通知书之日起10个工作日内"),
    "talk_notice": ("2026年12月10日15时00分", "不得委托他人代替", "请自约谈之日起10个工作日内", "需准备的材料"),
    "talk_minutes": (
        "约谈纪要",
        "出席：陈浩，周敏，李建国",
        "请假：赵强",
        "列席：",
        "议定的措施",
        "于2026年12月24日前",
    ),
}


@pytest.mark.parametrize("kind", SENTENCES)
def test_each_says_what_it_must(kind):
    text = "".join(pages(drawn(kind, problems=2)))
    for sentence in SENTENCES[kind]:
        assert sentence in text, sentence


def test_a_letter_has_no_page_number_on_its_first_page_and_a_notice_has():
    """GB/T 9704-2012, 10.1."""
    letter, notice = pages(drawn("reminder_letter", problems=4)), pages(drawn("urging_notice", problems=4))
    assert "—1—" not in letter[0]
    assert "—2—" in letter[1]
    assert "—1—" in notice[0]


def test_what_was_sent_before_is_named():
    snapshot, images = samples.issued("urging_notice")
    snapshot["earlier"] = "蔺应急函〔2026〕7号"
    pdf = rendering.render(snapshot, kind="urging_notice", language="zh", template_version="v1", images=images)
    assert "本机关此前已发出蔺应急函〔2026〕7号" in "".join(pages(pdf))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_letter_is_reproduced_byte_for_byte(language):
    assert drawn("reminder_letter", language) == drawn("reminder_letter", language)


def test_markup_in_a_letter_stays_text():
    snapshot, images = samples.issued("reminder_letter")
    snapshot["paragraphs"] = ["<b>x</b> {{ s.code }}"]
    pdf = rendering.render(snapshot, kind="reminder_letter", language="zh", template_version="v1", images=images)
    assert "<b>x</b>{{s.code}}" in "".join(pages(pdf))
