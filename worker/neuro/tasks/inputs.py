"""What the tasks of decoding are given: model, calibration and trials, from a stream or files."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shared.errors import AppError
from shared.tasks.neuro import MAX_REPEATS, NeuroDecodeRequest, NeuroReconstructRequest
from worker.engine.context import TaskContext
from worker.neuro.decoding.calibration import Calibration, load_calibration
from worker.neuro.decoding.neuro_model import NeuroModel, load_neuro_model
from worker.neuro.decoding.trials import Trials

KIND = "neuro"
Request = NeuroDecodeRequest | NeuroReconstructRequest


@dataclass(frozen=True)
class Given:
    """Trials float32 [n, C, T] of one picture; `shown` numbers all pictures of a recording."""

    samples: npt.NDArray[np.float32]
    labels: tuple[str, ...]
    shown: tuple[int, ...] = ()
    simulated: bool = False


def model_of(ctx: TaskContext, ref: str) -> NeuroModel:
    """The model, loaded once."""
    files = ctx.model(KIND, ref)
    return ctx.loaded(f"neuro:{files.path}", lambda: load_neuro_model(files.path))


def calibration_of(ctx: TaskContext, ref: str | None) -> Calibration | None:
    """A person's calibration, loaded once."""
    if ref is None:
        return None
    path = ctx.input(ref)
    return ctx.loaded(f"calibration:{ref}", lambda: load_calibration(path))


def trials_of(ctx: TaskContext, request: Request) -> Given:
    """Blob 0 of a stream's item, or the trials of a recording.

    Raises
    ------
    AppError
        `bad_field` where there is neither, or too many.
    """
    if ctx.blobs:
        samples = ctx.blobs[0]
        if not isinstance(samples, np.ndarray) or not 1 <= len(samples) <= MAX_REPEATS:
            limit = f"an array of 1 to {MAX_REPEATS} trials"
            raise AppError("bad_field", field="trials", value="blob 0", limit=limit)
        return Given(np.asarray(samples, np.float32), request.labels)
    if request.recording is None:
        limit = "name a recording with markers picture/NUMBER"
        raise AppError("bad_field", field="recording", value="nothing", limit=limit)
    trials = recorded_trials(ctx, request.recording)
    shown = tuple(int(number) for number in np.unique(trials.picture))
    if request.picture is not None:
        trials = trials.rows(trials.picture == request.picture)
    elif len(shown) > 1:
        limit = f"one of the {len(shown)} pictures of the recording, such as {shown[0]}"
        raise AppError("bad_field", field="picture", value="nothing", limit=limit)
    if not len(trials):
        limit = f"one of {', '.join(map(str, shown[:20]))}"
        raise AppError("bad_field", field="picture", value=str(request.picture), limit=limit)
    return Given(trials.samples, trials.labels, shown, trials.simulated)


def recorded_trials(ctx: TaskContext, ref: str) -> Trials:
    """All whole trials of a recording."""
    from shared.neuro.scenes.concepts import concepts
    from worker.neuro.decoding.cutting import trials_of_recording
    from worker.neuro.files.reader import read_recording

    return trials_of_recording(read_recording(ctx.input(ref)), concepts=len(concepts()))


def gallery_of(request: Request, given: Given) -> tuple[int, ...]:
    """The pictures to choose from.

    Raises
    ------
    AppError
        `bad_field` where neither request nor recording names any.
    """
    numbers = request.gallery or given.shown
    if not numbers:
        limit = "name the pictures that may have been shown"
        raise AppError("bad_field", field="gallery", value="nothing", limit=limit)
    return numbers
