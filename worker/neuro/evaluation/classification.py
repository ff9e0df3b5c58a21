"""Telling classes apart: area under the curve of two, share of hits among many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from worker.neuro.decoding.trials import Trials
from worker.neuro.evaluation.intervals import PERMUTATIONS, binomial_threshold
from worker.neuro.evaluation.scores import Embeddings, Score, finite
from worker.neuro.evaluation.splits import Promise, keys
from worker.statistics.bootstrap import bootstrap, mean_interval
from worker.statistics.intervals import Floats, Interval


def auc(scores: npt.NDArray[np.floating], positive: npt.NDArray[np.bool_]) -> float:
    """Probability that a positive trial scores higher than a negative one; ties count half."""
    from scipy.stats import rankdata

    ranks = rankdata(scores)
    a, b = int(positive.sum()), int((~positive).sum())
    if not a or not b:
        raise ValueError("an area under the curve needs trials of both classes")
    return float((ranks[positive].sum() - a * (a + 1) / 2) / (a * b))


@dataclass(frozen=True)
class AucScore:
    """Mean area under the curve over folds, each weighted by its trials.

    Scores of different folds come from different fits and are not compared.

    Attributes
    ----------
    scores, positive : tuple of arrays [n_fold]
    """

    scores: tuple[Floats, ...]
    positive: tuple[npt.NDArray[np.bool_], ...]
    name: str = "AUC"
    chance: float = 0.5
    repetitions: int = 1

    @property
    def n(self) -> int:
        """Trials in all folds."""
        return sum(map(len, self.scores))

    @property
    def units(self) -> int:
        """Trials in all folds."""
        return self.n

    @cached_property
    def by_fold(self) -> tuple[float, ...]:
        """One area for each fold."""
        return tuple(auc(s, p) for s, p in zip(self.scores, self.positive, strict=True))

    @property
    def value(self) -> float:
        """The weighted mean."""
        return float(np.average(self.by_fold, weights=[len(s) for s in self.scores]))

    def interval(self, seed: int) -> Interval:
        """Bootstrap over the trials of each fold, class by class (it keeps the folds)."""
        rng = np.random.default_rng((seed, 2))
        parts, weights = [], []
        for scores, positive in zip(self.scores, self.positive, strict=True):
            a, b = scores[positive], scores[~positive]
            wins = (a[:, None] > b) + 0.5 * (a[:, None] == b)
            parts.append((wins, len(a), len(b)))
            weights.append(len(scores))

        def mean(rows: npt.NDArray[np.int64]) -> Floats:
            total = np.zeros(len(rows))
            for (wins, n_a, n_b), weight in zip(parts, weights, strict=True):
                left = rng.multinomial(n_a, np.full(n_a, 1 / n_a), len(rows))
                right = rng.multinomial(n_b, np.full(n_b, 1 / n_b), len(rows))
                total += weight * np.einsum("ba,ba->b", left, right @ wins.T) / (n_a * n_b)
            return np.asarray(total / sum(weights))

        return bootstrap(mean, 1, rng)

    def permuted(self, seed: int, count: int = PERMUTATIONS) -> Floats:
        """Labels permuted within each fold."""
        from scipy.stats import rankdata

        rng = np.random.default_rng((seed, 3))
        total = np.zeros(count)
        for scores, positive in zip(self.scores, self.positive, strict=True):
            n, a = len(scores), int(positive.sum())
            ranks = rankdata(scores)
            drawn = rng.permuted(np.tile(ranks, (count, 1)), axis=1)[:, :a]
            total += n * (drawn.sum(axis=1) - a * (a + 1) / 2) / (a * (n - a))
        return np.asarray(total / self.n)

    def threshold(self, p: float = 0.05) -> float | None:
        """None: see the permutations."""
        return None


@dataclass(frozen=True)
class HitScore:
    """Share of trials whose class was named; `chance` is that of guessing evenly.

    Attributes
    ----------
    run : int64 [n], optional
        Where all trials of a run are of one class they stand or fall together: intervals then draw
        runs, and permutations exchange classes.
    picture : int64 [n], optional
        Trials of one picture resemble each other: intervals then draw pictures, and permutations
        exchange their classes.
    uneven : bool
        Whether classes differ in size: chance is then that of guesses with the same frequencies.
    """

    guesses: npt.NDArray[np.int64]
    truth: npt.NDArray[np.int64]
    classes: int
    repetitions: int = 1
    run: npt.NDArray[np.int64] | None = None
    picture: npt.NDArray[np.int64] | None = None
    uneven: bool = False

    @property
    def name(self) -> str:
        """With its number of classes."""
        return f"top-1 of {self.classes} classes"

    @property
    def chance(self) -> float:
        """One in all classes, or what guesses as frequent as these reach without EEG."""
        if not self.uneven:
            return 1 / self.classes
        said, count = np.unique(self.guesses, return_counts=True)
        shares = [(self.truth == value).mean() for value in said]
        return float(np.average(shares, weights=count))

    @property
    def n(self) -> int:
        """Trials."""
        return len(self.truth)

    @property
    def units(self) -> int:
        """Trials, runs or pictures."""
        return len(np.unique(self._clusters))

    @property
    def _clusters(self) -> npt.NDArray[np.int64]:
        found = self.run if self.run is not None else self.picture
        return np.arange(self.n) if found is None else found

    @property
    def value(self) -> float:
        """Share of hits."""
        return float((self.guesses == self.truth).mean())

    def interval(self, seed: int) -> Interval:
        """Bootstrap over trials, runs or pictures."""
        hits = (self.guesses == self.truth).astype(np.float64)
        return mean_interval(hits, self._clusters, seed)

    def permuted(self, seed: int, count: int = PERMUTATIONS) -> Floats:
        """Labels permuted over the trials, or classes exchanged."""
        rng = np.random.default_rng((seed, 3))
        if self.run is not None:
            known, place = np.unique(self.truth, return_inverse=True)
            drawn = (rng.permutation(known)[place.ravel()] for _ in range(count))
            return np.array([(other == self.guesses).mean() for other in drawn])
        if self.picture is not None:
            _, first, place = np.unique(self.picture, return_index=True, return_inverse=True)
            own = self.truth[first]
            drawn = (rng.permutation(own)[place.ravel()] for _ in range(count))
            return np.array([(other == self.guesses).mean() for other in drawn])
        return np.array(
            [(rng.permutation(self.truth) == self.guesses).mean() for _ in range(count)]
        )

    def threshold(self, p: float = 0.05) -> float | None:
        """Exact binomial; None where trials are not independent."""
        independent = self.run is None and self.picture is None
        return binomial_threshold(self.n, self.chance, p) if independent else None


@dataclass(frozen=True)
class TwoClasses:
    """Which of two concepts was seen; targets are -1 and +1 for `positive`."""

    positive: int
    needs: frozenset[Promise] = frozenset(("block",))

    def targets(self, trials: Trials) -> Embeddings:
        """float32 [n, 1]."""
        return np.where(trials.concept == self.positive, 1.0, -1.0).astype(np.float32)[:, None]

    def shuffled(self, trials: Trials, rng: np.random.Generator) -> Embeddings:
        """Targets of permuted trials."""
        return self.targets(trials)[rng.permutation(len(trials))]

    def scores(self, embeddings: Sequence[Embeddings], tests: Sequence[Trials]) -> list[Score]:
        """One area over all folds."""
        made = zip(embeddings, tests, strict=True)
        values = tuple(finite(e, len(t))[:, 0].astype(np.float64) for e, t in made)
        return [AucScore(values, tuple(t.concept == self.positive for t in tests))]


@dataclass(frozen=True)
class ManyClasses:
    """Which of the concepts `classes` was seen; targets are one-hot.

    Attributes
    ----------
    in_runs : bool
        Whether all trials of a run are of one class, as in a block design.
    uneven : bool
        Whether classes differ in size.
    """

    classes: tuple[int, ...]
    in_runs: bool = False
    uneven: bool = False
    needs: frozenset[Promise] = frozenset(("block",))

    def targets(self, trials: Trials) -> Embeddings:
        """float32 [n, K]."""
        known = trials.concept[:, None] == np.array(self.classes)
        return np.asarray(known, np.float32)

    def shuffled(self, trials: Trials, rng: np.random.Generator) -> Embeddings:
        """Targets of permuted trials: those of each class get all classes' labels in proportion.

        Otherwise a strong answer, learned under whichever label happens to be commoner in a class,
        makes a control that is far from chance in either direction.
        """
        mixed = rng.permutation(len(trials))
        by_class = mixed[np.argsort(trials.concept[mixed], kind="stable")]
        _, place, counts = np.unique(
            trials.concept[by_class], return_inverse=True, return_counts=True
        )
        within = np.arange(len(by_class)) - np.repeat(np.cumsum(counts) - counts, counts)
        spread = (within + rng.random(len(by_class))) / counts[np.ravel(place)]
        targets = np.empty((len(trials), len(self.classes)), np.float32)
        targets[by_class] = self.targets(trials)[by_class[np.argsort(spread, kind="stable")]]
        return targets

    def scores(self, embeddings: Sequence[Embeddings], tests: Sequence[Trials]) -> list[Score]:
        """One share over all folds; equal scores of several classes are guessed among by chance."""
        guesses, truths = [], []
        for embedding, test in zip(embeddings, tests, strict=True):
            values = finite(embedding, len(test)).astype(np.float64)
            best = values == values.max(axis=1, keepdims=True)
            chance = np.random.default_rng(0).random(best.shape)
            guesses.append(np.array(self.classes)[np.argmax(best * (1 + chance), axis=1)])
            truths.append(test.concept)
        runs, picture = None, np.concatenate([test.picture for test in tests])
        if self.in_runs:
            runs = np.concatenate(
                [keys(test, "block") + fold * 1_000_000 for fold, test in enumerate(tests)]
            )
        repeated = (picture >= 0).all() and len(np.unique(picture)) < len(picture)
        return [
            HitScore(
                np.concatenate(guesses),
                np.concatenate(truths),
                len(self.classes),
                run=runs,
                picture=picture if repeated and runs is None else None,
                uneven=self.uneven,
            )
        ]
