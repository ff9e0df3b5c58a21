"""What has been measured of each picture: its trials, added up over repeats."""

from __future__ import annotations

from collections import deque

import numpy as np
import numpy.typing as npt

from shared.tasks.neuro import MAX_REPEATS

MOST_BYTES = 96 << 20


class Evidence:
    """The last trials of each picture; those of pictures seen longest ago are forgotten first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._trials: dict[int, deque[npt.NDArray[np.float32]]] = {}

    @property
    def seen(self) -> tuple[int, ...]:
        """Numbers of the pictures, the newest last."""
        return tuple(self._trials)

    def add(self, picture: int, samples: npt.NDArray[np.float32]) -> None:
        """Add a trial float32 [C, T] of a picture."""
        trials = self._trials.pop(picture, None) or deque()
        self._trials[picture] = trials
        trials.append(samples)
        self._bytes += samples.nbytes
        if len(trials) > MAX_REPEATS:
            self._bytes -= trials.popleft().nbytes
        while self._bytes > self._most_bytes and len(self._trials) > 1:
            oldest = next(iter(self._trials))
            self._bytes -= sum(trial.nbytes for trial in self._trials.pop(oldest))

    def count(self, picture: int) -> int:
        """How many trials of a picture are held."""
        return len(self._trials.get(picture, ()))

    def trials(self, picture: int, most: int = MAX_REPEATS) -> npt.NDArray[np.float32]:
        """The newest `most` trials of a picture, float32 [n, C, T]."""
        return np.stack(list(self._trials[picture])[-most:])

    def clear(self) -> None:
        """Forget all."""
        self._trials.clear()
        self._bytes = 0
