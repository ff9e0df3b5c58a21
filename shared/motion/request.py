"""What makes a render request acceptable, before any file is read."""

from __future__ import annotations

from shared.errors import AppError
from shared.motion.backends import BACKENDS
from shared.motion.document import check_drags
from shared.tasks.motion import (
    MAX_FRAMES,
    MAX_HEIGHT_PX,
    MAX_WIDTH_PX,
    MIN_FRAMES,
    MIN_SIDE_PX,
    MotionRenderRequest,
)

MAX_GUIDANCE = 30.0
MAX_PROMPT = 2000


def check_request(request: MotionRenderRequest) -> None:
    """Raise `AppError("bad_field")` for the first field out of its limits."""
    for field, size_px, limit_px in (
        ("width", request.width, MAX_WIDTH_PX),
        ("height", request.height, MAX_HEIGHT_PX),
    ):
        if size_px is not None and not (MIN_SIDE_PX <= size_px <= limit_px and size_px % 2 == 0):
            limit = f"an even number of px from {MIN_SIDE_PX} to {limit_px}"
            raise AppError("bad_field", field=field, value=size_px, limit=limit)
    frames = request.num_frames
    if frames is not None and not MIN_FRAMES <= frames <= MAX_FRAMES:
        limit = f"{MIN_FRAMES} to {MAX_FRAMES} frames"
        raise AppError("bad_field", field="num_frames", value=frames, limit=limit)
    if request.prompt is not None and len(request.prompt) > MAX_PROMPT:
        limit = f"at most {MAX_PROMPT} characters"
        raise AppError("bad_field", field="prompt", value=len(request.prompt), limit=limit)
    _check_sampling(request)
    if not request.image:
        raise AppError("bad_field", field="image", value='""', limit="name a picture file")
    check_drags(request.drags)


def _check_sampling(request: MotionRenderRequest) -> None:
    info = BACKENDS[request.backend]
    steps = request.steps
    if steps is not None and info.max_steps and not 1 <= steps <= info.max_steps:
        limit = f"1 to {info.max_steps} steps for {request.backend}"
        raise AppError("bad_field", field="steps", value=steps, limit=limit)
    for field, value in (
        ("text_guidance", request.text_guidance),
        ("motion_guidance", request.motion_guidance),
    ):
        if value is not None and not 0.0 <= value <= MAX_GUIDANCE:
            limit = f"0 to {MAX_GUIDANCE:g}"
            raise AppError("bad_field", field=field, value=value, limit=limit)


def default_size(picture_width: int, picture_height: int) -> tuple[int, int]:
    """Output (width, height) for a picture: its own, made even and fitted into 1920 x 1080."""
    factor = min(1.0, MAX_WIDTH_PX / picture_width, MAX_HEIGHT_PX / picture_height)
    return (
        _even(picture_width * factor, MAX_WIDTH_PX),
        _even(picture_height * factor, MAX_HEIGHT_PX),
    )


def output_size(
    request: MotionRenderRequest, picture_width: int, picture_height: int
) -> tuple[int, int]:
    """Output (width, height) of a request; of one given side the other follows in proportion."""
    if request.width is not None and request.height is not None:
        return request.width, request.height
    if request.width is not None:
        height = picture_height * request.width / picture_width
        return request.width, _even(height, MAX_HEIGHT_PX)
    if request.height is not None:
        width = picture_width * request.height / picture_height
        return _even(width, MAX_WIDTH_PX), request.height
    return default_size(picture_width, picture_height)


def _even(size_px: float, limit_px: int) -> int:
    return max(MIN_SIDE_PX, min(limit_px, 2 * round(size_px / 2)))
