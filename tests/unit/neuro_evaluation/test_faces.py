"""Faces and houses in recordings that were made up, so that the answer is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from shared.errors import AppError
from worker.neuro.evaluation import controls
from worker.neuro.evaluation.delays import best_shift, delays_within
from worker.neuro.evaluation.face_decoders import (
    riemannian_mean,
    shrinkage_lda,
    xdawn_filters,
)
from worker.neuro.evaluation.face_report import leaky_figures
from worker.neuro.evaluation.face_runs import FaceData, cut_runs, read_face_runs
from worker.neuro.evaluation.faces import (
    across_subjects,
    across_subjects_delayed,
    face_decoders,
    face_figures,
    score_fold,
    within_subject,
)
from worker.neuro.evaluation.report import joint_audit

RATE_HZ = 256
DELAYS_S = ((0.0, 0.04), (0.12, 0.12))


def write_run(path: Path, delay_s: float, seed: int, trials: int = 60) -> None:
    """A Muse's CSV: noise, a positive wave at 120 ms and for faces a negative one at 170 ms."""
    rng = np.random.default_rng(seed)
    n = round((trials * 1.1 + 4) * RATE_HZ)
    samples = rng.normal(0, 4, (n, 5))
    marker = np.zeros(n, int)
    times_s = np.arange(0, 0.6, 1 / RATE_HZ)
    early = 6 * np.exp(-0.5 * ((times_s - 0.12) / 0.02) ** 2)
    late = -9 * np.exp(-0.5 * ((times_s - 0.17) / 0.02) ** 2)
    for number in range(trials):
        at = round((2 + 1.1 * number) * RATE_HZ)
        code = int(rng.integers(1, 3))
        marker[at] = code
        begin = at + round(delay_s * RATE_HZ)
        wave = early + late * (code == 2)
        for channel in (0, 3):
            samples[begin : begin + len(wave), channel] += wave
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = ["timestamps,TP9,AF7,AF8,TP10,Right AUX,Marker0"]
    for row in range(n):
        values = ",".join(f"{value:.3f}" for value in samples[row])
        rows.append(f"{100 + row / RATE_HZ:.5f},{values},{marker[row]}")
    path.write_text("\n".join(rows) + "\n")


def write_people(folder: Path) -> Path:
    for person, delays in enumerate(DELAYS_S, 1):
        for run, delay_s in enumerate(delays):
            path = folder / f"subject{person:04d}" / "session001" / f"data_{run}.csv"
            write_run(path, delay_s, 10 * person + run)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_people(tmp_path_factory.mktemp("n170"))


@pytest.fixture(scope="module")
def data(folder: Path) -> FaceData:
    return read_face_runs(folder)


def test_runs_have_their_trials_and_places(data: FaceData) -> None:
    assert [(run.subject, run.session, run.block) for run in data.runs] == [
        (1, 1, 0), (1, 1, 1), (2, 1, 0), (2, 1, 1),
    ]  # fmt: skip
    assert data.runs[0].labels == ("TP9", "AF7", "AF8", "TP10")
    assert all(55 <= len(run.concept) <= 60 for run in data.runs)
    trials = cut_runs(data.runs, {})
    assert len(set(zip(trials.subject, trials.order, strict=True))) == len(trials)


def test_delays_are_found_without_labels(data: FaceData) -> None:
    runs = data.of(1)
    found = delays_within(runs, runs[1])
    assert abs(found[runs[1].name] - found[runs[0].name] - 0.04 * RATE_HZ) <= 2


def test_best_shift_by_hand() -> None:
    wave = np.zeros(100)
    wave[40:45] = 1
    assert best_shift(np.roll(wave, 7), wave, 20) == 7
    assert best_shift(np.roll(wave, -7), wave, 20) == -7


def test_within_subject_decodes_and_its_controls_do_not(data: FaceData) -> None:
    scored = [score_fold(safe, face_decoders(), 0) for safe in within_subject(data)]
    figures = face_figures(scored, 0)
    assert {"auc_tangent_space", "auc_shrinkage_lda", "auc_xdawn_lda", "auc_ridge"} < set(figures)
    for decoder in face_decoders():
        each = figures[f"auc_{decoder.name}"]
        assert each["value"] > 0.8
        assert each["p"] < 0.002
        assert each["leak_audit"]["clean"]
    for control in controls.CONTROLS:
        assert 0.32 < figures[f"auc_{control}"]["value"] < 0.68


def test_strangers_are_decoded_once_their_delay_is_known(data: FaceData) -> None:
    decoder = face_decoders()[1:2]

    def value(folds) -> float:  # type: ignore[no-untyped-def]
        scored = [score_fold(safe, decoder, 0) for safe in folds]
        return float(face_figures(scored, 0)["auc_shrinkage_lda"]["value"])

    delayed = across_subjects_delayed(data)
    assert value(delayed) > max(0.75, value(across_subjects(data)))
    for safe in delayed:
        assert not set(safe.train.subject) & set(safe.test.subject)
        assert set(safe.test.block) == {1}


def test_a_leaky_split_is_named_so(data: FaceData) -> None:
    found = leaky_figures(data, 0)
    assert list(found["figures"]) == ["leaky_split_auc"]
    assert list(found["controls"]) == [f"leaky_split_auc_{name}" for name in controls.CONTROLS]
    for each in (*found["figures"].values(), *found["controls"].values()):
        assert each["leak_audit"]["clean"] is False


def test_a_copy_under_another_name_is_used_once(folder: Path, tmp_path: Path) -> None:
    source = folder / "subject0001" / "session001" / "data_0.csv"
    for session in ("session001", "session002"):
        target = tmp_path / "subject0001" / session / "data_0.csv"
        target.parent.mkdir(parents=True)
        target.write_bytes(source.read_bytes())
    found = read_face_runs(tmp_path)
    assert len(found.runs) == 1
    assert "is a copy of" in found.left_out[0]


def test_what_is_no_such_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(AppError) as caught:
        read_face_runs(tmp_path)
    assert caught.value.code == "bad_recording"
    broken = tmp_path / "subject0001" / "session001" / "data.csv"
    broken.parent.mkdir(parents=True)
    broken.write_text("timestamps,TP9\n0.0,x\n0.1,y\n")
    with pytest.raises(AppError, match=r"no number"):
        read_face_runs(tmp_path)


def test_one_run_alone_has_no_safe_split(data: FaceData) -> None:
    with pytest.raises(AppError) as caught:
        within_subject(FaceData(data.runs[:1], ()))
    assert caught.value.code == "bad_split"
    with pytest.raises(AppError) as caught:
        across_subjects(FaceData(data.of(1), ()))
    assert caught.value.code == "bad_split"


def test_scrambling_keeps_every_value(data: FaceData) -> None:
    trials = cut_runs(data.runs[:1], {})
    mixed = controls.scrambled(trials, np.random.default_rng(0))
    assert (np.sort(mixed.samples[:, 1, 7]) == np.sort(trials.samples[:, 1, 7])).all()
    assert not (mixed.samples[:, 1, 7] == trials.samples[:, 1, 7]).all()
    assert not np.allclose(mixed.samples, trials.samples)


def test_xdawn_finds_the_direction_of_the_answer() -> None:
    rng = np.random.default_rng(0)
    direction = np.array([0.8, -0.6, 0.0])
    positive = np.arange(200) % 2 == 0
    samples = rng.normal(size=(200, 3, 50))
    wave = np.sin(np.linspace(0, np.pi, 50))
    samples[positive] += direction[:, None] * wave
    filters = xdawn_filters(samples, positive, 1)
    best = filters[1] / np.linalg.norm(filters[1])
    assert abs(best @ direction) > 0.98


def test_lda_is_sklearns_on_pooled_samples() -> None:
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    rng = np.random.default_rng(1)
    samples, positive = rng.normal(size=(80, 2, 8)), rng.random(80) < 0.5
    pooled = np.stack([samples[:, :, :4].mean(-1), samples[:, :, 4:].mean(-1)], axis=-1)
    known = LinearDiscriminantAnalysis(solver="eigen", shrinkage="auto")
    known.fit(pooled.reshape(80, -1), positive)
    mine = shrinkage_lda(samples, positive)(samples)
    expected = known.decision_function(pooled.reshape(80, -1))
    assert np.corrcoef(mine, expected)[0, 1] == pytest.approx(1.0)


def test_the_geometric_mean_of_commuting_matrices_is_known() -> None:
    matrices = np.stack([np.diag([1.0, 4.0]), np.diag([9.0, 1.0])])
    assert riemannian_mean(matrices) == pytest.approx(np.diag([3.0, 2.0]))


def test_the_joint_audit_says_the_worst() -> None:
    from worker.neuro.evaluation.audit import Audit, Finding

    clean = Audit((Finding("a", False, "fine"),))
    leaky = Audit((Finding("a", True, "leaks"),))
    found = joint_audit([clean, leaky])
    assert found == {"clean": False, "folds": 2, "findings": ["leaks [one of 2 folds]"]}
