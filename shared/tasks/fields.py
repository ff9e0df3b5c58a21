"""A request type as a list of fields, from which forms and command-line options are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from msgspec import inspect

FieldKind = Literal["int", "float", "bool", "choice", "text", "file", "folder", "list", "document"]
_SCALARS: tuple[tuple[type, FieldKind], ...] = (
    (inspect.BoolType, "bool"),
    (inspect.IntType, "int"),
    (inspect.FloatType, "float"),
    (inspect.LiteralType, "choice"),
    (inspect.EnumType, "choice"),
    (inspect.StrType, "text"),
)


@dataclass(frozen=True)
class FieldInfo:
    """One field of a request.

    Attributes
    ----------
    minimum, maximum : float or None
        Inclusive limits where the type has them.
    choices : tuple
        Allowed values in the order of the type, for `choice`, and for the items of a `list`.
    unit : str
        Shown behind the value: `px`, `frames`, `s`.
    accept : str
        For a file: what it holds, for example `picture`.
    of_files : bool
        For `list`: whether its items name files.
    document : type or None
        For `document`: the struct that a JSON file holds.
    parse : str
        For `document`: `module:function(data, name)` that reads such a file with good messages.
    """

    name: str
    kind: FieldKind
    description: str = ""
    required: bool = False
    optional: bool = False
    default: Any = None
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[Any, ...] = ()
    unit: str = ""
    accept: str = ""
    of_files: bool = False
    document: type | None = None
    parse: str = ""


def fields_of(request: type[msgspec.Struct]) -> tuple[FieldInfo, ...]:
    """The fields of a request type in order.

    Raises
    ------
    TypeError
        If a field's type has no form and no option; name another or mark it as a document.
    """
    info = inspect.type_info(request)
    assert isinstance(info, inspect.StructType)
    return tuple(_field(field) for field in info.fields)


def _field(field: inspect.Field) -> FieldInfo:
    kind, extra, schema = field.type, {}, {}
    if isinstance(kind, inspect.Metadata):
        extra, schema, kind = kind.extra or {}, kind.extra_json_schema or {}, kind.type
    optional = False
    if isinstance(kind, inspect.UnionType):
        options = [option for option in kind.types if not isinstance(option, inspect.NoneType)]
        optional = len(options) < len(kind.types)
        if len(options) != 1:
            raise TypeError(f"{field.name}: a union of several types has no form")
        kind = options[0]
        if isinstance(kind, inspect.Metadata):
            extra, kind = {**(kind.extra or {}), **extra}, kind.type
    default = field.default if field.default is not msgspec.NODEFAULT else None
    return FieldInfo(
        name=field.name,
        kind=_kind(field.name, kind, extra),
        description=schema.get("description", ""),
        required=field.required,
        optional=optional,
        default=default,
        minimum=getattr(kind, "ge", None),
        maximum=getattr(kind, "le", None),
        choices=_choices(kind, default),
        unit=extra.get("unit", ""),
        accept=extra.get("accept", ""),
        of_files=_lists_files(kind),
        document=kind.cls if isinstance(kind, inspect.StructType) else None,
        parse=extra.get("parse", ""),
    )


def _kind(name: str, kind: inspect.Type, extra: dict[str, Any]) -> FieldKind:
    if extra.get("ui") == "file":
        return "file"
    if extra.get("ui") == "folder":
        return "folder"
    if isinstance(kind, inspect.ListType | inspect.VarTupleType):
        _kind(name, *_item(kind))  # a list of what has no form has none either
        return "list"
    if isinstance(kind, inspect.StructType):
        return "document"
    for type_, result in _SCALARS:
        if isinstance(kind, type_):
            return result
    raise TypeError(f"{name}: {kind} has no form")


def _item(
    kind: inspect.ListType | inspect.VarTupleType,
) -> tuple[inspect.Type, dict[str, Any]]:
    """The type of a list's items, and what is noted of it."""
    item = kind.item_type
    if isinstance(item, inspect.Metadata):
        return item.type, item.extra or {}
    return item, {}


def _lists_files(kind: inspect.Type) -> bool:
    if not isinstance(kind, inspect.ListType | inspect.VarTupleType):
        return False
    return bool(_item(kind)[1].get("ui") == "file")


def _choices(kind: inspect.Type, default: Any) -> tuple[Any, ...]:
    if isinstance(kind, inspect.ListType | inspect.VarTupleType):
        return _choices(kind.item_type, None)
    if isinstance(kind, inspect.EnumType):
        return tuple(member.value for member in kind.cls)
    if isinstance(kind, inspect.LiteralType):
        # msgspec sorts the values; the default first is the order that a person expects.
        return tuple(sorted(kind.values, key=lambda value: (value != default, str(value))))
    return ()
