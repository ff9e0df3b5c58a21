"""Small files of every format that the EEG tasks read, harmless and harmful."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from shared.neuro.chunks import Chunk
from shared.neuro.streams import StreamInfo
from shared.neuro.xdf_writer import XdfWriter
from worker.neuro.export.edf_file import write_edf
from worker.neuro.export.fif_file import write_fif
from worker.neuro.files.recording import Recording
from worker.neuro.simulation.participant import Participant, SimulationSettings
from worker.neuro.simulation.recorded import simulated_recording


def simulated(seconds: float = 9.0, channels: int = 8, participant: int = 1) -> Recording:
    """A participant who looks at a picture about each second."""
    settings = SimulationSettings(
        level="demo", seed=5, channels=channels, soa_s=1.0, participant=participant
    )
    return simulated_recording(Participant(settings), seconds)


def write_xdf(recording: Recording, path: Path) -> Path:
    """As our recorder writes: one stream of samples, one of markers."""
    writer = XdfWriter(path)
    eeg = writer.add_stream(recording.info)
    marks = writer.add_stream(StreamInfo(name="pictures", kind="Markers"))
    writer.samples(eeg, Chunk(recording.samples, recording.times_s))
    writer.markers(marks, recording.markers)
    writer.close()
    return path


def write_csv(recording: Recording, path: Path) -> Path:
    """Times, channels and a column of markers."""
    marks = [""] * len(recording.times_s)
    rows = np.searchsorted(recording.times_s, recording.markers.times_s)
    for row, text in zip(rows, recording.markers.texts, strict=True):
        marks[row] = text
    lines = [",".join(("timestamps", *recording.info.labels, "Marker0"))]
    for at, values, mark in zip(recording.times_s, recording.samples, marks, strict=True):
        lines.append(",".join((f"{at:.6f}", *(f"{value:.4f}" for value in values), mark)))
    path.write_text("\n".join(lines) + "\n")
    return path


def write_set(recording: Recording, path: Path) -> Path:
    """An EEGLAB file with its samples inside."""
    from scipy.io import savemat

    rate_hz = recording.info.rate_hz
    places = np.array([(label,) for label in recording.info.labels], [("labels", object)])
    marks = zip(recording.markers.times_s, recording.markers.texts, strict=True)
    events = np.array(
        [(text, (at - recording.times_s[0]) * rate_hz + 1) for at, text in marks],
        [("type", object), ("latency", object)],
    )
    eeg = {
        "data": recording.samples.T,
        "nbchan": recording.samples.shape[1],
        "pnts": len(recording.samples),
        "trials": 1,
        "srate": rate_hz,
        "xmin": 0.0,
        "xmax": len(recording.samples) / rate_hz,
        "chanlocs": places,
        "event": events,
        "icawinv": np.empty((0, 0)),
        "icasphere": np.empty((0, 0)),
        "icaweights": np.empty((0, 0)),
    }
    savemat(path, {"EEG": eeg}, appendmat=False)
    return path


WRITERS: dict[str, Callable[[Recording, Path], Path]] = {
    ".xdf": write_xdf,
    ".fif": write_fif,
    ".edf": write_edf,
    ".csv": write_csv,
    ".set": write_set,
}


def eegcvpr40(classes: int = 3, each: int = 10, people: int = 2) -> dict[str, Any]:
    """Its layout with noise that differs between runs, as drifting electrodes do."""
    import torch

    rng = np.random.default_rng(1)
    items = []
    for subject in range(1, people + 1):
        for label in range(classes):
            drift = rng.normal(0, 3, (128, 1))
            for number in range(each):
                eeg = torch.from_numpy((rng.normal(size=(128, 500)) + drift).astype(np.float32))
                image = label * each + number
                items.append({"eeg": eeg, "image": image, "label": label, "subject": subject})
    names = [f"n_{number}" for number in range(classes * each)]
    return {"dataset": items, "labels": [f"n0{n}" for n in range(classes)], "images": names}


def eegcvpr40_splits(classes: int = 3, each: int = 10, people: int = 2) -> dict[str, Any]:
    """By image, as its authors split: a fifth of each class is the test."""
    rows = np.arange(classes * each * people)
    part = rows % each
    chosen = {"train": part < each - 3, "val": part == each - 3, "test": part > each - 3}
    return {"splits": [{name: rows[own].tolist() for name, own in chosen.items()}]}


def things_eeg2(pictures: int = 40, repeats: int = 3, channels: int = 8) -> dict[str, Any]:
    """Its layout: ten pictures of each concept, 0.2 s before to 0.8 s after each at 100 Hz."""
    data = np.random.default_rng(2).normal(size=(pictures, repeats, channels, 100))
    names = ["O1", "Oz", "O2", "PO3", "POz", "PO4", "P3", "P4"][:channels]
    times = np.round(np.arange(100) * 0.01 - 0.2, 5)
    return {"preprocessed_eeg_data": data, "ch_names": names, "times": times}


def write_npy(path: Path, value: Any) -> Path:
    """A value as numpy pickles it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    box = np.empty((), object)
    box[()] = value
    np.save(path, box, allow_pickle=True)
    return path


def write_pth(path: Path, value: Any) -> Path:
    """A value as torch pickles it."""
    import torch

    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save(value, path)
    return path


class Bomb:
    """Makes a folder when it is unpickled by a reader that runs what it reads."""

    def __init__(self, fuse: Path) -> None:
        self.fuse = fuse

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.fuse),)


def _wrong(value: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {**value, **changes}


def harmful_pth(kind: str, path: Path, fuse: Path) -> Path:
    """A `.pth` that must be refused."""
    import pickle

    import torch

    value = eegcvpr40(2, 2, 1)
    match kind:
        case "bomb":
            return write_pth(path, {"dataset": [Bomb(fuse)]})
        case "bomb beside good data":
            return write_pth(path, _wrong(value, labels=Bomb(fuse)))
        case "bare pickle":
            path.write_bytes(pickle.dumps(Bomb(fuse), protocol=2))
        case "cut":
            whole = write_pth(path, value).read_bytes()
            path.write_bytes(whole[: len(whole) // 2])
        case "empty":
            path.write_bytes(b"")
        case "no numbers":
            value["dataset"][1]["eeg"] = ["no", "numbers"]
            return write_pth(path, value)
        case "not finite":
            value["dataset"][1]["eeg"][3, 100] = torch.nan
            return write_pth(path, value)
        case "another shape":
            value["dataset"][1]["eeg"] = torch.zeros(64, 500)
            return write_pth(path, value)
        case "no label":
            value["dataset"][1]["label"] = "cat"
            return write_pth(path, value)
    return path


HARMFUL_PTH = (
    "bomb", "bomb beside good data", "bare pickle", "cut", "empty", "no numbers", "not finite",
    "another shape", "no label",
)  # fmt: skip


def harmful_npy(kind: str, path: Path, fuse: Path) -> Path:
    """A `.npy` that must be refused."""
    value = things_eeg2(10, 2)
    data = value["preprocessed_eeg_data"]
    match kind:
        case "bomb":
            return write_npy(path, Bomb(fuse))
        case "bomb beside good data":
            return write_npy(path, _wrong(value, ch_names=Bomb(fuse)))
        case "object array":
            np.save(path, np.array([Bomb(fuse), 1], object), allow_pickle=True)
        case "objects for samples":
            return write_npy(path, _wrong(value, preprocessed_eeg_data=data.astype(object)))
        case "cut":
            whole = write_npy(path, value).read_bytes()
            path.write_bytes(whole[: len(whole) // 2])
        case "a header that lies":
            np.save(path, np.zeros(4))
            path.write_bytes(path.read_bytes().replace(b"(4,)", b"(9,)"))
        case "a header that is no header":
            np.save(path, np.zeros(4))
            path.write_bytes(path.read_bytes().replace(b"{'descr'", b"(((((((("))
        case "not finite":
            data[1, 0, 2, 60] = np.inf
            return write_npy(path, value)
        case "another shape":
            return write_npy(path, _wrong(value, preprocessed_eeg_data=data[0]))
        case "times that do not fit":
            return write_npy(path, _wrong(value, times=np.zeros(100)))
    return path


HARMFUL_NPY = (
    "bomb", "bomb beside good data", "object array", "objects for samples", "cut",
    "a header that lies", "a header that is no header", "not finite", "another shape",
    "times that do not fit",
)  # fmt: skip
