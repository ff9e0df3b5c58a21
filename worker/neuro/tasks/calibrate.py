"""The task `neuro.train`: the decoder calibrated to a person, and what that is worth."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from shared.neuro.scenes.concepts import concepts
from shared.neuro.trial_cutter import picture_of
from shared.tasks.events import Progress
from shared.tasks.neuro import NeuroTrainRequest, NeuroTrainResult
from worker.engine.context import TaskContext
from worker.neuro.decoding.calibration import calibrate
from worker.neuro.decoding.cutting import trials_of_recording
from worker.neuro.decoding.neuro_model import NeuroModel
from worker.neuro.decoding.trials import Trials
from worker.neuro.files.reader import read_recording
from worker.neuro.tasks.inputs import model_of

FILE = "calibration.safetensors"


def calibrate_person(
    ctx: TaskContext, request: NeuroTrainRequest
) -> Iterator[Progress | NeuroTrainResult]:
    """Learn from the first three quarters, measure on the last, then learn from all."""
    model = model_of(ctx, request.model)
    yield Progress(done=0, total=3, stage="reading")
    recording = read_recording(ctx.input(request.recording))
    trials = trials_of_recording(recording, concepts=len(concepts()))
    marked = sum(picture_of(text) is not None for text in recording.markers.texts)
    yield Progress(done=1, total=3, stage="measuring")
    # The last quarter comes after the others in time, as the pictures that will be decoded do.
    order = np.argsort(trials.order)
    cut = len(order) * 3 // 4
    top5 = _top5(model, trials.rows(order[:cut]), trials.rows(order[cut:]), request.bad)
    yield Progress(done=2, total=3, stage="calibrating")
    found = calibrate(model.encoder, trials, model.gallery(trials.picture), request.bad)
    found.save(ctx.out / FILE)
    shown = len(np.unique(trials.picture))
    yield NeuroTrainResult(
        files={"calibration": FILE},
        n_trials=len(trials),
        n_dropped=marked - len(trials),
        minutes=len(recording.samples) / recording.info.rate_hz / 60,
        top5_of=(top5, shown),
        simulated=trials.simulated,
        metrics={"top5": top5, "pictures": shown, "trials_left_out": len(order) - cut},
    )


def _top5(model: NeuroModel, train: Trials, test: Trials, bad: tuple[str, ...]) -> float:
    calibration = calibrate(model.encoder, train, model.gallery(train.picture), bad)
    found = calibration.embed(test.samples)
    shown = np.unique(np.concatenate([train.picture, test.picture]))
    scores = found @ model.gallery(shown).T
    right = np.searchsorted(shown, test.picture)
    ranks = (scores > scores[np.arange(len(right)), right][:, None]).sum(axis=1)
    return float((ranks < 5).mean())
