"""People whom the encoder has not met, as they are decoded: calibrated first, then asked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from worker.neuro.decoding.calibration import calibrate
from worker.neuro.decoding.neuro_model import NeuroModel
from worker.neuro.training.people import Person, session_trials


def decoded(
    model: NeuroModel,
    person: Person,
    seed: int,
    calibrating: Sequence[int],
    shown: Sequence[int],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Pictures int64 [n] and embeddings float32 [n, D] of the trials of a second session.

    The first session shows `calibrating`, known pictures, which the decoder is calibrated with.
    """
    learned = session_trials(person, seed, 1, calibrating)
    calibration = calibrate(model.encoder, learned, model.gallery(learned.picture))
    trials = session_trials(person, seed, 2, shown)
    return trials.picture, calibration.embed(trials.samples)
