"""A recording on a regular grid, for formats that know no gaps: holes are filled and marked."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import msgspec
import numpy as np
import numpy.typing as npt

from shared.errors import AppError
from worker.neuro.files.event_texts import MARKED_BAD, NO_NUMBERS, NOTE, session_text
from worker.neuro.files.mne_file import SKIP
from worker.neuro.files.recording import SIMULATED, Recording
from worker.neuro.stamps import lay

NOT_FINITE = "BAD_not_finite"
# A channel with fewer numbers than this is no use; the others need not be marked because of it.
_DEAD_SHARE = 0.5
_CONTROL = re.compile("[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Annotation:
    """Seconds from the first sample, length in seconds, and text."""

    onset_s: float
    duration_s: float
    text: str


@dataclass(frozen=True)
class Grid:
    """Samples float32 [n, C] at `rate_hz` and everything that is written beside them.

    Where samples were lost there are zeros under an annotation `BAD_ACQ_SKIP`, mne's word for
    samples that were not recorded; the same for values that are no numbers, under
    `BAD_not_finite`. `dead` are the labels of channels with hardly any number. `outside` counts
    markers and notes that lie where there are no samples: these formats cannot hold them.
    """

    samples: npt.NDArray[np.float32]
    rate_hz: float
    annotations: tuple[Annotation, ...]
    dead: tuple[str, ...] = ()
    outside: int = 0


def on_grid(recording: Recording) -> Grid:
    """Put a recording on the grid of its rate; samples that came twice are left out.

    The rate is the one that the stream promised, or the measured one where it did not keep it.

    Raises
    ------
    AppError
        `bad_request` if no sample has a time.
    """
    rate_hz, samples, slots, times_s = _placed(recording)
    grid = np.zeros((int(slots[-1]) + 1, samples.shape[1]), dtype=np.float32)
    grid[slots] = samples
    said = [
        (float(at), 0.0, text)
        for at, text in zip(recording.markers.times_s, recording.markers.texts, strict=True)
    ]
    said += [
        (note.at_s, note.duration_s, noted(note.text, note.duration_s)) for note in recording.notes
    ]
    found = [
        Annotation(float(np.interp(at, times_s, slots)) / rate_hz, seconds, text)
        for at, seconds, text in said
        if times_s[0] <= at <= times_s[-1] + 1 / rate_hz
    ]
    outside = len(said) - len(found)
    missing = np.ones(len(grid), dtype=bool)
    missing[slots] = False
    found += [Annotation(b / rate_hz, n / rate_hz, SKIP) for b, n in _stretches(missing)]
    broken = ~np.isfinite(grid)
    grid[broken] = 0
    dead = broken.mean(axis=0) > _DEAD_SHARE
    broken = np.asarray(broken[:, ~dead].any(axis=1))
    found += [Annotation(b / rate_hz, n / rate_hz, NOT_FINITE) for b, n in _stretches(broken)]
    if recording.info.simulated:
        found.append(Annotation(0.0, len(grid) / rate_hz, SIMULATED))
    if recording.session is not None:
        found.append(Annotation(0.0, 0.0, session_text(recording.session)))
    labels = tuple(x for x, is_dead in zip(recording.info.labels, dead, strict=True) if is_dead)
    told = tuple(sorted((_plain(each) for each in found), key=lambda each: each.onset_s))
    return Grid(grid, rate_hz, told, labels, outside)


def with_tail(grid: Grid, length: int) -> Grid:
    """The grid in a format that makes it `length` samples long: what is added was not recorded."""
    rest = length - len(grid.samples)
    if not rest:
        return grid
    tail = Annotation(len(grid.samples) / grid.rate_hz, rest / grid.rate_hz, SKIP)
    return replace(grid, annotations=(*grid.annotations, tail))


def noted(text: str, duration_s: float = 0.0) -> str:
    """A person's note as an annotation: a stretch that begins with BAD is one that mne leaves out,
    everything else must not look like one."""
    return text if duration_s > 0 and text.upper().startswith("BAD") else NOTE + text


def bad_channels(recording: Recording, grid: Grid) -> dict[str, str]:
    """Channels that are of no use, in order, and why."""
    return {
        label: MARKED_BAD if label in recording.bad_channels else NO_NUMBERS
        for label in recording.info.labels
        if label in recording.bad_channels or label in grid.dead
    }


def _plain(each: Annotation) -> Annotation:
    """Its text on one line and without the word that mne keeps for itself."""
    text = _CONTROL.sub(" ", each.text).replace("{COLON}", ":")
    return replace(each, text=text or "(no text)")


def _placed(
    recording: Recording,
) -> tuple[float, npt.NDArray[np.float32], npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """The rate that the stamps keep (Hz), samples that have a slot, their slots from 0, times."""
    laid = lay(recording)
    rate_hz = recording.info.rate_hz
    if not laid.stamps.keeps_rate:
        rate_hz = laid.stamps.whole_rate_hz
        info = msgspec.structs.replace(recording.info, rate_hz=rate_hz)
        laid = lay(replace(recording, info=info))
    if not any(len(each.indices) for each in laid.placed):
        reason = f"{recording.info.name} holds no sample that has a time: nothing can be written."
        raise AppError("bad_request", reason=reason)
    slots = np.concatenate([each.indices for each in laid.placed])
    times_s = np.concatenate([each.chunk.times_s for each in laid.placed])
    samples = np.concatenate([each.chunk.samples for each in laid.placed])
    return rate_hz, samples, slots - slots[0], times_s


def _stretches(flags: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Runs of True as (begin, length)."""
    edges = np.diff(np.concatenate([[0], flags.view(np.int8), [0]]))
    begins, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return [(int(b), int(e - b)) for b, e in zip(begins, ends, strict=True)]
