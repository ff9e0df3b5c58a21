"""Captions as numbers of words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import torch
from torch import Tensor

PAD, UNKNOWN = 0, 1
FIRST_WORD = 2
_WORD = re.compile(r"[a-z0-9]+")


def words_of(captions: Iterable[str]) -> tuple[str, ...]:
    """All words of some captions, sorted."""
    return tuple(sorted({word for caption in captions for word in _split(caption)}))


def tokenize(captions: Sequence[str], words: Sequence[str], length: int) -> Tensor:
    """int64 [n, length]: numbers of the words, padded with 0; 1 is a word that is not known.

    What is longer than `length` words is cut off.
    """
    numbers = {word: place for place, word in enumerate(words, start=FIRST_WORD)}
    tokens = torch.full((len(captions), length), PAD, dtype=torch.int64)
    for row, caption in enumerate(captions):
        found = [numbers.get(word, UNKNOWN) for word in _split(caption)][:length]
        tokens[row, : len(found)] = torch.tensor(found, dtype=torch.int64)
    return tokens


def count_of(words: Sequence[str]) -> int:
    """How many numbers there are."""
    return len(words) + FIRST_WORD


def _split(caption: str) -> list[str]:
    return _WORD.findall(caption.lower())
