"""The pixel level on features whose picture is known: place and size, and not by chance."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
import torch

from shared.errors import AppError
from worker.neuro.imaging.saliency_gan import (
    PixelDecoder,
    SaliencyGan,
    SaliencySettings,
    standardize,
)
from worker.neuro.training import saliency_stage
from worker.neuro.training.saliency_stage import (
    PLAN,
    TRIPLET_PLAN,
    SaliencyData,
    SaliencyStage,
    TripletStage,
    overlap,
    place_error,
)
from worker.training.checkpoint import load_average
from worker.training.loop import run_stage

SMALL = SaliencySettings(
    features=12, triplet=4, projected=16, noise=4, widths=(24, 16, 12, 8), critic=(8, 8, 8, 8)
)


def discs(count: int, seed: int) -> SaliencyData:
    """Discs anywhere, in two colours; features tell place, size and colour, mixed and noisy."""
    rng = np.random.default_rng(seed)
    place = rng.uniform(0.3, 0.7, (count, 2))
    radius = rng.uniform(0.12, 0.26, count)
    concept = rng.integers(0, 2, count)
    y, x = (np.mgrid[0:64, 0:64] + 0.5) / 64
    inside = (
        np.hypot(x - place[:, 0, None, None], y - place[:, 1, None, None]) < radius[:, None, None]
    )
    colours = np.array([(230, 60, 40), (40, 90, 230)], np.uint8)[concept]
    pixels = np.where(inside[..., None], colours[:, None, None], 200).astype(np.uint8)
    known = np.column_stack([(place - 0.5) * 8, (radius - 0.19) * 20, concept * 2 - 1])
    mixing = np.random.default_rng(99).normal(size=(4, 12))
    features = (known @ mixing + rng.normal(0, 0.2, (count, 12))).astype(np.float32)
    return SaliencyData(features, np.arange(count), concept, pixels, inside.astype(np.uint8) * 255)


def trained(folder: Path, steps: int) -> tuple[SaliencyGan, dict[str, float]]:
    train, validation = discs(400, 0), discs(100, 1)
    torch.manual_seed(0)
    gan = SaliencyGan(SMALL)
    standardize(gan.generator.head, train.features)
    stages = (
        (TripletStage(gan.generator.head, train, validation, batch=32), TRIPLET_PLAN, 50),
        (SaliencyStage(gan, train, validation, batch=12), PLAN, steps),
    )
    for stage, plan, most in stages:
        plan = replace(plan, steps=min(steps, most), learning_rate=5e-3, warm_up=5)
        own = folder / plan.name
        assert run_stage(stage, plan, own, 0, deadline=None, report=lambda line: None)
        load_average(own, stage.model)
    figures = stages[0][0].validate(gan.generator.head) | stages[1][0].validate(gan)
    return gan, figures


@cache
def once() -> tuple[SaliencyGan, dict[str, float]]:
    with TemporaryDirectory() as folder:
        return trained(Path(folder), 220)


def test_maps_show_place_and_size() -> None:
    gan, figures = once()
    assert figures["triplets_right"] > 0.9
    assert figures["iou"] > 0.55
    assert figures["place_error"] < 0.06
    test = discs(80, 2)
    level = PixelDecoder(gan.generator).decode(test.features, seed=3)
    assert level.saliency.shape == (80, 64, 64)
    sizes = np.sqrt(level.saliency.sum(axis=(1, 2))), np.sqrt((test.masks > 0).sum(axis=(1, 2)))
    assert np.corrcoef(*sizes)[0, 1] > 0.8


def test_maps_show_the_colour() -> None:
    gan, _ = once()
    test = discs(40, 4)
    level = PixelDecoder(gan.generator).decode(test.features, seed=3)
    middle = level.pictures[level.saliency > 0.8].astype(int)
    assert len(middle)
    rows = np.nonzero(level.saliency > 0.8)[0]
    redder = middle[:, 0] > middle[:, 2]
    assert (redder == (test.concept[rows] == 0)).mean() > 0.9


def test_features_of_another_picture_tell_nothing() -> None:
    gan, figures = once()
    assert figures["shuffled_iou"] < 0.4
    assert figures["shuffled_place_error"] > 2 * figures["place_error"]
    test = discs(80, 2)
    features = np.random.default_rng(0).permutation(test.features)
    told = PixelDecoder(gan.generator).decode(features, seed=3).saliency
    own = PixelDecoder(gan.generator).decode(test.features, seed=3).saliency
    assert overlap(told, test.masks).mean() < overlap(own, test.masks).mean() - 0.2


def test_noise_makes_a_difference_and_a_seed_repeats_it() -> None:
    gan, _ = once()
    features = discs(4, 5).features
    decoder = PixelDecoder(gan.generator)
    one, again = decoder.decode(features, 1, draws=1), decoder.decode(features, 1, draws=1)
    np.testing.assert_array_equal(one.pictures, again.pictures)
    assert np.abs(one.saliency - decoder.decode(features, 2, draws=1).saliency).mean() > 1e-4


def test_the_same_seed_gives_the_same_figures(tmp_path: Path) -> None:
    assert trained(tmp_path / "one", 3)[1] == trained(tmp_path / "two", 3)[1]


def test_neither_player_moves_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    data = discs(40, 0)
    gan = SaliencyGan(SMALL)
    stage = SaliencyStage(gan, data, data, batch=8)
    batch = stage.draw(0, np.random.default_rng(0))
    gradients = []
    for weight in (0.0, 1.0):
        monkeypatch.setattr(saliency_stage, "_HINGE", weight)
        gan.zero_grad()
        stage.loss(gan, batch)[0].backward()
        gradients.append([p.grad.clone() for p in gan.critic.parameters() if p.grad is not None])
    assert gradients[0]
    for one, other in zip(*gradients, strict=True):
        torch.testing.assert_close(one, other)
    assert all(p.grad is None for p in gan.generator.head.parameters())


def test_files_keep_the_decoder(tmp_path: Path) -> None:
    gan, _ = once()
    decoder = PixelDecoder(gan.generator)
    decoder.save(tmp_path)
    features = discs(3, 6).features
    np.testing.assert_allclose(
        PixelDecoder.load(tmp_path).decode(features, 1).saliency,
        decoder.decode(features, 1).saliency,
        atol=0.02,
    )


def test_features_of_another_length_are_told() -> None:
    with pytest.raises(AppError, match=r"\[n, 12\]"):
        PixelDecoder(SaliencyGan(SMALL).generator).decode(np.zeros((2, 5), np.float32), 0)


def test_centres_and_overlaps_are_measured() -> None:
    data = discs(5, 7)
    exact = data.masks.astype(np.float32) / 255
    np.testing.assert_allclose(overlap(exact, data.masks), 1)
    np.testing.assert_allclose(place_error(exact, data.masks), 0, atol=1e-6)
    moved = np.roll(exact, 8, axis=2)
    np.testing.assert_allclose(place_error(moved, data.masks), 8 / 64, atol=1e-6)
