"""A sheet of labels as a PDF. Run as a program (`python -m desk.scan.sheet`) it reads one job from standard input.

The job is {"size": "3x8", "title": "...", "labels": [{"address", "text", "name", "under"}]}. Nothing is fetched.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from typing import Any

import weasyprint
from django.conf import settings

from documents.rendering import LAST_RESORT, PictureFetcher, qr_svg

WIDTH, HEIGHT = 210.0, 297.0
"""A4 in millimetres."""

EDGE = 3.0
"""Millimetres round the content of a label: what a cutter may miss by, and the quiet zone of the code."""


@dataclass(frozen=True)
class Size:
    """A division of the sheet: how many across and down, each the millimetres and points of each label."""

    columns: int
    rows: int
    wide: float
    high: float
    letters: float

    @property
    def a_page(self) -> int:
        """How many labels a page holds."""
        return self.columns * self.rows

    def place(self, number: int) -> tuple[float, float]:
        """Return where the label of a number on its page begins, in millimetres from the left and from the top."""
        row, column = divmod(number, self.columns)
        left = (WIDTH - self.columns * self.wide) / 2
        top = (HEIGHT - self.rows * self.high) / 2
        return left + column * self.wide, top + row * self.high


SIZES: Mapping[str, Size] = MappingProxyType(
    {
        "2x5": Size(2, 5, 95.0, 55.0, 13.0),
        "3x8": Size(3, 8, 66.0, 35.0, 8.5),
        "4x10": Size(4, 10, 48.5, 27.5, 6.5),
    }
)


def pages(labels: list[Mapping[str, str]], size: Size) -> Iterator[list[Mapping[str, str]]]:
    """Yield the labels of each page."""
    for start in range(0, len(labels), size.a_page):
        yield labels[start : start + size.a_page]


def style(size: Size) -> str:
    """Return the style sheet of a division."""
    code = size.high - 2 * EDGE
    return f"""
    @page {{ size: {WIDTH}mm {HEIGHT}mm; margin: 0 }}
    body {{ margin: 0; font-family: "Noto Sans CJK SC", "{LAST_RESORT}", sans-serif; font-size: {size.letters}pt;
            line-height: 1.25; color: #000 }}
    .page {{ position: relative; width: {WIDTH}mm; height: {HEIGHT - 0.5}mm; break-after: page; overflow: hidden }}
    .page:last-child {{ break-after: auto }}
    .label {{ position: absolute; box-sizing: border-box; width: {size.wide}mm; height: {size.high}mm;
              border: 0.1mm dashed #999; overflow: hidden }}
    .code {{ position: absolute; left: {EDGE}mm; top: {EDGE}mm; width: {code}mm; height: {code}mm }}
    .code svg {{ width: 100%; height: 100% }}
    .words {{ position: absolute; left: {code + 2 * EDGE}mm; right: {EDGE / 2}mm; top: {EDGE}mm;
              height: {code}mm; overflow: hidden }}
    .name {{ font-weight: bold; max-height: 3.75em; overflow: hidden }}
    .under {{ font-size: 0.8em; color: #333; max-height: 2.5em; overflow: hidden; margin-top: 0.3em }}
    .text {{ position: absolute; left: 0; right: 0; bottom: 0; font-family: "DejaVu Sans Mono", monospace;
             font-size: 0.62em; line-height: 1.3; background: #fff }}
    """


def html(labels: Iterable[Mapping[str, str]], size: Size, title: str) -> str:
    """Return the page that is printed."""
    parts = []
    for page in pages(list(labels), size):
        parts.append('<section class="page">')
        for number, label in enumerate(page):
            left, top = size.place(number)
            parts.append(
                f'<div class="label" style="left:{left:.2f}mm;top:{top:.2f}mm"><div class="code">'
                f'{qr_svg(label["address"])}</div><div class="words"><div class="name">{escape(label["name"])}</div>'
                f'<div class="under">{escape(label["under"])}</div><div class="text">{escape(label["text"])}</div>'
                "</div></div>"
            )
        parts.append("</section>")
    body = "".join(parts)
    return (
        f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{escape(title)}</title></head>{body}</html>'
    )


def draw(job: Mapping[str, Any]) -> bytes:
    """Return the PDF of a job."""
    size = SIZES[job["size"]]
    fetcher = PictureFetcher({})
    page = weasyprint.HTML(string=html(job["labels"], size, job["title"]), url_fetcher=fetcher, base_url="image:")
    return page.write_pdf(stylesheets=[weasyprint.CSS(string=style(size), url_fetcher=fetcher)])


def main() -> None:
    """Read one job and write its PDF."""
    if not settings.configured:
        settings.configure(USE_I18N=False)
    sys.stdout.buffer.write(draw(json.load(sys.stdin.buffer)))


if __name__ == "__main__":
    main()
