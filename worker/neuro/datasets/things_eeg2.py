"""THINGS-EEG2 (Gifford et al. 2022) as its authors preprocess it: pictures × repeats."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import numpy.typing as npt

from worker.neuro.datasets.labelled import Labelled
from worker.neuro.datasets.restricted import array_of, bad_data, part, read_npy
from worker.neuro.decoding.trials import Trials, joined

# The training set has ten pictures of each concept, the test set one.
PICTURES_OF_CONCEPT = 10
_FIRST_TESTED = 100_000
_SUBJECT = re.compile(r"sub-?0*(\d+)", re.IGNORECASE)


BEFORE = "the 0.2 s before each picture, in which the one before it was on the screen"
UNTIMED = (
    "THINGS-EEG2: its authors exchange the repeats of all sessions by chance, so when a trial came "
    "is not known: blocks and sessions cannot be kept apart, and the order tells nothing."
)


def read_things_eeg2(path: Path) -> Trials:
    """Trials of `preprocessed_eeg_training.npy` or `preprocessed_eeg_test.npy` of one person.

    The person is read from the folder's name, `sub-01`. Concepts of the test set have numbers of
    their own: none of them is among those of the training set. Session, block and order are -1:
    the file does not keep them. `before` is what came before each picture, stretched to a trial's
    length; it is empty where the file holds none.

    Raises
    ------
    AppError
        `bad_recording` for anything else.
    """
    value = read_npy(path)
    data = array_of(part(value, "preprocessed_eeg_data", path), "preprocessed_eeg_data", path, 4)
    names = _channel_names(part(value, "ch_names", path), path)
    times_s = array_of(part(value, "times", path), "times", path, 1)[-data.shape[3] :]
    pictures, repeats, channels, _ = data.shape
    if len(names) != channels or len(times_s) != data.shape[3] or len(times_s) < 2:
        shape = f"{data.shape} with {len(times_s)} times"
        raise bad_data(
            path, f"{channels} channels of data and {len(names)} names do not fit {shape}"
        )
    if not np.isfinite(times_s).all() or not (np.diff(times_s) > 0).all():
        raise bad_data(path, "its times do not grow")
    after, early = np.flatnonzero(times_s >= 0), np.flatnonzero(times_s < 0)
    if not len(after) or not pictures * repeats:
        raise bad_data(path, "it has no sample after a picture")
    is_test = "test" in path.stem
    picture = np.repeat(np.arange(pictures, dtype=np.int64), repeats)
    found = _SUBJECT.search(path.parent.name)
    trials = _cut(data, after, path)
    count = len(trials)
    unknown = np.full(count, -1, np.int64)
    # Numbers of the test set lie above all of the training set, which has 16 540 pictures.
    number = picture + _FIRST_TESTED if is_test else picture
    return Trials(
        samples=trials,
        before=_cut(data, early[np.arange(len(after)) * len(early) // len(after)], path)
        if len(early)
        else np.empty((count, channels, 0), np.float32),
        picture=number,
        concept=number if is_test else picture // PICTURES_OF_CONCEPT,
        subject=np.full(count, int(found.group(1)) if found else 0, np.int64),
        session=unknown,
        block=unknown,
        order=unknown,
        labels=names,
        rate_hz=float(1 / np.diff(times_s).mean()),
        first_s=float(times_s[after[0]]),
    )


def read_things_folder(folder: Path) -> Labelled:
    """Training sets of all people in a folder, or one file; the test set has no class of theirs.

    Raises
    ------
    AppError
        `bad_recording` where there is none, or files do not fit together.
    """
    paths = [folder] if folder.is_file() else sorted(folder.glob("**/*.npy"))
    chosen = [path for path in paths if "test" not in path.stem]
    if not chosen:
        reason = "it has no training set: preprocessed_eeg_training.npy (a test set's classes are "
        raise bad_data(folder, reason + "single pictures, in no known order: no split is safe)")
    parts = [read_things_eeg2(path) for path in chosen]
    try:
        trials = joined(parts)
    except ValueError as error:
        raise bad_data(folder, str(error)) from error
    names = tuple(f"concept {number + 1}" for number in range(int(trials.concept.max()) + 1))
    left_out = tuple(f"{path.name} is a test set" for path in paths if path not in chosen)
    return Labelled(trials, names, before=BEFORE, notes=(UNTIMED,), left_out=left_out)


def _channel_names(value: object, path: Path) -> tuple[str, ...]:
    if not isinstance(value, list | tuple | np.ndarray):
        raise bad_data(path, "ch_names is no list of names")
    # Some copies name the trigger channel too.
    return tuple(str(n) for n in value if str(n).lower() not in ("stim", "status"))


def _cut(
    data: npt.NDArray[np.floating], columns: npt.NDArray[np.int64], path: Path
) -> npt.NDArray[np.float32]:
    found = np.asarray(data[..., columns], np.float32).reshape(-1, data.shape[2], len(columns))
    if not np.isfinite(found).all():
        raise bad_data(path, "it has values that are not finite")
    return found
