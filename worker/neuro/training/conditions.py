"""Embeddings as good and as bad as decoders give them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from worker.neuro.imaging.space import Space
from worker.neuro.training.scene_data import SceneData

_CLEAN = 0.3
_MIXED = 0.25


def embeddings_of(data: SceneData, space: Space) -> npt.NDArray[np.float32]:
    """Of each picture three, [n, 3, D]: its own, its caption's and its label's."""
    kinds = [space.images(data.pixels), space.texts(data.captions), space.texts(data.labels)]
    return np.stack(kinds, axis=1)


def conditions(
    embeddings: npt.NDArray[np.float32],
    mean: npt.NDArray[np.float32],
    rng: np.random.Generator,
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Conditions [B, D] of embeddings [B, 3, D], and the cosine of each with what it should be.

    Each is the embedding of the picture, of its caption, of its label or of a mixture. Most are
    spoiled as decoders spoil them: drawn towards the mean [3, D], mixed up with another picture,
    and noisy.
    """
    batch, kinds, size = embeddings.shape
    # Labels say nothing of places, so that little is learned from many of them.
    weights = np.eye(kinds)[rng.choice(kinds, batch, p=(0.6, 0.25, 0.15))]
    mixed = np.flatnonzero(rng.random(batch) < _MIXED)
    weights[mixed] = rng.dirichlet(np.ones(kinds), len(mixed))
    true = _unit(np.einsum("bk,bkd->bd", weights, embeddings))
    other = true[rng.permutation(batch)]
    spoil = rng.uniform(0, 1, (batch, 3)) * (rng.random((batch, 1)) >= _CLEAN)
    noise = rng.standard_normal((batch, size)) / size**0.5
    towards = weights @ mean
    spoiled = (
        (1 - 0.8 * spoil[:, :1]) * true
        + 0.8 * spoil[:, :1] * towards
        + 0.6 * spoil[:, 1:2] * (other - towards)
        + 0.7 * spoil[:, 2:] * noise
    )
    condition = _unit(spoiled)
    certainty = (condition * true).sum(axis=1).clip(0, 1)
    return condition.astype(np.float32), certainty.astype(np.float32)


def _unit(values: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    return np.asarray(values / np.linalg.norm(values, axis=1, keepdims=True).clip(1e-9))
