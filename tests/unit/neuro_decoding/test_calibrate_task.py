"""The task that calibrates to a person, with networks that have learned nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from shared.errors import AppError
from shared.neuro.epoching import LENGTH
from shared.tasks.events import Progress
from shared.tasks.neuro import NeuroTrainRequest, NeuroTrainResult
from tests.unit.neuro_decoding.conftest import LABELS, SHOWN, recording
from tests.unit.neuro_decoding.test_tasks import Context
from worker.neuro.decoding.calibration import calibrate, embeddings, load_calibration
from worker.neuro.decoding.encoder import Encoder
from worker.neuro.decoding.neuro_model import load_neuro_model
from worker.neuro.decoding.trials import Trials
from worker.neuro.export.fif_file import write_fif
from worker.neuro.tasks.calibrate import calibrate_person


def calibrated(model: Path, file: Path, out: Path) -> tuple[list[Any], NeuroTrainResult]:
    ctx: Any = Context(model, out)
    *steps, result = calibrate_person(ctx, NeuroTrainRequest(recording=str(file)))
    assert isinstance(result, NeuroTrainResult)
    return steps, result


def test_a_calibration_says_what_it_was_made_from_and_what_it_is_worth(
    model_folder: Path, tmp_path: Path
) -> None:
    made = recording(repeats=15)
    file = write_fif(made, tmp_path / "known.fif")
    steps, result = calibrated(model_folder, file, tmp_path)
    assert all(isinstance(step, Progress) for step in steps)
    assert (result.n_trials, result.n_dropped) == (60, 0)
    assert result.minutes == pytest.approx(len(made.samples) / 250 / 60)
    share, of = result.top5_of
    assert of == len(SHOWN)
    assert 0 <= share <= 1
    base = load_neuro_model(model_folder).encoder
    found = load_calibration(tmp_path / result.files["calibration"], base)
    assert found.alignment.labels == LABELS
    assert found.n_trials == 60


def shown_to(count: int, seed: int) -> Trials:
    """One of four topographies for a while, in noise."""
    rng, maps = np.random.default_rng(seed), np.random.default_rng(9).normal(size=(4, len(LABELS)))
    shown = rng.integers(0, 4, count)
    samples = rng.normal(size=(count, len(LABELS), LENGTH)).astype(np.float32)
    samples[:, :, 40:70] += maps[shown][:, :, None]
    same = np.zeros(count, np.int64)
    return Trials(samples, samples, shown, shown, same, same, same, np.arange(count), labels=LABELS)


def test_who_is_calibrated_is_decoded_as_what_was_learned_and_alike_after_it_was_stored(
    model_folder: Path, tmp_path: Path
) -> None:
    model = load_neuro_model(model_folder)
    places = np.random.default_rng(5).normal(size=(4, model.space.dimensions)).astype(np.float32)
    places /= np.linalg.norm(places, axis=1, keepdims=True)
    train, test = shown_to(480, 1), shown_to(60, 2)
    made = calibrate(model.encoder, train, places[train.picture])
    found = made.embed(test.samples)
    before = embeddings(model.encoder, made.alignment.apply(test.samples))
    shares = [((each @ places.T).argmax(axis=1) == test.picture).mean() for each in (before, found)]
    assert shares[0] < 0.5 < shares[1], shares
    made.save(tmp_path / "own.safetensors")
    again = load_calibration(tmp_path / "own.safetensors", model.encoder)
    assert np.array_equal(again.embed(test.samples), found)


def test_a_calibration_of_another_model_is_refused_in_words(
    model_folder: Path, tmp_path: Path
) -> None:
    file = write_fif(recording(repeats=15), tmp_path / "known.fif")
    _, result = calibrated(model_folder, file, tmp_path)
    other = Encoder(load_neuro_model(model_folder).encoder.settings)
    with pytest.raises(AppError, match="another model"):
        load_calibration(tmp_path / result.files["calibration"], other)


def test_a_recording_that_is_too_short_is_refused_in_words(
    model_folder: Path, tmp_path: Path
) -> None:
    file = write_fif(recording(repeats=2), tmp_path / "short.fif")
    with pytest.raises(AppError, match="show more pictures"):
        calibrated(model_folder, file, tmp_path)
