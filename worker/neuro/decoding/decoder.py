"""What a decoder is: fitted to trials, it embeds others."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from worker.neuro.decoding.trials import Trials


class Fitted(Protocol):
    """A decoder that has seen its training trials."""

    def embed(self, trials: Trials) -> npt.NDArray[np.float32]:
        """Embeddings float32 [n, D]; repeats of a picture are averaged by the caller."""


class Decoder(Protocol):
    """Learns to tell from trials what embedding their picture has."""

    @property
    def name(self) -> str:
        """What figures are printed under."""

    def fit(
        self,
        train: Trials,
        targets: npt.NDArray[np.float32],
        validation: tuple[Trials, npt.NDArray[np.float32]] | None,
        seed: int,
    ) -> Fitted:
        """Learn from trials and the embeddings of their pictures, float32 [n, D] of length 1."""
