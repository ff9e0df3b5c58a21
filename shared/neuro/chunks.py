"""What comes out of a stream at once: samples or markers, with the times of their sender."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Chunk:
    """Consecutive samples of one stream.

    Attributes
    ----------
    samples : np.ndarray
        float32 [n, C], in µV where the channel is a voltage.
    times_s : np.ndarray
        float64 [n], LSL clock of the sender, one per sample, as received.
    arrived_s : float
        LSL clock of this computer when the chunk was taken from the inlet; NaN if not known.
    """

    samples: np.ndarray
    times_s: np.ndarray
    arrived_s: float = math.nan

    def __len__(self) -> int:
        return len(self.times_s)

    def rows(self, chosen: np.ndarray | slice) -> Chunk:
        """The chunk with only the chosen samples."""
        return Chunk(self.samples[chosen], self.times_s[chosen], self.arrived_s)


@dataclass(frozen=True)
class Markers:
    """Marks of a moment: float64 [n] times of the sender (s), and one text for each."""

    times_s: np.ndarray
    texts: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.texts)
