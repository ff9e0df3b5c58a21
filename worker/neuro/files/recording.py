"""A recording in memory: samples as they were recorded, their times and the markers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from shared.neuro.acquisition import SessionNotes
from shared.neuro.chunks import Markers
from shared.neuro.streams import StreamInfo
from worker.neuro.sources.base import ClockOffset

# Says in a file that no person was recorded; written as an annotation over all of it.
SIMULATED = "simulated"
# Our recorder writes what happened to the stream beside it, in words.
EVENTS_STREAM = "vitrine-events"


@dataclass(frozen=True)
class Note:
    """What a person noted: the time on the clock of the samples, 0 s long for a moment."""

    at_s: float
    duration_s: float
    text: str


@dataclass(frozen=True)
class Recording:
    """One stream with markers on the same clock.

    Parameters
    ----------
    info : StreamInfo
        Channels with the unit of `samples`: `uV` for voltages.
    samples : float32 [n, C]
        Lost samples are not in it: `times_s` shows the hole.
    times_s : float64 [n]
        As recorded, not dejittered; seconds on the sender's clock.
    clock_offsets : tuple of ClockOffset
        What the recorder measured between the sender's clock and its own; empty if unknown.
    started_at : datetime or None
        Wall clock at the first sample, UTC.
    events : tuple of str
        What our recorder noticed while it recorded.
    bad_channels : tuple of str
        Labels that a person had marked as bad when the recording ended.
    notes : tuple of Note
        In the order of their times.
    session : SessionNotes or None
        As it was described last.
    others : tuple of str
        Names of streams of samples in the same file that were not read.
    """

    info: StreamInfo
    samples: npt.NDArray[np.float32]
    times_s: npt.NDArray[np.float64]
    markers: Markers
    started_at: datetime | None = None
    clock_offsets: tuple[ClockOffset, ...] = ()
    events: tuple[str, ...] = ()
    bad_channels: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    session: SessionNotes | None = None
    others: tuple[str, ...] = ()


def sorted_markers(times_s: list[float], texts: list[str]) -> Markers:
    """Markers in the order of their times; equal times keep theirs."""
    times = np.asarray(times_s, dtype=np.float64)
    order = np.argsort(times, kind="stable")
    return Markers(times_s=times[order], texts=tuple(texts[index] for index in order))
