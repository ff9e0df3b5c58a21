"""BIDS-EEG (https://bids-specification.readthedocs.io), EDF+ inside, by way of mne-bids."""

from __future__ import annotations

import contextlib
import errno
import json
import re
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.errors import AppError, file_error
from shared.neuro.acquisition import SessionNotes
from shared.paths import write_atomic
from shared.provenance import installed_versions
from worker.neuro.export.channels import exportable
from worker.neuro.export.edf_file import MOST_LABEL, write_grid
from worker.neuro.export.fif_file import SAYS_SIMULATED, annotations_of, mne_kinds
from worker.neuro.export.grid import Grid, bad_channels, on_grid, with_tail
from worker.neuro.files.recording import Recording

if TYPE_CHECKING:
    from mne_bids import BIDSPath

SUBJECT, TASK = "01", "stream"
_DESCRIPTION, _US = "dataset_description.json", "Vitrine"
# Tables and sidecars beside the samples.
_REST_BYTES = 1 << 20
_CODE = re.compile(r"[A-Za-z0-9]+")


def write_bids(
    recording: Recording,
    root: Path,
    *,
    subject: str = "",
    session: str = "",
    task: str = "",
    line_hz: float = 50.0,
) -> Path:
    """Add the recording to the data set at `root`, as the next run of subject, session and task.

    Channels that were marked as bad are `bad` in `channels.tsv`, notes are rows of `events.tsv`.

    Parameters
    ----------
    subject, session, task : str
        Letters and digits; a code, never a name. Empty ones are those that the recording holds, or
        `01`, no session, and `stream`.

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

    folder = _folder(recording, root, subject, session, task)
    # A data set is made to be given away: codes, no consent and no remarks.
    recording = exportable(replace(recording, session=None), MOST_LABEL)
    grid = on_grid(recording)
    with (
        tempfile.TemporaryDirectory(prefix="vitrine-bids-") as temporary,
        mne.utils.use_log_level("ERROR"),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore", RuntimeWarning)  # mne-bids comments on its own defaults
        edf = write_grid(recording, grid, Path(temporary) / "recording.edf")
        raw = _described(edf, recording, grid, line_hz)
        place = folder.copy().update(run=_next_run(folder), extension=".edf")
        with _all_or_nothing(place, edf.stat().st_size):
            _describe_set(root)
            written = mne_bids.write_raw_bids(raw, place)  # copies the EDF as it is
            _sign_set(root)
            _describe(written, recording, grid)
    return Path(written.fpath)


def _folder(recording: Recording, root: Path, subject: str, session: str, task: str) -> BIDSPath:
    """Where the recording belongs by what is asked for, what it says, or neither."""
    import mne_bids

    known = recording.session or SessionNotes()
    subject = subject or known.subject or SUBJECT
    session, task = session or known.session, task or known.task or TASK
    _check_codes(subject, session, task)
    return mne_bids.BIDSPath(
        root=root, subject=subject, session=session or None, task=task, datatype="eeg", suffix="eeg"
    )


def _described(edf: Path, recording: Recording, grid: Grid, line_hz: float) -> Any:
    """The EDF file as `mne.io.Raw`, with what EDF does not hold."""
    import mne

    raw = mne.io.read_raw_edf(edf, preload=False)
    raw.info["line_freq"] = line_hz
    raw.set_channel_types(dict(zip(raw.ch_names, mne_kinds(recording), strict=True)))
    # EDF cuts long texts into pieces; the table of events need not.
    whole = with_tail(grid, raw.n_times)
    raw.set_annotations(annotations_of(whole, raw.info["meas_date"]))
    return raw


@contextlib.contextmanager
def _all_or_nothing(place: BIDSPath, size_bytes: int) -> Iterator[None]:
    """Refuse before there is anything, if there is no room; leave no half of a run behind."""
    root = Path(place.root)
    try:
        root.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(root).free < size_bytes + _REST_BYTES:
            raise OSError(errno.ENOSPC, "no room", str(root))
        yield
    except OSError as error:
        for path in Path(place.directory).glob(f"{place.copy().update(suffix=None).basename}_*"):
            path.unlink(missing_ok=True)
        raise file_error(error, root) or error from error


def _check_codes(subject: str, session: str, task: str) -> None:
    for field, value in (("--subject", subject), ("--session", session), ("--task", task)):
        if value and not _CODE.fullmatch(value):
            raise AppError("bad_field", field=field, value=value, limit="letters and digits only")


def _describe_set(root: Path) -> None:
    import mne_bids

    if not (root / _DESCRIPTION).exists():
        root.mkdir(parents=True, exist_ok=True)
        mne_bids.make_dataset_description(path=root, name="Recordings made with Vitrine")


def _sign_set(root: Path) -> None:
    """Name this program and no authors: mne-bids puts dummies, only the person knows them."""
    path = root / _DESCRIPTION
    described = json.loads(path.read_text("utf-8"))
    if "[Unspecified" in str(described.get("Authors")):
        del described["Authors"]
    makers = described.setdefault("GeneratedBy", [])
    if not any(maker.get("Name") == _US for maker in makers):
        version = installed_versions([]).get("vitrine", "unknown")
        makers.insert(0, {"Name": _US, "Version": version})
    write_atomic(path, (json.dumps(described, indent=4, ensure_ascii=False) + "\n").encode())


def _describe(written: BIDSPath, recording: Recording, grid: Grid) -> None:
    """What mne-bids cannot know: reference, filters, simulation, and which channels are bad."""
    import mne_bids

    sidecar = written.copy().update(extension=".json")
    entries: dict[str, object] = {"EEGReference": "as recorded", "SoftwareFilters": "n/a"}
    if recording.info.simulated:
        entries |= {"Simulated": True, "TaskDescription": SAYS_SIMULATED}
    mne_bids.update_sidecar_json(sidecar, entries)
    bad = bad_channels(recording, grid)
    if bad:
        mne_bids.mark_channels(
            written, ch_names=list(bad), status="bad", descriptions=list(bad.values())
        )


def _next_run(folder: BIDSPath) -> str:
    name = folder.copy().update(run=None, suffix=None, extension=None).basename
    runs = [
        int(found.group(1))
        for path in Path(folder.directory).glob(f"{name}_run-*_eeg.edf")
        if (found := re.search(r"_run-(\d+)_", path.name))
    ]
    return f"{max(runs, default=0) + 1:02d}"
