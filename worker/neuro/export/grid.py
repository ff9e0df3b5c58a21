"""A recording on a regular grid, for formats that know no gaps: holes are filled and marked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shared.neuro.chunks import Chunk
from shared.neuro.timing import Timeline
from worker.neuro.files.mne_file import SKIP
from worker.neuro.files.recording import SIMULATED, Recording

_PIECE_S = 0.1
NOT_FINITE = "BAD_not_finite"


@dataclass(frozen=True)
class Note:
    """An annotation: seconds from the first sample, its length in seconds, and its text."""

    onset_s: float
    duration_s: float
    text: str


@dataclass(frozen=True)
class Grid:
    """Samples float32 [n, C] at a regular rate and everything that is written beside them.

    Where samples were lost there are zeros under a note `BAD_ACQ_SKIP`, mne's word for samples that
    were not recorded; the same for values that are no numbers, under `BAD_not_finite`.
    """

    samples: npt.NDArray[np.float32]
    notes: tuple[Note, ...]


def on_grid(recording: Recording) -> Grid:
    """Put a recording on the grid of its nominal rate; samples that came twice are left out."""
    rate_hz = recording.info.rate_hz
    samples, slots, times_s = _placed(recording)
    grid = np.zeros((int(slots[-1]) + 1, samples.shape[1]), dtype=np.float32)
    grid[slots] = samples
    notes = [
        Note(float(np.interp(at, times_s, slots)) / rate_hz, 0.0, text)
        for at, text in zip(recording.markers.times_s, recording.markers.texts, strict=True)
        if times_s[0] <= at <= times_s[-1] + 1 / rate_hz
    ]
    missing = np.ones(len(grid), dtype=bool)
    missing[slots] = False
    notes += [Note(b / rate_hz, n / rate_hz, SKIP) for b, n in _stretches(missing)]
    broken = np.asarray(~np.isfinite(grid).all(axis=1))
    grid[~np.isfinite(grid)] = 0
    notes += [Note(b / rate_hz, n / rate_hz, NOT_FINITE) for b, n in _stretches(broken)]
    if recording.info.simulated:
        notes.append(Note(0.0, len(grid) / rate_hz, SIMULATED))
    return Grid(samples=grid, notes=tuple(sorted(notes, key=lambda note: note.onset_s)))


def _placed(
    recording: Recording,
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Samples that have a slot, their slots from 0, and their times."""
    rate_hz = recording.info.rate_hz
    line = Timeline(rate_hz)
    piece = max(1, round(_PIECE_S * rate_hz))
    placed = []
    for begin in range(0, len(recording.samples), piece):
        times_s = recording.times_s[begin : begin + piece]
        chunk = Chunk(recording.samples[begin : begin + piece], times_s, float(times_s[-1]))
        placed.append(line.add(chunk))
    slots = np.concatenate([each.indices for each in placed])
    times = np.concatenate([each.chunk.times_s for each in placed])
    return np.concatenate([each.chunk.samples for each in placed]), slots - slots[0], times


def _stretches(flags: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Runs of True as (begin, length)."""
    edges = np.diff(np.concatenate([[0], flags.view(np.int8), [0]]))
    begins, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return [(int(b), int(e - b)) for b, e in zip(begins, ends, strict=True)]
