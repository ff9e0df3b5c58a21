"""Words that a query and a demonstration share, and where they stand."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]{2,}")
# Words that join everything with everything.
_COMMON = frozenset(
    """a an and are as at be been by can did do does for from had has have he her his how i in is
    it its me my no not of on or our she so that the their them they this to was we were what when
    where which who why will with you your""".split()  # noqa: SIM905
)


def content_words(text: str) -> frozenset[str]:
    """Words of a text that say something, without case."""
    return frozenset(_WORD.findall(text.casefold())) - _COMMON


def matched_spans(text: str, words: frozenset[str]) -> list[tuple[int, int]]:
    """Start and length of each word of `text` that is one of `words`."""
    return [
        (match.start(), len(match.group()))
        for match in _WORD.finditer(text)
        if match.group().casefold() in words
    ]
