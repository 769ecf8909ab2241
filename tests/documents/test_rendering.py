"""The PDFs: the same bytes every time, PDF/A, the standard's geometry, nothing fetched, fast enough."""

import io
import json
import os
import re
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pypdf import PdfReader
from weasyprint.urls import FatalURLFetchingError

from documents import child, rendering, rules
from documents.choices import Kind
from tests.documents import samples

ROOT = Path(rendering.__file__).parent.parent
MILLIMETRE = 72 / 25.4


def drawn(kind: str, *, language: str = "zh", **options) -> bytes:
    """One document in this process."""
    snapshot, images = samples.issued(kind, language=language, **options)
    return rendering.render(snapshot, kind=kind, language=language, template_version="v1", images=images)


def words(pdf: bytes) -> str:
    """The text of all pages without spaces."""
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_two_processes_give_the_same_bytes(language):
    snapshot, images = samples.issued("rectification_order", language=language, problems=3)
    job = child.job_of(snapshot, kind="rectification_order", language=language, template_version="v1", images=images)
    made = [
        subprocess.run(
            [sys.executable, "-m", "documents.rendering"],
            input=job,
            capture_output=True,
            cwd=ROOT,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LANG": "C"},
        ).stdout
        for seed, zone in (("1", "UTC"), ("77", "America/New_York"))
    ]
    assert made[0] == made[1]
    assert made[0].startswith(b"%PDF-1.7")
    time.sleep(1.1)
    assert (
        rendering.render(snapshot, kind="rectification_order", language=language, template_version="v1", images=images)
        == made[0]
    )


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_in_both_languages(kind, language):
    pdf = drawn(kind, language=language, problems=2)
    reader = PdfReader(io.BytesIO(pdf))
    text = words(pdf)
    assert "〔2026〕12号" in text
    # A table of fields is addressed to no unit.
    assert "古蔺县红焰烟花爆竹批发有限公司" in text or kind == "field_table"
    assert "ABCD-EFGH-IJKL-MNOP-QRST" in text
    assert ("translation" in text) == (language == "en")
    own = samples.snapshot(kind).get("title", "")
    assert (own or rendering.TITLES[language][kind]).replace(" ", "") in text or kind == "extension_reply"
    xmp = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert re.search(r'pdfaid:part="3"', xmp)
    assert re.search(r'pdfaid:conformance="U"', xmp)
    assert "Replaced fonts" in reader.metadata["/Keywords"] or "Fonts as the standard" in reader.metadata["/Keywords"]
    for page in reader.pages:
        assert [round(float(side) / MILLIMETRE) for side in page.mediabox[2:]] == [210, 297]
        for font in page["/Resources"]["/Font"].values():
            descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(descriptor), "every font is embedded"


@pytest.mark.parametrize("kind", ["inspection_record", "service_receipt", "bulletin"])
def test_no_picture_is_interpolated(kind):
    reader = PdfReader(io.BytesIO(drawn(kind, problems=2)))
    objects = [reader.get_object(number) for number in range(1, int(reader.trailer["/Size"]))]
    pictures = [each for each in objects if isinstance(each, dict) and each.get("/Subtype") == "/Image"]
    assert pictures
    assert not any(each["/Interpolate"].value for each in pictures if "/Interpolate" in each)


def test_the_frozen_data_are_inside_and_their_hash_is_printed():
    snapshot, images = samples.issued("rectification_order")
    pdf = rendering.render(snapshot, kind="rectification_order", language="zh", template_version="v1", images=images)
    inside = PdfReader(io.BytesIO(pdf)).attachments["snapshot.json"][0]
    assert json.loads(inside) == snapshot
    assert rules.sha256(inside) in words(pdf)


def test_the_law_s_sentences_stand_in_the_order():
    text = words(drawn("rectification_order", problems=10))
    for sentence in (
        "现责令你单位对上述第1、2、3、4、5、7、8、9、10项问题于2026年12月4日前整改完毕",
        "第6项问题于2026年12月18日前整改完毕",
        "可以依法在60日内向古蔺县人民政府申请行政复议",
        "6个月内依法向古蔺县人民法院提起行政诉讼",
        "不停止执行",
        "证号：23052500017",
        "证号：23052500029",
        "（重大事故隐患）",
    ):
        assert sentence in text, sentence


def test_refusal_names_the_witness():
    text = words(drawn("inspection_record", refused=True))
    assert "拒绝签名" in text
    assert "见证人" in text
    assert "王秀英" in text
    assert "第六十八条" in text
    english = words(drawn("inspection_record", language="en", refused=True))
    assert "refusedtosign" in english
    assert "Witness" in english


def test_a_record_without_problems_says_so():
    assert "未发现安全生产问题" in words(drawn("inspection_record", problems=0))


def test_a_draft_says_draft():
    snapshot = rules.freeze(samples.snapshot("rectification_order"), images := {})
    pdf = rendering.render(snapshot, kind="rectification_order", language="zh", template_version="v1", images=images)
    assert "草稿" in words(pdf)
    assert "核验码" not in words(pdf)


@pytest.mark.parametrize("problems", [1, 2, 3, 5, 7, 8, 10])
def test_signatures_never_stand_alone_on_a_page(problems):
    for kind in ("rectification_order", "reinspection_opinion", "inspection_record"):
        snapshot, images = samples.issued(kind, problems=problems, photos=0)
        pages = PdfReader(
            io.BytesIO(rendering.render(snapshot, kind=kind, language="zh", template_version="v1", images=images))
        ).pages
        last = re.sub(r"\s+", "", pages[-1].extract_text())
        before = last.split("被检查单位")[0] if "（签名）" in last else last
        assert len(before) > 15, (kind, problems, last[:80])
        assert len(re.sub(r"\s+", "", pages[0].extract_text())) > 150, "the first page shows text"


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages():
    pages = PdfReader(io.BytesIO(drawn("rectification_order", problems=10))).pages
    for number, page in enumerate(pages, start=1):
        places = []

        def visit(text, _cm, tm, _font, _size, places=places, number=number):
            if text.strip() == f"— {number} —":
                places.append(tm[4])

        page.extract_text(visitor_text=visit)
        assert places, f"page {number} has its number"
        assert (places[0] > 300) == (number % 2 == 1)


def test_nothing_is_fetched_and_markup_stays_text(tmp_path):
    (tmp_path / "secret.txt").write_text("TOP")
    snapshot, images = samples.issued("rectification_order")
    snapshot["problems"][0]["description"] = f'<img src="file://{tmp_path}/secret.txt"><b>x</b> {{{{ s.code }}}}'
    text = words(
        rendering.render(snapshot, kind="rectification_order", language="zh", template_version="v1", images=images)
    )
    assert "<b>x</b>{{s.code}}" in text
    assert "TOP" not in text
    snapshot["photos"][0]["thumbnail"] = f"file://{tmp_path}/secret.txt"
    with pytest.raises(FatalURLFetchingError, match=r"secret\.txt"):
        rendering.render(snapshot, kind="rectification_order", language="zh", template_version="v1", images=images)


def test_an_exchanged_picture_is_noticed():
    snapshot, images = samples.issued("inspection_record")
    digest = next(iter(images))
    with pytest.raises(child.RenderFailure, match="not the one"):
        rendering.render(
            snapshot, kind="inspection_record", language="zh", template_version="v1", images=images | {digest: b"other"}
        )
    del images[digest]
    with pytest.raises(child.RenderFailure, match="missing"):
        rendering.render(snapshot, kind="inspection_record", language="zh", template_version="v1", images=images)


def test_ten_findings_are_ready_in_five_seconds():
    snapshot, images = samples.issued("rectification_order", problems=10)
    job = child.job_of(snapshot, kind="rectification_order", language="zh", template_version="v1", images=images)
    began = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert child.render_in_child(job, seconds=60).startswith(b"%PDF")
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    # The processor's time, so that a busy machine does not fail a fast renderer.
    assert ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime < 5


def test_a_child_that_hangs_or_fails_is_reported():
    snapshot, images = samples.issued("rectification_order")
    job = child.job_of(snapshot, kind="rectification_order", language="zh", template_version="v1", images=images)
    with pytest.raises(child.RenderFailure, match=r"longer than 0\.05 seconds"):
        child.render_in_child(job, seconds=0.05)
    with pytest.raises(child.RenderFailure, match="no template set v9"):
        child.render_in_child(job.replace(b'"template_version": "v1"', b'"template_version": "v9"'), seconds=60)


def test_a_long_text_of_any_letters_fits():
    snapshot, images = samples.issued("inspection_record")
    snapshot["problems"][0]["description"] = "A" * 300 + "很长的说明，" * 200 + "🧯 \u200f עברית"
    pages = PdfReader(
        io.BytesIO(
            rendering.render(snapshot, kind="inspection_record", language="zh", template_version="v1", images=images)
        )
    ).pages
    assert len(pages) >= 4
