"""EEGCVPR40 (Spampinato et al. 2017): 40 classes of pictures, shown class by class."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from worker.neuro.datasets.labelled import Labelled, PublishedSplit
from worker.neuro.datasets.restricted import bad_data, part, read_pth
from worker.neuro.decoding.trials import Trials

CHANNELS, SOURCE_HZ = 128, 1000.0
# NeuroImagen and its forerunners use these samples of each trial.
FIRST, LAST, BIN = 20, 460, 4
_LARGEST_SPLITS = 64 * 2**20
# Where electrodes sit in the order of the data, as one of the data set's authors lists them:
# https://github.com/perceivelab/eeg_visual_classification/issues/4
PLACES = tuple(
    "Fp1 Fp2 F7 F3 Fz F4 F8 FC5 FC1 FC2 FC6 T7 C3 Cz C4 T8 TP9 CP5 CP1 CP2 CP6 TP10 P7 P3 Pz P4 "  # noqa: SIM905
    "P8 PO9 O1 Oz O2 PO10 AF7 AF3 AF4 AF8 F5 F1 F2 F6 FT9 FT7 FC3 FC4 FT8 FT10 C5 C1 C2 C6 TP7 "
    "CP3 CPz CP4 TP8 P5 P1 P2 P6 PO7 PO3 POz PO4 PO8 Fpz F9 AFF5h AFF1h AFF2h AFF6h F10 FTT9h "
    "FTT7h FCC5h FCC3h FCC1h FCC2h FCC4h FCC6h FTT8h FTT10h TPP9h TPP7h CPP5h CPP3h CPP1h CPP2h "
    "CPP4h CPP6h TPP8h TPP10h POO9h POO1 POO2 POO10h Iz AFp1 AFp2 FFT9h FFT7h FFC5h FFC3h FFC1h "
    "FFC2h FFC4h FFC6h FFT8h FFT10h TTP7h CCP5h CCP3h CCP1h CCP2h CCP4h CCP6h TTP8h P9 PPO9h "
    "PPO5h PPO1h PPO2h PPO6h PPO10h P10 I1 OI1h OI2h I2".split()
)
WARNING = (
    "WARNING, block design: all pictures of a class were shown in one run, and trials of that run "
    "are in training and test. This figure tells runs apart, not what was seen (Li et al. 2021)."
)
BEFORE = (
    f"the first {FIRST} ms of each trial, before any answer of the brain: the file holds nothing "
    "earlier"
)


def read_eegcvpr40(path: Path) -> Trials:
    """Trials of a file such as `eeg_5_95_std.pth`, at 250 Hz.

    All pictures of a class were shown in one block, so `block` is the class: whoever splits within
    blocks measures the block (Li et al. 2021), and the audit of splits says so. When and in which
    session a trial came is not in the file. `before` is what `BEFORE` says, as long as a trial.

    Raises
    ------
    AppError
        `bad_recording` for anything else.
    """
    return _trials(_items(read_pth(path), path), path)


def read_eegcvpr40_folder(folder: Path) -> Labelled:
    """The data set with its authors' splits, from a folder or from the file of the EEG.

    `eeg_5_95_std.pth` is taken, which most figures are of, or else the first `*.pth` with a
    `dataset`; a file with `splits` beside it gives published splits.

    Raises
    ------
    AppError
        `bad_recording` where no file is the data set, or one is damaged.
    """
    asked = folder if folder.is_file() else None
    beside = folder.parent if asked else folder
    paths = sorted(beside.glob("*.pth" if asked else "**/*.pth"), key=_preferred)
    data: tuple[Path, dict[Any, Any]] | None = None
    splits: list[tuple[Path, dict[Any, Any]]] = []
    left_out = []
    for path in [asked, *paths] if asked else paths:
        if path == asked and data is not None:
            continue
        # Each file of EEG takes gigabytes: one is enough.
        if data is not None and path.stat().st_size > _LARGEST_SPLITS:
            left_out.append(f"{path.name}: {data[0].name} was taken")
            continue
        value = read_pth(path)
        if isinstance(value, dict) and "splits" in value:
            splits.append((path, value))
        elif data is None and isinstance(value, dict) and "dataset" in value:
            data = path, value
        elif path == asked:
            raise bad_data(path, "it has no entry dataset")
    if data is None:
        raise bad_data(folder, "no .pth file in it has the entry dataset")
    items = _items(data[1], data[0])
    trials = _trials(items, data[0])
    found = [each for path, value in splits for each in _splits(value, path, items)]
    return Labelled(
        trials,
        _class_names(data[1].get("labels"), int(trials.concept.max()) + 1),
        class_per_run=True,
        published=tuple(found),
        warning=WARNING,
        before=BEFORE,
        notes=(f"EEGCVPR40, {data[0].name}. {WARNING}",),
        left_out=tuple(left_out),
    )


def _preferred(path: Path) -> tuple[bool, str]:
    return path.name != "eeg_5_95_std.pth", path.as_posix()


def _class_names(labels: Any, count: int) -> tuple[str, ...]:
    known = [str(each) for each in labels] if isinstance(labels, list) else []
    return tuple(known[n] if n < len(known) else f"class {n}" for n in range(count))


def _items(value: Any, path: Path) -> list[Any]:
    items = part(value, "dataset", path)
    if not isinstance(items, list) or not items:
        raise bad_data(path, "its data set is empty")
    return items


def _trials(items: list[Any], path: Path) -> Trials:
    length = (LAST - FIRST) // BIN
    samples = np.empty((len(items), CHANNELS, length), np.float32)
    before = np.empty_like(samples)
    stretched = np.arange(length) * (FIRST // BIN) // length
    for row, item in enumerate(items):
        value = _signal(item, path)
        samples[row] = _binned(value[:, FIRST:LAST])
        before[row] = _binned(value[:, :FIRST])[:, stretched]
    columns = {name: _numbers(items, name, path) for name in ("image", "label", "subject")}
    return Trials(
        samples=samples,
        before=before,
        picture=columns["image"],
        concept=columns["label"],
        subject=columns["subject"],
        session=np.full(len(items), -1, np.int64),
        block=columns["label"],
        order=np.full(len(items), -1, np.int64),
        labels=PLACES,
        rate_hz=SOURCE_HZ / BIN,
        first_s=FIRST / SOURCE_HZ,
    )


def _binned(value: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    return np.asarray(value.reshape(CHANNELS, -1, BIN).mean(axis=2), np.float32)


def _signal(item: Any, path: Path) -> npt.NDArray[np.float32]:
    value = part(item, "eeg", path)
    try:
        found = np.asarray(value, np.float32)
    except (TypeError, ValueError, RuntimeError) as error:
        raise bad_data(path, f"a trial is no array of numbers: {error}") from error
    if found.ndim != 2 or found.shape[0] != CHANNELS or found.shape[1] < LAST:
        raise bad_data(path, f"a trial is {found.shape}, not ({CHANNELS}, {LAST} or more)")
    if not np.isfinite(found).all():
        raise bad_data(path, "a trial has values that are not finite")
    return found


def _numbers(items: list[Any], name: str, path: Path) -> npt.NDArray[np.int64]:
    try:
        found = np.array([int(part(item, name, path)) for item in items], np.int64)
    except (TypeError, ValueError, OverflowError, RuntimeError) as error:
        raise bad_data(path, f"{name} is no number: {error}") from error
    if found.min() < 0:
        raise bad_data(path, f"{name} is {found.min()}, below 0")
    return found


def _splits(value: dict[Any, Any], path: Path, items: list[Any]) -> list[PublishedSplit]:
    """As everybody uses them: rows whose trial is 450 to 600 samples long."""
    splits = value["splits"]
    if not isinstance(splits, list) or not splits:
        raise bad_data(path, "its splits are no list")
    usable = np.array([450 <= np.shape(item["eeg"])[1] <= 600 for item in items])
    found = []
    for number, split in enumerate(splits, 1):
        rows = {}
        for name in ("train", "val", "test"):
            try:
                chosen = np.array([int(row) for row in part(split, name, path)], np.int64)
            except (TypeError, ValueError, OverflowError, RuntimeError) as error:
                raise bad_data(path, f"split {number} names no rows: {error}") from error
            if len(chosen) and not 0 <= chosen.min() <= chosen.max() < len(items):
                reason = f"split {number} names row {chosen.max()} of {len(items)} trials"
                raise bad_data(path, reason)
            rows[name] = chosen[usable[chosen]]
        name = f"{path.name}, split {number} of {len(splits)}"
        found.append(PublishedSplit(name, rows["train"], rows["val"], rows["test"]))
    return found
