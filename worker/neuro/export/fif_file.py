"""FIF, by way of mne."""

from __future__ import annotations

import warnings
from datetime import datetime
from pathlib import Path
from typing import Any

from worker.neuro.export.channels import SIGNALS, exportable
from worker.neuro.export.grid import Grid, bad_channels, on_grid
from worker.neuro.export.target import new_file
from worker.neuro.files.recording import Recording

SAYS_SIMULATED = "simulated: no person was recorded"


def write_fif(recording: Recording, path: Path) -> Path:
    """Write `path`; single precision, volts.

    Raises
    ------
    AppError
        `file_exists`, `disk_full` or `read_only`.
    """
    import mne

    raw = raw_of(recording)
    with new_file(path) as part, mne.utils.use_log_level("ERROR"), warnings.catch_warnings():
        # The person chose the name; mne would like another.
        warnings.filterwarnings("ignore", message="This filename", category=RuntimeWarning)
        raw.save(part, fmt="single")
    return path


def raw_of(recording: Recording) -> Any:
    """The recording as `mne.io.RawArray`, in volts, with markers and notes as annotations."""
    import mne

    recording = exportable(recording)
    grid, info = on_grid(recording), recording.info
    kinds = mne_kinds(recording)
    factors = [1.0 if kind == "misc" else 1e-6 for kind in kinds]
    with mne.utils.use_log_level("ERROR"):
        described = mne.create_info(list(info.labels), grid.rate_hz, kinds)
        if info.simulated:
            described["description"] = SAYS_SIMULATED
        raw = mne.io.RawArray(grid.samples.T.astype(float) * [[f] for f in factors], described)
        if recording.started_at is not None:
            raw.set_meas_date(recording.started_at)
        if recording.session is not None and recording.session.subject:
            raw.info["subject_info"] = {"his_id": recording.session.subject}
        raw.info["bads"] = list(bad_channels(recording, grid))
        raw.set_annotations(annotations_of(grid, raw.info["meas_date"]))
    return raw


def mne_kinds(recording: Recording) -> list[str]:
    """mne's types of the channels; what is no voltage is `misc`."""
    kinds = [channel.kind.casefold() for channel in recording.info.channels]
    return [kind if kind in SIGNALS else "misc" for kind in kinds]


def annotations_of(grid: Grid, started_at: datetime | None) -> Any:
    """Markers, notes and what is missing, as `mne.Annotations`."""
    import mne

    return mne.Annotations(
        onset=[each.onset_s for each in grid.annotations],
        duration=[each.duration_s for each in grid.annotations],
        description=[each.text for each in grid.annotations],
        orig_time=started_at,
    )
