"""Manifests of batches: YAML for people, JSON lines for programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from shared.errors import AppError
from shared.tasks.spec import TaskRegistry, TaskRequest, TaskSpec
from worker.commands.request_input import read_file, request_from_values

MAX_ITEMS = 1_000_000


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A YAML manifest: `defaults` hold for every item that does not say otherwise."""

    task: str = ""
    defaults: dict[str, Any] = {}
    items: list[dict[str, Any]]


def read_manifest(path: Path, registry: TaskRegistry) -> list[tuple[TaskSpec, TaskRequest]]:
    """The checked requests of a manifest, in order; file names are taken from its folder.

    Raises
    ------
    AppError
        Naming the item, the field, the value and the limit. Nothing runs before all items are
        right.
    """
    lines = path.suffix.lower() in (".jsonl", ".ndjson")
    manifest = _from_lines(path) if lines else _from_yaml(path)
    if not manifest.items:
        raise AppError("bad_field", field="items", value="none", limit="at least one")
    if len(manifest.items) > MAX_ITEMS:
        raise AppError(
            "bad_field", field="items", value=len(manifest.items), limit=f"at most {MAX_ITEMS}"
        )
    return [_request(manifest, index, path, registry) for index in range(len(manifest.items))]


def _from_yaml(path: Path) -> Manifest:
    import yaml

    try:
        return msgspec.convert(yaml.safe_load(read_file(path)), Manifest)
    except RecursionError:
        raise AppError("bad_request", reason=f"{path} is nested too deeply.") from None
    except msgspec.ValidationError as error:
        raise AppError("bad_request", reason=f"{path}: {error}.") from None
    except (yaml.YAMLError, ValueError, TypeError) as error:  # 2026-99-99; a list as a key
        raise AppError("bad_request", reason=f"{path} is not valid YAML: {error}.") from None


def _from_lines(path: Path) -> Manifest:
    items = []
    for number, line in enumerate(read_file(path).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            items.append(msgspec.json.decode(line, type=dict[str, Any]))
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            raise AppError("bad_json", file=f"{path}, line {number},", reason=str(error)) from None
    return Manifest(items=items)


def _request(
    manifest: Manifest, index: int, path: Path, registry: TaskRegistry
) -> tuple[TaskSpec, TaskRequest]:
    values = {**manifest.defaults, **manifest.items[index]}
    name = str(values.pop("task", manifest.task))
    spec = registry.get(name)
    if spec is None:
        known = ", ".join(each.name for each in registry)
        raise AppError(
            "bad_field", field=f"items[{index}].task", value=name, limit=f"one of {known}"
        )
    try:
        return spec, request_from_values(spec, values, path.parent)
    except AppError as error:
        if error.code == "bad_field":
            params = {**error.params, "field": f"items[{index}].{error.params['field']}"}
            raise AppError.from_params(error.code, params) from None
        raise
