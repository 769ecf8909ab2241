"""Which texts PostgreSQL can keep."""


def storable(text: str) -> bool:
    """Whether a text has neither the NUL character nor half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text
