"""A finished result copied to where a person wants it."""

from __future__ import annotations

import shutil
from pathlib import Path

from desktop.motion.project_file import write_error
from desktop.motion.results_model import RenderResult
from desktop.motion.video_frames import decode_frames
from shared.errors import AppError
from shared.paths import write_atomic


def export_video(result: RenderResult, target: Path) -> Path:
    """Copy the video as it is, provenance included. Raises AppError."""
    video = result.video
    if video is None or not video.exists():
        raise AppError("missing_file", file=str(video or result.job_id))
    try:
        write_atomic(target, video.read_bytes())
    except OSError as error:
        raise write_error(target, error) from error
    return target


def export_frames(result: RenderResult, folder: Path) -> Path:
    """Write the frames as `0000.png` and so on into a new folder; it appears when it is complete.

    The render's own lossless frames are copied where it wrote them, else the video is decoded.
    """
    temporary = folder.with_name(f".{folder.name}.tmp")
    if folder.exists():
        limit = "choose a name that does not exist yet"
        raise AppError("bad_field", field="folder", value=folder.name, limit=limit)
    try:
        temporary.mkdir(parents=True)
        _write_frames(result, temporary)
        temporary.replace(folder)
    except OSError as error:
        raise write_error(folder, error) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder


def _write_frames(result: RenderResult, folder: Path) -> None:
    own = sorted((result.folder / "frames").glob("*.png")) if result.folder else []
    for index, path in enumerate(own):
        shutil.copyfile(path, folder / f"{index:04d}.png")
    if own:
        return
    video = result.video
    if video is None:
        raise AppError("missing_file", file=result.job_id)
    from PIL import Image

    for index, rgb in enumerate(decode_frames(video, max_width_px=1 << 16)):
        Image.fromarray(rgb).save(folder / f"{index:04d}.png")
