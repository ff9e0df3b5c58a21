"""Trials out of a whole recording or a simulated session, by the chain that runs live."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from shared.errors import AppError
from shared.neuro.chunks import Chunk
from shared.neuro.epoching import LENGTH
from shared.neuro.gap_rows import with_gap_rows
from shared.neuro.timing import Timeline
from shared.neuro.trial_cutter import Mark, TrialCutter, picture_of
from worker.neuro.decoding.trials import Trials
from worker.neuro.files.recording import Recording

_PIECE_S = 0.1


def trials_of_recording(
    recording: Recording, *, concepts: int, subject: int = 0, session: int = 0
) -> Trials:
    """All whole trials of markers `picture/N`; block `block/N` markers count up the blocks.

    Raises
    ------
    AppError
        `bad_recording` where there is no such marker.
    """
    info = recording.info
    pieces = list(_placed(recording))
    line = pieces[-1][1]
    times = recording.markers.times_s
    found = [picture_of(text) for text in recording.markers.texts]
    begun = [i for i, text in enumerate(recording.markers.texts) if text.startswith("block/")]
    marks = [
        (Mark(float(line.index_of(times[i])), picture), sum(b < i for b in begun))
        for i, picture in enumerate(found)
        if picture is not None
    ]
    if not marks:
        reason = "it has no markers picture/NUMBER that say what was shown"
        raise AppError("bad_recording", file=info.name, reason=reason, formats="XDF, FIF, EDF")
    blocks = dict(marks)
    cutter = TrialCutter(info.labels, info.rate_hz)
    cut = []
    for number, (rows, _) in enumerate(pieces):
        cut += cutter.add(rows, [mark for mark, _ in marks] if number == 0 else ())
    order = {mark: place for place, (mark, _) in enumerate(marks)}
    return stacked(
        [(m, a, b, blocks[m], order[m]) for m, a, b in cut],
        info.labels,
        concepts,
        subject,
        session,
        simulated=info.simulated,
    )


def _placed(recording: Recording) -> Iterator[tuple[npt.NDArray[np.float32], Timeline]]:
    rate_hz = recording.info.rate_hz
    line = Timeline(rate_hz)
    piece = max(1, round(_PIECE_S * rate_hz))
    at = 0
    for begin in range(0, len(recording.samples), piece):
        times_s = recording.times_s[begin : begin + piece]
        chunk = Chunk(recording.samples[begin : begin + piece], times_s, float(times_s[-1]))
        placed = line.add(chunk)
        rows, at = with_gap_rows(placed.chunk.samples, at, placed.gaps, 10**7)
        yield rows, line


Cut = tuple[Mark, npt.NDArray[np.float32], npt.NDArray[np.float32], int, int]


def stacked(
    cut: list[Cut],
    labels: tuple[str, ...],
    concepts: int,
    subject: int,
    session: int,
    *,
    simulated: bool,
) -> Trials:
    """Cut trials as one value; `Cut` holds mark, samples, control, block and place."""
    picture = np.array([mark.picture for mark, *_ in cut], np.int64)
    empty = np.empty((0, len(labels), LENGTH), np.float32)
    return Trials(
        samples=np.stack([a for _, a, *_ in cut]) if cut else empty,
        before=np.stack([b for _, _, b, *_ in cut]) if cut else empty,
        picture=picture,
        concept=picture % concepts,
        subject=np.full(len(cut), subject, np.int64),
        session=np.full(len(cut), session, np.int64),
        block=np.array([block for *_, block, _ in cut], np.int64),
        order=np.array([place for *_, place in cut], np.int64),
        labels=labels,
        simulated=simulated,
    )
