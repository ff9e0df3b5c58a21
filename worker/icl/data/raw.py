"""Rows of a data set before its template, and files that are read row by row or refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from shared.errors import AppError

FETCH = "python3 installer data"
_OPTION = re.compile(r"\s*([A-H])\. ?(.*)")


class RawRow(msgspec.Struct, frozen=True):
    """One row of a data set.

    Attributes
    ----------
    fields : Mapping[str, object]
        What the task's template asks for, and `options` of multiple choice.
    group : str
        Rows of one group stay on one side of a split; empty for a group of its own.
    side : "" | "train" | "test"
        Where the data set itself puts the row; empty where it does not say.
    """

    fields: Mapping[str, object]
    group: str = ""
    side: Literal["", "train", "test"] = ""


def read_bytes(path: Path) -> bytes:
    """A data file.

    Raises
    ------
    AppError
        `bad_request` that names the command which fetches it.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise AppError(
            "bad_request",
            reason=f"The benchmark's file {path} does not exist. Fetch it: {FETCH}",
        ) from None


def read_text(path: Path) -> str:
    """A data file as UTF-8 without a byte order mark."""
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refused(path, f"it is not UTF-8 at byte {error.start}") from None


def json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line numbers from 1 and the objects of a JSON lines file.

    Raises
    ------
    AppError
        `bad_request` that names the line which is not an object.
    """
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = msgspec.json.decode(line)
        except (msgspec.DecodeError, ValueError) as error:
            raise refused(path, f"line {number} is not JSON ({error})") from None
        if not isinstance(row, dict):
            raise refused(path, f"line {number} is not an object")
        yield number, row


def document_of(path: Path) -> dict[str, Any]:
    """The object that a JSON file holds."""
    try:
        document = msgspec.json.decode(read_bytes(path))
    except (msgspec.DecodeError, ValueError) as error:
        raise refused(path, f"it is not JSON ({error})") from None
    if not isinstance(document, dict):
        raise refused(path, "it is not one JSON object")
    return document


def objects_in(
    document: Mapping[str, Any], path: Path, name: str = "examples"
) -> list[dict[str, Any]]:
    """The list of objects `name` of a document or of an object in it."""
    rows = document.get(name)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise refused(path, f"it has no list of objects named {name}")
    return rows


def examples_of(path: Path) -> list[dict[str, Any]]:
    """The examples of a task of BIG-bench."""
    return objects_in(document_of(path), path)


def text(row: Mapping[str, Any], name: str, path: Path, place: int) -> str:
    """A field that has to be a text; single spaces, none around it.

    Raises
    ------
    AppError
        `bad_request` that names the file, the row and the field.
    """
    value = row.get(name)
    if not isinstance(value, str):
        what = "has no" if value is None else f"has {type(value).__name__} as"
        raise refused(path, f"row {place} {what} {name}, and a text is expected")
    return " ".join(value.split())


def lettered(listing: str) -> tuple[str, ...]:
    """The options of a text of lines `A. …`; a line without a letter goes on with the one before.

    What stands before A is left out.
    """
    options: list[str] = []
    for line in listing.split("\n"):
        match = _OPTION.fullmatch(line)
        if match and ord(match.group(1)) - ord("A") == len(options):
            options.append(match.group(2))
        elif options:
            options[-1] += f" {line}"
    return tuple(" ".join(option.split()) for option in options)


def refused(path: Path, reason: str) -> AppError:
    """The error of a file that is not as its data set's files are."""
    return AppError(
        "bad_request",
        reason=f"{path} cannot be read: {reason}. Remove it and fetch it again: {FETCH}",
    )
