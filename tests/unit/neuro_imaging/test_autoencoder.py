"""The autoencoder: pictures come back, latents have variance 1, the same seed gives the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from tests.unit.neuro_imaging.small import small_autoencoder
from tests.unit.neuro_imaging.squares import squares
from worker.neuro.imaging.autoencoder import (
    Autoencoder,
    AutoencoderSettings,
    latents_of,
    pictures_of,
    standardize,
)
from worker.neuro.imaging.pixels import to_pixels, to_tensor
from worker.neuro.training.autoencoder_stage import PLAN, AutoencoderStage
from worker.neuro.training.scene_data import SceneData
from worker.training.checkpoint import load_average
from worker.training.loop import run_stage


def quarters(count: int, seed: int = 0) -> SceneData:
    """Pictures of four colours, a quarter each."""
    rng = np.random.default_rng(seed)
    colours = rng.integers(0, 256, (count, 2, 2, 3)).astype(np.uint8)
    return replace(squares(count, seed), pixels=colours.repeat(32, axis=1).repeat(32, axis=2))


def trained(folder: Path, steps: int) -> tuple[Autoencoder, dict[str, float]]:
    torch.manual_seed(0)
    network = Autoencoder(AutoencoderSettings(widths=(32, 32, 32)))
    stage = AutoencoderStage(network, quarters(64), quarters(16, seed=1), batch=8)
    plan = replace(PLAN, steps=steps, learning_rate=2e-3, warm_up=5)
    assert run_stage(stage, plan, folder, 0, deadline=None, report=lambda line: None)
    load_average(folder, network)
    return network, stage.validate(network)


def test_pictures_that_were_never_shown_come_back(tmp_path: Path) -> None:
    network, figures = trained(tmp_path, 80)
    test = quarters(20, seed=2).pixels
    mean = quarters(64).pixels.mean(axis=0)
    noise = ((test - mean) ** 2).mean() / 255**2
    assert figures["psnr_db"] > -10 * np.log10(noise) + 0.7, "better than the mean picture"
    standardize(network, quarters(64).pixels)
    latents = latents_of(network, test)
    assert latents.shape == (20, 8, 8, 8)
    np.testing.assert_allclose(latents.mean(axis=(0, 2, 3)), 0, atol=0.4)
    np.testing.assert_allclose(latents.std(axis=(0, 2, 3)), 1, atol=0.4)
    made = pictures_of(network, latents)
    miss = ((made.astype(float) - test) ** 2).mean() / 255**2
    assert miss < noise


def test_the_same_seed_gives_the_same_figures(tmp_path: Path) -> None:
    assert trained(tmp_path / "one", 3)[1] == trained(tmp_path / "two", 3)[1]


def test_files_keep_the_autoencoder(tmp_path: Path) -> None:
    network = small_autoencoder()
    network.save(tmp_path)
    pixels = squares(3).pixels
    again = latents_of(Autoencoder.load(tmp_path), pixels)
    np.testing.assert_allclose(again, latents_of(network, pixels), atol=0.05)


def test_pixels_are_kept_by_tensors() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (2, 64, 64, 3)).astype(np.uint8)
    np.testing.assert_array_equal(to_pixels(to_tensor(pixels)), pixels)
    assert to_pixels(torch.full((1, 3, 4, 4), 7.0)).max() == 255, "what lies outside is cut off"
