"""Which texts PostgreSQL can keep, and the lines of those that people type."""


def storable(text: str) -> bool:
    """Whether a text has neither the NUL character nor half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def lines(text: str) -> list[str]:
    """Return the lines of a text field that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]
