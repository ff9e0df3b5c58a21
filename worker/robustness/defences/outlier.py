"""What stands in a prompt and says nothing: strings of random letters, and tails of truisms.

PromptBench's CheckList appends ten random letters and digits, StressTest "and true is true".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from heapq import nlargest
from math import log2

from shared.robustness.figures import PromptWord
from shared.robustness.prompt import replaced
from worker.robustness.defences.defence import Defence, Guarded
from worker.robustness.defences.vocabulary import Vocabulary

ORDER = 4
# Bits for each letter above which a word is an outlier: of 4,000 English words that the model had
# not seen none has more, of words with one wrong letter 3 in 100, of CheckList's strings all.
LIMIT_BITS = 10.5
# More words change the model little and take their time.
_WORDS = 30_000
_SHORTEST = 5
_BEGIN, _END, _DIGIT, _CAPITAL, _OTHER = "^", "$", "0", "#", "*"
_ALPHABET = 32.0
# "and true is true", "or no is not yes", "if 1 equals 1".
_TRUTHS = "true|false|yes|no|right|wrong|0|1"
_TRUISM = re.compile(
    r"[ \t]*[,;]?[ \t]*\b(?:and|or|but|while|if|as)[ \t]+(?P<one>\w+)[ \t]+"
    r"(?:is|equals|means|was)[ \t]+(?:not[ \t]+)?(?P<other>\w+)\b",
    re.IGNORECASE,
)
_TRUTH = re.compile(rf"(?:{_TRUTHS})\Z", re.IGNORECASE)
# Two words or more, again and again.
_AGAIN = re.compile(r"\b(?P<phrase>\w+(?:[ \t]+\w+){1,7})(?:[ \t,;]+(?P=phrase)\b)+", re.IGNORECASE)


@dataclass(frozen=True)
class LetterModel:
    """How surprising the letters of a word are: a model of four letters with back-off.

    Interpolated by Witten and Bell's rule, over words with their ends; digits, capitals inside a
    word and other signs are one letter each.
    """

    followers: Mapping[str, Mapping[str, float]] = field(repr=False)

    @staticmethod
    def of(words: Mapping[str, int]) -> LetterModel:
        """From words and how often they are used; each weighs its count's order of magnitude."""
        counts: dict[str, Counter[str]] = {}
        for word, count in words.items():
            weight = len(str(count))
            letters = _letters(word)
            for at in range(ORDER - 1, len(letters)):
                for size in range(ORDER):
                    counts.setdefault(letters[at - size : at], Counter())[letters[at]] += weight
        return LetterModel(counts)

    def bits(self, word: str) -> float:
        """Mean surprise of a letter of a word, its end included."""
        letters = _letters(word)
        places = range(ORDER - 1, len(letters))
        return -sum(log2(self._share(letters, at)) for at in places) / len(places)

    def _share(self, letters: str, at: int) -> float:
        share = 1 / _ALPHABET
        for size in range(ORDER):
            seen = self.followers.get(letters[at - size : at])
            if not seen:
                break
            total, kinds = sum(seen.values()), len(seen)
            share = (seen.get(letters[at], 0.0) + kinds * share) / (total + kinds)
        return share


@dataclass(frozen=True)
class OutlierFilter:
    """Drops words that are none, and what is said twice or says nothing."""

    guarded: Guarded
    vocabulary: Vocabulary
    model: LetterModel

    def filtered(self, prompt: str) -> str:
        """The prompt without them; a prompt of nothing else stays as it is."""
        words = self.guarded.words(prompt)
        edits = {place: "" for place, word in enumerate(words) if self._strange(word)}
        if len(edits) == sum(not word.lock for word in words):
            edits = {}
        return self._without_tails(replaced(prompt, words, edits))

    def _strange(self, word: PromptWord) -> bool:
        return (
            not word.lock
            and len(word.text) >= _SHORTEST
            and not self.vocabulary.knows(word.text)
            and self.model.bits(word.text) > LIMIT_BITS
        )

    def _without_tails(self, prompt: str) -> str:
        once = _AGAIN.sub(lambda match: match.group("phrase"), prompt)
        return _TRUISM.sub(_nothing_said, once)


def letter_model(vocabulary: Vocabulary) -> LetterModel:
    """Of the most frequent words."""
    counts = vocabulary.counts
    return LetterModel.of(
        {word: counts[word] for word in nlargest(_WORDS, counts, counts.__getitem__)}
    )


def outlier_defence(guarded: Guarded, vocabulary: Vocabulary) -> Defence:
    """`OutlierFilter.filtered` as a defence."""
    found = OutlierFilter(guarded, vocabulary, letter_model(vocabulary))
    return Defence.rewriting("outlier", found.filtered)


def _nothing_said(match: re.Match[str]) -> str:
    one, other = match.group("one"), match.group("other")
    empty = one.casefold() == other.casefold() or (_TRUTH.match(one) and _TRUTH.match(other))
    return "" if empty else match.group()


def _letters(word: str) -> str:
    found = [_BEGIN] * (ORDER - 1)
    inside = False
    for char in word:
        if char.isdigit():
            found.append(_DIGIT)
        elif char.isupper() and inside and not word.isupper():
            found += [_CAPITAL, char.lower()]
        elif char.isalpha() or char in "'’-":
            found.append("'" if char == "’" else char.lower())
        else:
            found.append(_OTHER)
        inside = char.isalpha()
    return "".join([*found, _END])
