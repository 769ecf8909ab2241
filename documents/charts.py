"""Bar charts as SVG, drawn on the server: the same picture on the page and in the PDF. Pure.

Each bar carries its word and its number, so no legend is needed; the rows are the table behind the picture. Colours
and sizes are attributes, never styles, which the site's policy for browsers would refuse.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

WIDTH, ROW, BAR, LABELS, NUMBERS = 400, 26, 16, 170, 40
LONGEST_LABEL = {"zh": 12, "en": 26}
INK, BLUE = "#1f2937", "#1d4ed8"


def bars(rows: Iterable[Mapping[str, Any]], *, title: str, language: str) -> str:
    """Return a horizontal bar chart. A row has its word under `language` and a `value` of zero or more."""
    found = list(rows)
    most = max([row["value"] for row in found] or [0]) or 1
    height = ROW * len(found) + 4
    size = f'viewBox="0 0 {WIDTH} {height}" width="100%"'
    look = f'class="bars" role="img" aria-label={quoteattr(title)} font-family="Noto Sans CJK SC, sans-serif"'
    drawn = [f'<svg xmlns="http://www.w3.org/2000/svg" {size} {look}>']
    for number, row in enumerate(found):
        top, length = ROW * number + 4, (WIDTH - LABELS - NUMBERS) * row["value"] / most
        middle = top + BAR - 4
        word = escape(_short(str(row.get(language) or row.get("zh") or ""), LONGEST_LABEL[language]))
        text = f'y="{middle}" font-size="13" fill="{INK}"'
        drawn += [
            f'<text x="{LABELS - 8}" text-anchor="end" {text}>{word}</text>',
            f'<rect x="{LABELS}" y="{top}" width="{max(length, 1):.1f}" height="{BAR}" fill="{BLUE}"/>',
            f'<text x="{LABELS + length + 6:.1f}" {text}>{row["value"]}</text>',
        ]
    return "".join(drawn) + "</svg>"


def _short(word: str, longest: int) -> str:
    return word if len(word) <= longest else f"{word[: longest - 1]}…"
