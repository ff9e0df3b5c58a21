"""Real clips at 12 frames per second: video files, GIFs and folders of pictures."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from shared.errors import AppError
from shared.ids import sha256_file
from shared.motion.picture import load_picture, resize_picture

FPS = 12.0
MAX_CLIP_S = 60.0
_VIDEOS = frozenset({".mp4", ".avi", ".webm", ".gif", ".mov", ".mkv"})
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff"})


@dataclass(frozen=True)
class Clip:
    """A video file, or a folder of pictures that are 1/12 s apart; `name` is its file's name."""

    name: str
    path: Path

    def sha256(self) -> str:
        """Hash of the content: of the file, or of the hashes of the pictures in order."""
        if self.path.is_file():
            return sha256_file(self.path)
        digest = hashlib.sha256()
        for picture in _pictures(self.path):
            digest.update(sha256_file(picture).encode())
        return digest.hexdigest()


def list_clips(folder: Path) -> list[Clip]:
    """The clips of a folder by name; other files are not looked at.

    Raises
    ------
    AppError
        `missing_file` for a folder that is not there; `bad_field` for one without clips;
        `bad_request` naming a file that holds no video.
    """
    if not folder.is_dir():
        raise AppError("missing_file", file=str(folder))
    clips = [Clip(path.name, path) for path in sorted(folder.iterdir()) if _is_clip(path)]
    if not clips:
        kinds = ", ".join(sorted(_VIDEOS))
        limit = f"it must hold clips ({kinds}) or folders of pictures"
        raise AppError("bad_field", field="clips", value=str(folder), limit=limit)
    for clip in clips:
        if clip.path.is_file():
            _check_video(clip)
    return clips


def read_clip(clip: Clip, width: int, height: int) -> list[np.ndarray]:
    """Up to `MAX_CLIP_S` seconds of a clip at 12 frames per second (slower ones as they are).

    Returns
    -------
    list of np.ndarray
        uint8 [height, width, 3] RGB: the largest part from the middle that has the wanted shape.

    Raises
    ------
    AppError
        `bad_request` or `bad_picture` for what cannot be decoded.
    """
    if clip.path.is_dir():
        files = _pictures(clip.path)[: int(FPS * MAX_CLIP_S)]
        return [fit(load_picture(path), width, height) for path in files]
    try:
        return [fit(frame, width, height) for frame in _sampled(clip.path)]
    except (av.FFmpegError, OSError) as error:
        raise _unreadable(clip, error) from error


def fit(frame: np.ndarray, width: int, height: int) -> np.ndarray:
    """Cut the middle part of the wanted shape out of a frame [H0, W0, 3] and resize it."""
    rows, columns = frame.shape[:2]
    scale = min(columns / width, rows / height)
    part_width, part_height = round(scale * width), round(scale * height)
    left, top = (columns - part_width) // 2, (rows - part_height) // 2
    part = frame[top : top + part_height, left : left + part_width]
    return np.ascontiguousarray(resize_picture(part, width, height))


def _sampled(path: Path) -> Iterator[np.ndarray]:
    """The frame nearest to each twelfth of a second, each frame once at most."""
    due_s = -math.inf
    began_s: float | None = None
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        rate = float(stream.average_rate or FPS)
        # Less a millisecond: GIF and WebM round their time stamps.
        near_s = 0.5 / max(rate, FPS) - 1e-3
        for index, frame in enumerate(container.decode(stream)):
            time_s = index / rate if frame.time is None else frame.time
            began_s = time_s if began_s is None else began_s
            if time_s - began_s > MAX_CLIP_S:
                return
            if time_s + near_s < due_s:
                continue
            # After a pause the count starts anew, so that no burst of close frames follows it.
            late = time_s - due_s > 1 / FPS
            due_s = (time_s if late else due_s) + 1 / FPS
            yield frame.reformat(format="rgb24", interpolation="LANCZOS").to_ndarray()


def _is_clip(path: Path) -> bool:
    if path.name.startswith("."):
        return False
    if path.is_dir():
        return bool(_pictures(path))
    return path.suffix.lower() in _VIDEOS


def _pictures(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in _PICTURES)


def _check_video(clip: Clip) -> None:
    try:
        with av.open(str(clip.path)) as container:
            if not container.streams.video:
                raise _unreadable(clip, ValueError("it has no pictures"))
    except (av.FFmpegError, OSError) as error:
        raise _unreadable(clip, error) from error


def _unreadable(clip: Clip, error: Exception) -> AppError:
    reason = getattr(error, "strerror", None) or str(error)
    return AppError(
        "bad_request",
        reason=f"{clip.path} cannot be read as a video: {reason}. Take it out of the folder.",
    )
