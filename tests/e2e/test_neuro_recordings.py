"""`vitrine-worker run neuro.evaluate` on recordings of every format, and what its figures hold."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from shared.neuro.chunks import Markers
from shared.neuro.streams import ChannelInfo, StreamInfo
from tests.e2e import neuro_files
from tests.e2e.eeg.streams import REAL
from tests.unit.neuro_evaluation.test_faces import write_people
from worker.cli import main
from worker.neuro.evaluation.controls import BEFORE, CONTROLS, ORDER, PERMUTED
from worker.neuro.files.recording import Recording

KEYS = {"value", "ci95", "n", "chance", "p", "split", "leak_audit", "repetitions"}
SHIPPED = Path(__file__).parents[2] / "resources" / "models" / "neuro"
LABELS = ("O1", "Oz", "O2", "P3", "Pz", "P4", "Fz", "Cz")


def evaluated(out: Path, *options: object) -> dict[str, Any]:
    assert main(["run", "neuro.evaluate", *map(str, options), "--out", str(out)]) == 0
    found = json.loads((out / "metrics.json").read_text())
    check_figures(found)
    assert (out / "table.md").read_text().count("\n| ") >= len(found["figures"])
    return dict(found)


def check_figures(found: dict[str, Any]) -> None:
    """All figures, wherever they stand, have the same keys and hold together."""
    figures = list(all_figures(found))
    assert len(figures) >= 2
    for each in figures:
        assert set(each) == KEYS
        assert each["split"]
        assert set(each["leak_audit"]) == {"clean", "folds", "findings"}
        if each["value"] is None:
            assert each["ci95"] is each["p"] is each["chance"] is None
        else:
            low, high = each["ci95"]
            assert low <= each["value"] <= high
            assert each["n"] > 0
            assert each["repetitions"] >= 1
    for name, each in found["controls"].items():
        assert each["value"] is None or each["p"] is not None, name
    for control in CONTROLS:
        assert any(control in name for name in found["controls"]), control


def all_figures(node: Any):  # type: ignore[no-untyped-def]
    """Every mapping that holds a value."""
    if isinstance(node, dict):
        if "value" in node:
            yield node
        else:
            for each in node.values():
                yield from all_figures(each)


def recording(texts: list[str], waves: np.ndarray, seed: int, every_s: float = 0.8) -> Recording:
    """Noise with a wave [n, C] µV at 0.15 to 0.3 s after each marker."""
    rng = np.random.default_rng(seed)
    rate_hz, n = 250.0, round((2 + every_s * len(texts)) * 250)
    samples = rng.normal(0, 4, (n, len(LABELS)))
    shape = np.sin(np.linspace(0, np.pi, 38))[:, None]
    at_s = 1.2 + every_s * np.arange(len(texts))
    for at, wave in zip(at_s, waves, strict=True):
        row = round((at + 0.15) * rate_hz)
        samples[row : row + 38] += shape * wave
    info = StreamInfo(
        name="made", rate_hz=rate_hz, channels=tuple(ChannelInfo(label) for label in LABELS)
    )
    times_s = np.arange(n) / rate_hz
    return Recording(info, samples.astype(np.float32), times_s, Markers(at_s, tuple(texts)))


def class_recording(names: tuple[str, ...], seed: int, n: int = 60) -> Recording:
    """Classes in a random order; each has a wave of its own."""
    kinds = np.random.default_rng(seed).integers(0, len(names), n)
    waves = 9 * np.random.default_rng(99).normal(size=(len(names), len(LABELS)))
    return recording([names[kind] for kind in kinds], waves[kinds], seed)


@pytest.fixture(scope="module")
def classes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two people with two sessions each, in four formats."""
    folder = tmp_path_factory.mktemp("classes")
    endings = iter((".xdf", ".fif", ".edf", ".csv"))
    for person in (1, 2):
        for session in (1, 2):
            ending = next(endings)
            made = class_recording(("cat", "house", "tool"), 10 * person + session)
            path = folder / f"sub-{person:02d}" / f"ses-{session}" / f"run{ending}"
            path.parent.mkdir(parents=True)
            neuro_files.WRITERS[ending](made, path)
    return folder


def test_classes_of_every_format_by_every_split(classes: Path, tmp_path: Path) -> None:
    found = evaluated(tmp_path / "within", "--recordings", classes, "--format", "auto")
    assert found["simulated"] is False
    assert (found["people"], found["classes"]) == (2, ["cat", "house", "tool"])
    for kind in ("block", "session"):
        for decoder in ("ridge", "shrinkage_lda"):
            each = found["figures"][f"{kind}_{decoder}_top_1_of_3_classes"]
            assert each["value"] > 0.7
            assert each["p"] < 0.002
            assert each["leak_audit"]["clean"] is True
        for control in CONTROLS:
            each = found["controls"][f"{kind}_{control}_top_1_of_3_classes"]
            assert each["value"] < 0.5, control
    assert any("Not split by image" in note for note in found["notes"])
    options = ("--recordings", classes, "--format", "auto", "--split", "leave-one-subject-out")
    found = evaluated(tmp_path / "across", *options)
    assert next(iter(found["figures"])) == "subject_ridge_top_1_of_3_classes"
    assert found["figures"]["subject_ridge_top_1_of_3_classes"]["value"] > 0.7


def test_one_file_and_chosen_classes(classes: Path, tmp_path: Path) -> None:
    file = next(classes.rglob("*.xdf"))
    options = ("--recordings", file, "--format", "auto", "--split", "block")
    found = evaluated(tmp_path, *options, "--classes", "cat,tool")
    assert found["classes"] == ["cat", "tool"]
    assert next(iter(found["figures"])) == "block_ridge_top_1_of_2_classes"


def test_a_leaky_split_has_that_name_only(classes: Path, tmp_path: Path) -> None:
    options = ("--recordings", classes, "--format", "auto", "--split", "leaky-random")
    found = evaluated(tmp_path, *options)
    assert list(found["figures"]) == ["leaky_split_accuracy"]
    assert set(found["controls"]) == {f"leaky_split_accuracy_{name}" for name in CONTROLS}
    for each in all_figures(found):
        assert each["leak_audit"]["clean"] is False


def test_a_block_design_of_ones_own_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each class in one stretch: no other block can train it, and chance rows leak."""
    names = ["cat"] * 30 + ["house"] * 30
    folder = tmp_path / "data"
    folder.mkdir()
    made = recording(names, np.zeros((60, len(LABELS))), 3)
    neuro_files.write_fif(made, folder / "one.fif")
    words = ["run", "neuro.evaluate", "--recordings", str(folder), "--format", "auto"]
    assert main([*words, "--out", str(tmp_path / "out")]) == 2
    assert "leak" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("shipped", [True, False], ids=["shipped model", "no model"])
def test_scenes_are_retrieved_though_no_picture_or_concept_of_theirs_trained(
    shipped: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wave says where in the space the scene lies."""
    from worker.neuro.decoding.neuro_model import load_neuro_model
    from worker.neuro.evaluation import simulated_report
    from worker.neuro.evaluation.target_spaces import DescriptionSpace, ModelSpace
    from worker.neuro.training.eeg_split import calibration_pictures

    shown = tuple(range(0, 480, 16))
    used: DescriptionSpace | ModelSpace = DescriptionSpace(calibration_pictures()[:120])
    if shipped:
        used = ModelSpace(load_neuro_model(SHIPPED))
    else:
        none = simulated_report.Equipment(None, None, "")
        monkeypatch.setattr(simulated_report, "equipment_of", lambda ctx, ref: none)
    space = used.embed(shown)
    mixing = np.random.default_rng(1).normal(size=(space.shape[1], len(LABELS)))
    order = np.concatenate([np.random.default_rng(s).permutation(len(shown)) for s in range(6)])
    waves = 30 * (space - space.mean(axis=0)) @ mixing
    folder = tmp_path / "data"
    folder.mkdir()
    made = recording([f"picture/{shown[k]}" for k in order], waves[order], 4)
    neuro_files.write_xdf(made, folder / "scenes.xdf")
    found = evaluated(tmp_path / "out", "--recordings", folder, "--format", "auto")
    assert {name.split("_")[0] for name in found["figures"]} == {"image", "concept"}
    for kind in ("image", "concept"):
        each = found["figures"][f"{kind}_retrieval_ridge_top_5_of_30_r4"]
        assert each["value"] > 2 * each["chance"]
        assert each["p"] < 0.01
        assert each["repetitions"] == 4
        for control in (PERMUTED, BEFORE, ORDER):
            checked = found["controls"][f"{kind}_retrieval_{control}_top_5_of_30_r1"]
            assert checked["p"] > 0.002, control
    assert any(used.name in note for note in found["notes"])


def test_eegcvpr40_is_reported_with_its_warning(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    neuro_files.write_pth(folder / "eeg_5_95_std.pth", neuro_files.eegcvpr40())
    neuro_files.write_pth(folder / "block_splits_by_image_all.pth", neuro_files.eegcvpr40_splits())
    options = ("--recordings", folder, "--format", "eegcvpr40", "--split")
    found = evaluated(tmp_path / "published", *options, "published")
    for name, each in found["figures"].items():
        assert name.startswith("published_block_design_")
        assert "block design: all pictures of a class were shown in one run" in each["split"]
        assert each["leak_audit"]["clean"] is False
    ridge = found["figures"]["published_block_design_ridge_top_1_of_3_classes"]
    assert ridge["value"] > 0.9
    # The run alone tells the class, and so does what came before any answer of the brain.
    for control in (ORDER, BEFORE):
        assert (
            found["controls"][f"published_block_design_{control}_top_1_of_3_classes"]["value"] > 0.9
        )
    assert "before any answer of the brain" in found["controls_are"][BEFORE]
    assert any("WARNING" in note for note in found["notes"])
    assert "WARNING, block design" in (tmp_path / "published" / "table.md").read_text()
    leaky = evaluated(tmp_path / "leaky", *options, "leaky-random")
    assert list(leaky["figures"]) == ["leaky_split_accuracy"]
    safe = evaluated(tmp_path / "safe", *options, "leave-one-subject-out")
    each = safe["figures"]["subject_ridge_top_1_of_3_classes"]
    assert each["leak_audit"]["clean"] is True
    assert each["value"] < 0.7


def test_eegcvpr40_has_no_safe_split_within_people(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = neuro_files.write_pth(tmp_path / "eeg.pth", neuro_files.eegcvpr40())
    words = ["run", "neuro.evaluate", "--recordings", str(file), "--format", "eegcvpr40"]
    assert main([*words, "--out", str(tmp_path / "out")]) == 2
    assert "one run of a person" in capsys.readouterr().err


def test_things_eeg2_says_that_its_order_is_not_known(tmp_path: Path) -> None:
    for person in (1, 2):
        path = tmp_path / "data" / f"sub-{person:02d}" / "preprocessed_eeg_training.npy"
        neuro_files.write_npy(path, neuro_files.things_eeg2())
        neuro_files.write_npy(
            path.with_name("preprocessed_eeg_test.npy"), neuro_files.things_eeg2(5, 4)
        )
    found = evaluated(
        tmp_path / "out", "--recordings", tmp_path / "data", "--format", "things-eeg2"
    )
    each = found["figures"]["image_ridge_top_1_of_4_classes"]
    assert any("is not known" in text for text in each["leak_audit"]["findings"])
    assert any("exchange the repeats" in note for note in found["notes"])
    assert any("is a test set" in note for note in found["notes"])
    assert found["people"] == 2


def test_every_other_mode_has_the_same_figures(tmp_path: Path) -> None:
    folder = write_people(tmp_path / "n170")
    for split in ("within-subject", "leave-one-subject-out", "leaky-random"):
        evaluated(tmp_path / split, "--recordings", folder, "--split", split)


def test_simulated_and_real_recordings_share_no_figure(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    real = class_recording(("cat", "house"), 1)
    neuro_files.write_fif(real, folder / "real.fif")
    from msgspec import structs

    pretended = replace(real, info=structs.replace(real.info, simulated=True))
    pretended = replace(pretended, samples=pretended.samples + 1)
    neuro_files.write_fif(pretended, folder / "simulated.fif")
    (folder / "real_again.fif").write_bytes((folder / "real.fif").read_bytes())
    (folder / "broken.edf").write_bytes(b"nothing")
    found = evaluated(tmp_path / "out", "--recordings", folder, "--format", "auto")
    assert found["simulated"] is False
    left_out = " ".join(note for note in found["notes"] if note.startswith("left out"))
    assert "simulated.fif is simulated" in left_out
    assert "real_again.fif is a copy of real.fif" in left_out
    assert "broken.edf" in left_out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--format", "n170", "--split", "published"), "for --format n170"),
        (("--format", "n170", "--classes", "cat"), "for --format auto"),
        (("--format", "auto", "--split", "concept"), "only scenes are retrieved"),
        (("--format", "auto", "--split", "published"), "no file of splits"),
        (("--format", "auto", "--classes", "dog"), "names a picture or class of dog"),
    ],
)
def test_what_cannot_be_measured_is_said(
    classes: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    options: tuple[str, ...],
    said: str,
) -> None:
    words = ["run", "neuro.evaluate", "--recordings", str(classes), *options]
    assert main([*words, "--out", str(tmp_path / "out")]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.skipif(not REAL.is_dir(), reason="the real recordings are not here")
def test_a_real_recording_whose_control_speaks_against_it(tmp_path: Path) -> None:
    """Answers follow the squares within a second: what came before a marker tells its kind."""
    found = evaluated(tmp_path, "--recordings", REAL / "eeglab", "--format", "auto")
    assert found["classes"] == ["rt", "square"]
    assert found["figures"]["block_ridge_top_1_of_2_classes"]["value"] > 0.9
    assert any(BEFORE in note and "above chance" in note for note in found["notes"])
