"""What an output says of how it was made, so that its workspace can put the project back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any, TypeVar

import msgspec

from shared.artefacts import SCHEME, is_artefact
from shared.ids import sha256_file
from shared.provenance import REDACTED, read_provenance
from shared.tasks.spec import RESULT_FILE

T = TypeVar("T", bound=msgspec.Struct)
PICTURES = (".png", ".mp4", ".m4v", ".mov", ".webm")
MOST_LOOKED_AT = 8
LARGEST_JSON_BYTES = 32 << 20
DECODED_KEY = "vitrine-decoding"  # of pictures that EEG saves


@dataclass(frozen=True)
class Output:
    """A file or folder that Vitrine made.

    Attributes
    ----------
    path : Path
        What was dropped.
    folder : Path
        Where its other files lie.
    task : str
        That made it, for example `motion.render`.
    request : mapping
        The full request as builtins; empty where it is not told.
    inputs : mapping of str to str
        sha256 (hex) of each input file by its reference in the request.
    files : tuple of str
        Names of the files beside `result.json`; empty where there is none.
    """

    path: Path
    folder: Path
    task: str
    request: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()

    @property
    def workspace_id(self) -> str:
        """The workspace that made it, as the task's name says."""
        return self.task.partition(".")[0]

    @property
    def is_redacted(self) -> bool:
        """Whether it was exported for sharing, without prompts and paths."""
        return REDACTED in json.dumps(self.request)

    @property
    def job_id(self) -> str:
        """The job that made it, where it still lies in the worker's folder of results."""
        return self.folder.name

    def request_as(self, kind: type[T]) -> T | None:
        """The request of a known type; None for one of another version."""
        try:
            return msgspec.convert(dict(self.request), kind)
        except msgspec.ValidationError:
            return None

    def artefact(self, ref: str) -> str:
        """The name of an input in the worker's store; empty where its hash is not told."""
        if is_artefact(ref):
            return ref
        return SCHEME + self.inputs[ref] if ref in self.inputs else ""

    def local(self, ref: str) -> Path | None:
        """An input where it still lies on this computer unchanged."""
        path = Path(ref)
        if is_artefact(ref) or ref not in self.inputs or not path.is_file():
            return None
        return path if sha256_file(path) == self.inputs[ref] else None

    def media(self, suffixes: tuple[str, ...] = PICTURES) -> Path | None:
        """The output itself if it is a picture or video, else the first one beside it."""
        if self.path.suffix.lower() in suffixes and self.path.is_file():
            return self.path
        named = [self.folder / name for name in self.files]
        found = [path for path in (*named, *_pictures(self.folder)) if path.is_file()]
        # A video has all frames and says how quick they are.
        rank = {suffix: place for place, suffix in enumerate((*suffixes[1:], suffixes[0]))}
        fitting = [path for path in found if path.suffix.lower() in rank]
        return min(fitting, key=lambda path: rank[path.suffix.lower()], default=None)


# Gives the inputs that can be had, each by its reference in the request; the text is the suffix of
# files whose names the request does not tell.
Bring = Callable[[Output, tuple[str, ...], str, Callable[[dict[str, Path]], object]], None]


def find_output(path: Path) -> Output | None:
    """How a picture, video, `result.json` or folder of an output was made; None for other files."""
    try:
        return _of_folder(path) if path.is_dir() else _of_file(path)
    except (OSError, ValueError, RecursionError):
        return None


def _of_folder(folder: Path) -> Output | None:
    if (folder / RESULT_FILE).is_file():
        return _of_result(folder / RESULT_FILE, folder)
    for path in _pictures(folder)[:MOST_LOOKED_AT]:
        found = _of_file(path)
        if found is not None:
            return found
    return None


def _of_file(path: Path) -> Output | None:
    suffix = path.suffix.lower()
    if suffix == ".json":
        return _of_result(path, path)
    if suffix in PICTURES:
        found = _from(read_provenance(path), path, path.parent)
        if found is not None:
            return found
        if suffix == ".png" and _says_decoded(path):
            return Output(path, path.parent, "neuro.decode")
    beside = path.parent / RESULT_FILE
    made = _of_result(beside, path) if beside.is_file() else None
    return made if made is not None and path.name in made.files else None


def _of_result(result: Path, dropped: Path) -> Output | None:
    if result.stat().st_size > LARGEST_JSON_BYTES:
        return None
    made = _from(read_provenance(result), dropped, result.parent)
    if made is None:
        return None
    files = json.loads(result.read_text("utf-8")).get("files") or {}
    names = (str(name) for name in files.values()) if isinstance(files, dict) else ()
    # A file of strangers may name anything; only what lies below its folder is its own.
    own = tuple(name for name in names if _lies_below(name))
    return Output(made.path, made.folder, made.task, made.request, made.inputs, own)


def _lies_below(name: str) -> bool:
    path = PurePath(name)
    return not path.is_absolute() and not path.drive and ".." not in path.parts


def _from(provenance: Mapping[str, Any] | None, path: Path, folder: Path) -> Output | None:
    if not provenance or not isinstance(provenance.get("task"), str):
        return None
    request, inputs = provenance.get("request"), provenance.get("inputs")
    return Output(
        path,
        folder,
        provenance["task"],
        request if isinstance(request, dict) else {},
        {str(k): str(v) for k, v in inputs.items()} if isinstance(inputs, dict) else {},
    )


def _pictures(folder: Path) -> list[Path]:
    """Pictures and videos of a folder, then those of its `frames`."""
    places = [folder, folder / "frames"]
    return [
        path
        for place in places
        if place.is_dir()
        for path in sorted(place.iterdir())
        if path.suffix.lower() in PICTURES
    ]


def _says_decoded(path: Path) -> bool:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path, formats=("PNG",)) as image:
            return DECODED_KEY in image.info
    except (UnidentifiedImageError, Image.DecompressionBombError, SyntaxError):
        return False
