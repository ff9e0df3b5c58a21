"""Ridge regression from whitened trials to embeddings: the baseline that stands beside all else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from worker.neuro.decoding.alignment import Alignment, align, align_sessions
from worker.neuro.decoding.least_squares import ridge_weights
from worker.neuro.decoding.trials import Trials

_POINTS = 23


@dataclass(frozen=True)
class FittedRidge:
    """Weights float64 [F, D] from features to embeddings; features are centred by `middle`.

    Attributes
    ----------
    alignments : mapping of int to Alignment
        Of the people of the training, learned from their training trials alone.
    """

    middle: npt.NDArray[np.float64]
    weights: npt.NDArray[np.float64]
    offset: npt.NDArray[np.float64]
    strength: float
    on_grid: bool = True
    alignments: Mapping[int, Alignment] = field(default_factory=dict)

    def embed(self, trials: Trials) -> npt.NDArray[np.float32]:
        """Embeddings float32 [n, D]; the sessions of strangers are aligned by themselves."""
        values = _values(trials, self.alignments) if self.on_grid else trials.samples
        return np.asarray((_pooled(values) - self.middle) @ self.weights + self.offset, np.float32)


@dataclass(frozen=True)
class RidgeDecoder:
    """Linear, and quick to fit: what it reaches anything learned must beat (Perceptogram).

    Attributes
    ----------
    on_grid : bool
        Whether people are brought to the 64 places and whitened, as for the encoders; without it
        the channels are taken as they are.
    """

    on_grid: bool = True
    name: str = "ridge"

    def fit(
        self,
        train: Trials,
        targets: npt.NDArray[np.float32],
        validation: tuple[Trials, npt.NDArray[np.float32]] | None = None,
        seed: int = 0,
    ) -> FittedRidge:
        """Learn from trials and the embeddings of their pictures, float32 [n, D].

        The strength is chosen on the training trials by generalised cross-validation; neither
        validation nor seed is used.
        """
        alignments: dict[int, Alignment] = {}
        if self.on_grid:
            for who in np.unique(train.subject):
                alignments[int(who)] = align(train.rows(train.subject == who))
        x = _pooled(_values(train, alignments) if self.on_grid else train.samples)
        middle, offset = x.mean(axis=0), np.asarray(targets, np.float64).mean(axis=0)
        weights, strength = ridge_weights(x - middle, targets - offset)
        return FittedRidge(middle, weights, offset, strength, self.on_grid, alignments)


def _values(trials: Trials, alignments: Mapping[int, Alignment]) -> npt.NDArray[np.float32]:
    """On the grid and whitened, float32 [n, 64, T]."""
    people = np.unique(trials.subject)
    if not any(int(who) in alignments for who in people):
        return align_sessions(trials)
    parts = {int(who): np.flatnonzero(trials.subject == who) for who in people}
    first: npt.NDArray[np.float32] | None = None
    for who, rows in parts.items():
        own = trials.rows(rows)
        known = alignments.get(who)
        found = known.apply(own.samples) if known is not None else align_sessions(own)
        if first is None:
            first = np.empty((len(trials), *found.shape[1:]), np.float32)
        first[rows] = found
    assert first is not None, "no trials"
    return first


def _pooled(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Means over about 20 ms in every channel, float64 [n, C × 23]."""
    width = values.shape[2] // _POINTS
    cut = values[:, :, : width * _POINTS].reshape(*values.shape[:2], _POINTS, width)
    return np.asarray(cut.mean(axis=3, dtype=np.float64).reshape(len(values), -1))
