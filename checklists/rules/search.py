"""Pure rules: finding a criterion by a few typed words."""

import re
from collections.abc import Iterable, Sequence

CHINESE = re.compile(r"[\u4e00-\u9fff]+")
#: Chinese, Latin words and numbers; everything else separates.
WORD = re.compile(r"[\u4e00-\u9fff]+|[0-9a-z][0-9a-z()./-]*")
#: A run of Chinese need not stand in the text as typed: this share of its pairs of characters is enough.
ENOUGH_PAIRS = 0.5
SHORTEST_INITIALS = 2
PHRASE, WORD_START, INSIDE, PAIRS, INITIALS = 12, 10, 6, 8, 4


def typed_words(query: str) -> list[str]:
    """Return what was typed as words: runs of Chinese, and Latin words in small letters."""
    return WORD.findall(query.lower())


def score(words: Sequence[str], text: str, initials: str) -> float:
    """Return how well a criterion answers the words; 0 unless every word is answered.

    `text` is all that may be found, in small letters; `initials` are the first letters of its Chinese in pinyin.
    """
    total = 0.0
    for word in words:
        value = _score_word(word, text, initials)
        if not value:
            return 0.0
        total += value
    return total


def _score_word(word: str, text: str, initials: str) -> float:
    if CHINESE.fullmatch(word):
        if word in text:
            return PHRASE
        pairs = [word[index : index + 2] for index in range(len(word) - 1)]
        share = sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0
        return PAIRS * share if share >= ENOUGH_PAIRS else 0.0
    if re.search(rf"(?<![0-9a-z]){re.escape(word)}", text):
        return WORD_START
    if word in text:
        return INSIDE
    return INITIALS if len(word) >= SHORTEST_INITIALS and word in initials else 0.0


def related_industries(codes: Iterable[str], parents: dict[str, str | None], general: Iterable[str]) -> set[str]:
    """Return the industries whose criteria concern an enterprise of `codes`.

    Those are: its own, the group above it, what holds for the whole group (`general`), and, where a group is named,
    all its members. `parents` maps every industry to the group above it.
    """
    own = {code for code in codes if code}
    groups = {parents[code] for code in own if parents.get(code)}
    common = {code for code in general if parents.get(code) in groups | own}
    members = {code for code, parent in parents.items() if parent in own}
    return own | groups | common | members
