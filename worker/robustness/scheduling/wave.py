"""What searches and the scheduler tell each other."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Wave:
    """Prompts whose scores a search wants at once.

    Attributes
    ----------
    prompts : tuple of str
        Doubles, and those of earlier waves, are not asked again.
    best : str
        The best attacked prompt so far, or the prompt before any attack.
    about : str
        What they are for: "importance of words", "word 3 of 12".
    more : int
        How many prompts the search thinks will follow these.
    probes : bool
        Whether they are no candidates, but only tell which words to change.
    """

    prompts: tuple[str, ...]
    best: str
    about: str = ""
    more: int = 0
    probes: bool = False


@dataclass(frozen=True)
class Scores:
    """What the samples of the search say of the prompts of a wave, in their order.

    Attributes
    ----------
    right : bool [prompts, samples]
    loss : float64 [prompts, samples]
        Cross-entropy of the right label, nats; NaN where the model writes its answers.
    over : bool
        The budget is used up: rows of the last prompts are missing, and no wave will follow.
    """

    right: Bools
    loss: Floats
    over: bool = False

    def __len__(self) -> int:
        """How many prompts were scored."""
        return len(self.right)

    @property
    def accuracy(self) -> Floats:
        """Share of right answers of each prompt."""
        return np.asarray(self.right.mean(axis=1), np.float64)

    @property
    def mean_loss(self) -> Floats:
        """Mean cross-entropy of each prompt, nats."""
        return np.asarray(self.loss.mean(axis=1), np.float64)


@dataclass(frozen=True)
class Found:
    """The attacked prompt that a search ends with."""

    prompt: str


Search = Generator[Wave, Scores, Found]
