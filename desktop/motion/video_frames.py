"""The frames of a finished video, decoded for showing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from shared.errors import AppError
from shared.motion.picture import load_picture, resize_picture

MAX_FRAMES = 600
# A shown frame is at most this large: 120 frames then take 220 MB, not 750.
MAX_WIDTH_PX = 960


def decode_frames(path: Path, max_width_px: int = MAX_WIDTH_PX) -> list[np.ndarray]:
    """Frames of a video, a GIF or a PNG sequence (its first file), uint8 [H, W, 3] each.

    Raises
    ------
    AppError
        `missing_file` or `bad_picture` when the file cannot be decoded.
    """
    frames = []
    for frame in iterate_frames(path):
        frames.append(fitted(frame, max_width_px))
        if len(frames) == MAX_FRAMES:
            break
    return frames


def iterate_frames(path: Path) -> Iterator[np.ndarray]:
    """The same frames one by one and at their own size; raises as `decode_frames`."""
    if not path.exists():
        raise AppError("missing_file", file=str(path))
    if path.suffix.lower() == ".png":
        for file in sorted(path.parent.glob("*.png")):
            yield load_picture(file)
        return
    import av  # 60 ms to import: only when a result is played

    count = 0
    try:
        with av.open(str(path)) as container:
            for frame in container.decode(video=0):
                yield frame.to_ndarray(format="rgb24")
                count += 1
    except (av.FFmpegError, IndexError) as error:
        raise AppError("bad_picture", file=path.name, reason=str(error)) from error
    if not count:
        raise AppError("bad_picture", file=path.name, reason="it has no frames")


def count_frames(path: Path) -> int:
    """How many frames there are, as far as the file says; at least 1."""
    if path.suffix.lower() == ".png":
        return max(1, len(list(path.parent.glob("*.png"))))
    import av

    try:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            if stream.frames:
                return int(stream.frames)
            seconds = float(container.duration or 0) / av.time_base
            return max(1, round(seconds * float(stream.average_rate or 1)))
    except (av.FFmpegError, IndexError) as error:
        raise AppError("bad_picture", file=path.name, reason=str(error)) from error


def fitted(rgb: np.ndarray, max_width_px: int) -> np.ndarray:
    """A picture, uint8 [H, W, 3], made smaller where it is wider than `max_width_px`."""
    height, width = rgb.shape[:2]
    if width <= max_width_px:
        return rgb
    return resize_picture(rgb, max_width_px, max(1, round(height * max_width_px / width)))


def first_frame_png(path: Path) -> bytes:
    """The first frame of a video, or a picture file itself, as PNG bytes. Raises AppError."""
    if path.suffix.lower() == ".png":
        try:
            return path.read_bytes()
        except OSError as error:
            raise AppError("missing_file", file=str(path)) from error
    return encode_png(read_frame(path, 0.0).rgb)


@dataclass(frozen=True)
class VideoFrame:
    """One frame of a video: uint8 [H, W, 3], its time in seconds, and the video's length."""

    rgb: np.ndarray
    time_s: float
    duration_s: float


def read_frame(path: Path, time_s: float) -> VideoFrame:
    """The frame that is shown at a time, the last one for any time beyond the end.

    Raises
    ------
    AppError
        `missing_file` or `bad_picture` when there is nothing to decode.
    """
    import av  # 60 ms to import: only when a video is opened

    if not path.exists():
        raise AppError("missing_file", file=str(path))
    try:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            duration_s = float(container.duration or 0) / av.time_base
            start_s = float((stream.start_time or 0) * (stream.time_base or 0))
            if time_s > 0 and stream.time_base:
                container.seek(int((start_s + time_s) / stream.time_base), stream=stream)
            shown = None
            for frame in container.decode(stream):
                if shown is not None and frame.time is not None and frame.time > start_s + time_s:
                    break
                shown = frame
            if shown is None:
                raise AppError("bad_picture", file=path.name, reason="it has no frames")
            at_s = max(0.0, float(shown.time or 0.0) - start_s)
            return VideoFrame(shown.to_ndarray(format="rgb24"), at_s, duration_s)
    except (av.FFmpegError, IndexError) as error:
        raise AppError("bad_picture", file=path.name, reason=str(error)) from error


def encode_png(rgb: np.ndarray) -> bytes:
    """A uint8 [H, W, 3] picture as PNG bytes."""
    import io

    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "PNG", compress_level=3)
    return buffer.getvalue()
