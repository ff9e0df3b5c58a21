"""Models that were trained with other scenes, simulator or space are refused in words."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch

from shared.errors import AppError
from shared.neuro.scenes.renderer import render
from shared.neuro.scenes.scene import SCENES_VERSION, scene_of
from worker.neuro.decoding.neuro_model import load_neuro_model
from worker.neuro.decoding.painting import load_painter
from worker.neuro.decoding.versions import PRESENT, VERSIONS_FILE, Versions, save_versions
from worker.neuro.imaging.layout import colour_grid, contrast_map
from worker.neuro.imaging.pixels import to_tensor
from worker.neuro.imaging.space import COLOURS, CONTRASTS, MEANING, SPACE_VERSION
from worker.neuro.simulation.participant import (
    SIMULATOR_VERSION,
    Participant,
    SimulationSettings,
)
from worker.neuro.simulation.pictures import description_of
from worker.neuro.simulation.session import Session

# What version 1 of each is: if these change, the version has to.
SIMULATED_UV = {"realistic": (6.655, 10.082, 8.574, 8.193), "demo": (6.697, 10.084, 8.568, 8.244)}
ANSWERED_UV = {
    "realistic": (0.471, 0.1017, 0.1926, 0.4259),
    "demo": (1.019, 0.2199, 0.4166, 0.9211),
}
LOOKS = {
    0: (0.035, 0.035, 0.041, 0.031, 0.121, -0.045, 0.426),
    77: (0.122, 0.136, 0.2, 0.108, -0.041, 0.272, 0.357),
}
LOADERS = (load_neuro_model, load_painter)


@pytest.fixture
def folder(model_folder: Path, tmp_path: Path) -> Path:
    """A model of its own to spoil."""
    return Path(shutil.copytree(model_folder, tmp_path / "model"))


def test_a_model_tells_what_it_was_trained_with(folder: Path) -> None:
    told = json.loads((folder / VERSIONS_FILE).read_text("utf-8"))
    assert told == {
        "scenes": SCENES_VERSION,
        "simulator": SIMULATOR_VERSION,
        "space": SPACE_VERSION,
    }


@pytest.mark.parametrize("load", LOADERS)
@pytest.mark.parametrize("name", ["scenes", "simulator", "space"])
def test_a_model_of_another_version_is_refused(
    load: Callable[[Path], object], name: str, folder: Path
) -> None:
    load(folder)
    now = getattr(PRESENT, name)
    save_versions(folder, msgspec.structs.replace(PRESENT, **{name: now + 1}))
    with pytest.raises(AppError) as caught:
        load(folder)
    assert caught.value.code == "bad_model"
    told = str(caught.value)
    assert f"{name} {now + 1}" in told
    assert f"{name} {now}" in told
    assert "train neuro" in told


@pytest.mark.parametrize("load", LOADERS)
def test_a_model_from_before_is_of_the_first_versions(
    load: Callable[[Path], object], folder: Path
) -> None:
    (folder / VERSIONS_FILE).unlink()
    if Versions() == PRESENT:
        load(folder)
    else:
        with pytest.raises(AppError, match="trained with"):
            load(folder)


@pytest.mark.parametrize("load", LOADERS)
@pytest.mark.parametrize("content", [b"", b"[]", b'{"scenes": "two"}', b"\xff\x00"])
def test_damaged_versions_are_told(
    load: Callable[[Path], object], content: bytes, folder: Path
) -> None:
    (folder / VERSIONS_FILE).write_bytes(content)
    with pytest.raises(AppError, match="cannot be read"):
        load(folder)


@pytest.mark.parametrize("level", list(SIMULATED_UV))
def test_the_simulator_is_the_one_of_its_version(level: str) -> None:
    """By how loud people and their answers are: another processor's rounding is nobody else."""
    participant = Participant(SimulationSettings(level=level, seed=3, channels=4))
    answer = participant.responses.specific(description_of(77))
    np.testing.assert_allclose(answer.std(axis=0), ANSWERED_UV[level], rtol=5e-3)
    session = Session(participant, order=(0, 77, 500))
    samples = np.concatenate([session.block().samples for _ in range(25)])
    np.testing.assert_allclose(samples.std(axis=0), SIMULATED_UV[level], rtol=5e-3)
    assert SIMULATOR_VERSION == 1


@pytest.mark.parametrize("number", list(LOOKS))
def test_the_space_is_the_one_of_its_version(number: int) -> None:
    """By the parts that are not learned: what a picture looks like, in which order and number."""
    pixels = render(scene_of(number), 64).pixels[None]
    pictures = to_tensor(pixels)
    with torch.inference_mode():
        look = torch.cat([contrast_map(pictures), colour_grid(pictures)], dim=1)[0]
    assert (MEANING, len(look)) == (16, CONTRASTS + COLOURS)
    np.testing.assert_allclose(look.numpy()[::16], LOOKS[number], atol=0.01)
    assert SPACE_VERSION == 1
