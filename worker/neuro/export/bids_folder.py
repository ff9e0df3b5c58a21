"""BIDS-EEG (https://bids-specification.readthedocs.io), EDF+ inside, by way of mne-bids."""

from __future__ import annotations

import re
import tempfile
import warnings
from pathlib import Path

from shared.errors import AppError, file_error
from worker.neuro.export.edf_file import write_edf
from worker.neuro.export.fif_file import SAYS_SIMULATED
from worker.neuro.files.recording import Recording

_CODE = re.compile(r"[A-Za-z0-9]+")


def write_bids(
    recording: Recording,
    root: Path,
    *,
    subject: str = "01",
    task: str = "stream",
    line_hz: float = 50.0,
) -> Path:
    """Add the recording to the data set at `root`, as the next run of subject and task.

    Parameters
    ----------
    subject, task : str
        Letters and digits; a code, never a name.

    Returns
    -------
    Path
        The EDF file in the data set.

    Raises
    ------
    AppError
        `bad_field`, `disk_full` or `read_only`.
    """
    import mne
    import mne_bids

    for field, value in (("--subject", subject), ("--task", task)):
        if not _CODE.fullmatch(value):
            raise AppError("bad_field", field=field, value=value, limit="letters and digits only")
    folder = mne_bids.BIDSPath(root=root, subject=subject, task=task, datatype="eeg", suffix="eeg")
    with (
        tempfile.TemporaryDirectory(prefix="vitrine-bids-") as temporary,
        mne.utils.use_log_level("ERROR"),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore", RuntimeWarning)  # mne-bids comments on its own defaults
        edf = write_edf(recording, Path(temporary) / "recording.edf")
        raw = mne.io.read_raw_edf(edf, preload=False)
        raw.info["line_freq"] = line_hz
        kinds = {channel.label: channel.kind.casefold() for channel in recording.info.channels}
        raw.set_channel_types(
            {k: v for k, v in kinds.items() if v in ("eog", "ecg", "emg", "misc")}
        )
        place = folder.copy().update(run=_next_run(root, subject, task), extension=".edf")
        try:
            written = mne_bids.write_raw_bids(raw, place)  # copies the EDF as it is
            _describe(written, recording)
        except OSError as error:
            raise file_error(error, root) or error from error
    return Path(written.fpath)


def _describe(written: object, recording: Recording) -> None:
    import mne_bids

    sidecar = written.copy().update(extension=".json")  # type: ignore[attr-defined]
    entries: dict[str, object] = {"EEGReference": "as recorded", "SoftwareFilters": "n/a"}
    if recording.info.simulated:
        entries |= {"Simulated": True, "TaskDescription": SAYS_SIMULATED}
    mne_bids.update_sidecar_json(sidecar, entries)


def _next_run(root: Path, subject: str, task: str) -> str:
    runs = [
        int(found.group(1))
        for path in root.glob(f"sub-{subject}/eeg/sub-{subject}_task-{task}_run-*_eeg.edf")
        if (found := re.search(r"_run-(\d+)_", path.name))
    ]
    return f"{max(runs, default=0) + 1:02d}"
