"""Frames of videos read back; the writers are those that the window exports with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np

from shared.motion.frame_writers import FrameWriter, GifWriter, Mp4Writer, PngWriter, WebmWriter

__all__ = [
    "FrameWriter",
    "GifWriter",
    "Mp4Writer",
    "PngWriter",
    "WebmWriter",
    "iterate_video",
    "read_video",
]


def read_video(path: Path) -> list[np.ndarray]:
    """All frames of a video or GIF, uint8 [H, W, 3] RGB."""
    return list(iterate_video(path))


def iterate_video(path: Path) -> Iterator[np.ndarray]:
    """Frames of a video or GIF one by one, uint8 [H, W, 3] RGB."""
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            yield frame.reformat(format="rgb24", interpolation="LANCZOS").to_ndarray()
