"""`vitrine-worker run neuro.evaluate` as a person types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from tests.e2e.test_commands import worker
from tests.unit.neuro_evaluation.test_faces import write_people

FIGURE = {"value", "ci95", "n", "chance", "p", "split", "leak_audit", "repetitions"}
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "eeg"


def evaluated(out: Path, *options: object) -> dict:  # type: ignore[type-arg]
    done = worker("run", "neuro.evaluate", *options, "--out", out)
    assert done.returncode == 0, done.stderr
    found = json.loads((out / "metrics.json").read_text())
    for each in {**found["figures"], **found.get("controls", {})}.values():
        assert set(each) == FIGURE
    return dict(found)


@pytest.mark.parametrize("split", ["within-subject", "leave-one-subject-out"])
def test_faces_of_recordings(tmp_path: Path, split: str) -> None:
    folder = write_people(tmp_path / "n170")
    options = ("--recordings", folder, "--format", "n170", "--split", split)
    found = evaluated(tmp_path / "out", *options)
    assert found["simulated"] is False
    suffix = "" if split == "within-subject" else "_delay_from_one_run"
    assert found["figures"][f"auc_shrinkage_lda{suffix}"]["value"] > 0.7
    assert {"auc_tangent_space", "auc_xdawn_lda", "auc_ridge"} <= set(found["figures"])
    assert "person 1" in found["by_person"]


def test_a_leaky_split_is_printed_under_that_name_only(tmp_path: Path) -> None:
    folder = write_people(tmp_path / "n170")
    options = ("--recordings", folder, "--split", "leaky-random")
    found = evaluated(tmp_path / "out", *options)
    assert list(found["figures"]) == ["leaky_split_auc"]
    assert all(name.startswith("leaky_split_auc_") for name in found["controls"])


def test_the_confound_demonstration(tmp_path: Path) -> None:
    found = evaluated(tmp_path / "out", "--confound-demo")
    figures = found["figures"]
    assert found["simulated"] is True
    assert figures["leaky_split_accuracy"]["value"] >= 0.95
    assert "accuracy" not in figures
    safe = figures["accuracy_in_another_session"]
    assert safe["ci95"][0] <= safe["chance"] <= safe["ci95"][1]
    with Image.open(tmp_path / "out" / "confound.png") as image:
        assert image.width == 900
    result = json.loads((tmp_path / "out" / "result.json").read_text())
    assert result["picture"] == "confound.png"
    assert len(result["table"]) == 5


def test_nothing_to_measure_is_a_bad_request(tmp_path: Path) -> None:
    done = worker("run", "neuro.evaluate", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "--confound-demo" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="the real recordings are not here")
def test_real_recordings_within_people(tmp_path: Path) -> None:
    found = evaluated(tmp_path / "out", "--recordings", SHARED)
    best = found["figures"]["auc_tangent_space"]
    assert best["value"] > 0.68
    assert best["p"] <= 0.001
    assert (tmp_path / "out" / "gallery.png").is_file()
