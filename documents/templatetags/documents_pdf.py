"""Filters for the PDF templates: dates in words of the document's own language, whatever the language of the page."""

from datetime import date, datetime

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from documents.charts import bars

register = template.Library()

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@register.filter
def zh_date(value: str) -> str:
    """`2026-11-02` -> `2026年11月2日` (GB/T 9704-2012, 7.3.5: Arabic numerals, no leading zeros)."""
    if not value:
        return ""
    day = date.fromisoformat(value[:10])
    return f"{day.year}年{day.month}月{day.day}日"


@register.filter
def zh_moment(value: str) -> str:
    """`2026-11-02T09:05` -> `2026年11月2日9时05分`."""
    if not value:
        return ""
    at = datetime.fromisoformat(value[:16])
    return f"{at.year}年{at.month}月{at.day}日{at.hour}时{at.minute:02d}分"


@register.filter
def en_date(value: str) -> str:
    """`2026-11-02` -> `2 November 2026`."""
    if not value:
        return ""
    day = date.fromisoformat(value[:10])
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


@register.filter
def en_moment(value: str) -> str:
    """`2026-11-02T09:05` -> `2 November 2026, 09:05`."""
    if not value:
        return ""
    at = datetime.fromisoformat(value[:16])
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}, {at.hour:02d}:{at.minute:02d}"


@register.filter
def zh_until(value: str, start: str) -> str:
    """The end of a period in Chinese; its day is not repeated when the period ends on the day it began."""
    words = zh_moment(value)
    return words.partition("日")[2] if value and start and value[:10] == start[:10] else words


@register.filter
def en_until(value: str, start: str) -> str:
    """The end of a period in English; its day is not repeated when the period ends on the day it began."""
    return value[11:16] if value and start and value[:10] == start[:10] else en_moment(value)


@register.filter
def hexed(value: str) -> SafeString:
    """A long hash that may break after every eighth character."""
    clean = "".join(char for char in value if char.isalnum())
    parts = ((clean[start : start + 8],) for start in range(0, len(clean), 8))
    return format_html_join(mark_safe("<wbr>"), "{}", parts)


@register.filter
def has(items: list[dict], key: str) -> bool:
    """Whether any of `items` has a non-empty `key`."""
    return any(item.get(key) for item in items or [])


@register.filter
def bar_chart(chart: dict, language: str) -> str:
    """A chart of a frozen snapshot as inline SVG; its words are escaped where it is drawn."""
    return bars(chart["rows"], title=chart[f"title_{language}"], language=language)


@register.filter
def zh_number(value: int) -> str:
    """`12` -> `十二`, up to 99."""
    tens, ones = divmod(int(value), 10)
    digits = "零一二三四五六七八九"
    return ("" if not tens else "十" if tens == 1 else f"{digits[tens]}十") + (digits[ones] if ones or not tens else "")
