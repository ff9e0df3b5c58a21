"""EEGCVPR40 (Spampinato et al. 2017): 40 classes of pictures, shown class by class."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from worker.neuro.datasets.restricted import bad_data, part, read_pth
from worker.neuro.decoding.trials import Trials

CHANNELS, SOURCE_HZ = 128, 1000.0
# NeuroImagen and its forerunners use these samples of each trial.
FIRST, LAST, BIN = 20, 460, 4


def read_eegcvpr40(path: Path) -> Trials:
    """Trials of a file such as `eeg_5_95_std.pth`, at 250 Hz.

    All pictures of a class were shown in one block, so `block` is the class: whoever splits within
    blocks measures the block (Li et al. 2021), and the audit of splits says so.

    Raises
    ------
    AppError
        `bad_recording` for anything else.
    """
    items = part(read_pth(path), "dataset", path)
    if not isinstance(items, list) or not items:
        raise bad_data(path, "its data set is empty")
    samples = np.stack([_samples(item, path) for item in items])
    columns = {name: _numbers(items, name, path) for name in ("image", "label", "subject")}
    _, session = np.unique(columns["subject"], return_inverse=True)
    return Trials(
        samples=samples,
        before=np.empty((len(items), CHANNELS, 0), np.float32),
        picture=columns["image"],
        concept=columns["label"],
        subject=columns["subject"],
        session=session.reshape(-1).astype(np.int64),
        block=columns["label"],
        order=np.arange(len(items), dtype=np.int64),
        labels=tuple(f"E{number + 1}" for number in range(CHANNELS)),
        rate_hz=SOURCE_HZ / BIN,
        first_s=FIRST / SOURCE_HZ,
    )


def _samples(item: Any, path: Path) -> npt.NDArray[np.float32]:
    value = np.asarray(part(item, "eeg", path), np.float32)
    if value.ndim != 2 or value.shape[0] != CHANNELS or value.shape[1] < LAST:
        raise bad_data(path, f"a trial is {value.shape}, not ({CHANNELS}, {LAST} or more)")
    cut = value[:, FIRST:LAST]
    return np.asarray(cut.reshape(CHANNELS, -1, BIN).mean(axis=2), np.float32)


def _numbers(items: list[Any], name: str, path: Path) -> npt.NDArray[np.int64]:
    try:
        return np.array([int(part(item, name, path)) for item in items], np.int64)
    except (TypeError, ValueError) as error:
        raise bad_data(path, f"{name} is no number: {error}") from error
