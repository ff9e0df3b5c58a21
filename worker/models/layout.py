"""Looks at a model's files without loading them: is what its kind needs there?

Each function returns what is wrong, in words, or an empty string.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CHECKPOINTS = (".safetensors", ".pth", ".ckpt", ".pt")
INDEX_SUFFIX = ".safetensors.index.json"
# Parts of a pipeline that hold weights; the others (scheduler, tokenizer …) are small files.
_WEIGHTED = (
    "vae",
    "unet",
    "transformer",
    "transformer_2",
    "image_encoder",
    "image_normalizer",
    "text_encoder",
    "text_encoder_2",
)


def find_weights(folder: Path) -> str:
    """A folder with weights in `.safetensors`."""
    if not folder.is_dir():
        return f"{folder} is not a folder"
    return "" if any(folder.glob("*.safetensors")) else f"{folder} holds no .safetensors file"


def find_checkpoint(path: Path) -> str:
    """A checkpoint file, or a folder that holds exactly one."""
    if path.is_file():
        return (
            "" if path.suffix in CHECKPOINTS else f"{path.name} is no {_either(CHECKPOINTS)} file"
        )
    if not path.is_dir():
        return f"{path} does not exist"
    found = checkpoints(path)
    if len(found) == 1:
        return ""
    return f"{path} holds {len(found)} checkpoint files ({_either(CHECKPOINTS)}); name one of them"


def checkpoints(folder: Path) -> list[Path]:
    """The checkpoint files right in a folder."""
    return sorted(path for path in folder.iterdir() if path.suffix in CHECKPOINTS)


def find_pipeline(folder: Path, classes: tuple[str, ...], unused: tuple[str, ...] = ()) -> str:
    """A diffusers folder whose `model_index.json` names one of `classes`, with all its parts.

    Those that are `unused` may be missing.
    """
    if not folder.is_dir():
        return f"{folder} is not a folder"
    index = read_json(folder / "model_index.json")
    if index is None:
        return f"{folder} holds no readable model_index.json, as a diffusers folder does"
    name = index.get("_class_name")
    if name not in classes:
        return f"its model_index.json says {name}, and this kind needs {_either(classes)}"
    for part in _parts(index):
        wrong = "" if part in unused else _find_part(folder, part)
        if wrong:
            return wrong
    return ""


def read_json(path: Path) -> dict[str, Any] | None:
    """A JSON object, or None where there is no readable one."""
    try:
        value = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _parts(index: dict[str, Any]) -> Iterator[str]:
    """Names of the parts that a pipeline has: `[null, null]` marks one that it goes without."""
    for name, value in index.items():
        if not name.startswith("_") and isinstance(value, list) and value[:1] not in ([], [None]):
            yield name


def _find_part(folder: Path, part: str) -> str:
    place = folder / part
    if not place.is_dir():
        return f"the folder {part} is missing"
    if part not in _WEIGHTED:
        return ""
    if not (place / "config.json").is_file():
        return f"{part}/config.json is missing"
    for index in place.glob("*" + INDEX_SUFFIX):
        shards = (read_json(index) or {}).get("weight_map", {}).values()
        missing = sorted(set(map(str, shards)) - {path.name for path in place.iterdir()})
        if missing:
            return f"{part}/{missing[0]} is missing"
    return "" if any(place.glob("*.safetensors")) else f"{part} holds no .safetensors file"


def _either(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
