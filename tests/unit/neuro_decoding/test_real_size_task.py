"""`neuro.reconstruct` with generators of real size, on tiny folders with random weights."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from shared.errors import AppError
from shared.tasks.events import Partial, Progress
from shared.tasks.neuro import NeuroReconstructRequest, NeuroReconstructResult
from tests.unit.neuro_decoding.conftest import LABELS, SHOWN, recording
from tests.unit.neuro_decoding.test_tasks import Context
from tests.unit.neuro_imaging.real_size_folders import (
    SIDE_PX,
    TEXT,
    open_real_size,
    sdxl,
    stable_diffusion,
    unclip,
)
from worker.cli import main
from worker.engine.attempt import failure_of
from worker.models.files import ModelFiles
from worker.models.registry import check_layout
from worker.neuro.decoding.cutting import trials_of_recording
from worker.neuro.decoding.neuro_model import load_neuro_model
from worker.neuro.decoding.real_size_guide import fitting, retrieved
from worker.neuro.imaging.real_size import RealSizeMaker
from worker.neuro.tasks.reconstruct import reconstruct

KINDS = ("stable-diffusion", "sdxl-ip-adapter", "unclip")


@pytest.fixture(scope="module")
def generators(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ModelFiles]:
    """One of each kind."""
    folder = tmp_path_factory.mktemp("generators")
    base, adapter = sdxl(folder / "adapters")
    made = (
        ModelFiles("sd", KINDS[0], stable_diffusion(folder / "sd")),
        ModelFiles("xl", KINDS[1], adapter, base),
        ModelFiles("un", KINDS[2], unclip(folder / "unclip")),
    )
    return {files.kind: files for files in made}


class Engine(Context):
    """What the task asks of the engine that has these generators."""

    def __init__(
        self, model: Path, generators: dict[str, ModelFiles], out: Path, blobs: Any = None
    ) -> None:
        super().__init__(model, out, blobs)
        self._generators = generators

    def model(self, kind: str, ref: str = "") -> ModelFiles:
        files = self._generators.get(kind) or super().model(kind, ref)
        check_layout(files)
        return files


def results(ctx: Any, **options: Any) -> tuple[list[Any], NeuroReconstructResult]:
    *steps, result = reconstruct(ctx, NeuroReconstructRequest(**options))
    assert isinstance(result, NeuroReconstructResult)
    return steps, result


@pytest.mark.parametrize("kind", KINDS)
def test_a_recording_gives_pictures_of_the_generators_size(
    kind: Any, model_folder: Path, recording_file: Path, generators: Any, tmp_path: Path
) -> None:
    ctx = Engine(model_folder, generators, tmp_path)
    options = {"recording": str(recording_file), "epochs": 2, "generator": kind, "steps": 4}
    steps, result = results(ctx, **options)
    pixels = [np.asarray(Image.open(tmp_path / each.file)) for each in result.pictures]
    assert [each.shape for each in pixels] == [(SIDE_PX, SIDE_PX, 3)] * 2
    assert not np.array_equal(*pixels)
    progress = [step for step in steps if isinstance(step, Progress)]
    assert {"loading", "painting"} == {step.stage for step in progress}
    painted = [step.done for step in progress if step.stage == "painting"]
    assert painted == sorted(painted)
    assert len(painted) > 4, "each step is told, so that each can be the last"
    assert any("not in the gallery" in note for note in result.notes)
    assert any("no first picture" in note for note in result.notes) == (kind == "unclip")
    again = tmp_path / "again"
    again.mkdir()
    ctx.out = again
    loads = ctx.loads
    steps, _ = results(ctx, **options)
    assert ctx.loads == loads
    assert all(step.stage != "loading" for step in steps if isinstance(step, Progress))
    for each, before in zip(result.pictures, pixels, strict=True):
        np.testing.assert_array_equal(np.asarray(Image.open(again / each.file)), before)


def test_live_the_first_picture_is_the_pixel_levels_and_sharpens(
    model_folder: Path, generators: Any, tmp_path: Path
) -> None:
    trials = trials_of_recording(recording(), concepts=200)
    ctx = Engine(model_folder, generators, tmp_path, [trials.samples[:1]])
    options = {"labels": LABELS, "gallery": SHOWN, "generator": KINDS[0], "steps": 5}
    steps, _ = results(ctx, **options)
    shown = [step for step in steps if isinstance(step, Partial) and step.kind == "picture"]
    assert [step.meta["step"] for step in shown] == [0, 1, 2, 3, 4]
    assert shown[0].array.shape == (64, 64, 3)
    assert all(step.array.shape == (SIDE_PX, SIDE_PX, 3) for step in shown[1:])
    assert len({step.array.tobytes() for step in shown}) == len(shown)
    alone, _ = results(ctx, **options, use="saliency")
    words, _ = results(ctx, **options, use="text")
    lasts = {each[-1].array.tobytes() for each in (steps, alone, words)}
    assert len(lasts) == 3
    assert words[1].meta["step"] == 1, "nothing to begin with"


def test_a_generator_without_a_first_picture_cannot_paint_from_it_alone(
    model_folder: Path, recording_file: Path, generators: Any, tmp_path: Path
) -> None:
    ctx = Engine(model_folder, generators, tmp_path)
    with pytest.raises(AppError, match="takes no first picture"):
        results(ctx, recording=str(recording_file), generator="unclip", use="saliency")


def test_out_of_memory_is_a_failure_that_is_tried_again(
    model_folder: Path,
    recording_file: Path,
    generators: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*arguments: Any, **options: Any) -> None:
        raise torch.OutOfMemoryError("full")

    monkeypatch.setattr("diffusers.UNet2DConditionModel.forward", full)
    ctx = Engine(model_folder, generators, tmp_path)
    with pytest.raises(torch.OutOfMemoryError) as caught:
        results(ctx, recording=str(recording_file), generator=KINDS[0])
    failure = failure_of(caught.value, "cuda:0")
    assert (failure.code, failure.retryable) == ("out_of_memory", True)


def test_a_missing_part_is_named(model_folder: Path, recording_file: Path, tmp_path: Path) -> None:
    folder = stable_diffusion(tmp_path / "sd")
    (folder / "vae" / "diffusion_pytorch_model.safetensors").unlink()
    ctx = Engine(model_folder, {KINDS[0]: ModelFiles("sd", KINDS[0], folder)}, tmp_path)
    with pytest.raises(AppError, match=r"vae holds no \.safetensors file"):
        results(ctx, recording=str(recording_file), generator=KINDS[0])


def test_the_command_line_takes_a_folder_or_the_name_of_a_registered_generator(
    recording_file: Path,
    generators: Any,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VITRINE_HOME", str(tmp_path / "home"))

    def run(out: str, *options: str) -> int:
        command = ("run", "neuro.reconstruct", "--recording", str(recording_file), "--epochs", "1")
        return main([*command, "--steps", "2", "--out", str(tmp_path / out), *options])

    folder = str(generators[KINDS[0]].path)
    assert run("path", "--generator", KINDS[0], "--generator-model", folder) == 0
    made = np.asarray(Image.open(next((tmp_path / "path").glob("*.png"))))
    assert made.shape == (SIDE_PX, SIDE_PX, 3)
    xl = generators[KINDS[1]]
    assert run("none", "--generator", KINDS[1]) == 2
    assert "models add NAME --kind sdxl-ip-adapter" in capsys.readouterr().err
    assert run("base", "--generator", KINDS[1], "--generator-model", str(xl.path)) == 2
    assert "Register it with its base" in capsys.readouterr().err
    words = ("--kind", KINDS[1], "--path", str(xl.path), "--base", str(xl.base))
    assert main(["models", "add", "xl", *words]) == 0
    assert main(["models"]) == 0
    told = capsys.readouterr().out
    assert "generator unclip cannot run" in told
    assert "generator sdxl-ip-adapter" not in told
    assert run("named", "--generator", KINDS[1]) == 0
    result = json.loads((tmp_path / "named" / "result.json").read_text())
    assert "xl" in result["provenance"]["models"]


@pytest.fixture(scope="module")
def maker(generators: dict[str, ModelFiles]) -> RealSizeMaker:
    return open_real_size(generators[KINDS[0]])


def test_retrieval_guides_by_captions_as_they_are_probable(maker: RealSizeMaker) -> None:
    numbers = (3, 5, 7)
    sure = retrieved(maker, numbers, np.array([0.0, 1.0, 0.0]), 3)
    alone = retrieved(maker, numbers, np.array([0.3, 0.4, 0.3]), 1)
    np.testing.assert_allclose(sure, alone, rtol=1e-4, atol=1e-5)
    mixed = retrieved(maker, numbers, np.array([0.2, 0.5, 0.3]), 3)
    assert mixed.shape == (77, TEXT)
    assert not np.allclose(mixed, sure, atol=1e-2)
    lengths = [np.linalg.norm(each, axis=-1) for each in (mixed, sure)]
    np.testing.assert_allclose(*lengths, rtol=0.3)  # not shortened by the mean


class LinearTexts:
    """Stands for a generator whose text embeddings follow from ours."""

    kind = "stable-diffusion"

    def __init__(self, told: np.ndarray) -> None:
        self.told, self._given = told, 0

    def text_targets(self, captions: list[str]) -> np.ndarray:
        start, self._given = self._given, self._given + len(captions)
        return self.told[start : self._given]


def test_the_regression_finds_what_follows_from_the_decoders_space(model_folder: Path) -> None:
    model, numbers = load_neuro_model(model_folder), tuple(range(40))
    ours = model.gallery(numbers)
    rng = np.random.default_rng(0)
    told = (ours @ rng.normal(size=(ours.shape[1], 28)) + rng.normal(size=28)).reshape(40, 7, 4)
    fit: Any = fitting(LinearTexts(told.astype(np.float32)), model, numbers)  # type: ignore[arg-type]
    counts = []
    while True:
        try:
            counts.append(next(fit))
        except StopIteration as stop:
            linear = stop.value
            break
    assert counts == [(16, 40), (32, 40), (40, 40)]
    guide, wanted = linear.apply(ours[3]), told[3]
    cosines = (guide * wanted).sum(-1) / np.linalg.norm(guide, axis=-1)
    np.testing.assert_allclose(cosines / np.linalg.norm(wanted, axis=-1), 1, atol=0.01)
    lengths = np.linalg.norm(told, axis=-1).mean(axis=0)
    np.testing.assert_allclose(np.linalg.norm(guide, axis=-1), lengths, rtol=1e-3)


def test_the_regression_is_fitted_once_and_told(
    model_folder: Path,
    recording_file: Path,
    generators: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "worker.neuro.tasks.generator.fitting",
        lambda maker, model: fitting(maker, model, (1, 2, 3)),
    )
    ctx = Engine(model_folder, generators, tmp_path)
    options = {
        "recording": str(recording_file), "epochs": 1, "generator": KINDS[1], "guide": "linear"
    }  # fmt: skip
    stages = []
    for _ in "ab":
        steps, result = results(ctx, **options)
        stages.append({step.stage for step in steps if isinstance(step, Progress)})
    assert stages == [{"loading", "fitting", "painting"}, {"painting"}]
    assert any("linear regression" in note for note in result.notes)
