"""What a search makes as large as it can."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from worker.robustness.scheduling.wave import Scores

Floats = npt.NDArray[np.float64]
Objective = Callable[[Scores], Floats]


def errors(scores: Scores) -> Floats:
    """How many samples are wrong, of each prompt: whole numbers, so that ties are ties."""
    return np.asarray((~scores.right).sum(axis=1), np.float64)


def cross_entropy(scores: Scores) -> Floats:
    """Mean cross-entropy of the right labels: moves where no answer changes yet."""
    return scores.mean_loss


def first_best(values: Floats) -> int:
    """The place of the largest value; of equals, the first."""
    return int(np.argmax(values))
