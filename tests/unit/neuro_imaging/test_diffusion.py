"""Diffusion: schedule, sampling step by step, image-to-image, and that an embedding guides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.unit.neuro_imaging.small import DIMENSIONS, small_maker, small_unet
from worker.neuro.imaging.autoencoder import latents_of
from worker.neuro.imaging.latent_unet import LatentUNet
from worker.neuro.imaging.pixels import to_pixels
from worker.neuro.imaging.sampler import PictureMaker, SamplerSettings, finished, sample
from worker.neuro.imaging.schedule import (
    TIMES,
    clean_of,
    noise_of,
    noised,
    signal_shares,
    solver_for,
    times_of,
    velocity,
)
from worker.neuro.training.latent_stage import PLAN, LatentData, LatentStage
from worker.training.checkpoint import load_average
from worker.training.loop import run_stage


def embeddings(count: int, seed: int = 0) -> np.ndarray:
    values = np.random.default_rng(seed).normal(size=(count, DIMENSIONS)).astype(np.float32)
    return values / np.linalg.norm(values, axis=1, keepdims=True)


def test_velocity_gives_back_the_clean_latents() -> None:
    clean, noise = noise_of([1, 2], (8, 8, 8)), noise_of([3, 4], (8, 8, 8))
    times = torch.tensor([20, 900])
    noisy = noised(clean, noise, times)
    told = clean_of(noisy, velocity(clean, noise, times), times)
    torch.testing.assert_close(told, clean, atol=1e-4, rtol=1e-3)
    assert signal_shares().shape == (TIMES,)


def test_the_solver_of_first_order_is_ddim() -> None:
    """With the true velocity, each step lands where DDIM's equation says."""
    clean, noise = noise_of([1], (8, 8, 8)), noise_of([2], (8, 8, 8))
    times = times_of(4, 1.0)
    solver = solver_for("ddim", times)
    latents = noised(clean, noise, torch.tensor(times[:1]))
    for place, time in enumerate(times):
        predicted = velocity(clean, noise, torch.tensor([time]))
        latents = solver.step(predicted, solver.timesteps[place], latents).prev_sample
        following = times[place + 1] if place + 1 < len(times) else None
        wanted = clean if following is None else noised(clean, noise, torch.tensor([following]))
        torch.testing.assert_close(latents, wanted, atol=2e-3, rtol=1e-2)


@pytest.mark.parametrize("strength", [1.0, 0.5, 0.1])
def test_times_go_down_from_the_strength(strength: float) -> None:
    times = times_of(8, strength)
    assert times == sorted(times, reverse=True)
    assert times[0] == round(strength * TIMES) - 1
    assert len(times) == 8


def test_pictures_sharpen_step_by_step() -> None:
    maker, given = small_maker(), embeddings(2)
    steps = list(sample(maker, given, SamplerSettings(steps=4), [1, 2]))
    assert [each.step for each in steps] == [0, 1, 2, 3, 4]
    assert {each.steps for each in steps} == {4}
    assert all(each.pictures.shape == (2, 64, 64, 3) for each in steps)
    told = to_pixels(maker.told(given, 1.0).picture)
    np.testing.assert_array_equal(steps[0].pictures, told)


def test_a_row_depends_on_its_own_seed_and_embedding_alone() -> None:
    maker, given = small_maker(), embeddings(3)
    settings = SamplerSettings(steps=3)
    together = finished(sample(maker, given, settings, [5, 6, 7])).latents
    alone = finished(sample(maker, given[1:2], settings, [6])).latents
    np.testing.assert_allclose(together[1:2], alone, atol=1e-4)
    other = finished(sample(maker, given[1:2], settings, [8])).latents
    assert np.abs(other - alone).max() > 0.1


def test_strength_says_how_much_of_the_first_picture_stays() -> None:
    maker, given = small_maker(), embeddings(4)
    start = np.random.default_rng(1).normal(size=(4, 8, 8, 8)).astype(np.float32)
    apart = []
    for strength in (0.0, 0.2, 0.6, 1.0):
        settings = SamplerSettings(steps=4, strength=strength)
        made = finished(sample(maker, given, settings, [1, 2, 3, 4], start)).latents
        apart.append(float(np.abs(made - start).mean()))
    assert apart[0] == 0
    assert apart == sorted(apart)


def test_files_keep_the_maker(tmp_path: Path) -> None:
    maker = small_maker()
    maker.save(tmp_path)
    again = PictureMaker.load(tmp_path)
    one = finished(sample(maker, embeddings(1), SamplerSettings(steps=2), [1])).latents
    two = finished(sample(again, embeddings(1), SamplerSettings(steps=2), [1])).latents
    np.testing.assert_allclose(one, two, atol=0.1)


def flat_data(count: int, seed: int) -> LatentData:
    """Latents whose first channel an embedding tells."""
    rng = np.random.default_rng(seed)
    given = embeddings(count, seed)
    latents = rng.normal(0, 0.3, (count, 8, 8, 8)).astype(np.float32)
    latents[:, 0] += 4 * given[:, 0, None, None]
    latents[:, 1, :, :4] += 4 * given[:, 1, None, None]
    weights = np.ones((count, 1, 8, 8), np.float32)
    draft = np.zeros_like(latents)
    sure = np.ones(count, np.float32)
    return LatentData(latents, weights, np.arange(count), given, sure, draft, draft[0])


def trained(folder: Path, steps: int) -> tuple[LatentUNet, dict[str, float]]:
    network = small_unet()
    stage = LatentStage(network, flat_data(200, 0), flat_data(64, 1), batch=24)
    plan = replace(PLAN, steps=steps, learning_rate=5e-3, warm_up=5)
    assert run_stage(stage, plan, folder, 0, deadline=None, report=lambda line: None)
    load_average(folder, network)
    network.eval().requires_grad_(False)
    return network, stage.validate(network)


def test_an_embedding_guides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    network, figures = trained(tmp_path, 90)
    assert figures["velocity_mse"] < figures["unconditional_mse"]
    maker = PictureMaker(network, small_maker().autoencoder)
    # As in its training, the draft tells nothing.
    nothing = lambda pictures: torch.zeros(len(pictures), 8, 8, 8)  # noqa: E731
    monkeypatch.setattr(maker.autoencoder, "encode", nothing)
    given = embeddings(64, 9)
    made = finished(sample(maker, given, SamplerSettings(), list(range(64)))).latents
    told = made[:, 0].mean(axis=(1, 2))
    assert np.corrcoef(told, given[:, 0])[0, 1] > 0.35
    shuffled = np.random.default_rng(0).permutation(given[:, 0])
    assert abs(np.corrcoef(told, shuffled)[0, 1]) < 0.3


def test_the_same_seed_gives_the_same_figures(tmp_path: Path) -> None:
    assert trained(tmp_path / "one", 3)[1] == trained(tmp_path / "two", 3)[1]


def test_latents_of_pictures_are_what_the_stage_takes() -> None:
    maker = small_maker()
    pixels = np.full((2, 64, 64, 3), 200, np.uint8)
    assert latents_of(maker.autoencoder, pixels).shape == (2, *maker.autoencoder.shape)
