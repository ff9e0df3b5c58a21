"""Request and result types of the task that measures EEG decoders without being fooled."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from shared.errors import AppError
from shared.tasks.spec import FolderRef, TaskRequest, TaskResult, TaskSpec

SplitName = Literal["within-subject", "leave-one-subject-out", "leaky-random"]


class NeuroEvaluateRequest(TaskRequest, frozen=True, kw_only=True):
    """Measure decoders on recordings or on simulated people, or show what a block design does."""

    recordings: Annotated[
        FolderRef, Meta(description="folder of recordings: subjectNNNN/sessionNNN/*.csv")
    ] = ""
    format: Annotated[
        Literal["n170"], Meta(description="what the recordings are: faces against houses")
    ] = "n170"
    split: Annotated[
        SplitName,
        Meta(
            description="what the test shares with training; a leaky split is figured out only "
            "under its own name"
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
    asked = [bool(request.recordings), request.simulate != "none", request.confound_demo]
    if sum(asked) != 1:
        limit = "name one of --recordings FOLDER, --simulate LEVEL and --confound-demo"
        raise AppError("bad_field", field="recordings", value=f"{sum(asked)} of three", limit=limit)
    if request.split != "within-subject" and not request.recordings:
        limit = "other splits are for --recordings; see --confound-demo for a leaky one"
        raise AppError("bad_field", field="split", value=request.split, limit=limit)


NEURO_EVALUATE = TaskSpec(
    name="neuro.evaluate",
    version=1,
    summary="Measure EEG decoders: safe splits, controls, intervals.",
    request=NeuroEvaluateRequest,
    result=NeuroEvaluateResult,
    implementation="worker.neuro.tasks.evaluate:evaluate",
    check=check_neuro_evaluation,
)
