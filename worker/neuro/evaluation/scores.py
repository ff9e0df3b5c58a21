"""What a score must be able to say of itself: its value, its interval and its chance."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from worker.neuro.evaluation.intervals import PERMUTATIONS
from worker.statistics.intervals import Floats, Interval

Embeddings = npt.NDArray[np.float32]


class Score(Protocol):
    """One figure before anybody says whether it may be printed.

    Attributes
    ----------
    name : str
        Such as `top-1 of 200`.
    n : int
        Trials, or groups of averaged trials, that were scored.
    units : int
        Independent things among them: pictures, or trials.
    repetitions : int
        Trials averaged before each guess.
    """

    @property
    def name(self) -> str: ...
    @property
    def value(self) -> float: ...
    @property
    def chance(self) -> float: ...
    @property
    def n(self) -> int: ...
    @property
    def units(self) -> int: ...
    @property
    def repetitions(self) -> int: ...

    def interval(self, seed: int) -> Interval:
        """95 % interval of the value."""

    def permuted(self, seed: int, count: int = PERMUTATIONS) -> Floats:
        """Values float64 [count] with the labels of the test permuted."""

    def threshold(self, p: float = 0.05) -> float | None:
        """The value that chance reaches with less than `p` by an exact test; None without one."""


def finite(embedding: Embeddings, n: int) -> Embeddings:
    """An embedding [n, D] that can be scored.

    Raises
    ------
    ValueError
        Where a decoder gave another number of rows or a value that is not finite.
    """
    values = np.asarray(embedding)
    if values.ndim != 2 or len(values) != n:
        raise ValueError(f"a decoder gave {values.shape} for {n} trials")
    if not np.isfinite(values).all():
        raise ValueError("a decoder gave values that are not finite")
    return values
