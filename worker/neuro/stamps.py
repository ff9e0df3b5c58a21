"""How the stamps of a recording run: what is missing, the real rate, how far stamps wander."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shared.neuro.chunks import Chunk
from shared.neuro.timing import Counts, Gap, Placed, Timeline
from worker.neuro.files.csv_file import whole_rate
from worker.neuro.files.recording import Recording

# Samples reach the time line in pieces as they do live: one piece would hide how stamps wander.
PIECE_S = 0.1
# A line through fewer stamps than this says nothing.
_LEAST = 3


@dataclass(frozen=True)
class Stamps:
    """What stamps say.

    Attributes
    ----------
    counts : Counts
        In samples and jumps.
    gaps : tuple of Gap
        Times in s on the recording's own clock, without its jumps.
    jumps_s : tuple of float
        Jumps of the sender's clock.
    start_s : float
        Time of the first sample.
    rate_hz : float
        Measured between gaps, so that loss does not lower it.
    jitter_s : float
        Standard deviation about straight lines between gaps.
    keeps_rate : bool
        False if the stream has another rate than it promises.
    """

    counts: Counts
    gaps: tuple[Gap, ...]
    jumps_s: tuple[float, ...]
    start_s: float
    rate_hz: float
    jitter_s: float
    keeps_rate: bool

    @property
    def whole_rate_hz(self) -> float:
        """The rate, as a whole number if it is close to one."""
        return whole_rate(self.rate_hz)


@dataclass(frozen=True)
class Laid:
    """A recording on a time line: its samples, piece by piece, and what their stamps say."""

    placed: tuple[Placed, ...]
    stamps: Stamps


def stamps_of(recording: Recording) -> Stamps:
    """What the stamps of a recording say."""
    return lay(recording).stamps


def lay(recording: Recording) -> Laid:
    """Lay a recording on a time line and measure it."""
    nominal_hz = recording.info.rate_hz
    pieces: list[Placed] = []
    line = Timeline(nominal_hz)
    piece = max(1, round(PIECE_S * nominal_hz))
    gaps: list[Gap] = []
    jumps_s: list[float] = []
    breaks: set[int] = set()
    newest = -1
    for begin in range(0, len(recording.samples), piece):
        rows = slice(begin, begin + piece)
        placed = line.add(Chunk(recording.samples[rows], recording.times_s[rows]))
        pieces.append(placed)
        gaps += placed.gaps
        jumps_s += [event.seconds for event in placed.events if event.kind == "clock_jump"]
        if len(placed.indices) < len(recording.samples[rows]):
            breaks |= {begin, begin + piece}  # which of them were left out does not matter
        steps = np.diff(placed.indices, prepend=newest)
        breaks |= {begin + int(row) for row in np.flatnonzero(steps > 1)}
        newest = int(placed.indices[-1]) if len(placed.indices) else newest
    rate_hz, jitter_s = _straightness(recording.times_s, nominal_hz, breaks)
    stamps = Stamps(
        counts=line.counts,
        gaps=tuple(gaps),
        jumps_s=tuple(jumps_s),
        start_s=float(line.time_of(0)),
        rate_hz=rate_hz,
        jitter_s=jitter_s,
        keeps_rate=line.rate_hz == nominal_hz,
    )
    return Laid(tuple(pieces), stamps)


def _straightness(
    times_s: npt.NDArray[np.float64], nominal_hz: float, breaks: set[int]
) -> tuple[float, float]:
    """Rate (Hz) and jitter (s) of stretches that begin at `breaks` and at steps of the times."""
    with np.errstate(invalid="ignore"):
        stepped = ~(np.abs(np.diff(times_s) - 1 / nominal_hz) <= max(0.25, 5 / nominal_hz))
    inner = breaks | {int(row) + 1 for row in np.flatnonzero(stepped)}
    places = sorted(place for place in inner if 0 < place < len(times_s))
    stretches = [s for s in np.split(times_s, places) if len(s) >= _LEAST and np.isfinite(s).all()]
    if not stretches:
        return nominal_hz, 0.0
    centred = [stretch - stretch.mean() for stretch in stretches]
    numbers = [np.arange(len(s)) - (len(s) - 1) / 2 for s in stretches]
    # One slope for all of them: a short stretch alone says little.
    slope_s = sum(float(n @ c) for n, c in zip(numbers, centred, strict=True))
    slope_s /= sum(float(n @ n) for n in numbers)
    if not slope_s > 0:
        return nominal_hz, 0.0
    rest = np.concatenate([c - slope_s * n for n, c in zip(numbers, centred, strict=True)])
    return 1 / slope_s, float(np.sqrt((rest**2).mean()))
