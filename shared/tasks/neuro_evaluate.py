"""Request and result types of the task that measures EEG decoders without being fooled."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from shared.errors import AppError
from shared.tasks.given_files import MAX_FILES, check_names
from shared.tasks.spec import FileRef, FolderRef, TaskRequest, TaskResult, TaskSpec

SplitName = Literal[
    "within-subject",
    "leave-one-subject-out",
    "image",
    "concept",
    "block",
    "session",
    "published",
    "leaky-random",
]
_OF_FACES = ("within-subject", "leave-one-subject-out", "leaky-random")


class NeuroEvaluateRequest(TaskRequest, frozen=True, kw_only=True):
    """Measure decoders on recordings or on simulated people, or show what a block design does."""

    recordings: Annotated[
        FolderRef, Meta(description="folder of recordings, or of a data set's files")
    ] = ""
    files: Annotated[
        tuple[FileRef, ...],
        Meta(max_length=MAX_FILES, description="files of recordings, instead of a folder"),
    ] = ()
    names: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=400)], ...],
        Meta(
            max_length=MAX_FILES,
            description="where each file stands in its folder, such as sub-01/ses-1/a.xdf; "
            "default: the files' own names",
        ),
    ] = ()
    format: Annotated[
        Literal["n170", "auto", "eegcvpr40", "things-eeg2"],
        Meta(
            description="what the recordings are: faces against houses (n170); XDF, FIF, EDF, "
            "BDF, EEGLAB, BrainVision or CSV whose markers name pictures or classes (auto); "
            "EEGCVPR40 .pth or THINGS-EEG2 .npy"
        ),
    ] = "n170"
    classes: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=200)], ...],
        Meta(max_length=2000, description="markers that name the classes; default: all (auto)"),
    ] = ()
    split: Annotated[
        SplitName,
        Meta(
            description="what the test does not share with training: within-subject is by image, "
            "concept, block and session as far as the recordings have them; published is the "
            "authors' own; a leaky split is figured out only under its own name"
        ),
    ] = "within-subject"
    simulate: Annotated[
        Literal["none", "realistic", "demo"],
        Meta(description="how strongly simulated people answer, instead of recordings"),
    ] = "none"
    participants: Annotated[
        int, Meta(ge=1, le=8, description="simulated people, none of whom was trained on")
    ] = 2
    confound_demo: Annotated[
        bool,
        Meta(description="decode 40 classes from EEG without any answer, in a block design"),
    ] = False
    pictures: Annotated[
        int, Meta(ge=4, le=200, description="test pictures that are painted for the ablation")
    ] = 48
    model: Annotated[str, Meta(max_length=1024, description="model; default: the shipped one")] = ""
    seed: Annotated[int, Meta(ge=0, le=2**32 - 1, description="random seed")] = 0


class NeuroEvaluateResult(TaskResult, frozen=True, kw_only=True):
    """What was measured; every figure with its interval, chance and audit is in `metrics.json`.

    `table` holds rows of text, head first, and `picture` names the file that a screen shows.
    """

    simulated: bool = False
    n_trials: int = 0
    table: tuple[tuple[str, ...], ...] = ()
    picture: str = ""
    seconds: float = 0.0


def check_neuro_evaluation(request: NeuroEvaluateRequest) -> None:
    """Raise `AppError("bad_field")` unless one thing is to be measured, by a split that it has."""
    recorded = bool(request.recordings or request.files)
    asked = [
        bool(request.recordings),
        bool(request.files),
        request.simulate != "none",
        request.confound_demo,
    ]
    if sum(asked) != 1:
        limit = "name one of --recordings FOLDER, --files A,B, --simulate LEVEL and --confound-demo"
        raise AppError("bad_field", field="recordings", value=f"{sum(asked)} of four", limit=limit)
    check_names(request.files, request.names)
    if request.split != "within-subject" and not recorded:
        limit = "other splits are for --recordings; see --confound-demo for a leaky one"
        raise AppError("bad_field", field="split", value=request.split, limit=limit)
    if recorded and request.format == "n170" and request.split not in _OF_FACES:
        limit = f"one of {', '.join(_OF_FACES)} for --format n170"
        raise AppError("bad_field", field="split", value=request.split, limit=limit)
    if request.classes and request.format != "auto":
        limit = "markers are for --format auto"
        raise AppError("bad_field", field="classes", value=len(request.classes), limit=limit)


NEURO_EVALUATE = TaskSpec(
    name="neuro.evaluate",
    version=1,
    summary="Measure EEG decoders: safe splits, controls, intervals.",
    request=NeuroEvaluateRequest,
    result=NeuroEvaluateResult,
    implementation="worker.neuro.tasks.evaluate:evaluate",
    check=check_neuro_evaluation,
)
