"""Decoders of any number of classes, whose every statistic comes from the training trials."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shared.errors import AppError
from worker.neuro.decoding.decoder import Decoder, Fitted
from worker.neuro.decoding.ridge import RidgeDecoder
from worker.neuro.decoding.trials import Trials
from worker.neuro.decoding.whitening import aligned, whitener
from worker.statistics.intervals import Floats

# Points in time of a trial that a discriminant looks at.
_POINTS = 11
LEAST_SAMPLES = 23


@dataclass(frozen=True)
class Whitened:
    """Another decoder behind whitening that is learned from the training trials.

    Attributes
    ----------
    each_alone : bool
        Whether each trial is first brought to a power of one, by itself: for people who differ.
    centred : bool
        Whether the mean of the training targets is taken away. It lacks what is tested: a decoder
        that falls back on it where EEG tells little would be right less often than by chance.
    """

    inner: Decoder
    each_alone: bool = False
    centred: bool = False

    @property
    def name(self) -> str:
        """That of the other."""
        return self.inner.name

    def fit(
        self,
        train: Trials,
        targets: npt.NDArray[np.float32],
        validation: object = None,
        seed: int = 0,
    ) -> FittedWhitened:
        """Validation is not used."""
        if train.samples.shape[2] < LEAST_SAMPLES:
            reason = f"a trial has {train.samples.shape[2]} samples, fewer than {LEAST_SAMPLES}"
            raise AppError("bad_recording", file="trials", reason=reason, formats="longer trials")
        samples = _alone(train.samples) if self.each_alone else train.samples
        white = whitener(samples)
        if self.centred:
            targets = targets - targets.mean(axis=0)
        fitted = self.inner.fit(train.with_samples(aligned(samples, white)), targets, None, seed)
        return FittedWhitened(fitted, white, self.each_alone)


@dataclass(frozen=True)
class FittedWhitened:
    """What `Whitened.fit` learned."""

    inner: Fitted
    white: npt.NDArray[np.float32]
    each_alone: bool

    def embed(self, trials: Trials) -> npt.NDArray[np.float32]:
        """What the other decoder says, float32 [n, D]."""
        samples = _alone(trials.samples) if self.each_alone else trials.samples
        return self.inner.embed(trials.with_samples(aligned(samples, self.white)))


def _alone(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    power = samples.std(axis=(1, 2), keepdims=True)
    return np.asarray(samples / np.where(power > 0, power, 1), np.float32)


@dataclass(frozen=True)
class FittedDiscriminant:
    """Weights float64 [F, K] and offsets [K] from pooled samples to scores of classes."""

    weights: Floats
    offset: Floats

    def embed(self, trials: Trials) -> npt.NDArray[np.float32]:
        """Scores float32 [n, K]; those of classes that were not in training are the lowest."""
        return np.asarray(_pooled(trials.samples) @ self.weights + self.offset, np.float32)


@dataclass(frozen=True)
class Discriminant:
    """Linear discriminant analysis of pooled samples, covariance shrunk as Ledoit and Wolf say.

    All classes are equally probable before the EEG is seen, whatever their shares in training.
    """

    name: str = "shrinkage_lda"

    def fit(
        self,
        train: Trials,
        targets: npt.NDArray[np.float32],
        validation: object = None,
        seed: int = 0,
    ) -> FittedDiscriminant:
        """Targets are one-hot, float32 [n, K]; neither validation nor seed is used."""
        from sklearn.covariance import ledoit_wolf

        x, given = _pooled(train.samples), targets.argmax(axis=1)
        known = np.unique(given)
        means = np.stack([x[given == kind].mean(axis=0) for kind in known])
        covariance, _ = ledoit_wolf(x - means[np.searchsorted(known, given)])
        solved = np.linalg.solve(covariance, means.T)
        weights = np.zeros((x.shape[1], targets.shape[1]))
        weights[:, known] = solved
        offset = np.full(targets.shape[1], -1e9)
        offset[known] = -0.5 * (means.T * solved).sum(axis=0)
        return FittedDiscriminant(weights, offset)


def _pooled(samples: npt.NDArray[np.float32]) -> Floats:
    width = samples.shape[2] // _POINTS
    cut = samples[:, :, : width * _POINTS].reshape(*samples.shape[:2], _POINTS, width)
    return np.asarray(cut.mean(axis=3, dtype=np.float64).reshape(len(samples), -1))


def class_decoders(across_people: bool) -> tuple[Decoder, ...]:
    """What is measured in the same folds; controls are those of the first."""
    ridge = Whitened(RidgeDecoder(on_grid=False), across_people, centred=True)
    return ridge, Whitened(Discriminant(), across_people)


def picture_decoder(across_people: bool) -> Decoder:
    """What is fitted to pictures' embeddings, from nothing."""
    return Whitened(RidgeDecoder(on_grid=False), across_people, centred=True)
