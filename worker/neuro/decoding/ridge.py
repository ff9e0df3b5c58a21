"""Ridge regression from whitened trials to embeddings: the baseline that stands beside all else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from worker.neuro.decoding.alignment import align_sessions
from worker.neuro.decoding.least_squares import ridge_weights
from worker.neuro.decoding.trials import Trials

_POINTS = 23


@dataclass(frozen=True)
class FittedRidge:
    """Weights float64 [F, D] from features to embeddings; features are centred by `middle`."""

    middle: npt.NDArray[np.float64]
    weights: npt.NDArray[np.float64]
    offset: npt.NDArray[np.float64]
    strength: float
    on_grid: bool = True

    def embed(self, trials: Trials) -> npt.NDArray[np.float32]:
        """Embeddings float32 [n, D]."""
        found = (_features(trials, self.on_grid) - self.middle) @ self.weights + self.offset
        return np.asarray(found, np.float32)


@dataclass(frozen=True)
class RidgeDecoder:
    """Linear, and quick to fit: what it reaches anything learned must beat (Perceptogram).

    Attributes
    ----------
    on_grid : bool
        Whether sessions are brought to the 64 places and whitened, as for the encoders; without
        it the channels are taken as they are.
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
        x = _features(train, self.on_grid)
        middle, offset = x.mean(axis=0), np.asarray(targets, np.float64).mean(axis=0)
        weights, strength = ridge_weights(x - middle, targets - offset)
        return FittedRidge(middle, weights, offset, strength, self.on_grid)


def _features(trials: Trials, on_grid: bool) -> npt.NDArray[np.float64]:
    """Means over about 20 ms in every channel, float64 [n, C × 23]."""
    values = align_sessions(trials) if on_grid else trials.samples
    width = values.shape[2] // _POINTS
    cut = values[:, :, : width * _POINTS].reshape(*values.shape[:2], _POINTS, width)
    return np.asarray(cut.mean(axis=3, dtype=np.float64).reshape(len(values), -1))
