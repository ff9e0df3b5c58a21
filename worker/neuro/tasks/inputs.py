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
from worker.neuro.datasets.epochs import Epochs, read_epochs
from worker.neuro.decoding.calibration import Calibration, load_calibration, mark_of
from worker.neuro.decoding.neuro_model import NeuroModel, load_neuro_model
from worker.neuro.decoding.painting import load_painter
from worker.neuro.decoding.reconstruction import Painter

KIND = "neuro"
# So many trials tell enough of how a file's channels go together.
_MOST_TO_ALIGN = 2000
Request = NeuroDecodeRequest | NeuroReconstructRequest


@dataclass(frozen=True)
class Given:
    """Trials float32 [n, C, T] of one picture.

    Attributes
    ----------
    picture : int or None
        Its number where a marker tells it; it takes no part in decoding.
    shown : tuple of int
        All pictures that answers are chosen from, unless the request names others.
    said : str
        What the file says was shown where it is no scene; it takes no part either.
    calibration : Calibration or None
        What stands in for one where samples come from another chain.
    """

    samples: npt.NDArray[np.float32]
    labels: tuple[str, ...]
    picture: int | None = None
    shown: tuple[int, ...] = ()
    simulated: bool = False
    said: str = ""
    calibration: Calibration | None = None
    notes: tuple[str, ...] = ()


def model_of(ctx: TaskContext, ref: str) -> NeuroModel:
    """The model, loaded once."""
    files = ctx.model(KIND, ref)
    return ctx.loaded(f"neuro:{files.path}", lambda: load_neuro_model(files.path))


def painter_of(ctx: TaskContext, ref: str) -> Painter:
    """What paints small pictures, loaded once; retrieval alone goes without it."""
    files = ctx.model(KIND, ref)
    return ctx.loaded(f"painter:{files.path}", lambda: load_painter(files.path, ctx.device))


def calibration_of(ctx: TaskContext, request: Request) -> Calibration | None:
    """A person's calibration of the request's model, loaded once."""
    ref = request.calibration
    if ref is None:
        return None
    path, model = ctx.input(ref), ctx.model(KIND, request.model).path
    return ctx.loaded(
        f"calibration:{ref}:{model}",
        lambda: load_calibration(path, model_of(ctx, request.model).encoder),
    )


def pictures_of(ctx: TaskContext, request: Request, model: NeuroModel) -> list[Given]:
    """What to answer: a stream's item (blob 0); or each epoch of a recording.

    With `picture` all epochs of that one together, and with `together` those of each picture.

    Raises
    ------
    AppError
        `bad_field` where there is neither, too many, or no such picture.
    """
    if ctx.blobs:
        return [_streamed(ctx, request)]
    if request.recording is None:
        limit = "name a recording with markers that say when a picture came"
        raise AppError("bad_field", field="recording", value="nothing", limit=limit)
    ref = request.recording
    epochs = ctx.loaded(f"epochs:{ref}", lambda: read_epochs(ctx.input(ref)))
    own = ctx.loaded(
        f"own calibration:{ref}",
        lambda: _own_calibration(model, epochs) if epochs.foreign else None,
    )
    pictures = epochs.trials.picture
    rows = np.arange(len(pictures))
    if request.picture is not None:
        rows = np.flatnonzero(pictures == request.picture)
    if not len(rows):
        some = ", ".join(map(str, np.unique(pictures)[:20]))
        limit = f"one of {some}" if some else "a recording with a whole epoch"
        raise AppError("bad_field", field="picture", value=str(request.picture), limit=limit)
    together = request.together if isinstance(request, NeuroReconstructRequest) else False
    if isinstance(request, NeuroDecodeRequest) and request.picture is not None:
        return [_given(epochs, rows, own)]
    groups = [np.array([row]) for row in rows]
    if together:
        numbers = pictures[rows[np.sort(np.unique(pictures[rows], return_index=True)[1])]]
        groups = [rows[pictures[rows] == number] for number in numbers]
    return [_given(epochs, group, own) for group in groups[: request.epochs or None]]


def _own_calibration(model: NeuroModel, epochs: Epochs) -> Calibration:
    """Whitening by the trials themselves, and the encoder as it is: no label is used."""
    from worker.neuro.decoding.alignment import align

    trials = epochs.trials.rows(slice(0, _MOST_TO_ALIGN))
    return Calibration(align(trials), model.encoder, mark_of(model.encoder), len(trials))


def _streamed(ctx: TaskContext, request: Request) -> Given:
    samples = ctx.blobs[0]
    if not isinstance(samples, np.ndarray) or not 1 <= len(samples) <= MAX_REPEATS:
        limit = f"an array of 1 to {MAX_REPEATS} trials"
        raise AppError("bad_field", field="trials", value="blob 0", limit=limit)
    return Given(np.asarray(samples, np.float32), request.labels)


def _given(epochs: Epochs, rows: npt.NDArray[np.int64], own: Calibration | None) -> Given:
    chosen = epochs.trials.rows(rows)
    shown = np.unique(epochs.trials.picture) if epochs.scenes else np.arange(_all_concepts())
    return Given(
        chosen.samples,
        chosen.labels,
        picture=int(chosen.picture[0]) if epochs.scenes else None,
        shown=tuple(int(number) for number in shown),
        simulated=chosen.simulated,
        said="" if epochs.scenes else epochs.shown[int(rows[0])],
        calibration=own,
        notes=epochs.notes,
    )


def _all_concepts() -> int:
    """The first scenes show each concept once."""
    from shared.neuro.scenes.concepts import concepts

    return len(concepts())


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
