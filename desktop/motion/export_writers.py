"""One function for each exported format: from the source to files, frame by frame."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from desktop.motion.drags import rendered_layers, to_drags
from desktop.motion.export_source import ExportSource, masked_layers
from desktop.motion.video_frames import count_frames, iterate_frames
from shared.errors import AppError
from shared.motion.formats.ati_tracks import ATI_FRAMES, write_ati
from shared.motion.formats.middlebury_flow import write_flow
from shared.motion.formats.point_lists import (
    DRAGNUWA_FRAMES,
    DRAGNUWA_SIZE,
    write_comfyui_tracks,
    write_dragnuwa_drags,
)
from shared.motion.formats.ttm_folder import write_ttm
from shared.motion.formats.wan_move_tracks import (
    WAN_MOVE_FRAMES,
    WAN_MOVE_SIZE,
    PointTracks,
    write_wan_move,
)
from shared.motion.picture import resize_picture
from shared.paths import write_atomic
from shared.provenance import build_provenance, read_provenance

# Called with what is done and how much there is; raises AppError("cancelled") to stop.
Tick = Callable[[int, int], None]


# --- the frames of a result, or of the preview ---------------------------------------------------


@dataclass(frozen=True)
class _Frames:
    count: int
    fps: float
    size: tuple[int, int]
    frames: Iterator[np.ndarray]
    provenance: dict[str, Any]


def _open_frames(source: ExportSource) -> _Frames:
    result = source.result
    if result is None:
        scene = source.scene()
        frames = (scene.frame(t) for t in range(scene.num_frames))
        provenance = _preview_provenance(source)
        return _Frames(scene.num_frames, source.document.fps, source.size, frames, provenance)
    figures, video = result.figures, result.video
    if figures is None or video is None or not video.exists():
        raise AppError("missing_file", file=str(video or result.job_id))
    own = sorted((result.folder / "frames").glob("*.png")) if result.folder else []
    best = own[0] if own else video  # the render's own frames have lost nothing
    size = (figures.width, figures.height)
    provenance = read_provenance(video) or {}
    return _Frames(count_frames(best), figures.fps, size, iterate_frames(best), provenance)


def _preview_provenance(source: ExportSource) -> dict[str, Any]:
    document = source.document
    picture = document.picture
    request = {"drags": msgspec.to_builtins(to_drags(document)), "fps": document.fps}
    inputs = {"picture": picture.sha256} if picture is not None else {}
    return build_provenance(
        task="motion.preview", task_version=1, request=request, inputs=inputs, device="cpu"
    )


def write_video(source: ExportSource, target: Path, tick: Tick) -> None:
    """The frames as MP4, WebM or GIF by the target's suffix; a result's own file is copied."""
    from shared.motion.frame_writers import FrameWriter, GifWriter, Mp4Writer, WebmWriter

    suffix = target.suffix.lower()
    video = source.result.video if source.result is not None else None
    if video is not None and video.suffix == suffix and video.exists():
        write_atomic(target, video.read_bytes())  # as it is, provenance included
        tick(1, 1)
        return
    material = _open_frames(source)
    writer: FrameWriter
    if suffix == ".gif":
        writer = GifWriter(target, material.fps, material.provenance)
    else:
        make = Mp4Writer if suffix == ".mp4" else WebmWriter
        writer = make(target, *material.size, material.fps, material.provenance)
    with writer:
        for index, frame in enumerate(material.frames, start=1):
            writer.write(frame)
            tick(index, material.count)
        writer.finish()


def write_pictures(source: ExportSource, folder: Path, tick: Tick) -> None:
    """The frames as `0000.png` and so on; a render's own lossless frames are copied."""
    result = source.result
    own = sorted((result.folder / "frames").glob("*.png")) if result and result.folder else []
    for index, path in enumerate(own):
        shutil.copyfile(path, folder / f"{index:04d}.png")
        tick(index + 1, len(own))
    if not own:
        material = _open_frames(source)
        _save_pictures(folder, material.frames, material.count, material.provenance, tick)


def _save_pictures(
    folder: Path, frames: Iterator[np.ndarray], count: int, provenance: dict[str, Any], tick: Tick
) -> None:
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    from shared.provenance import PNG_KEY, encode_provenance

    info = PngInfo()
    info.add_itxt(PNG_KEY, encode_provenance(provenance), zip=True)
    for index, frame in enumerate(frames):
        Image.fromarray(frame).save(folder / f"{index:04d}.png", pnginfo=info, compress_level=4)
        tick(index + 1, count)


# --- one masked layer, with alpha ----------------------------------------------------------------


def _cutouts(source: ExportSource) -> Iterator[np.ndarray]:
    scene = source.scene()
    wanted = source.layer_id or masked_layers(source.document)[0]
    ids = [layer.layer_id for layer in rendered_layers(source.document)]
    for t in range(scene.num_frames):
        yield scene.cutout(ids.index(wanted), t)


def write_alpha_frames(source: ExportSource, folder: Path, tick: Tick) -> None:
    """The chosen layer alone as RGBA pictures."""
    frames = source.document.frames
    _save_pictures(folder, _cutouts(source), frames, _preview_provenance(source), tick)


def write_alpha_webm(source: ExportSource, target: Path, tick: Tick) -> None:
    """The chosen layer alone as VP9 with alpha."""
    from shared.motion.frame_writers import WebmWriter

    fps, provenance = source.document.fps, _preview_provenance(source)
    with WebmWriter(target, *source.size, fps, provenance, alpha=True) as writer:
        for index, frame in enumerate(_cutouts(source), start=1):
            writer.write(frame)
            tick(index, source.document.frames)
        writer.finish()


# --- motion as data ------------------------------------------------------------------------------


def write_flow_fields(source: ExportSource, folder: Path, tick: Tick) -> None:
    """`flow_0001.flo` and so on: the way of each pixel from the first frame to that frame."""
    scene = source.scene()
    for t in range(1, scene.num_frames):
        write_flow(folder / f"flow_{t:04d}.flo", scene.motion(t))
        tick(t, scene.num_frames - 1)


def write_comfyui_file(source: ExportSource, target: Path, tick: Tick) -> None:
    """One point for each frame of the document, in px of its output."""
    write_comfyui_tracks(target, source.tracks(source.document.frames, source.size).xy)
    tick(1, 1)


def write_ati_file(source: ExportSource, target: Path, tick: Tick) -> None:
    """Tracks of 121 frames in px of the document's output."""
    tracks = source.tracks(ATI_FRAMES, source.size)
    write_ati(target, PointTracks(tracks.xy, tracks.visible))
    tick(1, 1)


def write_wan_move_folder(source: ExportSource, folder: Path, tick: Tick) -> None:
    """Tracks of 81 frames on 832 × 480 px, and the picture at that size."""
    from PIL import Image

    tracks = source.tracks(WAN_MOVE_FRAMES, WAN_MOVE_SIZE)
    write_wan_move(folder, PointTracks(tracks.xy, tracks.visible))
    Image.fromarray(resize_picture(source.pixels, *WAN_MOVE_SIZE)).save(folder / "image.png")
    tick(1, 1)


def write_ttm_folder(source: ExportSource, folder: Path, tick: Tick) -> None:
    """The preview as the motion signal, with the mask of what is given."""
    scene, document = source.scene(), source.document

    def frames() -> Iterator[tuple[np.ndarray, np.ndarray]]:
        for t in range(scene.num_frames):
            tick(t, scene.num_frames)
            yield scene.frame(t), scene.given(t)

    provenance = _preview_provenance(source)
    write_ttm(folder, scene.still, frames(), document.fps, document.prompt, provenance)
    tick(scene.num_frames, scene.num_frames)


def write_dragnuwa_file(source: ExportSource, target: Path, tick: Tick) -> None:
    """14 points for each drag on 576 × 320 px."""
    write_dragnuwa_drags(target, source.tracks(DRAGNUWA_FRAMES, DRAGNUWA_SIZE).xy)
    tick(1, 1)
