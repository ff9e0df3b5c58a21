"""Telling what a file is that was opened or dropped, off the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from desktop.motion.imports import read_bytes, read_masks
from desktop.motion.restoring import Origin, read_origin
from shared.motion.document import parse_drags
from shared.motion.formats.ati_tracks import read_ati
from shared.motion.formats.point_lists import read_comfyui_tracks
from shared.motion.formats.wan_move_tracks import TRACKS_FILE, WAN_MOVE_SIZE, read_wan_move
from shared.tasks.motion import Drags

VIDEO_SUFFIXES = (".mp4", ".webm", ".mov", ".m4v", ".mkv", ".avi")
TRACK_SUFFIXES = (".json", ".npy", ".pth")


@dataclass(frozen=True)
class Arrival:
    """A picture or project to open, an output to restore, a video, tracks or drags to take over.

    Attributes
    ----------
    xy : np.ndarray or None
        Tracks [T, N, 2], in px of `size`; None for a size says that the file does not tell.
    """

    kind: Literal["document", "output", "video", "tracks", "drags"]
    path: Path
    origin: Origin | None = None
    xy: np.ndarray | None = None
    size: tuple[int, int] | None = None
    drags: Drags | None = None
    masks: dict[str, np.ndarray] | None = None


def needs_picture(path: Path) -> bool:
    """Whether the file goes into the open document instead of replacing it."""
    return path.suffix.lower() in TRACK_SUFFIXES or (path / TRACKS_FILE).is_file()


def identify(path: Path) -> Arrival:
    """What a file is, by its name and content; anything else is taken for a picture.

    Raises
    ------
    AppError
        For tracks or drags that cannot be read.
    """
    suffix = path.suffix.lower()
    if needs_picture(path):
        return _identify_motion(path, suffix)
    if suffix == ".png" or suffix in VIDEO_SUFFIXES:
        origin = read_origin(path)
        if origin is not None:
            return Arrival("output", path, origin)
    return Arrival("video" if suffix in VIDEO_SUFFIXES else "document", path)


def _identify_motion(path: Path, suffix: str) -> Arrival:
    if suffix == ".pth":
        return Arrival("tracks", path, xy=read_ati(path).xy)
    if suffix != ".json":
        return Arrival("tracks", path, xy=read_wan_move(path).xy, size=WAN_MOVE_SIZE)
    data = read_bytes(path)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        return Arrival("tracks", path, xy=read_comfyui_tracks(path))
    drags = parse_drags(data, path.name)
    return Arrival("drags", path, drags=drags, masks=read_masks(drags, path.parent))
