"""The nano model's folder: the way there and back, and folders that are not one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from shared.errors import AppError
from tests.doubles.nano import save_tiny_nano, tiny_nano
from worker.motion.dragnuwa.nano import CONFIG_FILE, WEIGHTS_FILE, load_nano, save_nano


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return save_tiny_nano(tmp_path / "mine")


def reason(folder: Path) -> str:
    with pytest.raises(AppError) as caught:
        load_nano(folder)
    assert caught.value.code == "bad_model"
    assert str(caught.value).startswith("The model mine cannot be used: ")
    return str(caught.value)


@pytest.mark.parametrize("fusion", ["multiscale", "input"])
def test_what_is_saved_is_loaded(tmp_path: Path, fusion: Any) -> None:
    nano = tiny_nano(fusion, seed=3)
    save_nano(tmp_path / "mine", nano)
    loaded = load_nano(tmp_path / "mine")
    assert loaded.config == nano.config
    assert loaded.parts().keys() == nano.parts().keys() == {"falloff", "video", "camera"}
    for name, part in nano.parts().items():
        state, expected = loaded.parts()[name].state_dict(), part.state_dict()
        assert state.keys() == expected.keys()
        assert all(torch.equal(state[key], expected[key]) for key in expected)
        assert not loaded.parts()[name].training


def _cut_short(folder: Path) -> None:
    weights = folder / WEIGHTS_FILE
    weights.write_bytes(weights.read_bytes()[:-100])


def _no_weights_at_all(folder: Path) -> None:
    (folder / WEIGHTS_FILE).write_bytes(b"")


def _one_tensor_missing(folder: Path) -> None:
    tensors = load_file(folder / WEIGHTS_FILE)
    del tensors["video.enter.bias"]
    save_file(tensors, folder / WEIGHTS_FILE)


def _foreign_tensors(folder: Path) -> None:
    save_file({"unet.weight": torch.zeros(2)}, folder / WEIGHTS_FILE)


def _change(**values: object) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        config = json.loads((folder / CONFIG_FILE).read_text()) | values
        (folder / CONFIG_FILE).write_text(json.dumps(config))

    return change


@pytest.mark.parametrize(
    ("damage", "word"),
    [
        (_cut_short, "header"),
        (_no_weights_at_all, "header"),
        (_one_tensor_missing, "state_dict"),
        (_foreign_tensors, "state_dict"),
        (_change(widths=[16, 8, 8]), "state_dict"),
        (_change(widths=[9, 9, 9]), "divisible"),
        (_change(widths=[-8, 8, 8]), ""),
        (_change(widths=[8, 8]), "widths"),
        (_change(fusion="late"), "fusion"),
        (_change(attention=True), "attention"),
        (lambda folder: (folder / CONFIG_FILE).write_text("{"), "truncated"),
        (lambda folder: (folder / CONFIG_FILE).write_bytes(b"\xff\xfe\x00"), ""),
        (lambda folder: (folder / CONFIG_FILE).unlink(), CONFIG_FILE),
        (lambda folder: (folder / WEIGHTS_FILE).unlink(), WEIGHTS_FILE),
    ],
)
def test_damaged_or_foreign_folders_are_refused_in_words(
    folder: Path, damage: Callable[[Path], object], word: str
) -> None:
    damage(folder)
    sentence = reason(folder)
    assert word in sentence
    assert "installer repair" in sentence
    assert "\n" not in sentence
