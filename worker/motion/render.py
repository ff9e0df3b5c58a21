"""The task `motion.render`: a dragged picture becomes a video."""

from __future__ import annotations

import io
import math
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import numpy as np

from shared.errors import AppError, file_error
from shared.motion.backends import BACKENDS
from shared.motion.judge import judge, to_gray
from shared.motion.picture import load_mask, load_picture, resize_picture
from shared.motion.request import check_request, output_size
from shared.motion.scene import Scene
from shared.paths import write_atomic
from shared.tasks.events import Partial, Progress
from shared.tasks.motion import MotionRenderRequest, MotionRenderResult
from worker.engine.context import TaskContext
from worker.motion.backends.base import RenderJob, Sampled
from worker.motion.backends.choice import load_backend
from worker.motion.video import FrameWriter, GifWriter, Mp4Writer, PngWriter, WebmWriter

_PREVIEW_WIDTH_PX = 512


def render(
    ctx: TaskContext, request: MotionRenderRequest
) -> Iterator[Progress | Partial | MotionRenderResult]:
    """Make the frames of a request, write them into `ctx.out`, measure how the drags were followed.

    Writes `video.mp4` (`.webm`, `.gif`), `frames/0000.png` … (format `png`, or `save_frames`) and
    `tracks.npy` (float32 [T, N, 2], what was asked, in output px). Each file appears under its name
    when it is complete; a generator that is closed early leaves none behind.

    Raises
    ------
    AppError
        `bad_field`, `bad_picture`, `missing_file`, … for the request; `disk_full` and `read_only`
        for the output.
    """
    started = time.monotonic()
    check_request(request)
    yield Progress(done=0, total=1, unit="frames", stage="reading")
    job = _open_job(ctx, request)
    scene = job.scene
    total = scene.num_frames
    gray: list[np.ndarray] = []
    with _storage_errors(ctx.out), ExitStack() as stack:
        writers = _open_writers(stack, ctx, request, scene)
        with closing(load_backend(request.backend)(ctx, job)) as making:
            for event in making:
                if isinstance(event, Sampled):
                    yield Progress(
                        done=event.done, total=event.total, unit="steps", stage=event.stage
                    )
                    continue
                yield Partial(
                    index=event.index,
                    array=_preview(event.frame),
                    meta={"of": total, "final": event.final},
                )
                if event.final:
                    for writer in writers:
                        writer.write(event.frame)
                    gray.append(to_gray(event.frame))
                    # One short of the total: measuring is still to come.
                    yield Progress(done=len(gray), total=total + 1, unit="frames", stage="frames")
        # Where nothing is drawn a prompt may move the camera: no background was asked to stay.
        region = scene.still_region() if job.drags.layers else None
        judgement = judge(gray, scene.tracks, region)
        for writer in writers:
            writer.finish()
        _save_array(ctx.out / "tracks.npy", scene.tracks.xy)
    yield _result(request, job, judgement.epe_per_drag_px, judgement.leak_px, started)


def _open_job(ctx: TaskContext, request: MotionRenderRequest) -> RenderJob:
    picture = load_picture(ctx.input(request.image))
    height, width = picture.shape[:2]
    drags = request.drags
    if (drags.width, drags.height) != (width, height):
        ctx.log.warning(
            "drags are drawn on %d x %d px, the picture has %d x %d: scaled",
            *(drags.width, drags.height, width, height),
        )
    masks = {}
    for index, layer in enumerate(drags.layers):
        if layer.mask is not None:
            masks[index] = _load_layer_mask(ctx, layer.mask, index, (width, height))
    size = output_size(request, width, height)
    num_frames = request.num_frames or drags.frames
    info = BACKENDS[request.backend]
    text, motion = request.text_guidance, request.motion_guidance
    return RenderJob(
        picture=picture,
        drags=drags,
        scene=Scene(picture, drags, *size, num_frames, masks),
        width=size[0],
        height=size[1],
        num_frames=num_frames,
        fps=request.fps,
        masks=masks,
        prompt=drags.prompt if request.prompt is None else request.prompt,
        steps=request.steps or info.default_steps,
        text_guidance=info.default_text_guidance if text is None else text,
        motion_guidance=info.default_motion_guidance if motion is None else motion,
        seed=request.seed,
        model=ctx.model(info.model_kind, request.model) if info.model_kind else None,
    )


def _load_layer_mask(ctx: TaskContext, ref: str, index: int, size: tuple[int, int]) -> np.ndarray:
    mask = load_mask(ctx.input(ref))
    field = f"layers[{index}].mask"
    if mask.shape != (size[1], size[0]):
        value = f"{mask.shape[1]} × {mask.shape[0]} px"
        limit = f"a mask has the picture's size, {size[0]} × {size[1]} px"
        raise AppError("bad_field", field=field, value=value, limit=limit)
    if not (mask > 127).any():
        limit = "at least one pixel must be lighter than 127; paint the object white"
        raise AppError("bad_field", field=field, value="an all-black mask", limit=limit)
    return mask


def _open_writers(
    stack: ExitStack, ctx: TaskContext, request: MotionRenderRequest, scene: Scene
) -> list[FrameWriter]:
    provenance = ctx.provenance()
    height, width = scene.still.shape[:2]
    writers: list[FrameWriter] = []
    if request.format == "mp4":
        path = ctx.out / "video.mp4"
        writers.append(
            Mp4Writer(path, width, height, request.fps, provenance, chroma=request.chroma)
        )
    elif request.format == "webm":
        path = ctx.out / "video.webm"
        writers.append(WebmWriter(path, width, height, request.fps, provenance))
    elif request.format == "gif":
        writers.append(GifWriter(ctx.out / "video.gif", request.fps, provenance))
    if request.format == "png" or request.save_frames:
        writers.append(PngWriter(ctx.out / "frames", provenance))
    for writer in writers:
        stack.enter_context(writer)
    return writers


def _result(
    request: MotionRenderRequest,
    job: RenderJob,
    epe_per_drag_px: list[float | None],
    leak_px: float | None,
    started: float,
) -> MotionRenderResult:
    files = {"tracks": "tracks.npy"}
    if request.format != "png":
        files["video"] = f"video.{request.format}"
    if request.format == "png" or request.save_frames:
        files["frames"] = "frames"
    measured = [epe for epe in epe_per_drag_px if epe is not None]
    mean = round(math.fsum(measured) / len(measured), 4) if measured else None
    return MotionRenderResult(
        files=files,
        metrics={"mean_epe_px": mean, "drags_measured": len(measured)},
        width=job.width,
        height=job.height,
        num_frames=job.num_frames,
        fps=request.fps,
        backend=request.backend,
        seed=request.seed,
        model=request.model,
        prompt=job.prompt,
        steps=job.steps,
        seconds=round(time.monotonic() - started, 3),
        epe_per_drag_px=[None if epe is None else round(epe, 4) for epe in epe_per_drag_px],
        leak_px=None if leak_px is None else round(leak_px, 4),
    )


def _preview(frame: np.ndarray) -> np.ndarray:
    height, width = frame.shape[:2]
    if width <= _PREVIEW_WIDTH_PX:
        return frame
    return resize_picture(frame, _PREVIEW_WIDTH_PX, round(height * _PREVIEW_WIDTH_PX / width))


def _save_array(path: Path, array: np.ndarray) -> None:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    write_atomic(path, buffer.getvalue())


@contextmanager
def _storage_errors(out: Path) -> Iterator[None]:
    """Turn a full or read-only disk into words; the encoder's errors carry the same numbers."""
    try:
        yield
    except OSError as error:
        raise file_error(error, out) or error from error
