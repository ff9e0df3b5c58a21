"""Opening what a person has: a picture, a project, or a folder with a picture and its drags."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from desktop.motion import edits
from desktop.motion.document import Layer, MotionDocument, Picture
from desktop.motion.mask import mask_size, pack_mask, scale_mask
from desktop.motion.project_file import SUFFIX, Project, new_project, read_project
from shared.errors import AppError
from shared.motion.document import parse_drags
from shared.motion.picture import load_mask
from shared.tasks.motion import DragLayer, Drags

PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff", ".gif", ".ppm")
MAX_PICTURE_FILE_BYTES = 512 << 20
_PLACED = frozenset({"role", "points", "times", "mask"})  # scaled or given on their own


def open_file(path: Path) -> Project:
    """Open a project, a sample folder or, whatever its name, a picture.

    Raises
    ------
    AppError
        With what is wrong with the file.
    """
    if path.is_dir():
        return open_sample(path)
    if path.suffix.lower() == SUFFIX:
        return read_project(path)
    return new_project(read_bytes(path), path.name)


def read_bytes(path: Path) -> bytes:
    """A file's bytes, up to 512 MiB. Raises AppError."""
    try:
        size = path.stat().st_size
        if size > MAX_PICTURE_FILE_BYTES:
            limit = f"{MAX_PICTURE_FILE_BYTES >> 20} MiB"
            raise AppError(
                "picture_too_large", file=path.name, size=f"{size >> 20} MiB", limit=limit
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise AppError("missing_file", file=str(path)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError("bad_picture", file=path.name, reason=reason) from error


def open_sample(folder: Path) -> Project:
    """Open a folder that holds one `picture.*` and, if any, `drags.json` with its masks."""
    pictures = sorted(x for x in folder.glob("picture.*") if x.suffix.lower() in PICTURE_SUFFIXES)
    if not pictures:
        raise AppError("missing_file", file=str(folder / "picture.jpg"))
    project = new_project(read_bytes(pictures[0]), f"{folder.name}{pictures[0].suffix}")
    drags_path = folder / "drags.json"
    if not drags_path.exists():
        return project
    drags = parse_drags(read_bytes(drags_path), drags_path.name)
    masks = read_masks(drags, folder)
    return Project(add_drags(project.document, drags, masks), project.pixels)


def read_masks(drags: Drags, folder: Path) -> dict[str, np.ndarray]:
    """The masks that a drags document names, uint8 [H, W] each, from files of `folder`."""
    refs = {layer.mask for layer in drags.layers if layer.mask is not None}
    return {ref: load_mask(folder / Path(ref).name) for ref in refs}


def add_drags(
    document: MotionDocument, drags: Drags, masks: Mapping[str, np.ndarray]
) -> MotionDocument:
    """The document with a drags document's layers, scaled to its picture; masks by reference.

    Raises
    ------
    AppError
        `missing_file` for a mask that `masks` does not have.
    """
    picture = document.picture
    if picture is None:
        raise ValueError("drags need a picture")
    for source in drags.layers:
        document = _add_layer(document, source, drags, picture, masks)
    return edits.set_settings(document, frames=drags.frames, prompt=drags.prompt)


def _add_layer(
    document: MotionDocument,
    source: DragLayer,
    drags: Drags,
    picture: Picture,
    masks: Mapping[str, np.ndarray],
) -> MotionDocument:
    fx, fy = picture.width / drags.width, picture.height / drags.height
    points = [(x * fx, y * fy) for x, y in source.points]
    mask = None
    if source.mask is not None:
        if source.mask not in masks:
            raise AppError("missing_file", file=source.mask)
        size = mask_size(picture.width, picture.height)
        mask = pack_mask(scale_mask(masks[source.mask], *size))
    document, layer_id = edits.add_layer(document, source.role, points, source.times, mask)
    # What both types have means the same in both.
    own = set(Layer.__struct_fields__)
    shared = [name for name in source.__struct_fields__ if name in own and name not in _PLACED]
    changes: dict[str, Any] = {name: getattr(source, name) for name in shared}
    if "feather_px" in changes:
        changes["feather_px"] *= min(fx, fy)
    return edits.set_layer(document, layer_id, **changes)


def document_label(document: MotionDocument, path: Path | None) -> str:
    """What the document is called in the title: its file's name, else its picture's."""
    if path is not None:
        return path.stem
    return Path(document.picture.name).stem if document.picture is not None else ""
