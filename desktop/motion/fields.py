"""What the request type says about its fields: the one source of ranges, units and help."""

from __future__ import annotations

import typing
from dataclasses import dataclass
from typing import Any

import msgspec

from shared.tasks.motion import MotionRenderRequest


@dataclass(frozen=True)
class FieldInfo:
    """Help, unit, range, choices and default of a field."""

    description: str = ""
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    default: Any = None


def field_info(name: str, request: type[msgspec.Struct] = MotionRenderRequest) -> FieldInfo:
    """The metadata of a request's field. Raises KeyError."""
    hint = typing.get_type_hints(request, include_extras=True)[name]
    metas = [m for m in getattr(hint, "__metadata__", ()) if isinstance(m, msgspec.Meta)]
    plain = typing.get_args(hint)[0] if metas else hint
    extra = {k: v for meta in metas for k, v in (meta.extra or {}).items()}
    choices = typing.get_args(plain) if typing.get_origin(plain) is typing.Literal else ()
    default = next(f.default for f in msgspec.structs.fields(request) if f.name == name)
    return FieldInfo(
        description=next((m.description for m in metas if m.description), ""),
        unit=str(extra.get("unit", "")),
        minimum=next((float(m.ge) for m in metas if m.ge is not None), None),
        maximum=next((float(m.le) for m in metas if m.le is not None), None),
        choices=tuple(str(choice) for choice in choices),
        default=None if default is msgspec.NODEFAULT else default,
    )
