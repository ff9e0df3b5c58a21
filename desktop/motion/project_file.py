"""The project file: a zip with the document, the picture and the masks, read strictly."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from desktop.motion.document import Format, Layer, MotionDocument, Picture
from desktop.motion.drags import to_drags
from desktop.motion.mask import Mask, mask_size, pack_mask, scale_mask, unpack_mask
from shared.errors import AppError
from shared.motion.backends import BACKENDS
from shared.motion.document import check_drags
from shared.motion.picture import decode_mask, decode_picture
from shared.paths import write_atomic
from shared.tasks.motion import Easing, Interpolation, Point, Role

SUFFIX = ".vitrine"
VERSION = 1
MAX_PROJECT_JSON_BYTES = 16 << 20
MAX_PICTURE_BYTES = 512 << 20
MAX_MASK_BYTES = 64 << 20
MAX_ENTRIES = 512
_ENTRY = re.compile(r"^(project\.json|picture\.[a-z0-9]{1,8}|masks/[0-9]{1,9}\.png)$")


class _LayerRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    layer_id: int
    name: str = ""
    role: Role = "object"
    points: tuple[Point, ...] = ()
    times: tuple[float, ...] | None = None
    interpolation: Interpolation = "smooth"
    mask: str | None = None
    rotate_deg: tuple[float, ...] | None = None
    scale: tuple[float, ...] | None = None
    visible: bool = True
    locked: bool = False
    colour: int = 0
    easing: Easing | None = None
    feather_px: float = 0.0
    parallax: float = 0.0


class _ProjectRecord(msgspec.Struct, frozen=True, kw_only=True):
    version: int
    picture: str
    picture_name: str
    layers: tuple[_LayerRecord, ...]
    frames: int
    fps: float
    seed: int
    width: int | None
    height: int | None
    format: Format
    backend: str
    prompt: str
    model: str = ""
    steps: int | None = None
    text_guidance: float | None = None
    motion_guidance: float | None = None
    results: tuple[str, ...] = ()


class _VersionRecord(msgspec.Struct, frozen=True):
    version: int


@dataclass(frozen=True)
class Project:
    """A document with its decoded picture, uint8 [H, W, 3], and the jobs made from it."""

    document: MotionDocument
    pixels: np.ndarray
    results: tuple[str, ...] = ()


def new_project(data: bytes, name: str) -> Project:
    """A document for a picture file's bytes. Raises AppError as `decode_picture`."""
    pixels = decode_picture(data, name)
    height, width = pixels.shape[:2]
    picture = Picture(name=name, data=data, width=width, height=height)
    return Project(MotionDocument(picture=picture), pixels)


def encode_project(document: MotionDocument, results: tuple[str, ...] = ()) -> bytes:
    """The bytes of a project file; equal documents give equal bytes. Needs a picture."""
    picture = document.picture
    if picture is None:
        raise ValueError("a document without a picture has nothing to save")
    suffix = Path(picture.name).suffix.lower().lstrip(".")
    picture_entry = f"picture.{suffix if re.fullmatch('[a-z0-9]{1,8}', suffix) else 'bin'}"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        record = _record(document, picture_entry, picture.name, results)
        json = msgspec.json.format(msgspec.json.encode(record), indent=2)
        _write(archive, "project.json", json, zipfile.ZIP_DEFLATED)
        _write(archive, picture_entry, picture.data, zipfile.ZIP_STORED)
        for layer in document.layers:
            if layer.mask is not None:
                png = encode_mask(unpack_mask(layer.mask))
                _write(archive, f"masks/{layer.layer_id}.png", png, zipfile.ZIP_STORED)
    return buffer.getvalue()


def _write(archive: zipfile.ZipFile, name: str, data: bytes, method: int) -> None:
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = method
    archive.writestr(entry, data)


def _record(
    document: MotionDocument, entry: str, name: str, results: tuple[str, ...]
) -> _ProjectRecord:
    layers = []
    for layer in document.layers:
        values = msgspec.structs.asdict(layer)
        values["mask"] = f"masks/{layer.layer_id}.png" if layer.mask is not None else None
        layers.append(_LayerRecord(**values))
    return _ProjectRecord(
        version=VERSION,
        picture=entry,
        picture_name=name,
        layers=tuple(layers),
        frames=document.frames,
        fps=document.fps,
        seed=document.seed,
        width=document.width,
        height=document.height,
        format=document.format,
        backend=document.backend,
        prompt=document.prompt,
        model=document.model,
        steps=document.steps,
        text_guidance=document.text_guidance,
        motion_guidance=document.motion_guidance,
        results=results,
    )


def encode_mask(array: np.ndarray) -> bytes:
    """A uint8 [H, W] mask as a gray PNG."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def write_project(path: Path, document: MotionDocument, results: tuple[str, ...] = ()) -> None:
    """Write a project file; a crash leaves the old one.

    Raises
    ------
    AppError
        `disk_full` or `read_only`.
    """
    try:
        write_atomic(path, encode_project(document, results))
    except OSError as error:
        raise write_error(path, error) from error


def write_error(path: Path, error: OSError) -> AppError:
    """The sentence for a file that could not be written."""
    import errno

    full = error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
    return AppError("disk_full" if full else "read_only", path=str(path.parent))


def read_project(path: Path) -> Project:
    """Read a project file.

    Raises
    ------
    AppError
        `missing_file`, `bad_project`, `project_newer`, `bad_field`, or what ails the picture.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _parse(archive, path.name)
    except FileNotFoundError as error:
        raise AppError("missing_file", file=str(path)) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise AppError("bad_project", file=path.name, reason=str(error) or "damaged") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError("bad_project", file=path.name, reason=reason) from error


def _parse(archive: zipfile.ZipFile, file: str) -> Project:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(names) > MAX_ENTRIES:
        raise _bad(file, f"it holds {len(names)} files, more than {MAX_ENTRIES}")
    if len(set(names)) != len(names):
        raise _bad(file, "a name occurs twice in it")
    for name in names:
        if not _ENTRY.match(name):
            raise _bad(file, f"it holds {name!r}, which does not belong there")
    record = _decode_record(_read(archive, "project.json", MAX_PROJECT_JSON_BYTES, file), file)
    data = _read(archive, record.picture, MAX_PICTURE_BYTES, file)
    pixels = decode_picture(data, record.picture_name)
    height, width = pixels.shape[:2]
    picture = Picture(name=record.picture_name, data=data, width=width, height=height)
    layers = tuple(_layer(archive, layer, picture, file) for layer in record.layers)
    if len({layer.layer_id for layer in layers}) != len(layers):
        raise _bad(file, "two layers have the same id")
    document = _document(record, picture, layers, file)
    check_drags(to_drags(document))
    return Project(document, pixels, record.results)


def _decode_record(data: bytes, file: str) -> _ProjectRecord:
    try:
        version = msgspec.json.decode(data, type=_VersionRecord).version
        if version > VERSION:
            raise AppError("project_newer", file=file, theirs=version, ours=VERSION)
        return msgspec.json.decode(data, type=_ProjectRecord)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _bad(file, f"project.json: {error}") from error


def _document(
    record: _ProjectRecord, picture: Picture, layers: tuple[Layer, ...], file: str
) -> MotionDocument:
    if record.backend not in BACKENDS:
        raise AppError("unsupported", what=f"the backend {record.backend}")
    document = MotionDocument(
        picture=picture,
        layers=layers,
        frames=record.frames,
        fps=record.fps,
        seed=record.seed,
        width=record.width,
        height=record.height,
        format=record.format,
        backend=record.backend,
        prompt=record.prompt,
        model=record.model,
        steps=record.steps,
        text_guidance=record.text_guidance,
        motion_guidance=record.motion_guidance,
    )
    if not 1 <= record.fps <= 60:
        raise _bad(file, f"fps is {record.fps:g}; 1 to 60 is possible")
    return document


def _layer(archive: zipfile.ZipFile, record: _LayerRecord, picture: Picture, file: str) -> Layer:
    values = msgspec.structs.asdict(record)
    values["mask"] = _mask(archive, record.mask, picture, file) if record.mask else None
    if not record.points:
        raise _bad(file, f"layer {record.layer_id} has no points")
    if record.colour < 0:
        raise _bad(file, f"layer {record.layer_id} has colour {record.colour}")
    return Layer(**values)


def _mask(archive: zipfile.ZipFile, name: str, picture: Picture, file: str) -> Mask | None:
    array = decode_mask(_read(archive, name, MAX_MASK_BYTES, file), name)
    width, height = mask_size(picture.width, picture.height)
    return pack_mask(scale_mask(array, width, height))


def _read(archive: zipfile.ZipFile, name: str, limit: int, file: str) -> bytes:
    if not _ENTRY.match(name):
        raise _bad(file, f"it names {name!r}, which does not belong there")
    try:
        entry = archive.getinfo(name)
    except KeyError as error:
        raise _bad(file, f"{name} is missing") from error
    if entry.file_size > limit:
        raise _bad(file, f"{name} has {entry.file_size} bytes, more than {limit}")
    with archive.open(entry) as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise _bad(file, f"{name} has more than {limit} bytes")
    return data


def _bad(file: str, reason: str) -> AppError:
    return AppError("bad_project", file=file, reason=reason)
