"""The input folder of Time-to-Move (arXiv 2511.08633): what moves, where, and what it shows.

`first_frame.png`, `motion_signal.mp4` (the warped picture), `mask.mp4` (white where the motion is
given) and `prompt.txt`, as its demo's examples have them. Frames pass one by one: none of the
videos is ever held whole while it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from shared.errors import AppError
from shared.motion.picture import load_picture
from shared.paths import write_atomic

FIRST_FRAME, SIGNAL, MASK, PROMPT = (
    "first_frame.png",
    "motion_signal.mp4",
    "mask.mp4",
    "prompt.txt",
)
MAX_FRAMES = 600


@dataclass(frozen=True)
class TtmInput:
    """A folder read back.

    Attributes
    ----------
    first_frame : np.ndarray
        uint8 [H, W, 3].
    motion_signal : np.ndarray
        uint8 [T, H, W, 3], as the video's compression left it.
    mask : np.ndarray
        bool [T, H, W].
    """

    first_frame: np.ndarray
    motion_signal: np.ndarray
    mask: np.ndarray
    prompt: str


def write_ttm(
    folder: Path,
    first_frame: np.ndarray,
    frames: Iterable[tuple[np.ndarray, np.ndarray]],
    fps: float,
    prompt: str,
    provenance: Mapping[str, Any],
) -> None:
    """Write the four files into a folder that exists.

    Parameters
    ----------
    first_frame : np.ndarray
        uint8 [H, W, 3], H and W even.
    frames : iterable of (uint8 [H, W, 3], bool [H, W])
        The motion signal and its mask, frame by frame.

    Raises
    ------
    OSError
        For a disk that is full or read-only.
    """
    from PIL import Image

    from shared.motion.frame_writers import Mp4Writer

    Image.fromarray(first_frame).save(folder / FIRST_FRAME, "PNG")
    height, width = first_frame.shape[:2]
    with (
        Mp4Writer(folder / SIGNAL, width, height, fps, provenance) as signal,
        Mp4Writer(folder / MASK, width, height, fps, provenance) as mask,
    ):
        for frame, region in frames:
            signal.write(frame)
            mask.write(np.repeat(np.where(region, 255, 0).astype(np.uint8)[..., None], 3, axis=2))
        signal.finish()
        mask.finish()
    write_atomic(folder / PROMPT, prompt.encode())


def read_ttm(folder: Path) -> TtmInput:
    """Read a folder back.

    Raises
    ------
    AppError
        `missing_file` or `bad_picture` for what is missing or damaged, `bad_tracks` when the two
        videos do not fit each other.
    """
    signal, mask = _frames(folder / SIGNAL), _frames(folder / MASK)
    if signal.shape != mask.shape:
        reason = f"{SIGNAL} and {MASK} differ in size or length"
        raise AppError("bad_tracks", file=folder.name, reason=reason)
    try:
        prompt = (folder / PROMPT).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AppError("missing_file", file=str(folder / PROMPT)) from error
    first = load_picture(folder / FIRST_FRAME)
    return TtmInput(first, signal, mask.mean(axis=-1) > 127, prompt.strip())


def _frames(path: Path) -> np.ndarray:
    import av

    if not path.is_file():
        raise AppError("missing_file", file=str(path))
    frames = []
    try:
        with av.open(str(path)) as container:
            for frame in container.decode(video=0):
                frames.append(frame.to_ndarray(format="rgb24"))
                if len(frames) == MAX_FRAMES:
                    break
    except (av.FFmpegError, IndexError) as error:
        raise AppError("bad_picture", file=path.name, reason=str(error)) from error
    if not frames:
        raise AppError("bad_picture", file=path.name, reason="it has no frames")
    return np.stack(frames)
