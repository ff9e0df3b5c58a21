"""Prompts times samples: which answers are right, and how sure the model was of the right one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shared.robustness.samples import Sample

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int16]


def gold_of(samples: Sequence[Sample], labels: Sequence[str]) -> Places:
    """Place of the right label of each sample, int16 [samples]."""
    return np.array([list(labels).index(sample.label) for sample in samples], np.int16)


@dataclass(frozen=True)
class Matrix:
    """Cells of one model.

    Attributes
    ----------
    prompts : tuple of str
    answers : int16 [prompts, samples]
        Place of the label that was answered, -1 where none could be read.
    right : bool [prompts, samples]
    loss : float64 [prompts, samples]
        Cross-entropy of the right label among the labels, nats; NaN where answers are written.
    log_probabilities : float64 [prompts, samples, labels]
        NaN where answers are written.
    """

    prompts: tuple[str, ...]
    answers: Places
    right: Bools
    loss: Floats
    log_probabilities: Floats

    @property
    def accuracy(self) -> Floats:
        """Share of right answers of each prompt."""
        return np.asarray(self.right.mean(axis=1))

    def row(self, prompt: str) -> Matrix:
        """The cells of one prompt."""
        return self.rows([self.prompts.index(prompt)])

    def rows(self, places: Sequence[int]) -> Matrix:
        """Some of the prompts."""
        some = list(places)
        return Matrix(
            tuple(self.prompts[place] for place in some),
            self.answers[some],
            self.right[some],
            self.loss[some],
            self.log_probabilities[some],
        )

    @staticmethod
    def stacked(parts: Sequence[Matrix]) -> Matrix:
        """Prompts below each other, on the same samples."""
        return Matrix(
            tuple(prompt for part in parts for prompt in part.prompts),
            np.concatenate([part.answers for part in parts]),
            np.concatenate([part.right for part in parts]),
            np.concatenate([part.loss for part in parts]),
            np.concatenate([part.log_probabilities for part in parts]),
        )
