"""Generators of real size, on tiny folders with random weights; what is missing is named."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from shared.errors import AppError
from tests.unit.neuro_imaging.real_size_folders import (
    IMAGE,
    SIDE_PX,
    TEXT,
    image_encoder,
    open_real_size,
    sdxl,
    stable_diffusion,
    unclip,
)
from worker.models.files import ModelFiles
from worker.neuro.imaging.image_encoder import open_image_encoder
from worker.neuro.imaging.real_size import Emerging, RealSizeMaker


def files(kind: str, path: Path, base: Path | None = None) -> ModelFiles:
    return ModelFiles("mine", kind, path, base)


def normal(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def pictures(count: int) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (count, 64, 64, 3)).astype(np.uint8)


def made(
    maker: RealSizeMaker, condition: np.ndarray, first: np.ndarray | None, **options: object
) -> tuple[np.ndarray, list[Emerging]]:
    """The finished pictures, and what came before; rows have seeds of their own."""
    rows = list(range(len(condition)))
    *steps, last = maker.steps(condition, first, rows, **options)  # type: ignore[arg-type]
    assert last.pictures is not None
    return last.pictures, steps


def test_stable_diffusion_is_guided_by_text_embeddings_and_a_first_picture(tmp_path: Path) -> None:
    maker = open_real_size(files("stable-diffusion", stable_diffusion(tmp_path)))
    assert maker.kind == "stable-diffusion"
    assert maker.size_px == SIDE_PX
    told = maker.text_targets(["a red cat", "a dog"])
    assert told.shape == (2, 77, TEXT)
    done, steps = made(maker, told, pictures(2), steps=4, previews=True)
    assert done.shape == (2, SIDE_PX, SIDE_PX, 3)
    assert done.dtype == np.uint8
    assert [(each.step, each.steps) for each in steps] == [(1, 3), (2, 3)], "0.8 of four steps"
    assert all(each.pictures is not None and each.pictures.shape == done.shape for each in steps)
    again, steps = made(maker, told, pictures(2), steps=4)
    np.testing.assert_array_equal(done, again)
    assert all(each.pictures is None for each in steps), "nobody looks: none is decoded"
    other, _ = made(maker, normal(2, 77, TEXT), pictures(2), steps=4)
    assert not np.array_equal(done, other), "the embedding guides"
    alone, _ = made(maker, told, None, steps=2)
    assert alone.shape == done.shape


def test_sdxl_is_guided_by_image_embeddings_through_an_adapter(tmp_path: Path) -> None:
    base, adapter = sdxl(tmp_path)
    maker = open_real_size(files("sdxl-ip-adapter", adapter, base))
    assert maker.image_targets(pictures(3)).shape == (3, IMAGE)
    done, steps = made(maker, normal(2, IMAGE), pictures(2), previews=True)
    assert done.shape == (2, SIDE_PX, SIDE_PX, 3)
    assert steps[-1].pictures is not None
    other, _ = made(maker, normal(2, IMAGE, seed=5) * 9, pictures(2))
    assert not np.array_equal(done, other)
    with pytest.raises(AppError, match=rf"\[n, {IMAGE}\]"):
        made(maker, normal(2, IMAGE + 1), None)


def test_unclip_is_guided_by_image_embeddings(tmp_path: Path) -> None:
    maker = open_real_size(files("unclip", unclip(tmp_path)))
    assert maker.image_targets(pictures(3)).shape == (3, IMAGE)
    done, steps = made(maker, normal(1, IMAGE), None, steps=3, previews=True)
    assert done.shape == (1, SIDE_PX, SIDE_PX, 3)
    assert [each.step for each in steps] == [1, 2]
    other, _ = made(maker, normal(1, IMAGE, seed=3), None, steps=3)
    assert not np.array_equal(done, other)
    with pytest.raises(AppError, match="noise"):
        made(maker, normal(1, IMAGE), pictures(1))


def test_two_runs_of_one_generator_take_turns_without_disturbing_each_other(
    tmp_path: Path,
) -> None:
    maker = open_real_size(files("stable-diffusion", stable_diffusion(tmp_path)))
    told = maker.text_targets(["a red cat"])
    alone, _ = made(maker, told, pictures(1), steps=5)
    slow = maker.steps(told, pictures(1), [0], steps=5)
    next(slow)
    urgent, _ = made(maker, told, None, steps=3)
    *_, last = slow
    np.testing.assert_array_equal(alone, last.pictures)
    assert not np.array_equal(alone, urgent)


def test_a_run_that_is_broken_off_ends_at_its_step(tmp_path: Path) -> None:
    maker = open_real_size(files("stable-diffusion", stable_diffusion(tmp_path)))
    steps = maker.steps(maker.text_targets(["a cat"]), None, [0], steps=30)
    assert next(steps).step == 1
    steps.close()  # type: ignore[attr-defined]
    assert "generator" not in {thread.name for thread in threading.enumerate()}


def test_an_openclip_encoder_gives_the_targets_of_images(tmp_path: Path) -> None:
    with pytest.raises(AppError, match=r"config\.json is not installed"):
        open_image_encoder(tmp_path)
    image_encoder().save_pretrained(tmp_path)
    encoder = open_image_encoder(tmp_path)
    assert encoder.embed(pictures(3)).shape == (3, IMAGE)
    assert encoder.size_px == 32


def test_wrong_shapes_are_told(tmp_path: Path) -> None:
    maker = open_real_size(files("stable-diffusion", stable_diffusion(tmp_path)))
    with pytest.raises(AppError, match=r"\[n, 77, 32\]"):
        made(maker, normal(1, 76, TEXT), None)
    with pytest.raises(AppError, match="saliency"):
        made(maker, normal(1, 77, TEXT), pictures(2))


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(AppError, match=r"no readable model_index\.json"):
        open_real_size(files("stable-diffusion", tmp_path))
    folder = stable_diffusion(tmp_path / "sd")
    (folder / "unet").rename(folder / "elsewhere")
    with pytest.raises(AppError, match="the folder unet is missing"):
        open_real_size(files("stable-diffusion", folder))


def test_an_adapter_without_its_encoder_or_its_base_is_told(tmp_path: Path) -> None:
    base, adapter = sdxl(tmp_path / "adapters")
    with pytest.raises(AppError, match="needs the folder of its base"):
        open_real_size(files("sdxl-ip-adapter", adapter))
    with pytest.raises(AppError, match="holds 0"):
        open_real_size(files("sdxl-ip-adapter", base, base))
    encoder = adapter.parent / "image_encoder"
    config = json.loads((encoder / "config.json").read_text())
    (encoder / "config.json").write_text(json.dumps({**config, "projection_dim": 7}))
    with pytest.raises(AppError, match=rf"no image encoder with embeddings of {IMAGE} numbers"):
        open_real_size(files("sdxl-ip-adapter", adapter, base))
    (encoder / "config.json").write_text(json.dumps(config))
    # Of the published download, where the encoder of some adapters lies in another folder.
    (tmp_path / "models").mkdir()
    encoder.rename(tmp_path / "models" / "image_encoder")
    assert open_real_size(files("sdxl-ip-adapter", adapter, base)).encoder is not None


@pytest.mark.parametrize(
    ("kind", "make"), [("stable-diffusion", stable_diffusion), ("unclip", unclip)]
)
def test_half_precision_files_alone_are_read(kind: str, make: Any, tmp_path: Path) -> None:
    folder = make(tmp_path)
    for weights in folder.rglob("*.safetensors"):
        weights.rename(weights.with_name(weights.name.replace(".safetensors", ".fp16.safetensors")))
    assert open_real_size(files(kind, folder)).size_px == SIDE_PX


def test_damage_and_foreign_code_are_refused(tmp_path: Path) -> None:
    folder = stable_diffusion(tmp_path)
    mine = files("stable-diffusion", folder)
    index = json.loads((folder / "model_index.json").read_text())
    (folder / "model_index.json").write_text(json.dumps({**index, "unet": ["evil", "Net"]}))
    with pytest.raises(AppError, match="never run"):
        open_real_size(mine)
    (folder / "model_index.json").write_text(json.dumps({**index, "_class_name": "Other"}))
    with pytest.raises(AppError, match="says Other"):
        open_real_size(mine)
    (folder / "model_index.json").write_text(json.dumps(index))
    weights = folder / "unet" / "diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:50])
    with pytest.raises(AppError, match="its part unet cannot be read"):
        open_real_size(mine)
