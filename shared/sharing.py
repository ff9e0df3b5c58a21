"""Results for other people's eyes: pictures, videos, figures; no paths, prompts and names."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.errors import AppError, file_error
from shared.paths import write_atomic
from shared.provenance import (
    MP4_KEY,
    PNG_KEY,
    REDACTED,
    encode_provenance,
    read_provenance,
    redact_provenance,
)
from shared.tasks.spec import RESULT_FILE

# Of a result's own fields, which no other may carry: what was written and what was changed in it.
_TEXTS = frozenset({"adversarial_prompt", "clean_prompt", "edits", "changed_words", "kept_words"})
# Extensions of GIF: 0x21, a label, blocks. This label is a comment.
_GIF_COMMENT = 0xFE


@dataclass(frozen=True)
class Shared:
    """What was written, and what was left out because it may tell more than it should."""

    files: tuple[Path, ...]
    left_out: tuple[str, ...]


def share(source: Path, folder: Path) -> Shared:
    """Copy an output, or all of a result's folder, into `folder` without what is private.

    Pictures and videos keep their frames bit for bit; what they tell of their making loses paths,
    prompts, names and subject codes. Of `result.json` figures stay, and words where they are one
    word. Other files are left out: nothing says what is in them.

    Raises
    ------
    AppError
        `missing_file`; `bad_field` where `folder` holds something or lies in `source`; `disk_full`
        or `read_only`.
    """
    if not source.exists():
        raise AppError("missing_file", file=str(source))
    if folder.is_dir() and any(folder.iterdir()):
        limit = "a folder that is empty or does not exist yet"
        raise AppError("bad_field", field="--out", value=str(folder), limit=limit)
    if source.is_dir() and folder.resolve().is_relative_to(source.resolve()):
        limit = f"a folder outside of {source}"
        raise AppError("bad_field", field="--out", value=str(folder), limit=limit)
    written, left_out = [], []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, name in _files_of(source):
            copy = _COPIES.get(path.suffix.lower())
            if copy is None or (copy is _share_result and path.name != RESULT_FILE):
                left_out.append(name)
                continue
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            copy(path, folder / name)
            written.append(folder / name)
    except OSError as error:
        raise file_error(error, folder) or error from error
    return Shared(tuple(written), tuple(left_out))


def _files_of(source: Path) -> Iterator[tuple[Path, str]]:
    if source.is_file():
        yield source, source.name
        return
    for path in sorted(source.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path, path.relative_to(source).as_posix()


def _note_of(path: Path) -> str:
    provenance = read_provenance(path)
    return encode_provenance(redact_provenance(provenance)) if provenance else ""


def _share_png(path: Path, target: Path) -> None:
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    note = _note_of(path)
    if note:
        info.add_itxt(PNG_KEY, note, zip=True)
    with Image.open(path, formats=("PNG",)) as image:
        image.load()
        image.info = {}  # texts and times of other programs, too
        image.save(target, format="PNG", pnginfo=info)


def _share_video(path: Path, target: Path) -> None:
    import av

    kind = "webm" if path.suffix.lower() == ".webm" else "mp4"
    options = {"movflags": "+faststart"} if kind == "mp4" else {}
    with av.open(str(path)) as given, av.open(str(target), "w", kind, options=options) as made:
        note = _note_of(path)
        if note:
            made.metadata[MP4_KEY] = note
        streams = {one.index: made.add_stream_from_template(one) for one in given.streams.video}
        for packet in given.demux(given.streams.video):
            if packet.dts is not None:
                packet.stream = streams[packet.stream.index]
                made.mux(packet)


def _share_gif(path: Path, target: Path) -> None:
    data = path.read_bytes()
    if data[:6] not in (b"GIF87a", b"GIF89a"):
        raise AppError("bad_field", field="file", value=str(path), limit="a GIF")
    try:
        target.write_bytes(_gif_without_comments(data))
    except IndexError:
        raise AppError("bad_field", field="file", value=str(path), limit="a whole GIF") from None


def _gif_without_comments(data: bytes) -> bytes:
    place = 13 + _table_bytes(data[10])
    kept = [data[:place]]
    while data[place] != 0x3B:  # the trailer
        begin = place
        if data[place] == 0x21:
            is_kept, place = data[place + 1] != _GIF_COMMENT, place + 2
        else:  # an image: descriptor, its own colours, the least code size
            is_kept, place = True, place + 11 + _table_bytes(data[place + 9])
        while data[place]:
            place += 1 + data[place]
        place += 1
        if is_kept:
            kept.append(data[begin:place])
    return b"".join([*kept, b"\x3b"])


def _table_bytes(packed: int) -> int:
    return 3 << (packed & 7) + 1 if packed & 0x80 else 0


def _share_result(path: Path, target: Path) -> None:
    try:
        document = json.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError):
        raise AppError("bad_field", field="file", value=str(path), limit="JSON") from None
    told = {key: value for key, value in document.items() if key != "provenance"}
    made = {**_figures(told), "provenance": redact_provenance(document.get("provenance") or {})}
    write_atomic(target, json.dumps(made, indent=2, ensure_ascii=False).encode() + b"\n")


def _figures(value: Any, key: str = "") -> Any:
    """Numbers as they are, words of one word, and nothing longer."""
    if key in _TEXTS and value:
        return REDACTED
    if isinstance(value, Mapping):
        return {name: _figures(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_figures(one, key) for one in value]
    if isinstance(value, str) and (len(value.split()) > 1 or "/" in value or "\\" in value):
        return REDACTED
    return value


_COPIES: dict[str, Callable[[Path, Path], None]] = {
    ".png": _share_png,
    ".gif": _share_gif,
    ".json": _share_result,
    **dict.fromkeys((".mp4", ".m4v", ".mov", ".webm"), _share_video),
}
