"""Which answers no change of some words can take, by ablating words (Levine and Feizi 2020).

The model is asked with all but `kept` of the prompt's words left out, once for each choice of
those, and the answers vote. Who changes some words in their places changes only the votes of
choices that keep one of them: where the right label leads by more than those, it stays. Locked
words are always there; words inserted or removed are not covered.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt

from worker.statistics.intervals import clopper_pearson

Bools = npt.NDArray[np.bool_]
Answers = npt.NDArray[np.int16]
MOST_MASKS = 2000
# Choices of changed words that are looked at one by one; beyond them the bound is by their number.
MOST_CHANGES = 5000
# Where masks are drawn, the chance that a sample is certified wrongly (Cohen and others 2019).
ALPHA = 0.001


@dataclass(frozen=True)
class Masks:
    """Choices of words.

    Attributes
    ----------
    keep : bool [masks, words]
    exact : bool
        All choices there are; else drawn with equal chances and independently.
    """

    keep: Bools
    exact: bool

    @property
    def words(self) -> int:
        """How many words there are."""
        return int(self.keep.shape[1])

    @property
    def kept(self) -> int:
        """How many of them each mask keeps."""
        return int(self.keep[0].sum())


def masks(words: int, kept: int, seed: int = 0, most: int = MOST_MASKS) -> Masks:
    """All choices of `kept` of so many words, or `most` drawn ones where there are more.

    Raises
    ------
    ValueError
        Unless 0 < kept <= words.
    """
    if not 0 < kept <= words:
        raise ValueError(f"{kept} of {words} words cannot be kept")
    if comb(words, kept) <= most:
        chosen = np.array(list(combinations(range(words), kept)))
    else:
        order = np.random.default_rng((seed, words, kept)).random((most, words))
        chosen = np.argsort(order, axis=1)[:, :kept]
    keep = np.zeros((len(chosen), words), np.bool_)
    np.put_along_axis(keep, chosen, True, axis=1)
    return Masks(keep, comb(words, kept) <= most)


def touched(words: int, kept: int, changed: int) -> float:
    """The share of choices of `kept` words that hold one of `changed` words."""
    return 1 - comb(max(0, words - changed), kept) / comb(words, kept)


def voted(answers: Answers, labels: int) -> Answers:
    """The most frequent label of answers int16 [masks, samples]; the first of equals.

    -1 where no answer at all could be read.
    """
    votes = _votes(answers, labels)
    return np.where(votes.sum(axis=0) > 0, votes.argmax(axis=0), -1).astype(np.int16)


def certified(answers: Answers, gold: Answers, choices: Masks, changed: int, labels: int) -> Bools:
    """Samples [samples] that are right whatever stands in place of up to `changed` words.

    With 0, those whose right label leads the vote by itself.

    Parameters
    ----------
    answers : int16 [masks, samples]
        To the prompt with each mask; -1 where none could be read.
    gold : int16 [samples]
    labels : int
        How many labels there are.
    """
    changed = min(changed, choices.words)
    if not choices.exact:
        return _drawn(answers, gold, choices, changed)
    if comb(choices.words, changed) <= MOST_CHANGES:
        return _exact(answers, gold, choices, changed, labels)
    share = touched(choices.words, choices.kept, changed)
    moved = round(share * len(answers))
    return np.asarray(_lead(_votes(answers, labels).astype(np.int64), gold) > 2 * moved)


def _exact(answers: Answers, gold: Answers, choices: Masks, changed: int, labels: int) -> Bools:
    """Every choice of changed words: the votes that stay decide against all that may move."""
    spoiled = np.zeros((comb(choices.words, changed), choices.words), np.float32)
    rows = list(combinations(range(choices.words), changed))
    if changed:
        np.put_along_axis(spoiled, np.array(rows), 1.0, axis=1)
    stays = spoiled @ choices.keep.T.astype(np.float32) == 0
    moved = (~stays).sum(axis=1)
    staying = stays.astype(np.float32)
    safe = np.ones(len(gold), np.bool_)
    for sample, right in enumerate(gold):
        votes = answers[:, sample][:, None] == np.arange(labels)
        left = (staying @ votes.astype(np.float32)).astype(np.int64)
        others = np.delete(left, right, axis=1).max(axis=1)
        safe[sample] = bool(np.all(left[:, right] > others + moved))
    return safe


def _drawn(answers: Answers, gold: Answers, choices: Masks, changed: int) -> Bools:
    """By the lower end of the right label's share: above half of what is left, nobody leads it."""
    share = touched(choices.words, choices.kept, changed)
    n = len(answers)
    hits = (answers == gold).sum(axis=0)
    # One-sided: an interval of 1 - 2 alpha has alpha below it.
    low = {
        int(count): clopper_pearson(int(count), n, 1 - 2 * ALPHA)[0] for count in np.unique(hits)
    }
    return np.array([low[int(count)] - share > 0.5 for count in hits], np.bool_)


def _votes(answers: Answers, labels: int) -> npt.NDArray[np.int64]:
    """How many masks answer each label: int64 [labels, samples]."""
    return np.stack([(answers == label).sum(axis=0) for label in range(labels)])


def _lead(votes: npt.NDArray[np.int64], gold: Answers) -> npt.NDArray[np.int64]:
    """By how many votes the right label leads the next one [samples]; below 0 where it does not."""
    samples = np.arange(len(gold))
    own = votes[gold, samples]
    others = votes.copy()
    others[gold, samples] = -1
    return np.asarray(own - others.max(axis=0))
