"""The drags document as bytes, and what makes one acceptable."""

from __future__ import annotations

import itertools
import json
import math
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from shared.errors import AppError
from shared.tasks.motion import MAX_FRAMES, MIN_FRAMES, DragLayer, Drags

MAX_DOCUMENT_BYTES = 8 << 20
MAX_LAYERS = 64
MAX_POINTS = 1024  # of one layer, and of all pin layers together
MAX_SIDE_PX = 65_536
MAX_COORDINATE_PX = 100_000.0
MAX_ROTATE_DEG = 3600.0
MIN_SCALE, MAX_SCALE = 0.05, 20.0
MAX_FEATHER_PX = 1000.0
MAX_PARALLAX = 4.0
MAX_NAME_CHARS, MAX_PROMPT_CHARS = 128, 2000
_TYPES = {
    "int": "a whole number",
    "float": "a number",
    "str": "text",
    "array": "a list",
    "object": "an object {…}",
    "null": "nothing",
}
_TYPE_NAMES = {dict: "an object", list: "a list", str: "text", bool: "true or false"}


def parse_drags(data: bytes, name: str) -> Drags:
    """Read and check a drags document; `name` is used in messages.

    Raises
    ------
    AppError
        `bad_json` when it is not JSON at all, `bad_field` naming field, value and limit otherwise.
    """
    value = _load_json(data, name)
    if not isinstance(value, dict):
        raise AppError("bad_json", file=name, reason="a drags document is a JSON object")
    _check_finite(value)
    try:
        drags = msgspec.convert(value, Drags)
    except msgspec.ValidationError as error:
        raise _field_error(str(error), value) from None
    check_drags(drags)
    return drags


def encode_drags(drags: Drags) -> bytes:
    """Write a drags document as UTF-8 JSON; `parse_drags` reads the same value back."""
    return msgspec.json.format(msgspec.json.encode(drags), indent=1) + b"\n"


def check_drags(drags: Drags) -> None:
    """Raise `AppError("bad_field")` for the first field out of its limits.

    Points outside the picture, single points, duplicate points and zero-length paths are allowed.
    """
    for side, size_px in (("width", drags.width), ("height", drags.height)):
        _in_range(side, size_px, 1, MAX_SIDE_PX, " px")
    _in_range("frames", drags.frames, MIN_FRAMES, MAX_FRAMES, " frames")
    _at_most("layers", len(drags.layers), MAX_LAYERS, "layers")
    _at_most("prompt", len(drags.prompt), MAX_PROMPT_CHARS, "characters")
    pins = sum(len(layer.points) for layer in drags.layers if layer.role == "pin")
    _at_most("layers", pins, MAX_POINTS, "pinned points")
    for index, layer in enumerate(drags.layers):
        _check_layer(f"layers[{index}]", layer)


def _check_layer(at: str, layer: DragLayer) -> None:
    if not layer.points:
        raise _bad(f"{at}.points", "[]", "give at least one point [x, y]")
    _at_most(f"{at}.points", len(layer.points), MAX_POINTS, "points")
    _at_most(f"{at}.name", len(layer.name), MAX_NAME_CHARS, "characters")
    for index, point in enumerate(layer.points):
        for value in point:
            if not (math.isfinite(value) and abs(value) <= MAX_COORDINATE_PX):
                limit = f"two finite numbers within ±{MAX_COORDINATE_PX:.0f} px"
                raise _bad(f"{at}.points[{index}]", list(point), limit)
    _check_times(f"{at}.times", layer)
    _check_numbers(
        f"{at}.rotate_deg", layer.rotate_deg, layer, -MAX_ROTATE_DEG, MAX_ROTATE_DEG, "°"
    )
    _check_numbers(f"{at}.scale", layer.scale, layer, MIN_SCALE, MAX_SCALE, "")
    for index, value in enumerate(layer.easing or ()):
        _in_range(f"{at}.easing[{index}]", value, 0.0, 1.0, "")
    _in_range(f"{at}.feather_px", layer.feather_px, 0.0, MAX_FEATHER_PX, " px")
    _in_range(f"{at}.parallax", layer.parallax, 0.0, MAX_PARALLAX, "")
    if layer.parallax and layer.role != "camera":
        raise _bad(f"{at}.parallax", layer.parallax, "only a camera layer has a parallax")
    if layer.mask is not None and layer.role == "camera":
        limit = "a camera layer moves the whole picture and has no mask; use the role object"
        raise _bad(f"{at}.mask", layer.mask, limit)
    if layer.mask == "":
        raise _bad(f"{at}.mask", '""', "name a file, or leave the mask out")


def _check_times(at: str, layer: DragLayer) -> None:
    _check_numbers(at, layer.times, layer, 0.0, 1.0, "")
    times = layer.times or ()
    for index, (before, after) in enumerate(itertools.pairwise(times), start=1):
        if after < before:
            raise _bad(f"{at}[{index}]", after, f"times must not decrease (before it: {before:g})")


def _check_numbers(
    at: str, values: tuple[float, ...] | None, layer: DragLayer, low: float, high: float, unit: str
) -> None:
    if values is None:
        return
    if len(values) != len(layer.points):
        limit = f"one for each of the {len(layer.points)} points"
        raise _bad(at, f"a list of {len(values)}", limit)
    for index, value in enumerate(values):
        _in_range(f"{at}[{index}]", value, low, high, unit)


def _in_range(at: str, value: float, low: float, high: float, unit: str) -> None:
    if not (math.isfinite(value) and low <= value <= high):
        raise _bad(at, value, f"{low:g} to {high:g}{unit}")


def _at_most(at: str, count: int, limit: int, what: str) -> None:
    if count > limit:
        raise _bad(at, f"{count} {what}", f"at most {limit} {what}")


def _load_json(data: bytes, name: str) -> Any:
    if len(data) > MAX_DOCUMENT_BYTES:
        reason = f"it has {len(data)} bytes, more than the limit of {MAX_DOCUMENT_BYTES >> 20} MB"
        raise AppError("bad_json", file=name, reason=reason)
    try:
        # The standard parser lets NaN and Infinity through, so that the message can say where they
        # are.
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise AppError("bad_json", file=name, reason="it is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        reason = f"{error.msg} at line {error.lineno}, column {error.colno}"
        raise AppError("bad_json", file=name, reason=reason) from None
    except RecursionError:
        raise AppError("bad_json", file=name, reason="it is nested too deeply") from None
    except ValueError:
        raise AppError("bad_json", file=name, reason="a number has too many digits") from None


def _check_finite(value: Any) -> None:
    for at, number in _numbers(value, ""):
        if not math.isfinite(number):
            raise _bad(at, number, "a finite number")


def _numbers(value: Any, at: str) -> Iterator[tuple[str, float]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _numbers(item, f"{at}.{key}" if at else str(key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _numbers(item, f"{at}[{index}]")
    elif isinstance(value, float):
        yield at, value
    elif isinstance(value, int) and abs(value) > 1e300:
        yield at, math.inf  # no float can hold it


def _field_error(message: str, document: Any) -> AppError:
    """Turn msgspec's `Expected …, got … - at `$.path`` into field, value and limit."""
    text, _, tail = message.partition(" - at `")
    path = tail.rstrip("`").removeprefix("$").removeprefix(".")
    unknown = re.search(r"unknown field `(.+)`", text)
    missing = re.search(r"missing required field `(.+)`", text)
    if unknown:
        field = f"{path}.{unknown[1]}" if path else unknown[1]
        return _bad(field, _lookup(document, field), "the drags document has no such field")
    if missing:
        return _bad(f"{path}.{missing[1]}" if path else missing[1], "nothing", "it is required")
    return _bad(path or "document", _lookup(document, path), _in_words(path, text))


def _in_words(path: str, text: str) -> str:
    if path == "frames" and "got" not in text:
        return f"{MIN_FRAMES} to {MAX_FRAMES} frames"
    limit = re.sub(r", got .*$", "", text)
    for word, meaning in _TYPES.items():
        limit = limit.replace(f"`{word}`", meaning)
    return re.sub(r"^Expected ", "expected ", limit)


def _lookup(document: Any, path: str) -> Any:
    for key in re.findall(r"[^.\[\]]+", path):
        try:
            document = document[int(key) if isinstance(document, list) else key]
        except (KeyError, IndexError, ValueError, TypeError):
            return "the value"
    return document


def _bad(field: str, value: object, limit: str) -> AppError:
    kind = _TYPE_NAMES.get(type(value), "")
    text = json.dumps(value) if isinstance(value, dict | list | bool) else str(value)
    shown = text if len(text) <= 60 else f"{kind} starting {text[:40]}…".strip()
    return AppError("bad_field", field=field, value=shown, limit=limit)
