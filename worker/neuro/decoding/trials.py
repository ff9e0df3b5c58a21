"""Trials: what was recorded around each picture, and all that decides which may be compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from shared.neuro.epoching import FIRST_S, RATE_HZ

_BY_TRIAL = (
    "samples",
    "before",
    "picture",
    "concept",
    "subject",
    "session",
    "block",
    "order",
)


@dataclass(frozen=True)
class Trials:
    """n trials of one montage.

    Attributes
    ----------
    samples : float32 [n, C, T]
        µV after the causal chain, reference and baseline, from `first_s` after the picture on.
    before : float32 [n, C, T]
        As long, and wholly before the picture: nothing in it can tell which picture comes.
    picture, concept : int64 [n]
        What was shown; -1 where it is not known.
    subject, session, block : int64 [n]
    order : int64 [n]
        Place of the trial in its session.
    simulated : bool
        No person was recorded; said wherever figures of these trials stand.
    """

    samples: npt.NDArray[np.float32]
    before: npt.NDArray[np.float32]
    picture: npt.NDArray[np.int64]
    concept: npt.NDArray[np.int64]
    subject: npt.NDArray[np.int64]
    session: npt.NDArray[np.int64]
    block: npt.NDArray[np.int64]
    order: npt.NDArray[np.int64]
    labels: tuple[str, ...]
    rate_hz: float = RATE_HZ
    first_s: float = FIRST_S
    simulated: bool = False

    def __len__(self) -> int:
        return len(self.picture)

    def rows(self, chosen: npt.NDArray[np.int64] | npt.NDArray[np.bool_] | slice) -> Trials:
        """The chosen trials."""
        parts: dict[str, Any] = {name: getattr(self, name)[chosen] for name in _BY_TRIAL}
        return replace(self, **parts)

    def with_samples(self, samples: npt.NDArray[np.float32]) -> Trials:
        """The same trials with other samples, as for a control."""
        return replace(self, samples=samples)


def joined(parts: list[Trials]) -> Trials:
    """Trials of several recordings as one.

    Raises
    ------
    ValueError
        If their montages, rates or windows differ.
    """
    first = parts[0]
    for part in parts[1:]:
        for name in ("labels", "rate_hz", "first_s", "simulated"):
            if getattr(part, name) != getattr(first, name):
                raise ValueError(f"trials of different {name} cannot be joined")
    joint: dict[str, Any] = {
        name: np.concatenate([getattr(p, name) for p in parts]) for name in _BY_TRIAL
    }
    return replace(first, **joint)
