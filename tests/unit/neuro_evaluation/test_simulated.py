"""The whole evaluation on simulated people, small and with networks that have learned nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from shared.errors import AppError
from shared.tasks.neuro_evaluate import (
    NeuroEvaluateRequest,
    NeuroEvaluateResult,
    check_neuro_evaluation,
)
from tests.unit.neuro_decoding.conftest import random_parts
from tests.unit.neuro_decoding.test_tasks import Context
from tests.unit.neuro_evaluation.made import made_trials
from worker.models.files import ModelFiles
from worker.neuro.decoding.painting import save_painter
from worker.neuro.decoding.ridge import RidgeDecoder
from worker.neuro.evaluation.ablation import AblationSetting, ablation_figures, difference
from worker.neuro.evaluation.audit import Exposure
from worker.neuro.evaluation.simulated_people import Experiment, simulated_person
from worker.neuro.evaluation.simulated_report import evaluate_simulated
from worker.neuro.evaluation.steps import result_of
from worker.neuro.simulation.pictures import CONCEPTS
from worker.neuro.training import eeg_split
from worker.neuro.training.people import TRAINED_SEED

FIGURE = {"value", "ci95", "n", "chance", "p", "split", "leak_audit", "repetitions"}
SMALL = Experiment(
    level="demo",
    seed=11,
    channels=8,
    calibrated=eeg_split.calibration_pictures()[:60],
    tested=eeg_split.tested_pictures()[:8],
    repeats=4,
)


class Bare(Context):
    """A home without a model."""

    def model(self, kind: str, ref: str = "") -> ModelFiles:
        raise AppError("no_model", kind=kind)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("untrained")
    model, painter = random_parts()
    model.save(folder)
    save_painter(folder, painter)
    return folder


def run(ctx: Any, **fields: Any) -> NeuroEvaluateResult:
    request = NeuroEvaluateRequest(simulate="demo", seed=11, participants=1, **fields)
    *_, result = evaluate_simulated(ctx, request, SMALL)
    assert isinstance(result, NeuroEvaluateResult)
    return result


def test_everything_is_measured_with_a_model(folder: Path, tmp_path: Path) -> None:
    result = run(Context(folder, tmp_path), pictures=4)
    found = json.loads((tmp_path / "metrics.json").read_text())
    assert found["simulated"] is True
    assert result.simulated
    for decoder in ("encoder", "ridge"):
        assert {f"{decoder}_top_1_of_8_r1", f"{decoder}_top_5_of_8_r4"} <= set(found["figures"])
    figures = [*found["figures"].values(), *found["controls"].values()]
    figures += [each for arm in found["ablation"].values() for each in arm.values()]
    for each in figures:
        assert set(each) == FIGURE
        assert each["leak_audit"]["clean"] is True
        assert each["ci95"][0] <= each["value"] <= each["ci95"][1]
    assert {name.split("_top")[0] for name in found["controls"]} == {
        "permuted_labels", "before_the_picture", "trial_order_only", "scrambled_input",
    }  # fmt: skip
    assert set(found["ablation"]) == {"pixel_level_only", "sample_level_only", "both"}
    assert {"ssim", "pixel_correlation"} < set(found["ablation"]["both"])
    assert {"ssim_both_minus_sample_level", "saliency_overlap"} <= set(found["figures"])
    assert set(found["confidence"]["repeats_1"]) == {
        "expected_calibration_error", "reliability", "abstention",
    }  # fmt: skip
    assert found["latency_ms"]["trial_to_retrieval"]["p95"] > 0
    assert found["calibration_minutes"] <= 15
    assert (tmp_path / "gallery.png").stat().st_size > 5000
    assert result.table[0][0] == "figure"


def test_without_a_model_ridge_alone_is_measured_and_that_is_said(tmp_path: Path) -> None:
    run(Bare(tmp_path, tmp_path))
    found = json.loads((tmp_path / "metrics.json").read_text())
    assert all(name.startswith("ridge") for name in found["figures"])
    assert any("No trained model" in note for note in found["notes"])
    assert "ablation" not in found
    assert (tmp_path / "gallery.png").is_file()


def test_the_same_seed_gives_the_same_metrics(tmp_path: Path) -> None:
    found = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        run(Bare(tmp_path, tmp_path / name))
        found.append((tmp_path / name / "metrics.json").read_bytes())
    assert found[0] == found[1]


def test_a_model_that_was_named_and_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(AppError):
        run(Bare(tmp_path, tmp_path), model="nowhere")


def test_people_and_pictures_of_the_training_are_refused() -> None:
    seeded = replace(SMALL, seed=TRAINED_SEED + 3)
    with pytest.raises(AppError) as caught:
        result_of(simulated_person(seeded, 1, Exposure()))
    assert caught.value.code == "bad_field"
    known = Exposure(concepts=frozenset(number % CONCEPTS for number in SMALL.tested))
    with pytest.raises(AppError, match="trained the shipped weights"):
        result_of(simulated_person(SMALL, 1, known))


def test_calibration_takes_no_more_than_a_quarter_of_an_hour() -> None:
    assert Experiment(level="realistic", seed=1).minutes <= 15


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"simulate": "demo", "confound_demo": True},
        {"recordings": "x", "simulate": "demo"},
        {"simulate": "demo", "split": "leaky-random"},
    ],
)
def test_exactly_one_thing_is_measured_by_a_split_that_it_has(fields: dict[str, Any]) -> None:
    with pytest.raises(AppError) as caught:
        check_neuro_evaluation(NeuroEvaluateRequest(**fields))
    assert caught.value.code == "bad_field"


def test_ridge_is_sklearns_at_its_strength() -> None:
    from sklearn.linear_model import Ridge

    rng = np.random.default_rng(0)
    trials = made_trials()
    targets = rng.normal(size=(160, 3)).astype(np.float32)
    targets[:, 0] += 3 * trials.samples[:, 1, 10:15].mean(axis=1)
    fitted = RidgeDecoder(on_grid=False).fit(trials, targets)
    x = trials.samples.astype(np.float64).reshape(160, 4, 23, 5).mean(axis=3).reshape(160, -1)
    known = Ridge(alpha=fitted.strength).fit(x, targets)
    assert fitted.embed(trials) == pytest.approx(known.predict(x), abs=1e-4)


def test_ridge_aligns_a_known_person_by_the_training_alone() -> None:
    trials = made_trials()
    targets = np.random.default_rng(0).normal(size=(160, 3)).astype(np.float32)
    train, test = trials.rows(trials.session == 0), trials.rows(trials.session == 1)
    fitted = RidgeDecoder().fit(train, targets[:80])
    whole, part = fitted.embed(test), fitted.embed(test.rows(np.arange(5)))
    assert whole[:5] == pytest.approx(part, abs=1e-5)


class Fields:
    """A space of mean colours."""

    def images(self, pixels: np.ndarray) -> np.ndarray:
        return pixels.reshape(len(pixels), -1, 3).mean(axis=1).astype(np.float32)


def test_the_ablation_knows_a_copy_from_noise() -> None:
    rng = np.random.default_rng(2)
    seen = rng.integers(0, 256, (6, 64, 64, 3), np.uint8)
    noise = rng.integers(0, 256, seen.shape, np.uint8)
    setting = AblationSetting("a split", [], 20, 0, {"colours": Fields()})
    found = ablation_figures({"copy": seen, "noise": noise}, seen, setting)
    assert found["copy"]["ssim"]["value"] == pytest.approx(1.0)
    assert found["copy"]["2-way in colours"]["value"] == 1.0
    assert found["noise"]["ssim"]["value"] < 0.1
    assert found["noise"]["ssim"]["p"] > 0.02
    gained = difference(seen, noise, seen, setting)["ssim_both_minus_sample_level"]
    assert gained["value"] > 0.9
    assert gained["p"] < 0.05
