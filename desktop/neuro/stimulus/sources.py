"""Where pictures come from: the rendered scenes, the drawn shapes, or a folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from desktop.neuro.stimulus.reading import fitted, from_rgb, read_picture
from desktop.neuro.stimulus.shapes import draw_shape, shape_pictures
from shared.errors import AppError
from shared.neuro.stimulus.pictures import Picture

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp"})
MAX_PICTURES = 1000
DEFAULT_SCENES = 50
MAX_NAME_CHARS = 160

SourceKind = Literal["scenes", "shapes", "folder"]


@dataclass(frozen=True)
class Source:
    """One place that pictures come from.

    Attributes
    ----------
    name : str
        Of the set, in the marker that begins a run.
    path : Path or None
        Of a folder.
    count : int
        How many scenes.
    """

    kind: SourceKind
    name: str
    path: Path | None = None
    count: int = 0

    @property
    def value(self) -> str:
        """How options name it: `scenes:COUNT`, `shapes` or `folder:PATH`."""
        if self.kind == "scenes":
            return f"scenes:{self.count}"
        return "shapes" if self.kind == "shapes" else f"folder:{self.path}"

    def pictures(self) -> list[Picture]:
        """What there is to show; which files can be read is found out by `image`.

        Raises
        ------
        AppError
            `missing_file` or `bad_request` if there is nothing to show.
        """
        if self.kind == "scenes":
            return scene_pictures(self.count)
        if self.kind == "shapes":
            return shape_pictures()
        assert self.path is not None
        return read_folder(self.path)

    def image(self, picture: Picture, side_px: int) -> QImage:
        """One of its pictures fitted into a square, ARGB32; on any thread.

        Raises
        ------
        AppError
            What is wrong with its file.
        """
        if self.kind == "scenes":
            return render_scene(int(picture.key), side_px)
        if self.kind == "shapes":
            return draw_shape(picture, side_px)
        return read_picture(Path(picture.file), side_px)


def scenes_source(count: int) -> Source:
    """So many scenes."""
    return Source("scenes", "scenes", count=min(max(2, count), MAX_PICTURES))


def source_of(value: str) -> Source:
    """The source that options name; scenes if it is not known."""
    kind, _, rest = value.partition(":")
    if kind == "shapes":
        return Source("shapes", "shapes")
    if kind == "folder" and rest:
        return Source("folder", Path(rest).name, Path(rest))
    if kind == "scenes" and rest.isascii() and rest.isdigit():
        return scenes_source(int(rest))
    return scenes_source(DEFAULT_SCENES)


# --- scenes ---------------------------------------------------------------------------------------


def scene_pictures(count: int) -> list[Picture]:
    """Scenes of concepts of all categories, a concept twice only where all are there once.

    A scene is known by its number, as decoders know it.
    """
    # Reads the pack of pictures.
    from shared.neuro.scenes.captions import caption
    from shared.neuro.scenes.concepts import concepts
    from shared.neuro.scenes.scene import scene_of

    n_concepts = len(concepts())
    spread = min(count, n_concepts)
    pictures = []
    for place in range(count):
        # The first `n_concepts` scenes show each concept once, sorted by category.
        number = place if place >= n_concepts else place * n_concepts // spread
        scene = scene_of(number)
        concept = concepts()[scene.concept]
        pictures.append(
            Picture(
                key=str(number),
                category=concept.category,
                concept=concept.concept,
                caption=caption(scene),
            )
        )
    return pictures


def render_scene(number: int, side_px: int) -> QImage:
    """A scene in a square of any size; what is larger than can be rendered is scaled."""
    # Takes OpenCV with it.
    from shared.neuro.scenes.renderer import MAX_PX, MIN_PX, render
    from shared.neuro.scenes.scene import scene_of

    rendered = render(scene_of(number), min(max(side_px, MIN_PX), MAX_PX))
    return fitted(from_rgb(rendered.pixels), side_px)


# --- folders --------------------------------------------------------------------------------------


def read_folder(folder: Path) -> list[Picture]:
    """The pictures below a folder in the order of their paths.

    The first subfolder is the category and the last one the concept; without subfolders each
    picture is a concept of its own. A picture is known by its place and its name, such as
    `017_house`: unlike a bare number that is never taken for a scene.
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
    return [
        Picture(
            key=f"{place:03d}_{where.name[:MAX_NAME_CHARS]}",
            category=where.parts[0] if len(where.parts) > 1 else folder.name,
            concept=where.parts[-2] if len(where.parts) > 1 else where.name,
            caption=where.name.replace("_", " "),
            file=str(path),
        )
        for place, (where, path) in enumerate(zip(inner, files, strict=True))
    ]


def _check_count(count: int, folder: Path) -> None:
    if not count:
        reason = f"{folder} has no PNG, JPEG or WebP pictures. Choose another folder."
        raise AppError("bad_request", reason=reason)
    if count > MAX_PICTURES:
        reason = f"{folder} has {count} pictures and {MAX_PICTURES} are the most. Take some out."
        raise AppError("bad_request", reason=reason)
