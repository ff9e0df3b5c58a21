"""Request and result types of the task that compares ways of making frames on real clips."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from shared.errors import AppError
from shared.motion.backends import BACKENDS, BackendName
from shared.tasks.motion import MAX_FRAMES, MIN_FRAMES, MIN_SIDE_PX
from shared.tasks.spec import FolderRef, TaskRequest, TaskResult, TaskSpec

MAX_DRAGS = 64
MAX_EVALUATION_SIDE_PX = 1024

# What every backend is measured beside: yardsticks that load nothing.
# `nano-warp` is the nano model's learned motion without its video network: what each part gains.
BaselineName = Literal["still", "gaussian", "warp-telea", "warp-blur", "nano-warp", "oracle"]
RowName = Literal[BaselineName, BackendName]

DEFAULT_ROWS: tuple[RowName, ...] = ("still", "gaussian", "warp", "warp-telea", "oracle")


class MotionEvaluateRequest(TaskRequest, frozen=True, kw_only=True):
    """Compare ways of making frames on windows of real clips."""

    clips: Annotated[
        FolderRef,
        Meta(description="folder of clips: MP4, AVI, WebM, MOV, MKV, GIF, or folders of pictures"),
    ]
    backends: Annotated[
        tuple[RowName, ...],
        Meta(description="what to compare, separated by commas", min_length=1),
    ] = DEFAULT_ROWS
    drags: Annotated[int, Meta(ge=1, le=MAX_DRAGS, description="dragged points in each window")] = 8
    width: Annotated[
        int,
        Meta(
            ge=MIN_SIDE_PX,
            le=MAX_EVALUATION_SIDE_PX,
            multiple_of=2,
            description="width of a window's frames, even",
            extra={"unit": "px"},
        ),
    ] = 256
    height: Annotated[
        int,
        Meta(
            ge=MIN_SIDE_PX,
            le=MAX_EVALUATION_SIDE_PX,
            multiple_of=2,
            description="height of a window's frames, even",
            extra={"unit": "px"},
        ),
    ] = 144
    num_frames: Annotated[
        int,
        Meta(
            ge=MIN_FRAMES,
            le=MAX_FRAMES,
            description="frames of a window, at 12 per second",
            extra={"unit": "frames"},
        ),
    ] = 14
    windows_per_clip: Annotated[
        int, Meta(ge=1, le=100, description="windows of each clip, at most, spread evenly")
    ] = 4
    steps: Annotated[
        int | None,
        Meta(description="sampling steps; default: each backend's", extra={"unit": "steps"}),
    ] = None
    model: Annotated[
        str,
        Meta(
            description="model of the backend that needs one; default: the only one of its kind",
            max_length=1024,
        ),
    ] = ""
    prompt: Annotated[
        str, Meta(description="what the clips show, for backends that read text", max_length=2000)
    ] = ""
    blur_px: Annotated[
        float,
        Meta(
            ge=0,
            le=64,
            description="strength of warp-blur: its blur in the last frame, one picture width away "
            "from the nearest drag",
            extra={"unit": "px"},
        ),
    ] = 0.0
    zero_drags: Annotated[
        bool, Meta(description="also make frames without drags and compare them with the picture")
    ] = False
    seed: Annotated[int, Meta(ge=0, le=2**32 - 1, description="random seed")] = 0


class MotionEvaluateResult(TaskResult, frozen=True, kw_only=True):
    """What `motion.evaluate` counted; its figures are in `metrics.json`."""

    n_clips: int
    n_windows: int
    skipped: dict[str, int]
    seconds: float


def check_evaluation(request: MotionEvaluateRequest) -> None:
    """Raise `AppError("bad_field")` for what the types allow and the meaning does not."""
    if not request.clips:
        raise _bad("clips", '""', "name a folder of clips")
    repeated = [row for row in request.backends if request.backends.count(row) > 1]
    if repeated:
        raise _bad("backends", repeated[0], "name each one once")
    if "warp-blur" in request.backends and not request.blur_px:
        raise _bad("blur_px", 0, "warp-blur needs more than 0 px; chosen on validation clips only")
    infos = [BACKENDS[row] for row in request.backends if row in BACKENDS]
    with_model = [info.name for info in infos if info.model_kind]
    if request.model and len(with_model) != 1:
        limit = "give a model with exactly one backend that needs one"
        raise _bad("model", request.model, f"{limit}, not with {len(with_model)}")
    for info in infos:
        steps = request.steps
        if steps is not None and info.max_steps and not 1 <= steps <= info.max_steps:
            raise _bad("steps", steps, f"1 to {info.max_steps} steps for {info.name}")


def _bad(field: str, value: object, limit: str) -> AppError:
    return AppError("bad_field", field=field, value=str(value), limit=limit)


MOTION_EVALUATE = TaskSpec(
    name="motion.evaluate",
    version=1,
    summary="Compare ways of making frames on windows of real clips.",
    request=MotionEvaluateRequest,
    result=MotionEvaluateResult,
    implementation="worker.motion.evaluation.evaluate:evaluate",
    check=check_evaluation,
)
