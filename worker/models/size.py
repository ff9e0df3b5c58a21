"""How large a model is on disk and in memory, from file sizes and safetensors headers alone."""

from __future__ import annotations

import json
import math
from pathlib import Path

_MAX_HEADER_BYTES = 100 << 20
_BYTES_OF_A_PARAMETER = 4  # of a checkpoint that is no safetensors file
_VARIANTS = (".fp16.", ".bf16.", ".non_ema.")


def disk_bytes(path: Path) -> int:
    """Bytes of a file, or of all files of a folder."""
    if path.is_dir():
        return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return path.stat().st_size if path.is_file() else 0


def parameters(path: Path) -> int:
    """Number of parameters of a file or of a folder; a part that lies there twice counts once.

    Published folders hold the same weights in several precisions (`model.fp16.safetensors` beside
    `model.safetensors`), and pipelines hold one part in each of their folders.
    """
    if path.is_file():
        return _of_file(path)
    if not path.is_dir():
        return 0
    if (path / "model_index.json").is_file():
        return sum(parameters(part) for part in path.iterdir() if part.is_dir())
    by_variant: dict[str, int] = {}
    for file in path.glob("*.safetensors"):
        variant = next((mark for mark in _VARIANTS if mark in file.name), "")
        by_variant[variant] = by_variant.get(variant, 0) + _of_file(file)
    return max(by_variant.values(), default=0)


def _of_file(path: Path) -> int:
    if path.suffix != ".safetensors":
        return path.stat().st_size // _BYTES_OF_A_PARAMETER
    return sum(
        math.prod(entry["shape"]) for entry in safetensors_header(path).values() if "shape" in entry
    )


def safetensors_header(path: Path) -> dict[str, dict[str, list[int]]]:
    """Names, dtypes and shapes of a safetensors file: 8 bytes of length, then JSON.

    A damaged file has none; loading it will say so.
    """
    try:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            if not 0 < length <= _MAX_HEADER_BYTES:
                return {}
            header = json.loads(file.read(length))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(header, dict):
        return {}
    return {name: entry for name, entry in header.items() if _is_entry(entry)}


def _is_entry(entry: object) -> bool:
    shape = entry.get("shape", []) if isinstance(entry, dict) else None
    return isinstance(shape, list) and all(isinstance(side, int) for side in shape)
