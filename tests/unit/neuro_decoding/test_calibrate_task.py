"""The task that calibrates to a person, with networks that have learned nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from shared.errors import AppError
from shared.tasks.events import Progress
from shared.tasks.neuro import NeuroTrainRequest, NeuroTrainResult
from tests.unit.neuro_decoding.conftest import LABELS, SHOWN, recording
from tests.unit.neuro_decoding.test_tasks import Context
from worker.neuro.decoding.calibration import load_calibration
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
    found = load_calibration(tmp_path / result.files["calibration"])
    assert found.alignment.labels == LABELS
    assert found.n_trials == 60


def test_a_recording_that_is_too_short_is_refused_in_words(
    model_folder: Path, tmp_path: Path
) -> None:
    file = write_fif(recording(repeats=2), tmp_path / "short.fif")
    with pytest.raises(AppError, match="show more pictures"):
        calibrated(model_folder, file, tmp_path)
