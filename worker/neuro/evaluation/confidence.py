"""Whether confidence means what it says: calibration error, reliability, abstention."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from worker.statistics.bootstrap import bootstrap
from worker.statistics.intervals import Floats, Interval, wilson

BINS = 10
COVERAGES = (1.0, 0.8, 0.6, 0.4, 0.2, 0.1)
Hits = npt.NDArray[np.bool_]


def calibration_error(confidence: Floats, right: Hits, bins: int = BINS) -> float:
    """Expected calibration error: mean distance of confidence from the share of hits, over bins
    of equal width, each weighted by its answers (Naeini et al. 2015)."""
    place = _bins(confidence, bins)
    counts = np.bincount(place, minlength=bins)
    gap = np.bincount(place, confidence - right, minlength=bins)
    return float(np.abs(gap).sum() / counts.sum())


def calibration_interval(confidence: Floats, right: Hits, seed: int) -> Interval:
    """Bootstrap over answers. The error is never negative: it is biased upwards by few answers."""
    gap, place = confidence - right, _bins(confidence, BINS)

    def error(rows: npt.NDArray[np.int64]) -> Floats:
        total = np.zeros(len(rows))
        for number in range(BINS):
            total += np.abs((gap[rows] * (place[rows] == number)).sum(axis=1))
        return np.asarray(total / rows.shape[1])

    return bootstrap(error, len(right), np.random.default_rng((seed, 4)))


def reliability(confidence: Floats, right: Hits, bins: int = BINS) -> list[dict[str, Any]]:
    """Mean confidence and share of hits in every bin that holds answers."""
    place = _bins(confidence, bins)
    rows = []
    for number in range(bins):
        own = place == number
        n = int(own.sum())
        if n:
            share = float(right[own].mean())
            rows.append(
                {
                    "confidence": round(float(confidence[own].mean()), 4),
                    "right": round(share, 4),
                    "ci95": [round(end, 4) for end in wilson(share * n, n)],
                    "n": n,
                }
            )
    return rows


def abstention(confidence: Floats, right: Hits) -> list[dict[str, Any]]:
    """The share of hits among the surest answers: of all of them, of four fifths, and so on."""
    order = np.argsort(-confidence, kind="stable")
    rows = []
    for coverage in COVERAGES:
        kept = right[order[: max(1, round(coverage * len(order)))]]
        n, share = len(kept), float(kept.mean())
        rows.append(
            {
                "coverage": coverage,
                "right": round(share, 4),
                "ci95": [round(end, 4) for end in wilson(share * n, n)],
                "n": n,
            }
        )
    return rows


def _bins(confidence: Floats, bins: int) -> npt.NDArray[np.int64]:
    return np.asarray(np.clip((confidence * bins).astype(np.int64), 0, bins - 1))
