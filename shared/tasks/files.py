"""Files and folders named in a request, found by the type's metadata at any depth."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

Replace = Callable[[str], str]
AnyStruct = TypeVar("AnyStruct", bound=msgspec.Struct)


def file_refs(request: msgspec.Struct) -> list[str]:
    """All file references of a request, in field order."""
    return _walk(request, "file")


def folder_refs(request: msgspec.Struct) -> list[str]:
    """All folders that a request names, in field order."""
    return _walk(request, "folder")


def replace_files(request: AnyStruct, replace: Replace) -> AnyStruct:
    """A copy of a request or document with each file reference passed through `replace`."""
    return _replaced(request, "file", replace)


def replace_folders(request: AnyStruct, replace: Replace) -> AnyStruct:
    """A copy of a request with each folder passed through `replace`."""
    return _replaced(request, "folder", replace)


def _walk(request: msgspec.Struct, ui: str) -> list[str]:
    found: list[str] = []

    def note(ref: str) -> str:
        found.append(ref)
        return ref

    _replaced(request, ui, note)
    return found


@cache
def _info(kind: type[msgspec.Struct]) -> inspect.Type:
    return inspect.type_info(kind)


def _replaced(request: AnyStruct, ui: str, replace: Replace) -> AnyStruct:
    kind = type(request)
    builtins = _replace(msgspec.to_builtins(request), _info(kind), ui, replace)
    return msgspec.convert(builtins, kind)


def _replace(value: Any, kind: inspect.Type, ui: str, replace: Replace) -> Any:
    if value is None:
        return None
    if isinstance(kind, inspect.Metadata):
        if (kind.extra or {}).get("ui") == ui:
            return replace(value)
        return _replace(value, kind.type, ui, replace)
    if isinstance(kind, inspect.UnionType):
        options = [option for option in kind.types if not isinstance(option, inspect.NoneType)]
        return _replace(value, options[0], ui, replace) if len(options) == 1 else value
    if isinstance(kind, inspect.StructType):
        types = {field.encode_name: field.type for field in kind.fields}
        return {key: _replace(item, types[key], ui, replace) for key, item in value.items()}
    if isinstance(kind, inspect.ListType | inspect.VarTupleType):
        return [_replace(item, kind.item_type, ui, replace) for item in value]
    if isinstance(kind, inspect.DictType):
        return {key: _replace(item, kind.value_type, ui, replace) for key, item in value.items()}
    return value
