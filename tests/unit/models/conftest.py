"""Folders that look like published models, made without torch."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

MakePipeline = Callable[..., Path]


def write_safetensors(path: Path, shapes: dict[str, list[int]]) -> None:
    """A file with the header of these tensors and no bytes of data, all that a look needs."""
    header = json.dumps(
        {name: {"dtype": "F32", "shape": s, "data_offsets": [0, 0]} for name, s in shapes.items()}
    ).encode()
    path.write_bytes(len(header).to_bytes(8, "little") + header)


@pytest.fixture
def make_pipeline(tmp_path: Path) -> MakePipeline:
    """Makes a diffusers folder of a class, with one weight of [10, 10] in each of its parts."""

    def make(name: str, class_name: str, parts: tuple[str, ...] = ("unet", "vae")) -> Path:
        folder = tmp_path / name
        index = {"_class_name": class_name, "scheduler": ["diffusers", "Euler"], "tokenizer": None}
        index |= {part: ["diffusers", "Net"] for part in parts}
        index["transformer_2"] = [None, None]
        for part in ("scheduler", *parts):
            (folder / part).mkdir(parents=True)
        for part in parts:
            (folder / part / "config.json").write_text("{}")
            write_safetensors(folder / part / "model.safetensors", {"w": [10, 10]})
        (folder / "model_index.json").write_text(json.dumps(index))
        return folder

    return make
