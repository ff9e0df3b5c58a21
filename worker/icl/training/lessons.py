"""What a bi-encoder learns from: each query's candidates in the order of their worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shared.icl.metrics import Floats, gains, ndcg
from worker.icl.training.jobs import StoredJob, as_scored
from worker.icl.training.targets import LabelRule, standardised
from worker.icl.training.task_pools import TaskPool

# LLM-R: one of the best three against some of the worst sixteen.
BEST, WORST = 3, 16
# It also drops queries of which the third best is ruled out.
RULED_OUT = -100.0
HELD_OUT = 0.2
TOP = 4
Rewards = Mapping[tuple[str, int], Sequence[float]]


@dataclass(frozen=True)
class Lesson:
    """A query with rows of its task, best first.

    Attributes
    ----------
    worth : float64 [n]
        Descending; under the label rule, and of the reward model where there is one.
    answer : int
        Number of the query's answer; `answers` int64 [n] those of the rows.
    """

    pool: int
    query: int
    rows: npt.NDArray[np.int64]
    worth: Floats
    answer: int
    answers: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Lessons:
    """Lessons that train, and those held out of it, by query."""

    pools: Sequence[TaskPool]
    trained: Sequence[Lesson]
    judged: Sequence[Lesson]

    @staticmethod
    def of(
        pools: Sequence[TaskPool],
        jobs: Sequence[StoredJob],
        rule: LabelRule,
        seed: int,
        rewards: Rewards | None = None,
    ) -> Lessons:
        """Lessons of all jobs; `rewards` by (task, query) take the place of the model's scores."""
        numbers: dict[str, int] = {}
        found: list[Lesson] = []
        for place, pool in enumerate(pools):
            own = [job for job in jobs if job.task == pool.info.name]
            for job, one in zip(own, as_scored(pool, own), strict=True):
                worth = rule.scores(one, pool.corpus.examples, pool.info.kind)
                if len(worth) <= BEST or np.sort(worth)[-BEST] <= RULED_OUT:
                    continue
                if rewards is not None:
                    worth = np.array(rewards[job.task, job.query], np.float64)
                names = [pool.corpus.examples[row].output for row in (job.query, *job.rows)]
                keys = [f"{pool.info.name}:{name}" for name in names]
                coded = np.array([numbers.setdefault(key, len(numbers)) for key in keys])
                order = np.argsort(-worth, kind="stable")
                rows = np.array(job.rows, np.int64)[order]
                found.append(
                    Lesson(place, job.query, rows, worth[order], int(coded[0]), coded[1:][order])
                )
        judged = np.random.default_rng((seed, 6)).random(len(found)) < HELD_OUT
        return Lessons(
            pools,
            tuple(one for one, out in zip(found, judged, strict=True) if not out),
            tuple(one for one, out in zip(found, judged, strict=True) if out),
        )


@dataclass(frozen=True)
class Step:
    """A step's data: lessons and the places of their candidates, int [B, G], positive first."""

    lessons: tuple[Lesson, ...]
    places: npt.NDArray[np.int64]

    def targets(self, *, graded: bool) -> npt.NDArray[np.float32]:
        """What the retriever should say of each group [B, G]: probabilities."""
        found = []
        for lesson, places in zip(self.lessons, self.places, strict=True):
            worth = standardised(lesson.worth) if graded else lesson.worth
            values = np.exp(worth[places] - worth[places].max())
            found.append(values / values.sum())
        return np.array(found, np.float32)

    @property
    def rows(self) -> list[npt.NDArray[np.int64]]:
        """Rows of each group in its task's pool."""
        return [one.rows[places] for one, places in zip(self.lessons, self.places, strict=True)]

    @property
    def key_answers(self) -> npt.NDArray[np.int64]:
        """Numbers of the answers [B, G]."""
        groups = zip(self.lessons, self.places, strict=True)
        return np.stack([one.answers[places] for one, places in groups])


def drawn_step(
    lessons: Lessons, batch: int, group: int, rng: np.random.Generator, *, same_task: bool
) -> Step:
    """A step's lessons, of one task if wanted, each with a group around one of its best."""
    some: Sequence[Lesson] = lessons.trained
    if same_task:
        pool = some[int(rng.integers(len(some)))].pool
        some = [one for one in some if one.pool == pool]
    chosen = [some[place] for place in rng.permutation(len(some))[:batch]]
    size = min(group, min(len(one.rows) for one in chosen))
    places = np.stack([_group(len(one.rows), size, rng) for one in chosen])
    return Step(tuple(chosen), places)


def mean_ndcg(lessons: Sequence[Lesson], scores: Sequence[Floats]) -> float:
    """Mean nDCG@4 of scores of each lesson's rows."""
    if not lessons:
        return 1.0
    pairs = zip(lessons, scores, strict=True)
    return float(np.mean([ndcg(gains(one.worth), each, TOP) for one, each in pairs]))


def _group(count: int, size: int, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    positive = int(rng.integers(min(BEST, count)))
    others = [place for place in range(max(0, count - WORST), count) if place != positive]
    more = [place for place in range(count) if place != positive and place not in others]
    negatives = rng.permutation(others)[: size - 1].tolist()
    negatives += more[: size - 1 - len(negatives)]
    return np.array([positive, *negatives], np.int64)
