"""Generators of real size, on tiny folders with random weights; what is missing is named."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from shared.errors import AppError
from tests.unit.neuro_imaging.real_size_folders import (
    IMAGE,
    SIDE_PX,
    TEXT,
    image_encoder,
    sdxl,
    stable_diffusion,
    unclip,
)
from worker.neuro.imaging.real_size import (
    image_targets,
    open_clip_model,
    open_real_size,
    text_targets,
)


def normal(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def pictures(count: int) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (count, 64, 64, 3)).astype(np.uint8)


def test_stable_diffusion_is_guided_by_text_embeddings_and_a_first_picture(tmp_path: Path) -> None:
    maker = open_real_size(stable_diffusion(tmp_path))
    assert maker.kind == "stable-diffusion"
    assert maker.size_px == SIDE_PX
    told = text_targets(maker, ["a red cat", "a dog"])
    assert told.shape == (2, 77, TEXT)
    steps: list[tuple[int, int]] = []
    made = maker.reconstruct(
        told, pictures(2), 1, steps=4, on_step=lambda step, count: steps.append((step, count))
    )
    assert made.shape == (2, SIDE_PX, SIDE_PX, 3)
    assert made.dtype == np.uint8
    assert steps == [(1, 3), (2, 3), (3, 3)], "strength 0.8 of four steps"
    again = maker.reconstruct(told, pictures(2), 1, steps=4)
    np.testing.assert_array_equal(made, again)
    other = maker.reconstruct(normal(2, 77, TEXT), pictures(2), 1, steps=4)
    assert not np.array_equal(made, other), "the embedding guides"
    alone = maker.reconstruct(told, None, 1, steps=2)
    assert alone.shape == made.shape


def test_sdxl_is_guided_by_image_embeddings_through_an_adapter(tmp_path: Path) -> None:
    folder, adapter = sdxl(tmp_path)
    with pytest.raises(AppError, match="IP-Adapter"):
        open_real_size(folder)
    maker = open_real_size(folder, adapter=adapter)
    made = maker.reconstruct(normal(2, IMAGE), pictures(2), 1)
    assert made.shape == (2, SIDE_PX, SIDE_PX, 3)
    other = maker.reconstruct(normal(2, IMAGE, seed=5) * 9, pictures(2), 1)
    assert not np.array_equal(made, other)
    with pytest.raises(AppError, match=rf"\[n, {IMAGE}\]"):
        maker.reconstruct(normal(2, IMAGE + 1), None, 1)


def test_unclip_is_guided_by_image_embeddings(tmp_path: Path) -> None:
    maker = open_real_size(unclip(tmp_path))
    steps: list[int] = []
    made = maker.reconstruct(
        normal(1, IMAGE), None, 1, steps=2, on_step=lambda step, count: steps.append(step)
    )
    assert made.shape == (1, SIDE_PX, SIDE_PX, 3)
    assert steps == [1, 2]
    assert not np.array_equal(made, maker.reconstruct(normal(1, IMAGE, seed=3), None, 1, steps=2))
    with pytest.raises(AppError, match="noise"):
        maker.reconstruct(normal(1, IMAGE), pictures(1), 1)


def test_an_openclip_encoder_gives_the_targets_of_images(tmp_path: Path) -> None:
    from transformers import CLIPImageProcessor

    with pytest.raises(AppError, match=r"config\.json is not installed"):
        image_targets(tmp_path, pictures(1))
    image_encoder().save_pretrained(tmp_path)
    CLIPImageProcessor(crop_size=32, size=32).save_pretrained(tmp_path)
    assert image_targets(tmp_path, pictures(3)).shape == (3, IMAGE)


def test_wrong_shapes_are_told(tmp_path: Path) -> None:
    maker = open_real_size(stable_diffusion(tmp_path))
    with pytest.raises(AppError, match=r"\[n, 77, 32\]"):
        maker.reconstruct(normal(1, 76, TEXT), None, 1)
    with pytest.raises(AppError, match="saliency"):
        maker.reconstruct(normal(1, 77, TEXT), pictures(2), 1)


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(AppError, match=r"model_index\.json is not installed"):
        open_real_size(tmp_path)
    folder = stable_diffusion(tmp_path / "sd")
    (folder / "unet").rename(folder / "elsewhere")
    with pytest.raises(AppError, match="sd/unet is not installed"):
        open_real_size(folder)
    with pytest.raises(AppError, match="open_clip_torch"):
        open_clip_model("ViT-H-14", tmp_path / "weights.bin")


def test_damage_and_foreign_code_are_refused(tmp_path: Path) -> None:
    folder = stable_diffusion(tmp_path)
    index = json.loads((folder / "model_index.json").read_text())
    (folder / "model_index.json").write_text(json.dumps({**index, "unet": ["evil", "Net"]}))
    with pytest.raises(AppError, match="never run"):
        open_real_size(folder)
    (folder / "model_index.json").write_text(json.dumps({**index, "_class_name": "Other"}))
    with pytest.raises(AppError, match="it is a Other"):
        open_real_size(folder)
    (folder / "model_index.json").write_text(json.dumps(index))
    weights = folder / "unet" / "diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:50])
    with pytest.raises(AppError, match="cannot be read"):
        open_real_size(folder)
    (folder / "model_index.json").write_text("nonsense")
    with pytest.raises(AppError, match="no JSON"):
        open_real_size(folder)
