"""The rules of BIDS for EEG that a data set can break, without the validator and its schema.

They are those of the schema's `sidecars/eeg`, `tabular_data/eeg`, `files/raw/eeg` and `checks`:
https://bids-specification.readthedocs.io/en/stable/modality-specific-files/electroencephalography.html
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

_NAME = re.compile(
    r"(?P<sub>sub-[A-Za-z0-9]+)(_(?P<ses>ses-[A-Za-z0-9]+))?(_task-(?P<task>[A-Za-z0-9]+))?"
    r"(_run-\d+)?_(?P<suffix>eeg|channels|events|electrodes|coordsystem|scans)\.(edf|json|tsv)"
)
_TYPES = {
    "AUDIO", "EEG", "EOG", "ECG", "EMG", "EYEGAZE", "GSR", "HEOG", "MISC", "PPG", "PUPIL", "REF",
    "RESP", "SYSCLOCK", "TEMP", "TRIG", "VEOG",
}  # fmt: skip
_COLUMNS = {
    "name", "type", "units", "description", "sampling_frequency", "reference", "low_cutoff",
    "high_cutoff", "notch", "status", "status_description",
}  # fmt: skip
_COUNTS = (("EEG", "EEG"), ("EOG", "EOG"), ("ECG", "ECG"), ("EMG", "EMG"), ("MISC", "Misc"),
           ("TRIG", "Trigger"))  # fmt: skip
_REQUIRED = ("TaskName", "EEGReference", "SamplingFrequency", "PowerLineFrequency",
             "SoftwareFilters")  # fmt: skip


def problems(root: Path) -> list[str]:
    """Every rule that the data set breaks, with the file; empty if it is valid."""
    return [*_of_set(root), *_of_names(root)] + [
        f"{recording.name}: {problem}"
        for recording in sorted(root.rglob("*_eeg.edf"))
        for problem in _of_recording(recording)
    ]


def table(path: Path) -> list[dict[str, str]]:
    """Rows of a TSV file."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def beside(recording: Path, name: str) -> Path:
    """The file of a recording whose name ends otherwise: `channels.tsv`, `eeg.json`, …"""
    return recording.with_name(recording.name.replace("_eeg.edf", f"_{name}"))


def _of_set(root: Path) -> Iterator[str]:
    described = json.loads((root / "dataset_description.json").read_text())
    if not described.get("Name"):
        yield "dataset_description.json: Name"
    if not re.fullmatch(r"\d+\.\d+\.\d+", described.get("BIDSVersion", "")):
        yield "dataset_description.json: BIDSVersion"
    if described.get("DatasetType") != "raw":
        yield "dataset_description.json: DatasetType"
    if [path.stat().st_size > 150 for path in root.glob("README*")] != [True]:
        yield "README"
    if "Unspecified" in str(described) or not described.get("Authors", ["somebody"]):
        yield "dataset_description.json: Authors"
    listed = {row["participant_id"] for row in table(root / "participants.tsv")}
    if listed != {path.name for path in root.glob("sub-*")}:
        yield "participants.tsv: participant_id"


def _of_names(root: Path) -> Iterator[str]:
    for path in root.rglob("sub-*/**/*"):
        if path.is_dir():
            continue
        found = _NAME.fullmatch(path.name)
        if found is None:
            yield f"{path.name}: name"
            continue
        folders = [x for x in (found["sub"], found["ses"]) if x]
        folders += [] if found["suffix"] == "scans" else ["eeg"]
        if list(path.relative_to(root).parts[:-1]) != folders:
            yield f"{path.name}: folder"
        if found["suffix"] == "scans":
            for row in table(path):
                datetime.fromisoformat(row["acq_time"].replace("n/a", "2000-01-01"))
                if not (path.parent / row["filename"]).is_file():
                    yield f"{path.name}: filename"


def _of_recording(recording: Path) -> Iterator[str]:
    import pyedflib

    with pyedflib.EdfReader(str(recording)) as edf:
        labels, rate_hz = edf.getSignalLabels(), edf.getSampleFrequency(0)
        seconds = edf.getFileDuration()
        if edf.getPatientName() not in ("", "X") or edf.getBirthdate():
            yield "the header names a person"
    name = _NAME.fullmatch(recording.name)
    sidecar = json.loads(beside(recording, "eeg.json").read_text())
    if name is None or sidecar.get("TaskName") != name["task"]:
        yield "TaskName"
    if sidecar.get("SamplingFrequency") != rate_hz:
        yield "SamplingFrequency"
    yield from _of_sidecar(sidecar)
    channels = table(beside(recording, "channels.tsv"))
    yield from _of_channels(channels, labels)
    for kind, key in _COUNTS:
        if sidecar.get(f"{key}ChannelCount", 0) != sum(row["type"] == kind for row in channels):
            yield f"{key}ChannelCount"
    yield from _of_events(beside(recording, "events.tsv"), seconds, rate_hz)
    if list(recording.parent.glob("*_electrodes.tsv")) and not list(
        recording.parent.glob("*_coordsystem.json")
    ):
        yield "electrodes.tsv without coordsystem.json"


def _of_sidecar(sidecar: dict[str, Any]) -> Iterator[str]:
    yield from (key for key in _REQUIRED if key not in sidecar)
    line_hz = sidecar.get("PowerLineFrequency")
    if not (line_hz == "n/a" or (isinstance(line_hz, int | float) and line_hz > 0)):
        yield "PowerLineFrequency"
    filters = sidecar.get("SoftwareFilters")
    if not (filters == "n/a" or isinstance(filters, dict)):
        yield "SoftwareFilters"
    if not isinstance(sidecar.get("EEGReference"), str) or not sidecar["EEGReference"]:
        yield "EEGReference"
    if sidecar.get("RecordingType") not in ("continuous", "discontinuous", "epoched"):
        yield "RecordingType"


def _of_channels(rows: list[dict[str, str]], labels: list[str]) -> Iterator[str]:
    if list(rows[0])[:3] != ["name", "type", "units"]:
        yield "channels.tsv: first columns"
    yield from (f"channels.tsv: column {name}" for name in set(rows[0]) - _COLUMNS)
    names = [row["name"] for row in rows]
    if names != labels or len(set(names)) != len(names):
        yield "channels.tsv: name"
    for row in rows:
        if row["type"] not in _TYPES:
            yield f"channels.tsv: type {row['type']}"
        if row["units"] not in ("V", "mV", "µV", "uV", "n/a"):
            yield f"channels.tsv: units {row['units']}"
        if row["status"] not in ("good", "bad", "n/a"):
            yield f"channels.tsv: status {row['status']}"
        if row["status"] == "bad" and row.get("status_description", "n/a") == "n/a":
            yield f"channels.tsv: {row['name']} is bad and nobody says why"
        if "" in row.values() or None in row.values():
            yield "channels.tsv: an empty cell"


def _of_events(path: Path, seconds: float, rate_hz: float) -> Iterator[str]:
    rows = table(path)
    if list(rows[0])[:2] != ["onset", "duration"]:
        yield "events.tsv: first columns"
    onsets = [float(row["onset"]) for row in rows]
    if onsets != sorted(onsets):
        yield "events.tsv: order"
    for row, onset_s in zip(rows, onsets, strict=True):
        duration_s = float(row["duration"])
        if not (0 <= onset_s <= seconds and 0 <= duration_s <= seconds - onset_s + 1 / rate_hz):
            yield f"events.tsv: {row} lies outside the recording"
        if abs(onset_s * rate_hz - float(row["sample"])) > 0.5:
            yield f"events.tsv: sample of {row}"
    columns = json.loads(path.with_suffix(".json").read_text())
    yield from (f"events.json: {name}" for name in rows[0] if name not in columns)
