"""Text kept in both languages."""

from django.utils.translation import get_language


def in_language(zh: str, en: str) -> str:
    """Return the text in the reader's language, the other one where a translation is missing."""
    return (zh or en) if (get_language() or "").startswith("zh") else (en or zh)
