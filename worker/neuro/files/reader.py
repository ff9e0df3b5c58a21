"""Any recording from its path: the format is told by the file's ending."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from shared.errors import AppError
from worker.neuro.files.csv_file import read_csv
from worker.neuro.files.mne_file import read_mne
from worker.neuro.files.recording import Recording
from worker.neuro.files.xdf_file import read_xdf

_READERS: dict[str, Callable[[Path], Recording]] = {
    ".fif": read_mne,
    ".gz": read_mne,
    ".edf": read_mne,
    ".bdf": read_mne,
    ".set": read_mne,
    ".vhdr": read_mne,
    ".xdf": read_xdf,
    ".csv": read_csv,
}
FORMATS = "FIF, EDF, BDF, XDF, EEGLAB .set, BrainVision .vhdr and CSV"


def read_recording(path: Path) -> Recording:
    """Read a recording.

    Raises
    ------
    AppError
        `missing_file`, or `bad_recording` with the reason.
    """
    if not path.is_file():
        raise AppError("missing_file", file=str(path))
    reader = _READERS.get(path.suffix.casefold())
    if reader is None:
        reason = f"its ending is {path.suffix or 'missing'}"
        raise AppError("bad_recording", file=str(path), reason=reason, formats=FORMATS)
    try:
        recording = reader(path)
    except AppError:
        raise
    except Exception as error:
        reason = str(error).strip().splitlines()[0][:200] if str(error).strip() else repr(error)
        raise AppError("bad_recording", file=str(path), reason=reason, formats=FORMATS) from error
    if not recording.samples.size:
        raise AppError("bad_recording", file=str(path), reason="it is empty", formats=FORMATS)
    return recording
