"""What can be exported from a document and its results, and the writing itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from desktop.motion import export_writers as writers
from desktop.motion.document import MotionDocument
from desktop.motion.drags import rendered_layers
from desktop.motion.export_source import ExportSource, masked_layers
from desktop.motion.export_writers import Tick
from desktop.motion.project_file import write_error
from shared.errors import AppError

ExportId = Literal[
    "mp4", "webm", "gif", "png", "alpha_png", "alpha_webm",
    "flow", "comfyui", "ati", "wan_move", "ttm", "dragnuwa",
]  # fmt: skip


@dataclass(frozen=True)
class ExportKind:
    """A format: what it takes, and what it makes (a file of that suffix, or a folder)."""

    id: ExportId
    takes: Literal["video", "layer", "drags"]
    suffix: str = ""


KINDS: dict[ExportId, ExportKind] = {
    kind.id: kind
    for kind in (
        ExportKind("mp4", "video", ".mp4"),
        ExportKind("webm", "video", ".webm"),
        ExportKind("gif", "video", ".gif"),
        ExportKind("png", "video"),
        ExportKind("alpha_png", "layer"),
        ExportKind("alpha_webm", "layer", ".webm"),
        ExportKind("flow", "drags"),
        ExportKind("comfyui", "drags", ".json"),
        ExportKind("ati", "drags", ".pth"),
        ExportKind("wan_move", "drags"),
        ExportKind("ttm", "drags"),
        ExportKind("dragnuwa", "drags", ".json"),
    )
}


def obstacle(kind: ExportKind, document: MotionDocument) -> str:
    """Why a format cannot be exported now: `no_mask`, `no_drags`, or nothing."""
    if kind.takes == "layer" and not masked_layers(document):
        return "no_mask"
    if kind.takes == "drags" and not rendered_layers(document):
        return "no_drags"
    return ""


def export(kind_id: ExportId, source: ExportSource, target: Path, tick: Tick) -> Path:
    """Write an export; a target that is a folder must not exist, and appears when it is complete.

    Raises
    ------
    AppError
        `bad_field`, `missing_file`, `disk_full`, `read_only`, or `cancelled` from `tick`.
    """
    kind = KINDS[kind_id]
    if reason := obstacle(kind, source.document):
        raise AppError("bad_field", field=kind_id, value=reason, limit="a mask, or a drag")
    try:
        if kind.suffix:
            _FILE_WRITERS[kind_id](source, target, tick)
        else:
            with _new_folder(target) as folder:
                _FOLDER_WRITERS[kind_id](source, folder, tick)
    except OSError as error:
        raise write_error(target, error) from error
    return target


@contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
    if folder.exists():
        limit = "choose a name that does not exist yet"
        raise AppError("bad_field", field="folder", value=folder.name, limit=limit)
    temporary = folder.with_name(f".{folder.name}.tmp")
    try:
        temporary.mkdir(parents=True)
        yield temporary
        temporary.replace(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


Write = Callable[[ExportSource, Path, Tick], None]
_FILE_WRITERS: dict[ExportId, Write] = {
    "mp4": writers.write_video,
    "webm": writers.write_video,
    "gif": writers.write_video,
    "alpha_webm": writers.write_alpha_webm,
    "comfyui": writers.write_comfyui_file,
    "ati": writers.write_ati_file,
    "dragnuwa": writers.write_dragnuwa_file,
}
_FOLDER_WRITERS: dict[ExportId, Write] = {
    "png": writers.write_pictures,
    "alpha_png": writers.write_alpha_frames,
    "flow": writers.write_flow_fields,
    "wan_move": writers.write_wan_move_folder,
    "ttm": writers.write_ttm_folder,
}
