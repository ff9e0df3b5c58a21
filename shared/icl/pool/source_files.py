"""Rows of any file or folder that a pool can be made of, one after the other."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from shared.errors import AppError, first_line
from shared.icl.files import KNOWN_FIELDS, BadRow, Row, file_kind, json_rows, table_rows
from shared.icl.lines import read_lines

PREVIEW_ROWS = 20
BATCH_ROWS = 4096
_CHUNK_BYTES = 1 << 20


class Preview(msgspec.Struct, frozen=True):
    """What a file looks like before it is imported.

    Attributes
    ----------
    kind : str
        `jsonl`, `csv`, `tsv`, `parquet` or `dataset` (a folder of `save_to_disk`).
    rows : tuple[dict, ...]
        The first rows that can be read, 20 at most.
    splits : tuple[str, ...]
        Of a folder that holds several; the first is the one previewed unless another was named.
    labels : Mapping[str, tuple[str, ...]]
        Names of numbered labels by column, where the file has them.
    """

    kind: str
    columns: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]
    bad: tuple[BadRow, ...] = ()
    splits: tuple[str, ...] = ()
    labels: Mapping[str, tuple[str, ...]] = {}

    @property
    def is_known(self) -> bool:
        """Whether the columns are our own or those of LMOps, so that no mapping is needed."""
        names = set(self.columns)
        own = {"input", "output"} <= names or "contents" in names or {"query", "answers"} <= names
        return own and names <= KNOWN_FIELDS | {"doc_ids", "doc_scores"}


class Provenance(msgspec.Struct, frozen=True):
    """A file's content hash, size and, where its lines tell, how many rows it has at most."""

    sha256: str
    size_bytes: int
    rows: int | None


def source_kind(path: Path) -> str:
    """The kind of a file or folder.

    Raises
    ------
    AppError
        `missing_file`; `bad_request` for what cannot be imported.
    """
    if not path.exists():
        raise AppError("missing_file", file=str(path))
    if path.is_dir():
        if (path / "dataset_dict.json").is_file() or _arrow_files(path):
            return "dataset"
        raise AppError(
            "bad_request",
            reason=f"{path.name} holds no data set. Choose a folder written by save_to_disk, with"
            " its .arrow files.",
        )
    if path.suffix.lower() == ".parquet":
        return "parquet"
    try:
        return file_kind(path)
    except AppError:
        raise AppError(
            "bad_request",
            reason=f"{path.name} cannot be imported. Known: .jsonl, .csv, .tsv (or with .gz),"
            " .parquet, and folders written by save_to_disk.",
        ) from None


def preview(path: Path, split: str = "") -> Preview:
    """The first rows and all columns seen in them."""
    kind = source_kind(path)
    good: list[dict[str, Any]] = []
    bad: list[BadRow] = []
    for row in islice(source_rows(path, split), PREVIEW_ROWS * 2):
        if isinstance(row, BadRow):
            bad.append(row)
        elif len(good) < PREVIEW_ROWS:
            good.append(dict(row[1]))
    columns = tuple(dict.fromkeys(name for fields in good for name in fields))
    labels = _label_names(_split_folder(path, split)) if kind == "dataset" else {}
    return Preview(kind, columns, tuple(good), tuple(bad), _splits(path), labels)


def source_rows(path: Path, split: str = "") -> Iterator[Row]:
    """Rows with their line or number from 1, and the bad ones, in constant memory."""
    kind = source_kind(path)
    if kind == "jsonl":
        return json_rows(read_lines(path))
    if kind in ("csv", "tsv"):
        return table_rows(read_lines(path), kind, _unique)
    files = [path] if kind == "parquet" else _arrow_files(_split_folder(path, split))
    return _arrow_rows(files, _parquet_batches if kind == "parquet" else _ipc_batches)


def provenance(path: Path, split: str = "") -> Provenance:
    """Hash a file, or the data files of a folder, and count the line ends of a text."""
    kind = source_kind(path)
    files = _arrow_files(_split_folder(path, split)) if kind == "dataset" else [path]
    digest, size_bytes, line_ends, packed = hashlib.sha256(), 0, 0, False
    for file in files:
        with file.open("rb") as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                packed = packed or (size_bytes == 0 and chunk.startswith(b"\x1f\x8b"))
                digest.update(chunk)
                size_bytes += len(chunk)
                line_ends += chunk.count(b"\n")
    if kind == "parquet":
        rows: int | None = _parquet(path).metadata.num_rows
    else:
        rows = None if packed or kind == "dataset" else line_ends
    return Provenance(digest.hexdigest(), size_bytes, rows)


def _unique(columns: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    names = []
    for name in columns:
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


# --- Arrow ----------------------------------------------------------------------------------------


def _arrow_rows(files: list[Path], batches: Callable[[Path], Iterator[Any]]) -> Iterator[Row]:
    number = 0
    for file in files:
        try:
            for batch in batches(file):
                for fields in _batch_rows(batch, number):
                    number += 1
                    yield fields
        except (OSError, ValueError) as error:  # pyarrow's own errors are ValueErrors
            reason = f"{file.name} is damaged from here on ({first_line(error)})"
            yield BadRow(number + 1, "unreadable", reason)


def _batch_rows(batch: Any, number: int) -> Iterator[Row]:
    try:
        decoded: list[dict[str, object]] = batch.to_pylist()
    except UnicodeDecodeError:
        decoded = []
    if decoded or not batch.num_rows:
        for place, fields in enumerate(decoded, number + 1):
            yield place, fields
        return
    for place in range(batch.num_rows):  # one wrong text must not cost its whole batch
        try:
            yield number + place + 1, batch.slice(place, 1).to_pylist()[0]
        except UnicodeDecodeError as error:
            yield BadRow(number + place + 1, "encoding", f"not UTF-8: {first_line(error)}")


def _parquet(path: Path) -> Any:
    import pyarrow.parquet  # half a second, and only these files need it

    try:
        return pyarrow.parquet.ParquetFile(path)
    except (OSError, ValueError) as error:
        reason = f"{path.name} is no Parquet file: {first_line(error)}."
        raise AppError("bad_request", reason=reason) from None


def _parquet_batches(path: Path) -> Iterator[Any]:
    return iter(_parquet(path).iter_batches(batch_size=BATCH_ROWS))


def _ipc_batches(path: Path) -> Iterator[Any]:
    import pyarrow

    with pyarrow.memory_map(str(path)) as mapped:
        try:
            reader = pyarrow.ipc.open_stream(mapped)
        except pyarrow.ArrowInvalid:
            whole = pyarrow.ipc.open_file(mapped)
            reader = (whole.get_batch(number) for number in range(whole.num_record_batches))
        for batch in reader:
            for start in range(0, batch.num_rows, BATCH_ROWS):
                yield batch.slice(start, BATCH_ROWS)


def _arrow_files(folder: Path) -> list[Path]:
    """The data files of one split, in the order of `state.json` where it is there."""
    state = folder / "state.json"
    if state.is_file():
        try:
            names = msgspec.json.decode(state.read_bytes())["_data_files"]
            files = [folder / Path(one["filename"]).name for one in names]
        except (msgspec.DecodeError, KeyError, TypeError):
            files = []
        if files and all(file.is_file() for file in files):
            return files
    return sorted(folder.glob("*.arrow"))


def _splits(path: Path) -> tuple[str, ...]:
    marker = path / "dataset_dict.json"
    if not path.is_dir() or not marker.is_file():
        return ()
    try:
        names = msgspec.json.decode(marker.read_bytes())["splits"]
    except (msgspec.DecodeError, KeyError, TypeError):
        names = []
    found = [str(name) for name in names if (path / Path(str(name)).name).is_dir()]
    return tuple(found or sorted(one.name for one in path.iterdir() if one.is_dir()))


def _split_folder(path: Path, split: str) -> Path:
    splits = _splits(path)
    if not splits:
        return path
    if split and split not in splits:
        raise AppError("bad_field", field="split", value=split, limit=f"one of {', '.join(splits)}")
    return path / (split or splits[0])


def _label_names(folder: Path) -> dict[str, tuple[str, ...]]:
    """Names of the `ClassLabel` columns."""
    try:
        features = msgspec.json.decode((folder / "dataset_info.json").read_bytes())["features"]
        return {
            name: tuple(map(str, feature["names"]))
            for name, feature in features.items()
            if isinstance(feature, dict) and feature.get("_type") == "ClassLabel"
        }
    except (OSError, msgspec.DecodeError, KeyError, TypeError, AttributeError):
        return {}
