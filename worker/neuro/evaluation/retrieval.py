"""Which of the pictures was seen: top-k of n ways, by how many trials were averaged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from worker.neuro.decoding.trials import Trials
from worker.neuro.evaluation.intervals import PERMUTATIONS, binomial_threshold
from worker.neuro.evaluation.scores import Embeddings, Score, finite
from worker.neuro.evaluation.splits import Promise, keys
from worker.statistics.bootstrap import mean_interval
from worker.statistics.intervals import Floats, Interval

REPETITIONS = (1, 2, 4, 8, 20)
Measure = Literal["top", "rank", "reciprocal"]


@dataclass(frozen=True)
class Ranking:
    """For each group of averaged trials, what every picture's rank would be were it the answer.

    Attributes
    ----------
    better, equal : int64 [g, G]
        Pictures that are more alike, and others that are exactly as much.
    picture : int64 [g]
        Column of what was seen.
    """

    better: npt.NDArray[np.int64]
    equal: npt.NDArray[np.int64]
    picture: npt.NDArray[np.int64]

    @property
    def ways(self) -> int:
        """Number of pictures G."""
        return int(self.better.shape[1])


def rank(guesses: Embeddings, gallery: Embeddings, picture: npt.NDArray[np.int64]) -> Ranking:
    """Rank the gallery [G, D] by cosine for guesses [g, D]; ties stay ties, never hits for free."""
    alike = unit(guesses) @ unit(gallery).T
    # Exact copies in the gallery may differ in the last bit of a product.
    alike = alike.round(6)
    ordered = np.sort(alike, axis=1)
    better = np.empty(alike.shape, np.int64)
    equal = np.empty(alike.shape, np.int64)
    for row in range(len(alike)):
        above = np.searchsorted(ordered[row], alike[row], side="right")
        better[row] = alike.shape[1] - above
        equal[row] = above - np.searchsorted(ordered[row], alike[row], side="left") - 1
    return Ranking(better, equal, np.asarray(picture, np.int64))


def unit(values: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Rows of length 1; a row of zeros stays one."""
    values = np.asarray(values, np.float64)
    length = np.linalg.norm(values, axis=1, keepdims=True)
    return np.asarray(values / np.where(length > 0, length, 1.0))


def hit_table(ranking: Ranking, k: int, ways: int) -> Floats:
    """Probability [g, G] of being among the first `k` of `ways` pictures, were it the answer.

    The other `ways` - 1 are drawn from the gallery by chance: with b better ones among G - 1 the
    exact (hypergeometric) probability that fewer than k of them are drawn, not one draw's luck.
    A tie takes each of its places equally often.
    """
    from scipy.stats import hypergeom

    size = ranking.ways
    if not 1 <= k < ways <= size:
        raise ValueError(f"top-{k} of {ways} ways cannot be drawn from {size} pictures")
    within = hypergeom.cdf(k - 1, size - 1, np.arange(size), ways - 1)
    sums = np.concatenate([[0.0], np.cumsum(within)])
    last = ranking.better + ranking.equal + 1
    return np.asarray((sums[last] - sums[ranking.better]) / (ranking.equal + 1))


@dataclass(frozen=True)
class RankScore:
    """A mean over groups of a table [g, G] of what each answer would count.

    Attributes
    ----------
    cluster : int64 [g]
        Column of the picture seen: intervals draw pictures, permutations exchange them.
    exact : bool
        Whether the table holds hits, so that the binomial distribution gives a threshold.
    """

    name: str
    table: Floats
    cluster: npt.NDArray[np.int64]
    chance: float
    repetitions: int
    exact: bool = True
    lower_is_better: bool = False

    @property
    def n(self) -> int:
        """Groups of averaged trials."""
        return len(self.table)

    @property
    def units(self) -> int:
        """Pictures among them."""
        return len(np.unique(self.cluster))

    @property
    def _values(self) -> Floats:
        return np.asarray(self.table[np.arange(self.n), self.cluster])

    @property
    def value(self) -> float:
        """The mean."""
        return float(self._values.mean())

    def interval(self, seed: int) -> Interval:
        """Bootstrap over pictures."""
        return mean_interval(self._values, self.cluster, seed)

    def permuted(self, seed: int, count: int = PERMUTATIONS) -> Floats:
        """Which picture is which, permuted: all groups of one picture keep together."""
        rng = np.random.default_rng((seed, 3))
        seen = np.unique(self.cluster)
        sums = np.zeros((self.table.shape[1], len(seen)))
        np.add.at(sums, self.cluster, self.table[:, seen])
        sums = sums[seen]
        place = np.arange(len(seen))
        drawn = [sums[place, rng.permutation(len(seen))].sum() for _ in range(count)]
        return np.array(drawn) / self.n

    def threshold(self, p: float = 0.05) -> float | None:
        """Exact binomial for as many independent guesses as there are pictures."""
        return binomial_threshold(self.units, self.chance, p) if self.exact else None


def groups(trials: Trials, size: int) -> list[npt.NDArray[np.int64]]:
    """Disjoint groups of `size` trials of one picture and person, in the order of showing.

    Trials that fill no group are left out: a smaller group would be another number of repeats.
    """
    pair = np.stack([keys(trials, "subject"), keys(trials, "picture")], axis=1)
    _, number = np.unique(pair, axis=0, return_inverse=True)
    number = np.asarray(number).ravel()
    by_time = np.lexsort((trials.order, trials.block, trials.session, number))
    found = []
    for rows in np.split(by_time, np.flatnonzero(np.diff(number[by_time])) + 1):
        found += [rows[at : at + size] for at in range(0, len(rows) - size + 1, size)]
    return found


@dataclass(frozen=True)
class Retrieval:
    """Which of the test's pictures was seen, by its embedding in a named space.

    Attributes
    ----------
    space : str
        Name of the space, printed with every figure.
    embedding : mapping of int to float32 [D]
        Of every picture of training and test. The gallery is the pictures of the test.
    ways : tuple of (k, n)
        n = 0 stands for the whole gallery.
    """

    space: str
    embedding: Mapping[int, npt.NDArray[np.float32]] = field(repr=False)
    repetitions: tuple[int, ...] = REPETITIONS
    ways: tuple[tuple[int, int], ...] = ((1, 0), (5, 0), (1, 2), (1, 10), (1, 50))
    needs: frozenset[Promise] = frozenset(("picture", "concept", "block"))

    def targets(self, trials: Trials) -> Embeddings:
        """float32 [n, D]."""
        return np.stack([self.embedding[int(number)] for number in trials.picture])

    def shuffled(self, trials: Trials, rng: np.random.Generator) -> Embeddings:
        """Every picture gets the embedding of another one."""
        shown = np.unique(trials.picture)
        other = dict(zip(shown.tolist(), rng.permutation(shown).tolist(), strict=True))
        return np.stack([self.embedding[other[int(number)]] for number in trials.picture])

    def scores(self, embeddings: Sequence[Embeddings], tests: Sequence[Trials]) -> list[Score]:
        """Top-k for every number of repeats, then mean rank and mean reciprocal rank."""
        if len(tests) != 1:
            raise ValueError("retrieval has one test: folds would have galleries of their own")
        test, embedding = tests[0], finite(embeddings[0], len(tests[0]))
        shown = np.unique(test.picture)
        gallery = np.stack([self.embedding[int(number)] for number in shown])
        found: list[Score] = []
        for repeats in self.repetitions:
            grouped = groups(test, repeats)
            if not grouped:
                continue
            # A trial must not weigh more for the length of its embedding: the decoder decides.
            guesses = np.stack([embedding[rows].mean(axis=0) for rows in grouped])
            picture = np.searchsorted(shown, test.picture[[rows[0] for rows in grouped]])
            found += _of(rank(guesses, gallery, picture), repeats, self.ways)
        return found


def _of(ranking: Ranking, repeats: int, ways: tuple[tuple[int, int], ...]) -> list[Score]:
    size = ranking.ways
    found: list[Score] = []
    for k, wanted in ways:
        n = wanted or size
        if k < n <= size:
            table = hit_table(ranking, k, n)
            # Drawn distractors make probabilities, not hits.
            exact = n == size and not ranking.equal.any()
            found.append(
                RankScore(f"top-{k} of {n}", table, ranking.picture, k / n, repeats, exact)
            )
    places = ranking.better + ranking.equal / 2 + 1
    name, chance = f"mean rank of {size}", (size + 1) / 2
    found.append(
        RankScore(name, places, ranking.picture, chance, repeats, False, lower_is_better=True)
    )
    inverse = np.concatenate([[0.0], np.cumsum(1 / np.arange(1, size + 1))])
    last = ranking.better + ranking.equal + 1
    reciprocal = (inverse[last] - inverse[ranking.better]) / (ranking.equal + 1)
    chance = float(inverse[-1] / size)
    name = "mean reciprocal rank"
    found.append(RankScore(name, reciprocal, ranking.picture, chance, repeats, exact=False))
    return found
