"""The frames of a finished video, decoded for showing."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from shared.errors import AppError
from shared.motion.picture import load_picture, resize_picture

MAX_FRAMES = 600
# A shown frame is at most this large: 120 frames then take 220 MB, not 750.
MAX_WIDTH_PX = 960


def decode_frames(path: Path, max_width_px: int = MAX_WIDTH_PX) -> list[np.ndarray]:
    """Frames of an MP4, a GIF or a PNG sequence (its first file), uint8 [H, W, 3] each.

    Raises
    ------
    AppError
        `missing_file` or `bad_field` when the file cannot be decoded.
    """
    if not path.exists():
        raise AppError("missing_file", file=str(path))
    if path.suffix.lower() == ".png":
        files = sorted(path.parent.glob("*.png"))[:MAX_FRAMES]
        return [_fitted(load_picture(file), max_width_px) for file in files]
    return _decode_video(path, max_width_px)


def _decode_video(path: Path, max_width_px: int) -> list[np.ndarray]:
    import av  # 60 ms to import: only when a result is played

    frames = []
    try:
        with av.open(str(path)) as container:
            for frame in container.decode(video=0):
                frames.append(_fitted(frame.to_ndarray(format="rgb24"), max_width_px))
                if len(frames) == MAX_FRAMES:
                    break
    except (av.FFmpegError, IndexError) as error:
        raise AppError("bad_picture", file=path.name, reason=str(error)) from error
    if not frames:
        raise AppError("bad_picture", file=path.name, reason="it has no frames")
    return frames


def _fitted(rgb: np.ndarray, max_width_px: int) -> np.ndarray:
    height, width = rgb.shape[:2]
    if width <= max_width_px:
        return rgb
    return resize_picture(rgb, max_width_px, max(1, round(height * max_width_px / width)))
