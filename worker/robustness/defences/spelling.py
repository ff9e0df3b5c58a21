"""Misspelt words of a prompt corrected, with SymSpell; labels and placeholders are left alone."""

from __future__ import annotations

import math
from dataclasses import dataclass

from shared.robustness.figures import PromptWord
from shared.robustness.prompt import replaced
from worker.robustness.defences.defence import Defence, Guarded
from worker.robustness.defences.vocabulary import FARTHEST, Vocabulary

# From so many letters on a word may be so far from the right one; shorter ones are left.
_LEAST, _LONG = 3, 5
# Words around decide among candidates as near as each other: a pair that is known counts as so many
# times more frequent.
_PAIR_WEIGHT = 2.0


@dataclass(frozen=True)
class Speller:
    """Corrects prompts.

    Where a letter became a space, both parts are put together; of the nearest words the one is
    taken that is frequent and goes with its neighbours.
    """

    vocabulary: Vocabulary
    guarded: Guarded

    def corrected(self, prompt: str) -> str:
        """The prompt with every free word that is no word replaced."""
        joined = self._joined(prompt)
        words = self.guarded.words(joined)
        edits: dict[int, str] = {}
        for place, word in enumerate(words):
            if word.lock or not self._wrong(word.text):
                continue
            before = edits.get(place - 1) or (words[place - 1].text if place else "")
            after = words[place + 1].text if place + 1 < len(words) else ""
            best = self._best(word.text, before.casefold(), after.casefold())
            if best:
                edits[place] = in_case_of(word.text, best)
        return replaced(joined, words, edits)

    def _joined(self, prompt: str) -> str:
        """Neighbours put together where that makes a word and one of them is none."""
        words = self.guarded.words(prompt)
        edits: dict[int, str] = {}
        for place in range(len(words) - 1):
            one, other = words[place], words[place + 1]
            if place in edits or one.lock or other.lock or not _apart_by_space(prompt, one, other):
                continue
            whole = one.text + other.text
            if not (self.vocabulary.knows(one.text) and self.vocabulary.knows(other.text)):
                near = self._best(whole, "", "", 1) if len(whole) > _LONG else ""
                if self.vocabulary.knows(whole):
                    edits |= {place: whole, place + 1: ""}
                elif near and not (self._corrects(one.text) and self._corrects(other.text)):
                    edits |= {place: in_case_of(whole, near), place + 1: ""}
        return replaced(prompt, words, edits)

    def _wrong(self, word: str) -> bool:
        return (
            len(word) >= _LEAST
            and any(char.isalpha() for char in word)
            and not self.vocabulary.knows(word)
        )

    def _corrects(self, word: str) -> bool:
        """Whether a part is a word, or near one."""
        return self.vocabulary.knows(word) or (self._wrong(word) and bool(self._best(word, "", "")))

    def _best(self, word: str, before: str, after: str, farthest: int = FARTHEST) -> str:
        """The word that was meant; empty where none is near."""
        from symspellpy import Verbosity

        reach = min(farthest, 1 if len(word) < _LONG else FARTHEST)
        found = self.vocabulary.spelling.lookup(
            word.casefold(), Verbosity.CLOSEST, max_edit_distance=reach
        )
        if not found:
            return ""
        pairs = self.vocabulary.pairs

        def score(term: str, count: int) -> float:
            beside = (f"{before} {term}" in pairs) + (f"{term} {after}" in pairs)
            # Attacks leave the first letter as it is more often than not.
            kept = term[:1] == word[:1].casefold()
            return math.log10(count) + _PAIR_WEIGHT * beside + kept

        best: str = max(found, key=lambda one: score(one.term, one.count)).term
        return best


def spelling_defence(guarded: Guarded, vocabulary: Vocabulary) -> Defence:
    """`Speller.corrected` as a defence."""
    return Defence.rewriting("spelling", Speller(vocabulary, guarded).corrected)


def in_case_of(word: str, text: str) -> str:
    """A text in capitals, with a first capital or in small letters, as the word is."""
    if len(word) > 1 and word.isupper():
        return text.upper()
    return text[:1].upper() + text[1:] if word[:1].isupper() else text


def _apart_by_space(prompt: str, one: PromptWord, other: PromptWord) -> bool:
    return prompt[one.end : other.begin] == " "
