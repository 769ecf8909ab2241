"""Rules that all apps share: personal data in what becomes public is found, and covered. Pure."""

import re
from collections.abc import Iterable

MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")
LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)")
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
SHORTEST_NAME = 2


def is_personal(text: str) -> bool:
    """Whether a text holds the number of a telephone or an identity card, or a mail address."""
    return any(each.search(text) for each in (MOBILE, IDENTITY, LANDLINE, MAIL))


def anonymise(text: str, names: Iterable[str]) -> str:
    """Return `text` without personal data: numbers of telephones and identity cards, mail addresses, the names given.

    A name becomes its first character and 某 (a Latin one its first letter), as notices of authorities write it.
    """
    text = MAIL.sub("[邮箱略]", IDENTITY.sub("[证件号略]", text))
    text = LANDLINE.sub("[电话略]", MOBILE.sub("[电话略]", text))
    for name in sorted({each.strip() for each in names if each and len(each.strip()) >= SHORTEST_NAME}, key=len)[::-1]:
        if name not in text:
            continue
        if name.isascii():
            text = re.sub(rf"\b{re.escape(name)}\b", f"{name[0]}.", text)
        else:
            text = text.replace(name, f"{name[0]}某")
    return text
