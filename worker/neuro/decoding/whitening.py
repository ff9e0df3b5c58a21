"""Alignment of a session: its channels are whitened by what its own noise is like."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

SHRINKAGE = 0.1
LIMIT_SD = 6.0


def whitener(
    samples: npt.NDArray[np.float32], shrinkage: float = SHRINKAGE
) -> npt.NDArray[np.float32]:
    """The inverse square root float32 [C, C] of the trials' covariance [n, C, T].

    Euclidean alignment (He and Wu 2020) with shrinkage towards equal channels: no label is used,
    but only trials that may be looked at may be given.
    """
    centred = samples - samples.mean(axis=0, dtype=np.float64)
    covariance = np.einsum("nct,ndt->cd", centred, centred) / (len(samples) * samples.shape[2])
    channels = len(covariance)
    even = np.trace(covariance) / channels * np.eye(channels)
    values, vectors = np.linalg.eigh((1 - shrinkage) * covariance + shrinkage * even)
    scaled = vectors / np.sqrt(np.maximum(values, 1e-12 * values.max()))
    return np.asarray(scaled @ vectors.T, np.float32)


def aligned(
    samples: npt.NDArray[np.float32], white: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Whitened trials float32 [n, C, T], clipped at six standard deviations."""
    mixed = np.matmul(white, samples)
    return np.asarray(np.clip(mixed, -LIMIT_SD, LIMIT_SD), np.float32)
