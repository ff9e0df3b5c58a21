"""What the time line says: slots and times of samples, what is missing, what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from shared.neuro.chunks import Chunk

EventKind = Literal[
    "gap", "found", "duplicate", "late", "disorder", "clock_jump", "rate", "bad_time"
]


@dataclass(frozen=True)
class Gap:
    """`n_missing` slots from `start_index` that no sample fills; times in s on the time line."""

    start_index: int
    n_missing: int
    from_s: float
    to_s: float


@dataclass(frozen=True)
class StreamEvent:
    """Something about the stream's time that a person should know.

    Attributes
    ----------
    kind : str
        gap: `count` samples lost · found: `count` samples counted as lost were not ·
        duplicate: `count` samples came twice, the second was dropped · late: `count` samples came
        after their turn and are not in the live signal · disorder: `count` samples came out of
        order and were put right · clock_jump: the sender's clock jumped by
        `seconds`, which was taken out · rate: the stream really has `rate_hz` ·
        bad_time: `count` samples without a finite time were dropped.
    index : int
        Slot at which it was noticed.
    """

    kind: EventKind
    index: int
    count: int = 0
    seconds: float = 0.0
    rate_hz: float = 0.0


@dataclass(frozen=True)
class Placed:
    """Samples that have a place.

    Attributes
    ----------
    chunk : Chunk
        Samples in order with monotone times (s, clock of this computer if offsets were given).
    indices : np.ndarray
        int64 [n], slot of each sample: rising; a step of more than 1 is one of `gaps`.
    """

    chunk: Chunk
    indices: np.ndarray
    gaps: tuple[Gap, ...] = ()
    events: tuple[StreamEvent, ...] = ()


@dataclass(frozen=True)
class Counts:
    """What a time line saw up to now, in samples (`clock_jumps` in jumps)."""

    received: int = 0
    placed: int = 0
    lost: int = 0
    duplicated: int = 0
    late: int = 0
    disordered: int = 0
    clock_jumps: int = 0
