"""Where pictures come from: the drawn shapes, packs that are shipped, or a folder."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from shared.errors import AppError
from shared.neuro.stimulus.pictures import Picture

PACKS_DIR = Path(__file__).resolve().parents[3] / "resources" / "stimuli"
SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp"})
MAX_PICTURES = 1000
MAX_KEY_CHARS = 200
_MAX_INDEX_BYTES = 8 << 20

SourceKind = Literal["shapes", "pack", "folder"]
_Text = Annotated[str, Meta(max_length=1000)]


@dataclass(frozen=True)
class Source:
    """One place that pictures come from; `value` is how options name it."""

    kind: SourceKind
    name: str
    path: Path | None = None

    @property
    def value(self) -> str:
        """`shapes`, `pack:NAME` or `folder:PATH`."""
        if self.kind == "shapes":
            return "shapes"
        return f"pack:{self.name}" if self.kind == "pack" else f"folder:{self.path}"


class _Entry(msgspec.Struct, frozen=True):
    """One picture in the index of a pack."""

    file: _Text
    category: _Text
    concept: _Text
    caption: _Text = ""


def packs(folder: Path = PACKS_DIR) -> list[Source]:
    """The packs that are installed, by name."""
    found = sorted(folder.glob("*/index.json")) if folder.is_dir() else []
    return [Source("pack", index.parent.name, index.parent) for index in found]


def source_of(value: str, folder: Path = PACKS_DIR) -> Source:
    """The source that options name; the shapes if it is not known any more."""
    kind, _, rest = value.partition(":")
    if kind == "pack":
        known = [pack for pack in packs(folder) if pack.name == rest]
        if known:
            return known[0]
    if kind == "folder" and rest:
        return Source("folder", Path(rest).name, Path(rest))
    return Source("shapes", "shapes")


def list_pictures(source: Source) -> list[Picture]:
    """The pictures of a pack or a folder; which of them can be read is found out later.

    Raises
    ------
    AppError
        `missing_file`, `bad_json` or `bad_request` if there is no picture to show.
    """
    assert source.path is not None
    if source.kind == "pack":
        return read_pack(source.path)
    return read_folder(source.path)


def read_pack(folder: Path) -> list[Picture]:
    """The pictures of `index.json`, a list of file, category, concept and caption.

    A picture is known by its number, from 0.
    """
    index = folder / "index.json"
    try:
        with index.open("rb") as file:
            raw = file.read(_MAX_INDEX_BYTES + 1)
    except OSError as error:
        raise AppError("missing_file", file=str(index)) from error
    try:
        if len(raw) > _MAX_INDEX_BYTES:
            raise ValueError(f"it is larger than {_MAX_INDEX_BYTES >> 20} MB")
        entries = msgspec.json.decode(raw, type=list[_Entry])
    except (ValueError, msgspec.DecodeError) as error:
        raise AppError("bad_json", file=str(index), reason=str(error)) from error
    _check_count(len(entries), folder)
    return [
        Picture(
            key=str(number),
            category=entry.category,
            concept=entry.concept,
            caption=entry.caption,
            file=str(_inside(folder, entry.file, index)),
        )
        for number, entry in enumerate(entries)
    ]


def _inside(folder: Path, name: str, index: Path) -> Path:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise AppError("bad_json", file=str(index), reason=f"{name} lies outside of its folder")
    return path


def read_folder(folder: Path) -> list[Picture]:
    """The pictures below a folder in the order of their paths.

    The first subfolder is the category and the last one the concept; without subfolders each
    picture is a concept of its own. A picture is known by its name if no two are alike, and by its
    path in the folder otherwise.
    """
    if not folder.is_dir():
        raise AppError("missing_file", file=str(folder))
    files = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES and path.is_file() and not path.name.startswith(".")
    )
    _check_count(len(files), folder)
    inner = [path.relative_to(folder).with_suffix("") for path in files]
    stems = Counter(path.name for path in inner)
    is_plain = max(stems.values()) == 1
    keys = _unique([path.name if is_plain else path.as_posix() for path in inner])
    return [
        Picture(
            key=key,
            category=where.parts[0] if len(where.parts) > 1 else folder.name,
            concept=where.parts[-2] if len(where.parts) > 1 else where.name,
            caption=where.name.replace("_", " "),
            file=str(path),
        )
        for key, where, path in zip(keys, inner, files, strict=True)
    ]


def _unique(names: list[str]) -> list[str]:
    """Names that fit into a marker; numbers if they would not be different (`a.png`, `a.jpg`)."""
    cut = [name[:MAX_KEY_CHARS] for name in names]
    return cut if len(set(cut)) == len(cut) else [str(k) for k in range(len(cut))]


def _check_count(count: int, folder: Path) -> None:
    if not count:
        reason = f"{folder} has no PNG, JPEG or WebP pictures. Choose another folder."
        raise AppError("bad_request", reason=reason)
    if count > MAX_PICTURES:
        reason = f"{folder} has {count} pictures and {MAX_PICTURES} are the most. Take some out."
        raise AppError("bad_request", reason=reason)
