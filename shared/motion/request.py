"""What makes a render request acceptable, before any file is read."""

from __future__ import annotations

from shared.tasks.motion import MotionRenderRequest


def check_request(request: MotionRenderRequest) -> None:
    """Raise `AppError("bad_field")` for the first field out of its limits."""
    raise NotImplementedError


def default_size(picture_width: int, picture_height: int) -> tuple[int, int]:
    """Output (width, height) for a picture: even, fitted into 1920 x 1080."""
    raise NotImplementedError


def output_size(
    request: MotionRenderRequest, picture_width: int, picture_height: int
) -> tuple[int, int]:
    """Output (width, height) of a request; a missing one follows from the picture's shape."""
    raise NotImplementedError
