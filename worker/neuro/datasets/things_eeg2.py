"""THINGS-EEG2 (Gifford et al. 2022) as its authors preprocess it: pictures × repeats."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from worker.neuro.datasets.restricted import array_of, bad_data, part, read_npy
from worker.neuro.decoding.trials import Trials

# The training set has ten pictures of each concept, the test set one.
PICTURES_OF_CONCEPT = 10
_SUBJECT = re.compile(r"sub-?0*(\d+)", re.IGNORECASE)


def read_things_eeg2(path: Path) -> Trials:
    """Trials of `preprocessed_eeg_training.npy` or `preprocessed_eeg_test.npy` of one person.

    The person is read from the folder's name, `sub-01`. Concepts of the test set have numbers of
    their own: none of them is among those of the training set.

    Raises
    ------
    AppError
        `bad_recording` for anything else.
    """
    value = read_npy(path)
    data = array_of(part(value, "preprocessed_eeg_data", path), "preprocessed_eeg_data", path, 4)
    names = [str(name) for name in part(value, "ch_names", path)]
    times_s = array_of(part(value, "times", path), "times", path, 1)
    pictures, repeats, channels, length = data.shape
    # Some copies name the trigger channel too.
    names = [name for name in names if name.lower() not in ("stim", "status")]
    if len(names) != channels or len(times_s) < 2:
        raise bad_data(path, f"{channels} channels of data and {len(names)} names do not fit")
    rate_hz = float(1 / np.diff(times_s).mean())
    after = np.flatnonzero(times_s[-length:] >= 0)
    is_test = "test" in path.stem
    picture = np.repeat(np.arange(pictures, dtype=np.int64), repeats)
    concept = -1 - picture if is_test else picture // PICTURES_OF_CONCEPT
    found = _SUBJECT.search(path.parent.name)
    trials = np.asarray(data[..., after], np.float32).reshape(-1, channels, len(after))
    count = len(trials)
    return Trials(
        samples=trials,
        before=np.empty((count, channels, 0), np.float32),
        picture=-1 - picture if is_test else picture,
        concept=concept,
        subject=np.full(count, int(found.group(1)) if found else 0, np.int64),
        session=np.zeros(count, np.int64),
        block=np.tile(np.arange(repeats, dtype=np.int64), pictures),
        order=np.tile(np.arange(repeats, dtype=np.int64), pictures) * pictures + picture,
        labels=tuple(names),
        rate_hz=rate_hz,
        first_s=float(times_s[-length:][after[0]]) if len(after) else 0.0,
    )
