"""What the tasks of decoding are given: model, calibration and trials, from a stream or files."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shared.errors import AppError
from shared.tasks.neuro import (
    MAX_REPEATS,
    Candidate,
    NeuroDecodeRequest,
    NeuroReconstructRequest,
)
from worker.engine.context import TaskContext
from worker.neuro.decoding.calibration import Calibration, load_calibration
from worker.neuro.decoding.neuro_model import NeuroModel, load_neuro_model
from worker.neuro.decoding.painting import load_painter
from worker.neuro.decoding.reconstruction import Painter
from worker.neuro.decoding.trials import Trials

KIND = "neuro"
Request = NeuroDecodeRequest | NeuroReconstructRequest


@dataclass(frozen=True)
class Given:
    """Trials float32 [n, C, T] of one picture.

    Attributes
    ----------
    picture : int or None
        Its number where a marker tells it; it takes no part in decoding.
    shown : tuple of int
        All pictures of the recording.
    """

    samples: npt.NDArray[np.float32]
    labels: tuple[str, ...]
    picture: int | None = None
    shown: tuple[int, ...] = ()
    simulated: bool = False


def model_of(ctx: TaskContext, ref: str) -> NeuroModel:
    """The model, loaded once."""
    files = ctx.model(KIND, ref)
    return ctx.loaded(f"neuro:{files.path}", lambda: load_neuro_model(files.path))


def painter_of(ctx: TaskContext, ref: str) -> Painter:
    """What paints pictures, loaded once; retrieval alone goes without it."""
    files = ctx.model(KIND, ref)
    return ctx.loaded(f"painter:{files.path}", lambda: load_painter(files.path, ctx.device))


def calibration_of(ctx: TaskContext, ref: str | None) -> Calibration | None:
    """A person's calibration, loaded once."""
    if ref is None:
        return None
    path = ctx.input(ref)
    return ctx.loaded(f"calibration:{ref}", lambda: load_calibration(path))


def trials_of(ctx: TaskContext, request: Request) -> Given:
    """Trials of one picture: blob 0 of a stream's item, or those of a recording.

    Raises
    ------
    AppError
        `bad_field` where there is neither, or too many.
    """
    if ctx.blobs:
        return _streamed(ctx, request)
    trials = _chosen(ctx, request)
    shown = tuple(int(number) for number in np.unique(trials.picture))
    if len(shown) > 1:
        limit = f"one of the {len(shown)} pictures of the recording, such as {shown[0]}"
        raise AppError("bad_field", field="picture", value="nothing", limit=limit)
    return _given(trials, slice(None), _shown(ctx, request))


def pictures_of(ctx: TaskContext, request: NeuroReconstructRequest) -> list[Given]:
    """As `trials_of`, for each epoch of a recording; or for each picture, all its epochs together.

    Raises
    ------
    AppError
        `bad_field` where there is nothing to make pictures of.
    """
    if ctx.blobs:
        return [_streamed(ctx, request)]
    trials, shown = _chosen(ctx, request), _shown(ctx, request)
    if request.together:
        _, first = np.unique(trials.picture, return_index=True)
        numbers = trials.picture[np.sort(first)]
        return [_given(trials, np.flatnonzero(trials.picture == n), shown) for n in numbers]
    return [_given(trials, np.array([row]), shown) for row in range(len(trials))]


def _streamed(ctx: TaskContext, request: Request) -> Given:
    samples = ctx.blobs[0]
    if not isinstance(samples, np.ndarray) or not 1 <= len(samples) <= MAX_REPEATS:
        limit = f"an array of 1 to {MAX_REPEATS} trials"
        raise AppError("bad_field", field="trials", value="blob 0", limit=limit)
    return Given(np.asarray(samples, np.float32), request.labels)


def _given(trials: Trials, rows: npt.NDArray[np.int64] | slice, shown: tuple[int, ...]) -> Given:
    chosen = trials.rows(rows)
    picture = int(chosen.picture[0])
    return Given(chosen.samples, chosen.labels, picture, shown, chosen.simulated)


def _shown(ctx: TaskContext, request: Request) -> tuple[int, ...]:
    trials = _recording(ctx, request)
    return tuple(int(number) for number in np.unique(trials.picture))


def _chosen(ctx: TaskContext, request: Request) -> Trials:
    trials = _recording(ctx, request)
    shown = np.unique(trials.picture)
    if request.picture is not None:
        trials = trials.rows(trials.picture == request.picture)
    if not len(trials):
        limit = f"one of {', '.join(map(str, shown[:20]))}"
        raise AppError("bad_field", field="picture", value=str(request.picture), limit=limit)
    return trials


def _recording(ctx: TaskContext, request: Request) -> Trials:
    if request.recording is None:
        limit = "name a recording with markers picture/NUMBER"
        raise AppError("bad_field", field="recording", value="nothing", limit=limit)
    ref = request.recording
    return ctx.loaded(f"trials:{ref}", lambda: recorded_trials(ctx, ref))


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


def candidates_of(
    shares: npt.NDArray[np.float64], numbers: tuple[int, ...], top: int
) -> tuple[Candidate, ...]:
    """The `top` most probable pictures of a gallery, given the probability [P] of each."""
    from shared.neuro.scenes.concepts import concepts

    names = concepts()
    order = np.argsort(-shares, kind="stable")[:top]
    return tuple(
        Candidate(
            picture=numbers[place],
            concept=names[numbers[place] % len(names)].concept,
            probability=float(shares[place]),
        )
        for place in order
    )
