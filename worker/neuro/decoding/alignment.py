"""From the trials of one session to what the encoders see: grid and whitening in one product."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from worker.neuro.decoding.montage import to_grid
from worker.neuro.decoding.trials import Trials
from worker.neuro.decoding.whitening import aligned, whitener


@dataclass(frozen=True)
class Alignment:
    """The matrix float32 [64, C] of one session and montage."""

    labels: tuple[str, ...]
    matrix: npt.NDArray[np.float32]

    def apply(self, samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Samples [n, C, T] as float32 [n, 64, T], clipped at six standard deviations."""
        return aligned(samples, self.matrix)


def align(trials: Trials, bad: tuple[str, ...] = ()) -> Alignment:
    """Learn from trials whose pictures may be known or not: labels are not used."""
    white = session_whitener(trials, bad)
    grid = to_grid(trials.labels, bad)
    return Alignment(trials.labels, np.asarray(white @ grid, np.float32))


def session_whitener(trials: Trials, bad: tuple[str, ...] = ()) -> npt.NDArray[np.float32]:
    """Whitening of the trials on the grid, float32 [64, 64]."""
    return whitener(np.matmul(to_grid(trials.labels, bad), trials.samples))


def align_sessions(trials: Trials) -> npt.NDArray[np.float32]:
    """Every session aligned by itself: float32 [n, 64, T] in the order of the trials."""
    out: npt.NDArray[np.float32] | None = None
    keys = trials.subject * 1_000_003 + trials.session
    for key in np.unique(keys):
        chosen = keys == key
        part = trials.rows(chosen)
        values = align(part).apply(part.samples)
        if out is None:
            out = np.empty((len(trials), *values.shape[1:]), np.float32)
        out[chosen] = values
    assert out is not None, "no trials"
    return out
