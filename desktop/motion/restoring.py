"""A render's project put back from its request: its drags, its settings, its picture."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from desktop.core.outputs import Output
from desktop.motion import edits
from desktop.motion.document import MotionDocument
from desktop.motion.imports import add_drags
from desktop.motion.project_file import Project, new_project
from shared.artefacts import SCHEME, is_artefact
from shared.errors import AppError
from shared.ids import sha256_file
from shared.motion.document import check_drags
from shared.motion.picture import decode_mask
from shared.provenance import read_provenance
from shared.tasks.motion import MOTION_RENDER, MotionRenderRequest


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """What an output says of how it was made.

    `inputs` maps the request's references to the sha256 of the files that they named.
    """

    request: MotionRenderRequest
    inputs: dict[str, str] = {}

    def artefact(self, ref: str) -> str:
        """The name of the file of a reference in the worker's store; empty where unknown."""
        if is_artefact(ref):
            return ref
        return SCHEME + self.inputs[ref] if ref in self.inputs else ""

    def mask_refs(self) -> tuple[str, ...]:
        """The references of all masks."""
        return tuple(layer.mask for layer in self.request.drags.layers if layer.mask)

    def local(self, ref: str) -> bytes | None:
        """The file itself where it still lies here unchanged, as after a render by command."""
        path = Path(ref)
        if is_artefact(ref) or ref not in self.inputs or not path.is_file():
            return None
        return path.read_bytes() if sha256_file(path) == self.inputs[ref] else None


def read_origin(path: Path) -> Origin | None:
    """How a video, a frame or a `result.json` was made; None where it does not say."""
    try:
        provenance = read_provenance(path)
        if not provenance or provenance.get("task") != MOTION_RENDER.name:
            return None
        return msgspec.convert(
            {"request": provenance.get("request"), "inputs": provenance.get("inputs", {})}, Origin
        )
    except (OSError, msgspec.ValidationError):
        return None


def origin_of(output: Output) -> Origin | None:
    """How a dropped output was made; None where no render of this version made it."""
    if output.task != MOTION_RENDER.name:
        return None
    try:
        return msgspec.convert(
            {"request": dict(output.request), "inputs": dict(output.inputs)}, Origin
        )
    except msgspec.ValidationError:
        return None


def restore_document(
    document: MotionDocument, origin: Origin, masks: Mapping[str, bytes]
) -> MotionDocument:
    """The document with the layers and settings of a render; `masks` are files by reference.

    Raises
    ------
    AppError
        `bad_field` or `bad_picture` for a request that is out of its limits.
    """
    request = origin.request
    check_drags(request.drags)
    decoded = {ref: decode_mask(data, "mask.png") for ref, data in masks.items()}
    emptied = edits.set_settings(document, layers=())
    restored = add_drags(emptied, request.drags, decoded)
    return edits.set_settings(
        restored,
        frames=request.num_frames or request.drags.frames,
        fps=request.fps,
        seed=request.seed,
        width=request.width,
        height=request.height,
        format=request.format,
        backend=request.backend,
        model=request.model,
        prompt=request.drags.prompt if request.prompt is None else request.prompt,
        steps=request.steps,
        text_guidance=request.text_guidance,
        motion_guidance=request.motion_guidance,
    )


def restore_project(
    origin: Origin, picture: bytes, name: str, masks: Mapping[str, bytes]
) -> Project:
    """A project of its own from an output; raises as `restore_document` and `decode_picture`."""
    project = new_project(picture, name)
    return Project(restore_document(project.document, origin, masks), project.pixels)


def check_masks(origin: Origin, masks: Mapping[str, bytes]) -> None:
    """Raise `missing_file` for the first mask that could not be had."""
    for ref in origin.mask_refs():
        if ref not in masks:
            raise AppError("missing_file", file=ref)
