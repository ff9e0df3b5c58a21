"""Epochs of any file as the decoder takes them: recordings with markers, `.pth` and `.npy`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from shared.errors import AppError
from shared.neuro.epoching import FIRST_S, LENGTH, RATE_HZ
from worker.neuro.decoding.trials import Trials

# So much of the decoder's window may be missing at the end of a shorter trial.
MOST_HELD = 0.15


@dataclass(frozen=True)
class Epochs:
    """All epochs of one file.

    Attributes
    ----------
    trials : Trials
        In the decoder's window, at its rate.
    shown : tuple of str
        What a marker or the file says of each, where it is no scene of Vitrine's; else empty.
    scenes : bool
        Whether pictures are Vitrine's scenes, by their numbers.
    foreign : bool
        Whether samples come from another chain and in other units.
    """

    trials: Trials
    shown: tuple[str, ...] = ()
    scenes: bool = False
    foreign: bool = False
    notes: tuple[str, ...] = ()


def read_epochs(path: Path) -> Epochs:
    """Read whatever the ending says.

    Raises
    ------
    AppError
        `missing_file`, or `bad_recording` with the reason.
    """
    if not path.is_file():
        raise AppError("missing_file", file=str(path))
    ending = path.suffix.casefold()
    if ending == ".pth":
        from worker.neuro.datasets.eegcvpr40 import read_eegcvpr40

        return _of_arrays(read_eegcvpr40(path), "class", path)
    if ending == ".npy":
        from worker.neuro.datasets.things_eeg2 import read_things_eeg2

        return _of_arrays(read_things_eeg2(path), "concept", path)
    return _of_recording(path)


def _of_recording(path: Path) -> Epochs:
    from shared.neuro.scenes.concepts import concepts
    from shared.neuro.trial_cutter import picture_of
    from worker.neuro.datasets.marked import marked_trials
    from worker.neuro.decoding.cutting import trials_of_recording
    from worker.neuro.files.reader import read_recording

    recording = read_recording(path)
    if any(picture_of(text) is not None for text in recording.markers.texts):
        # As a live stream is cut, with all its channels.
        trials = trials_of_recording(recording, concepts=len(concepts()))
        return Epochs(trials, scenes=True)
    marked = marked_trials(recording)
    note = "Its markers name no scenes: answers are chosen from the scenes of all concepts."
    return Epochs(marked.trials, tuple(each.name for each in marked.shown), notes=(note,))


def _of_arrays(trials: Trials, kind: str, path: Path) -> Epochs:
    shown = tuple(f"{kind} {number}" for number in trials.concept.tolist())
    notes = (
        "Samples of this data set come from another chain: they are whitened by the file's own "
        "trials, without labels; answers are chosen from the scenes of all concepts.",
    )
    return Epochs(in_window(trials, path), shown, foreign=True, notes=notes)


def in_window(trials: Trials, path: Path) -> Trials:
    """The same trials in the decoder's window and at its rate, by straight lines between samples.

    What is missing at an end holds the last sample, up to `MOST_HELD` of the window.

    Raises
    ------
    AppError
        `bad_recording` for trials that are too short, or at another time.
    """
    length = trials.samples.shape[2]
    places = (FIRST_S - trials.first_s + np.arange(LENGTH) / RATE_HZ) * trials.rate_hz
    held = np.mean((places < 0) | (places > length - 1))
    if length < 2 or held > MOST_HELD:
        last_s = trials.first_s + (length - 1) / trials.rate_hz
        reason = (
            f"its trials last from {trials.first_s:.3f} to {last_s:.3f} s after the picture, and "
            f"{FIRST_S} to {FIRST_S + LENGTH / RATE_HZ:.2f} s are decoded"
        )
        raise AppError("bad_recording", file=path.name, reason=reason, formats="longer trials")
    places = places.clip(0, length - 1)
    rows = np.minimum(places.astype(int), length - 2)
    share = (places - rows).astype(np.float32)
    samples = trials.samples[:, :, rows] * (1 - share) + trials.samples[:, :, rows + 1] * share
    empty = np.empty((*samples.shape[:2], 0), np.float32)
    return replace(trials, samples=samples, before=empty, rate_hz=RATE_HZ, first_s=FIRST_S)
