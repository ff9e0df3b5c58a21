"""How late the samples of a run are stamped against its markers, as where they come by radio.

In the Muse recordings of faces and houses the N170 comes 225 to 435 ms after the marker, later in
some runs than in others. Without a photodiode only the brain's own answer tells.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from worker.neuro.evaluation.face_runs import FaceRun
from worker.statistics.intervals import Floats

# Runs of one person with one computer differ by no more than this.
WITHIN_PERSON_S = 0.1
# People with computers of their own differ by more; both together stay within an epoch's margin.
ACROSS_PEOPLE_S = 0.28
_ROUNDS = 5
# Where the N170 is seen; all channels where there is none of these.
_BACK = ("TP9", "TP10", "P7", "P8", "PO7", "PO8")


def best_shift(wave: Floats, template: Floats, reach: int) -> int:
    """The shift of `wave` [T] against `template` [T] with the highest correlation, in samples."""
    a, b = wave - wave.mean(), template - template.mean()
    n = len(a)

    def alike(shift: int) -> float:
        first = a[max(0, shift) : n + min(0, shift)]
        second = b[max(0, -shift) : n + min(0, -shift)]
        length = float(np.sqrt((first @ first) * (second @ second)))
        return float(first @ second) / length if length else -1.0

    return max(range(-reach, reach + 1), key=alike)


def delays_within(runs: Sequence[FaceRun], tested: FaceRun) -> dict[str, int]:
    """Delays of one person's runs by the mean over all trials, whatever was shown: no labels.

    The template is made of all runs but `tested`.
    """
    reach = round(WITHIN_PERSON_S * tested.rate_hz)
    waves = {run.name: _wave(run) for run in runs}
    others = [run.name for run in runs if run.name != tested.name]
    template = max((waves[name] for name in others), key=lambda wave: float(np.ptp(wave)))
    found = dict.fromkeys(others, 0)
    for _ in range(_ROUNDS):
        found = {name: best_shift(waves[name], template, reach) for name in others}
        template = np.mean([np.roll(waves[name], -found[name]) for name in others], axis=0)
    return found | {tested.name: best_shift(waves[tested.name], template, reach)}


def _wave(run: FaceRun) -> npt.NDArray[np.float64]:
    back = [i for i, label in enumerate(run.labels) if label in _BACK]
    average = run.average()
    return np.asarray((average[back] if back else average).mean(axis=0))


def delay_by_labels(value: Callable[[int], float], rate_hz: float, step: int = 2) -> int:
    """The shift in samples at which a decoder of other people does best on labelled trials.

    Parameters
    ----------
    value : callable
        From a shift to an area under the curve.
    """
    reach = round(ACROSS_PEOPLE_S * rate_hz) // step * step
    return max(range(-reach, reach + 1, step), key=value)
