"""EDF+, by way of pyedflib.

Format: https://www.edfplus.info/specs/edfplus.html. Values have 16 bits between the smallest and
the largest of each channel.
"""

from __future__ import annotations

import contextlib
import errno
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from shared.errors import AppError
from worker.neuro.export.channels import exportable
from worker.neuro.export.grid import Annotation, Grid, bad_channels, noted, on_grid, with_tail
from worker.neuro.export.target import new_file
from worker.neuro.files.edf_texts import STEP_S, pieces
from worker.neuro.files.event_texts import bad_note
from worker.neuro.files.recording import Recording

# Eight characters hold a limit in the header, its sign included.
_LARGEST = 9_999_999
_MOST_NOTES_PER_RECORD = 64
MOST_LABEL = 16


def write_edf(recording: Recording, path: Path) -> Path:
    """Write `path`; the patient is the subject's code, without name, sex or date of birth.

    Raises
    ------
    AppError
        `file_exists`, `disk_full`, `read_only`, or `bad_recording` for values beyond EDF's range.
    """
    recording = exportable(recording, MOST_LABEL)
    return write_grid(recording, on_grid(recording), path)


def write_grid(recording: Recording, grid: Grid, path: Path) -> Path:
    """Write an exportable recording whose grid is known; see `write_edf`."""
    import pyedflib

    info = recording.info
    headers = [
        _header(channel.label, channel.unit, grid.samples[:, index], grid.rate_hz, path)
        for index, channel in enumerate(info.channels)
    ]
    with new_file(path) as part, _written_whole(part):
        writer = pyedflib.EdfWriter(str(part), len(headers), pyedflib.FILETYPE_EDFPLUS)
        try:
            writer.setSignalHeaders(headers)
            if recording.started_at is not None:
                writer.setStartdatetime(recording.started_at.replace(tzinfo=None))
            writer.setRecordingAdditional("simulated" if info.simulated else "")
            writer.setPatientCode(recording.session.subject if recording.session else "")
            per_record = writer.get_smp_per_record(0)
            whole = with_tail(grid, -(-len(grid.samples) // per_record) * per_record)
            notes = _cut([*whole.annotations, *_about_channels(recording, grid)])
            _make_room(writer, len(notes), len(grid.samples))
            writer.writeSamples(list(np.ascontiguousarray(grid.samples.T, dtype=np.float64)))
            for note in notes:
                # EDF+ writes an event without a length with -1.
                writer.writeAnnotation(note.onset_s, note.duration_s or -1, note.text)
        finally:
            writer.close()
    return path


@contextlib.contextmanager
def _written_whole(part: Path) -> Iterator[None]:
    """What the library could not write, the disk did not take: it gives no reason, or no error."""
    import pyedflib

    try:
        yield
        pyedflib.EdfReader(str(part)).close()  # refuses a file that is shorter than it says
    except OSError as error:
        raise OSError(error.errno or errno.ENOSPC, str(error)) from error


def _header(
    label: str, unit: str, values: np.ndarray, rate_hz: float, path: Path
) -> dict[str, Any]:
    low, high = math.floor(float(values.min())), math.ceil(float(values.max()))
    if max(abs(low), abs(high)) > _LARGEST:
        reason = f"channel {label} has values beyond {_LARGEST}, more than EDF can hold"
        raise AppError("bad_recording", file=str(path), reason=reason, formats="FIF")
    return {
        "label": label,
        "dimension": unit.encode("ascii", "ignore").decode()[:8],
        "sample_frequency": rate_hz,
        "physical_min": low,
        "physical_max": high if high > low else low + 1,
        "digital_min": -32768,
        "digital_max": 32767,
        "prefilter": "",
        "transducer": "",
    }


def _about_channels(recording: Recording, grid: Grid) -> list[Annotation]:
    """EDF has no place for bad channels, and a text that begins with "bad" would spoil all."""
    bad = bad_channels(recording, grid)
    return [Annotation(0.0, 0.0, noted(bad_note(label, why))) for label, why in bad.items()]


def _cut(annotations: list[Annotation]) -> list[Annotation]:
    """Annotations whose texts fit, in the order of their times.

    The pieces of a long text stay together: what begins among them follows a moment later.
    """
    found: list[Annotation] = []
    free_s = 0.0
    cut = [(each, pieces(each.text)) for each in annotations]
    for each, texts in sorted(cut, key=lambda pair: (pair[0].onset_s, len(pair[1]))):
        onset_s = max(each.onset_s, free_s)
        found += [
            Annotation(onset_s + number * STEP_S, each.duration_s, text)
            for number, text in enumerate(texts)
        ]
        if len(texts) > 1:
            free_s = onset_s + len(texts) * STEP_S
    return found


def _make_room(writer: Any, notes: int, samples: int) -> None:
    """Each record holds as many notes as there are annotation signals."""
    records = max(1, math.ceil(samples / writer.get_smp_per_record(0)))
    # The library keeps the first of each record for the time.
    needed = math.ceil(notes / records) + 1
    writer.set_number_of_annotation_signals(min(needed, _MOST_NOTES_PER_RECORD))
