"""Texts of low quality: what people and bad sources do to instructions, in all mixtures.

None of it is taken from the attacks: letters are changed at random and not where it hurts, and
words are exchanged for ones that stand in no list of theirs.
"""

from __future__ import annotations

import re
import string

import numpy as np

_PLACE = re.compile(r"(\{content\})")
_LETTERS = np.array(list(string.ascii_lowercase))
# Chance of each change for a word, times how bad the text is.
_SWAPPED, _REPLACED, _DROPPED, _DOUBLED, _LOST, _CASE = 0.25, 0.2, 0.2, 0.15, 0.12, 0.08


def worsened(prompt: str, kept: frozenset[str], rng: np.random.Generator) -> str:
    """A prompt with wrong letters, lost words and rubbish; `kept` words and {content} stay."""
    strength = rng.uniform(0.1, 0.6)
    parts = _PLACE.split(prompt)
    changed = [part if _PLACE.match(part) else _text(part, kept, strength, rng) for part in parts]
    whole = "".join(changed)
    if rng.random() < 0.3:
        rubbish = "".join(rng.choice(_LETTERS, int(rng.integers(4, 11))).tolist())
        at = whole.rfind("\n", 0, max(0, whole.find("{content}")))
        at = at if at >= 0 else 0
        whole = f"{whole[:at]} {rubbish}{whole[at:]}"
    return whole


def _text(text: str, kept: frozenset[str], strength: float, rng: np.random.Generator) -> str:
    pieces = re.split(r"(\W+)", text)
    return "".join(
        piece
        if not piece.isalpha() or piece.casefold() in kept or rng.random() >= strength
        else _word(piece, rng)
        for piece in pieces
    )


def _word(word: str, rng: np.random.Generator) -> str:
    at = int(rng.integers(len(word)))
    kind = rng.random()
    for share, changed in (
        (_SWAPPED, word[:at] + word[at : at + 2][::-1] + word[at + 2 :]),
        (_REPLACED, word[:at] + str(rng.choice(_LETTERS)) + word[at + 1 :]),
        (_DROPPED, word[:at] + word[at + 1 :]),
        (_DOUBLED, word[:at] + word[at] + word[at:]),
        (_LOST, ""),
        (_CASE, word.swapcase()),
    ):
        kind -= share
        if kind < 0:
            return changed
    return word
