"""Decoders of two classes from few channels: shrinkage LDA, xDAWN + LDA, tangent space, ridge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from worker.neuro.decoding.trials import Trials
from worker.statistics.intervals import Floats

Labels = npt.NDArray[np.bool_]
Scorer = Callable[[Floats], Floats]
# Means over so many samples, about 16 ms at 256 Hz.
_STEP = 4
_FILTERS = 2
_SHRINKAGE = 0.05
_MEAN_STEPS = 10


class TwoClassFit(Protocol):
    """Learns from trials [n, C, T] of two classes; what comes back scores others, float [m]."""

    def __call__(self, samples: Floats, positive: Labels) -> Scorer: ...


@dataclass(frozen=True)
class TwoClassDecoder:
    """A decoder with one output; every channel is scaled by the training trials alone."""

    name: str
    learn: TwoClassFit

    def fit(
        self,
        train: Trials,
        targets: npt.NDArray[np.float32],
        validation: object = None,
        seed: int = 0,
    ) -> FittedTwoClass:
        """Targets are -1 and +1, [n, 1]; neither validation nor seed is used."""
        samples = np.asarray(train.samples, np.float64)
        scale = samples.std(axis=(0, 2), keepdims=True)
        scale = np.where(scale > 0, scale, 1.0)
        return FittedTwoClass(scale, self.learn(samples / scale, targets[:, 0] > 0))


@dataclass(frozen=True)
class FittedTwoClass:
    """What `TwoClassDecoder.fit` learned."""

    scale: Floats
    scorer: Scorer

    def embed(self, trials: Trials) -> npt.NDArray[np.float32]:
        """Scores float32 [n, 1]."""
        scores = self.scorer(np.asarray(trials.samples, np.float64) / self.scale)
        return np.asarray(scores, np.float32).reshape(-1, 1)


def pooled(samples: Floats, step: int = _STEP) -> Floats:
    """Means over `step` samples in each channel, as rows [n, C × T / step]."""
    n, channels, length = samples.shape
    whole = samples[:, :, : length // step * step]
    return np.asarray(whole.reshape(n, channels, -1, step).mean(axis=3).reshape(n, -1))


def _lda(features: Floats, positive: Labels) -> Any:
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    return LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto").fit(features, positive)


def shrinkage_lda(samples: Floats, positive: Labels) -> Scorer:
    """Linear discriminant of pooled samples, covariance shrunk as Ledoit and Wolf say."""
    model = _lda(pooled(samples), positive)
    return lambda others: np.asarray(model.decision_function(pooled(others)))


def xdawn_filters(samples: Floats, positive: Labels, filters: int = _FILTERS) -> Floats:
    """Spatial filters [2 × filters, C] that carry most of each class's evoked response (xDAWN)."""
    from scipy.linalg import eigh

    channels = samples.shape[1]
    noise = np.einsum("nct,ndt->cd", samples, samples) / (len(samples) * samples.shape[2])
    noise += 1e-3 * np.trace(noise) / channels * np.eye(channels)
    found = []
    for chosen in (~positive, positive):
        evoked = samples[chosen].mean(axis=0)
        _, vectors = eigh(evoked @ evoked.T / evoked.shape[1], noise)
        found.append(vectors[:, ::-1][:, :filters].T)
    return np.concatenate(found)


def xdawn_lda(samples: Floats, positive: Labels) -> Scorer:
    """xDAWN, then shrinkage LDA of what its filters give."""
    filters = xdawn_filters(samples, positive)
    learned = shrinkage_lda(np.einsum("kc,nct->nkt", filters, samples), positive)
    return lambda others: learned(np.einsum("kc,nct->nkt", filters, others))


def tangent_space(samples: Floats, positive: Labels) -> Scorer:
    """Covariances with the mean responses of both classes, in their tangent space, by logistic
    regression (Barachant and Congedo 2014)."""
    from sklearn.linear_model import LogisticRegression

    templates = np.concatenate([samples[~positive].mean(axis=0), samples[positive].mean(axis=0)])
    covariances = _covariances(samples, templates)
    middle = riemannian_mean(covariances)
    features = _tangent(covariances, middle)
    model = LogisticRegression(C=0.1, max_iter=1000).fit(features, positive)

    def score(others: Floats) -> Floats:
        return np.asarray(
            model.decision_function(_tangent(_covariances(others, templates), middle))
        )

    return score


def _covariances(samples: Floats, templates: Floats) -> Floats:
    """Of each trial together with the templates, float64 [n, K, K], shrunk towards equal power."""
    joint = np.concatenate(
        [np.broadcast_to(templates, (len(samples), *templates.shape)), samples], axis=1
    )
    joint = joint - joint.mean(axis=2, keepdims=True)
    found = np.matmul(joint, joint.transpose(0, 2, 1)) / joint.shape[2]
    power = np.einsum("ncc->n", found)[:, None, None] / found.shape[1]
    return np.asarray((1 - _SHRINKAGE) * found + _SHRINKAGE * power * np.eye(found.shape[1]))


def riemannian_mean(covariances: Floats) -> Floats:
    """The geometric mean [K, K] of positive definite matrices [n, K, K]."""
    middle = covariances.mean(axis=0)
    for _ in range(_MEAN_STEPS):
        root, inverse = _power(middle, 0.5), _power(middle, -0.5)
        step = _logarithm(inverse @ covariances @ inverse).mean(axis=0)
        values, vectors = np.linalg.eigh(step)
        middle = root @ ((vectors * np.exp(values)) @ vectors.T) @ root
        if np.abs(step).max() < 1e-8:
            break
    return np.asarray(middle)


def _tangent(covariances: Floats, middle: Floats) -> Floats:
    """Upper triangles of the logarithms seen from `middle`, off-diagonals times √2: [n, F]."""
    inverse = _power(middle, -0.5)
    rows, columns = np.triu_indices(len(middle))
    scale = np.where(rows == columns, 1.0, np.sqrt(2))
    return np.asarray(_logarithm(inverse @ covariances @ inverse)[:, rows, columns] * scale)


def _power(matrix: Floats, exponent: float) -> Floats:
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray((vectors * values**exponent) @ vectors.T)


def _logarithm(matrices: Floats) -> Floats:
    values, vectors = np.linalg.eigh(matrices)
    return np.asarray((vectors * np.log(values)[:, None, :]) @ vectors.transpose(0, 2, 1))
