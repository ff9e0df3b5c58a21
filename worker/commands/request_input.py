"""A typed request from what a person wrote: options, a spec file or a line of a manifest."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from shared.artefacts import is_artefact
from shared.errors import AppError
from shared.tasks.fields import FieldInfo, FieldKind, fields_of
from shared.tasks.files import replace_files, replace_folders
from shared.tasks.spec import TaskRequest, TaskSpec


def add_options(parser: argparse.ArgumentParser, spec: TaskSpec) -> None:
    """Give `parser` one option for each field of the task's request.

    Values stay text here: the request type checks them, so that limits are written once.
    """
    for field in fields_of(spec.request):
        flag = "--" + field.name.replace("_", "-")
        if field.kind == "bool":
            action = argparse.BooleanOptionalAction
            parser.add_argument(flag, action=action, default=None, help=field.description)
        else:
            parser.add_argument(flag, metavar=_metavar(field), help=_help(field))
    parser.add_argument("--spec", type=Path, metavar="FILE", help="the same request as a JSON file")


def _metavar(field: FieldInfo) -> str:
    if field.kind == "choice":
        return "{" + ",".join(str(choice) for choice in field.choices) + "}"
    if field.kind == "folder" and field.accept == "file":
        return _METAVARS["file"]
    return _METAVARS.get(field.kind, "TEXT")


_METAVARS: dict[FieldKind, str] = {
    "file": "FILE",
    "folder": "DIR",
    "list": "A,B,…",
    "document": "FILE",
    "int": "N",
    "float": "X",
}


def _help(field: FieldInfo) -> str:
    parts = [field.description]
    if field.unit:
        parts.append(f"[{field.unit}]")
    if field.required:
        parts.append("(required)")
    elif field.kind == "list":
        parts.append(f"of {', '.join(map(str, field.choices))}" if field.choices else "")
        parts.append(f"(default: {','.join(map(str, field.default or ()))})")
    elif field.default is not None:
        parts.append(f"(default: {field.default})")
    return " ".join(parts).replace("%", "%%")


def request_from_options(spec: TaskSpec, options: argparse.Namespace) -> TaskRequest:
    """The request that options describe; they win over `--spec`.

    Raises
    ------
    AppError
        Naming the field, the value and the limit.
    """
    values: dict[str, Any] = {}
    base = Path.cwd()
    if options.spec is not None:
        values = _absolute(spec, read_object(options.spec), options.spec.parent)
    for field in fields_of(spec.request):
        given = getattr(options, field.name)
        if given is not None:
            values[field.name] = given
    return request_from_values(spec, values, base, lax=True)


def request_from_values(
    spec: TaskSpec, values: Mapping[str, Any], base: Path, *, lax: bool = False
) -> TaskRequest:
    """A checked request; relative names start at `base`, those in a document at its folder.

    Parameters
    ----------
    lax : bool
        Accept numbers written as text, as options are.
    """
    fields = {field.name: field for field in fields_of(spec.request)}
    builtins: dict[str, Any] = {}
    for name, value in values.items():
        if name not in fields:
            known = ", ".join(fields)
            raise AppError("bad_field", field=name, value=str(value)[:80], limit=f"one of {known}")
        builtins[name] = _builtin(fields[name], value, base)
    for field in fields.values():
        if field.required and field.name not in builtins:
            raise AppError("bad_field", field=field.name, value="nothing", limit="it is required")
    request = _convert(spec, builtins, lax=lax)
    request = replace_files(request, lambda ref: _local(ref, base))
    request = replace_folders(request, lambda ref: _local(ref, base) if ref else ref)
    if spec.check is not None:
        spec.check(request)
    return request


def read_object(path: Path) -> dict[str, Any]:
    """A JSON object from a file."""
    try:
        return msgspec.json.decode(read_file(path), type=dict[str, Any])
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise AppError("bad_json", file=str(path), reason=str(error)) from None


def read_file(path: Path) -> bytes:
    """The bytes of a file that a person named."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise AppError("missing_file", file=str(path)) from None
    except OSError as error:
        raise AppError("bad_request", reason=f"{path} cannot be read: {error.strerror}.") from None


def _builtin(field: FieldInfo, value: Any, base: Path) -> Any:
    if field.document:
        return _document(field, value, base)
    if field.kind == "list" and isinstance(value, str):
        return [item.strip() for item in value.split(",") if item.strip()]
    return value


def _document(field: FieldInfo, value: Any, base: Path) -> Any:
    """A document given inline or as a file, with the files that it names made absolute."""
    assert field.document is not None
    if isinstance(value, str):
        path = base / value
        document = _parse_document(field, read_file(path), str(value))
        folder = path.parent
    else:
        document = _parse_document(field, msgspec.json.encode(value), field.name)
        folder = base
    return msgspec.to_builtins(replace_files(document, lambda ref: _local(ref, folder)))


def _parse_document(field: FieldInfo, data: bytes, name: str) -> Any:
    if field.parse:
        module, _, function = field.parse.partition(":")
        return getattr(importlib.import_module(module), function)(data, name)
    try:
        return msgspec.json.decode(data, type=field.document)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise AppError("bad_json", file=name, reason=str(error)) from None


def _convert(spec: TaskSpec, builtins: dict[str, Any], *, lax: bool) -> TaskRequest:
    """Convert field by field first, so that a message can name the value beside its limit."""
    for info in msgspec.structs.fields(spec.request):
        if info.name not in builtins:
            continue
        try:
            msgspec.convert(builtins[info.name], info.type, strict=not lax)
        except msgspec.ValidationError as error:
            shown, limit = str(builtins[info.name])[:80], str(error)
            choices = {field.name: field.choices for field in fields_of(spec.request)}[info.name]
            if choices and isinstance(builtins[info.name], list):
                limit = f"{limit}; choose from {', '.join(map(str, choices))}"
            raise AppError("bad_field", field=info.name, value=shown, limit=limit) from None
    return msgspec.convert(builtins, spec.request, strict=not lax)


def _absolute(spec: TaskSpec, values: dict[str, Any], base: Path) -> dict[str, Any]:
    """Spec-file values with their file names taken from the spec file's folder."""
    result = dict(values)
    for field in fields_of(spec.request):
        value = values.get(field.name)
        if field.kind in ("file", "folder") and isinstance(value, str):
            result[field.name] = _local(value, base)
        elif field.of_files and isinstance(value, list):
            result[field.name] = [_local(str(each), base) for each in value]
        elif field.document and value is not None:
            result[field.name] = _document(field, value, base)
    return result


def _local(ref: str, base: Path) -> str:
    return ref if is_artefact(ref) else str((base / ref).resolve())
