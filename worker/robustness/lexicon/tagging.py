"""Parts of speech, by an averaged perceptron (Collins 2002) that was trained on English-EWT."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from worker.robustness.lexicon.stop_words import FOLDER

_BEFORE, _AFTER = "<s>", "</s>"


@dataclass(frozen=True)
class Tagger:
    """Weights by feature and tag; `usual` are the tags of words that have only one."""

    weights: Mapping[str, Mapping[str, float]]
    usual: Mapping[str, str]
    tags: tuple[str, ...]

    def tag(self, words: Sequence[str]) -> tuple[str, ...]:
        """The universal part of speech of each word: NOUN, VERB, ADJ, …"""
        return self._tags(words, len(words))

    def tag_at(self, words: Sequence[str], place: int) -> str:
        """That of one word; those after it are read and not tagged, which it does not need."""
        return self._tags(words, place + 1)[place]

    def _tags(self, words: Sequence[str], count: int) -> tuple[str, ...]:
        context = [word.lower() for word in words]
        found: list[str] = []
        for place in range(count):
            found.append(
                self.usual.get(context[place]) or self._guess(place, words, context, found)
            )
        return tuple(tag.partition("|")[0] for tag in found)

    def _guess(
        self, place: int, words: Sequence[str], context: Sequence[str], found: Sequence[str]
    ) -> str:
        scores: dict[str, float] = {}
        for feature in _features(place, words[place], context, found):
            for tag, weight in self.weights.get(feature, {}).items():
                scores[tag] = scores.get(tag, 0.0) + weight
        return max(self.tags, key=lambda tag: (scores.get(tag, 0.0), tag))


@cache
def tagger() -> Tagger:
    """The tagger that comes with the program; read once."""
    table = json.loads(gzip.decompress((FOLDER / "tagger.json.gz").read_bytes()))
    return Tagger(table["weights"], table["tagdict"], tuple(sorted(table["classes"])))


def _features(
    place: int, word: str, context: Sequence[str], found: Sequence[str]
) -> tuple[str, ...]:
    small = context[place]
    around = [_BEFORE, _BEFORE, *context, _AFTER, _AFTER]
    before, before2 = [*found[::-1][:2], _BEFORE, _BEFORE][:2]
    shape = ("X" if word[:1].isupper() else "x") + ("d" if any(map(str.isdigit, word)) else "")
    return (
        "bias",
        f"suf3 {small[-3:]}",
        f"suf2 {small[-2:]}",
        f"suf1 {small[-1:]}",
        f"pre1 {small[:1]}",
        f"shape {shape}",
        f"w {small}",
        f"t-1 {before}",
        f"t-2 {before2}",
        f"t-1t-2 {before} {before2}",
        f"w-1 {around[place + 1]}",
        f"w-2 {around[place]}",
        f"w+1 {around[place + 3]}",
        f"w+2 {around[place + 4]}",
        f"t-1 w {before} {small}",
    )
