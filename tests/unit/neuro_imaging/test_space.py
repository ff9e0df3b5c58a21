"""The image/text space: captions find pictures, files keep it, a damaged file is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from shared.errors import AppError
from tests.unit.neuro_imaging.squares import squares
from worker.neuro.imaging.space import Space, SpaceNetwork, SpaceSettings
from worker.neuro.imaging.vocabulary import tokenize, words_of
from worker.neuro.training.space_stage import (
    PLAN,
    SpaceStage,
    settings_for,
    settle,
    top_share,
)
from worker.training.checkpoint import load_average
from worker.training.loop import run_stage

SMALL = (8, 8, 16, 16)


def small_network(
    words: tuple[str, ...], nouns: tuple[str, ...] = (), frame: tuple[str, ...] = ()
) -> SpaceNetwork:
    torch.manual_seed(0)
    return SpaceNetwork(
        SpaceSettings(
            words=words,
            nouns=nouns,
            frame=frame,
            widths=SMALL,
            meaning=3,
            concepts=3,
            text_width=16,
            text_layers=1,
        )
    )


def trained(folder: Path, steps: int = 120) -> tuple[SpaceNetwork, dict[str, float]]:
    train, validation = squares(96), squares(48, seed=1)
    settings = settings_for(train)
    assert settings.nouns == ("blue", "green", "red")
    network = small_network(settings.words, settings.nouns, settings.frame)
    settle(network, np.eye(3, dtype=np.float32), train)
    stage = SpaceStage(network, train, validation, batch=24)
    plan = replace(PLAN, steps=steps, learning_rate=1e-2, warm_up=5)
    assert run_stage(stage, plan, folder, 0, deadline=None, report=lambda line: None)
    load_average(folder, network)
    return network, stage.validate(network)


def test_captions_find_pictures_that_were_never_shown(tmp_path: Path) -> None:
    network, figures = trained(tmp_path)
    assert figures["caption_top1"] > 0.9
    assert figures["label_top1"] > 0.9
    assert figures["meaning_miss"] < 0.2
    space, test = Space(network), squares(30, seed=2)
    embeddings = space.images(test.pixels)
    assert embeddings.shape == (30, 115)
    np.testing.assert_allclose(np.linalg.norm(embeddings, axis=1), 1, atol=1e-5)
    shuffled = np.random.default_rng(0).permutation(test.labels)
    assert top_share(embeddings, space.texts(tuple(shuffled)), tuple(shuffled), 1) < 0.7


def test_the_same_seed_gives_the_same_figures(tmp_path: Path) -> None:
    assert trained(tmp_path / "one", 4)[1] == trained(tmp_path / "two", 4)[1]


def test_files_keep_the_space(tmp_path: Path) -> None:
    space = Space(small_network(("a", "blue", "square")))
    space.save(tmp_path)
    again = Space.load(tmp_path)
    data = squares(4)
    np.testing.assert_allclose(again.images(data.pixels), space.images(data.pixels), atol=5e-3)
    np.testing.assert_allclose(
        again.texts(("a blue square",)), space.texts(("a blue square",)), atol=5e-3
    )


def test_damaged_and_missing_files_are_told(tmp_path: Path) -> None:
    with pytest.raises(AppError, match="is not installed"):
        Space.load(tmp_path)
    Space(small_network(("a",))).save(tmp_path)
    (tmp_path / "space.safetensors").write_bytes(b"nonsense")
    with pytest.raises(AppError, match="cannot be used"):
        Space.load(tmp_path)


def test_words_become_numbers_whatever_is_written() -> None:
    words = words_of(("An image of a RED square", "a red disc"))
    tokens = tokenize(("a red square.", "", "a zebra " * 20), words, 6)
    assert tokens.shape == (3, 6)
    assert [words[number - 2] for number in tokens[0, :3].tolist()] == ["a", "red", "square"]
    assert (tokens[1] == 0).all()
    assert tokens[2].tolist() == [tokens[0, 0], 1] * 3


def test_a_caption_without_words_has_an_embedding() -> None:
    space = Space(small_network(("a",)))
    assert np.isfinite(space.texts(("", "a"))).all()
