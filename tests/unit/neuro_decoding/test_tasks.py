"""Decoding and reconstruction as tasks, with networks that have learned nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from PIL import Image

from shared.errors import AppError
from shared.tasks.events import Partial, Progress
from shared.tasks.neuro import (
    NeuroDecodeRequest,
    NeuroReconstructRequest,
    NeuroReconstructResult,
    ReconstructedPicture,
)
from tests.unit.neuro_decoding.conftest import LABELS, SHOWN, recording
from worker.models.files import ModelFiles
from worker.neuro.decoding.cutting import trials_of_recording
from worker.neuro.decoding.trials import Trials
from worker.neuro.tasks.decode import decode
from worker.neuro.tasks.reconstruct import reconstruct


class Context:
    """What the tasks ask of the engine."""

    device = "cpu"

    def __init__(self, model: Path, out: Path, blobs: list[Any] | None = None) -> None:
        self.out, self.blobs, self._model = out, blobs or [], model
        self._kept: dict[str, Any] = {}
        self.loads = 0

    def input(self, ref: str) -> Path:
        return Path(ref)

    def model(self, kind: str, ref: str = "") -> ModelFiles:
        return ModelFiles(id="neuro", kind=kind, path=self._model)

    def loaded(self, key: str, load: Any) -> Any:
        if key not in self._kept:
            self._kept[key], self.loads = load(), self.loads + 1
        return self._kept[key]

    def rng(self, index: int) -> np.random.Generator:
        return np.random.default_rng((5, index))


@pytest.fixture
def trials() -> Trials:
    return trials_of_recording(recording(), concepts=200)


def pieces(ctx: Any, request: NeuroReconstructRequest) -> tuple[list[Any], NeuroReconstructResult]:
    *steps, result = reconstruct(ctx, request)
    assert isinstance(result, NeuroReconstructResult)
    return steps, result


def test_a_recording_gives_a_picture_for_each_epoch(
    model_folder: Path, recording_file: Path, tmp_path: Path
) -> None:
    ctx = Context(model_folder, tmp_path)
    request = NeuroReconstructRequest(recording=str(recording_file), steps=2, count=2)
    steps, result = pieces(ctx, request)
    assert [each.picture for each in result.pictures] == list(SHOWN * 2)
    for each in result.pictures:
        assert np.asarray(Image.open(tmp_path / each.file)).shape == (64, 64, 3)
        assert len(each.candidates) == 4
        assert {c.picture for c in each.candidates} == set(SHOWN)
        assert sum(c.probability for c in each.candidates) == pytest.approx(1)
    assert set(result.files.values()) == {each.file for each in result.pictures}
    done = [step.done for step in steps if isinstance(step, Progress)]
    assert done == sorted(done)
    assert done[-1] == 8


def test_epochs_of_a_picture_are_taken_together_when_asked(
    model_folder: Path, recording_file: Path, tmp_path: Path
) -> None:
    request = NeuroReconstructRequest(
        recording=str(recording_file), steps=1, count=1, together=True
    )
    _, result = pieces(Context(model_folder, tmp_path), request)
    assert [each.picture for each in result.pictures] == list(SHOWN)
    assert [each.n_trials for each in result.pictures] == [2] * len(SHOWN)


def test_live_retrieval_comes_before_the_picture_sharpens(
    model_folder: Path, tmp_path: Path, trials: Trials
) -> None:
    ctx = Context(model_folder, tmp_path, [trials.samples[:2]])
    request = NeuroReconstructRequest(labels=LABELS, gallery=SHOWN, steps=3, count=2)
    steps, result = pieces(ctx, request)
    kinds = [step.kind for step in steps if isinstance(step, Partial)]
    assert kinds == ["retrieval", "picture", "picture", "picture"]
    first = msgspec.convert(steps[0].meta, ReconstructedPicture)
    assert first == result.pictures[0]
    assert first.n_trials == 2
    assert [step.meta["step"] for step in steps[1:]] == [1, 2, 3]
    assert steps[-1].array.dtype == np.uint8
    assert not list(tmp_path.iterdir())


def test_the_same_samples_are_decoded_alike_live_and_from_a_file(
    model_folder: Path, recording_file: Path, tmp_path: Path, trials: Trials
) -> None:
    stored = NeuroDecodeRequest(recording=str(recording_file), picture=5)
    *_, offline = decode(Context(model_folder, tmp_path), stored)  # type: ignore[arg-type]
    rows = trials.rows(trials.picture == 5)
    live = Context(model_folder, tmp_path, [rows.samples])
    *_, online = decode(live, NeuroDecodeRequest(labels=LABELS, gallery=SHOWN))  # type: ignore[arg-type]
    for a, b in zip(offline.candidates, online.candidates, strict=True):
        assert a.picture == b.picture
        assert a.probability == pytest.approx(b.probability, rel=1e-3)


def test_the_same_seed_paints_the_same_picture(
    model_folder: Path, tmp_path: Path, trials: Trials
) -> None:
    request = NeuroReconstructRequest(labels=LABELS, gallery=SHOWN, steps=2, count=2)
    runs = [pieces(Context(model_folder, tmp_path, [trials.samples[:1]]), request)[0] for _ in "ab"]
    np.testing.assert_array_equal(runs[0][-1].array, runs[1][-1].array)


def test_the_model_is_loaded_once(model_folder: Path, tmp_path: Path, trials: Trials) -> None:
    ctx = Context(model_folder, tmp_path, [trials.samples[:1]])
    request = NeuroDecodeRequest(labels=LABELS, gallery=SHOWN)
    for _ in range(3):
        list(decode(ctx, request))  # type: ignore[arg-type]
    assert ctx.loads == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"labels": LABELS[:3]}, "trials"),
        ({"gallery": ()}, "gallery"),
        ({"bad": LABELS[:6]}, "channels"),
    ],
)
def test_what_does_not_fit_is_named(
    model_folder: Path, tmp_path: Path, trials: Trials, change: dict[str, Any], field: str
) -> None:
    ctx = Context(model_folder, tmp_path, [trials.samples[:1]])
    request = msgspec.structs.replace(NeuroDecodeRequest(labels=LABELS, gallery=SHOWN), **change)
    with pytest.raises(AppError) as caught:
        list(decode(ctx, request))  # type: ignore[arg-type]
    assert caught.value.code == "bad_field"
    assert dict(caught.value.params)["field"] == field


def test_nothing_to_decode_is_said(model_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(AppError, match="recording"):
        list(decode(Context(model_folder, tmp_path), NeuroDecodeRequest(gallery=SHOWN)))  # type: ignore[arg-type]
