"""The drafter: objects at their places, from embeddings as good and as bad as they come."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch

from tests.unit.neuro_imaging.small import DIMENSIONS
from tests.unit.neuro_imaging.squares import COLOURS, PLACES, squares
from worker.neuro.imaging.drafter import Drafter, DrafterSettings, Memory, place
from worker.neuro.imaging.pixels import to_pixels
from worker.neuro.training.conditions import conditions
from worker.neuro.training.draft_stage import PLAN, DraftData, DraftStage
from worker.neuro.training.object_crops import object_crops
from worker.neuro.training.scene_data import SceneData
from worker.training.checkpoint import load_average
from worker.training.loop import run_stage


def told(scenes: SceneData) -> DraftData:
    """Squares with embeddings of colour and place."""
    rng = np.random.default_rng(7)
    colours = rng.normal(size=(len(COLOURS), DIMENSIONS))
    places = rng.normal(size=(len(PLACES), DIMENSIONS))
    side = (object_crops(scenes).boxes[:, 0] > 0.5).astype(int)
    both = colours[scenes.concept] + places[side]
    both = (both / np.linalg.norm(both, axis=1, keepdims=True)).astype(np.float32)
    return DraftData(scenes, np.stack([both] * 3, axis=1), object_crops(scenes))


def trained(folder: Path, steps: int) -> tuple[Drafter, dict[str, float]]:
    train, validation = told(squares(96)), told(squares(32, seed=1))
    torch.manual_seed(0)
    settings = DrafterSettings(features=16, things=8, sprite=(16, 8, 8, 8), behind=(16, 8, 8))
    drafter = Drafter(DIMENSIONS, settings)
    drafter.memory.know(train.embeddings[:, 0], train.scenes.concept)
    stage = DraftStage(drafter, train, validation, batch=16)
    plan = replace(PLAN, steps=steps, learning_rate=1e-2, warm_up=5)
    assert run_stage(stage, plan, folder, 0, deadline=None, report=lambda line: None)
    load_average(folder, drafter)
    drafter.eval().requires_grad_(False)
    return drafter, stage.validate(drafter)


@cache
def once() -> tuple[Drafter, dict[str, float]]:
    with TemporaryDirectory() as folder:
        return trained(Path(folder), 150)


def test_objects_are_drawn_at_their_places_in_their_colours() -> None:
    drafter, figures = once()
    assert figures["box_error"] < 0.05
    assert figures["picture_error"] < 0.25
    test = told(squares(24, seed=2))
    given = torch.from_numpy(test.embeddings[:, 0])
    drafted = to_pixels(drafter(given, torch.ones(len(given))).picture).astype(int)
    for row, box in enumerate(test.objects.boxes):
        x, y = (box[:2] * 64).astype(int)
        seen = drafted[row, y - 4 : y + 4, x - 4 : x + 4].mean(axis=(0, 1))
        assert seen.argmax() == test.scenes.concept[row], "red, green and blue are 0, 1 and 2"


def test_another_embedding_draws_another_picture() -> None:
    drafter, _ = once()
    test = told(squares(32, seed=3))
    rows = np.random.default_rng(0).permutation(32)
    given = torch.from_numpy(test.embeddings[rows, 0])
    drafted = to_pixels(drafter(given, torch.ones(32)).picture).astype(int)
    own = np.abs(drafted - test.scenes.pixels[rows]).mean()
    assert own < 0.7 * np.abs(drafted - test.scenes.pixels).mean()


def test_the_same_seed_gives_the_same_figures(tmp_path: Path) -> None:
    assert trained(tmp_path / "one", 3)[1] == trained(tmp_path / "two", 3)[1]


def test_a_box_and_a_side_put_the_object() -> None:
    sprite = torch.zeros(2, 4, 32, 32)
    sprite[:, 3] = 1
    sprite[:, 0, :, :16] = 1
    boxes = torch.tensor([[0.25, 0.5, 0.5, 0.25]] * 2)
    put = place(sprite, boxes, torch.tensor([-1.0, 1.0]))
    cover = put[:, 3] > 0.5
    assert cover[0].nonzero().min(dim=0).values.tolist() == [24, 0]
    assert cover[0].nonzero().max(dim=0).values.tolist() == [39, 31]
    assert put[0, 0, 32, 4] == 1
    assert put[0, 0, 32, 28] == 0
    assert put[1, 0, 32, 28] == 1, "mirrored"


def test_crops_hold_the_object_and_turn_it_round() -> None:
    scenes = squares(4)
    turned = replace(scenes, mirrored=np.array([False, True, False, True]))
    crops, round_ = object_crops(scenes), object_crops(turned)
    assert (crops.pixels[..., 3] == 255).all(), "a square fills its box"
    np.testing.assert_allclose(crops.boxes[:, 2:], 24 / 64)
    np.testing.assert_array_equal(round_.pixels[1], crops.pixels[1, :, ::-1])
    sprites = crops.sprites(np.array([0]))
    expected = scenes.pixels[0][scenes.masks[0] > 0][0] / 127.5 - 1
    np.testing.assert_allclose(sprites[0, :3, 16, 16], expected, atol=0.02)


def test_memory_recalls_the_nearest_thing() -> None:
    memory = Memory(3, DIMENSIONS, 5)
    embeddings = np.eye(3, DIMENSIONS, dtype=np.float32)
    memory.know(embeddings, np.arange(3))
    recalled = memory(torch.from_numpy(embeddings[1:2] + 0.2 * embeddings[2:3]))
    torch.testing.assert_close(recalled[0], memory.values[1], atol=0.01, rtol=0.01)


def test_conditions_are_spoiled_as_much_as_they_say() -> None:
    rng = np.random.default_rng(0)
    values = rng.normal(size=(400, DIMENSIONS)).astype(np.float32)
    given = np.stack([values / np.linalg.norm(values, axis=1, keepdims=True)] * 3, axis=1)
    made, certainty = conditions(given, given.mean(axis=0), rng)
    np.testing.assert_allclose(np.linalg.norm(made, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose((made * given[:, 0]).sum(axis=1).clip(0, 1), certainty, atol=1e-5)
    assert (certainty > 0.999).mean() > 0.2
    assert certainty.min() < 0.6
