"""How much the answers hang on which of several prompts with the same meaning is asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from worker.statistics.bootstrap import RESAMPLES, bootstrap
from worker.statistics.intervals import Floats, Interval

Bools = npt.NDArray[np.bool_]
Answers = npt.NDArray[np.int16]


@dataclass(frozen=True)
class Sensitivity:
    """Prompts on the same samples.

    Attributes
    ----------
    best, mean, worst : float
        Accuracy of the best prompt, of all, and of the worst.
    spread : float
        Best less worst (Sclar and others 2024, FormatSpread); the bootstrap's interval is over
        samples.
    pss : float
        Share of pairs of prompts of which one is right and one is not, over samples: 0 to 1 (Zhuo
        and others 2024, PromptSensiScore).
    always_right : float
        Share of samples that all prompts have right.
    """

    best: float
    mean: float
    worst: float
    spread: float
    spread_ci95: Interval
    pss: float
    always_right: float


def sensitivity(right: Bools, seed: int = 0, resamples: int = RESAMPLES) -> Sensitivity:
    """The sensitivity of right answers bool [prompts, samples]; of one prompt it is 0."""
    prompts, n = right.shape
    accuracy = right.mean(axis=1)
    hits = right.sum(axis=0)
    pairs = max(1, prompts * (prompts - 1))

    def between(rows: npt.NDArray[np.int64]) -> Floats:
        # As products with counts: a table of prompts x resamples x samples would be large.
        counts = np.stack([np.bincount(row, minlength=n) for row in rows])
        drawn = counts.astype(np.float64) @ right.T.astype(np.float64) / n
        return np.asarray(drawn.max(axis=1) - drawn.min(axis=1))

    return Sensitivity(
        best=float(accuracy.max()),
        mean=float(accuracy.mean()),
        worst=float(accuracy.min()),
        spread=float(accuracy.max() - accuracy.min()),
        spread_ci95=bootstrap(between, n, np.random.default_rng((seed, n)), resamples=resamples),
        pss=float((2 * hits * (prompts - hits) / pairs).mean()),
        always_right=float((hits == prompts).mean()),
    )


def posix(log_probabilities: Floats, answers: Answers) -> float:
    """The mean shift of an answer's log-probability from its own prompt to another, nats.

    Chatterjee and others (2024), section 3, for answers that are labels and so of one length.

    Parameters
    ----------
    log_probabilities : float64 [prompts, samples, labels]
    answers : int16 [prompts, samples]
        -1 where none could be read: such answers have no probability and are left out.
    """
    prompts = len(answers)
    if prompts < 2:
        return 0.0
    samples = np.arange(answers.shape[1])
    shifts: list[Floats] = []
    for own in range(prompts):
        known = answers[own] >= 0
        told = log_probabilities[:, samples[known], answers[own][known]]
        shift = np.abs(told - told[own])
        shifts.append(np.delete(shift, own, axis=0).ravel())
    every = np.concatenate(shifts)
    return float(every.mean()) if every.size else 0.0
