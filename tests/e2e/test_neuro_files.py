"""`neuro.decode`, `neuro.reconstruct` and `neuro.evaluate` on files of every format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.e2e import neuro_files
from tests.e2e.eeg.streams import REAL
from tests.e2e.test_commands import worker
from tests.unit.neuro_decoding.conftest import random_parts
from worker.cli import main
from worker.neuro.decoding.painting import save_painter

QUICK = ("--steps", "1", "--count", "1")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Networks of the shipped layout that have learned nothing."""
    folder = tmp_path_factory.mktemp("untrained")
    decoder, painter = random_parts()
    decoder.save(folder)
    save_painter(folder, painter)
    return folder


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One simulated recording in every format, and both data sets."""
    folder = tmp_path_factory.mktemp("files")
    recording = neuro_files.simulated()
    made = {
        ending: write(recording, folder / f"sim{ending}")
        for ending, write in neuro_files.WRITERS.items()
    }
    made[".pth"] = neuro_files.write_pth(folder / "eeg.pth", neuro_files.eegcvpr40(2, 3, 1))
    made[".npy"] = neuro_files.write_npy(
        folder / "sub-01" / "preprocessed_eeg_training.npy", neuro_files.things_eeg2(10, 1)
    )
    return made


def ran(task: str, file: Path, model: Path, out: Path, *options: str) -> dict[str, Any]:
    words = ["run", task, "--recording", str(file), "--model", str(model), "--out", str(out)]
    assert main([*words, *options]) == 0
    return dict(json.loads((out / "result.json").read_text()))


def check_answers(answers: list[dict[str, Any]], simulated: bool) -> None:
    """Each epoch has five candidates in order, and a confidence that is the first one's."""
    assert answers
    for each in answers:
        shares = [candidate["probability"] for candidate in each["candidates"]]
        assert len(shares) == 5
        assert shares == sorted(shares, reverse=True)
        assert each["confidence"] == pytest.approx(shares[0])
        assert each["n_trials"] == 1
        assert (each.get("picture") is not None) == simulated
        assert bool(each.get("shown")) != simulated


@pytest.mark.parametrize("ending", [".fif", ".edf", ".csv", ".set", ".pth", ".npy"])
def test_a_file_of_any_format_gives_a_picture_for_each_epoch(
    files: dict[str, Path], model: Path, tmp_path: Path, ending: str
) -> None:
    result = ran("neuro.reconstruct", files[ending], model, tmp_path, *QUICK)
    marked = ending in neuro_files.WRITERS
    check_answers(result["pictures"], marked)
    assert len(result["pictures"]) == {".pth": 6, ".npy": 10}.get(ending, 7)
    for each in result["pictures"]:
        with Image.open(tmp_path / each["file"]) as picture:
            assert picture.size == (64, 64)
    assert result.get("notes", []) if not marked else True


def test_the_command_as_it_is_typed(files: dict[str, Path], model: Path, tmp_path: Path) -> None:
    options = ("--recording", files[".xdf"], "--model", model, "--out", tmp_path / "out", *QUICK)
    done = worker("run", "neuro.reconstruct", *options)
    assert done.returncode == 0, done.stderr
    result = json.loads((tmp_path / "out" / "result.json").read_text())
    assert result["simulated"] is True
    check_answers(result["pictures"], simulated=True)
    assert len(list((tmp_path / "out").glob("*-picture-*.png"))) == len(result["pictures"])


def test_all_formats_of_one_recording_are_decoded_alike(
    files: dict[str, Path], model: Path, tmp_path: Path
) -> None:
    found = {}
    for ending in neuro_files.WRITERS:
        result = ran("neuro.decode", files[ending], model, tmp_path / ending[1:])
        check_answers(result["epochs"], simulated=True)
        found[ending] = result["epochs"]
    for ending, epochs in found.items():
        for one, other in zip(found[".xdf"], epochs, strict=True):
            assert one["picture"] == other["picture"], ending
            first = {c["picture"]: c["probability"] for c in one["candidates"]}
            second = {c["picture"]: c["probability"] for c in other["candidates"]}
            for picture in first.keys() & second.keys():
                assert first[picture] == pytest.approx(second[picture], rel=0.02), ending


def test_so_many_epochs_are_answered_as_are_asked_for(
    files: dict[str, Path], model: Path, tmp_path: Path
) -> None:
    result = ran("neuro.decode", files[".pth"], model, tmp_path, "--epochs", "2")
    assert [each["shown"] for each in result["epochs"]] == ["class 0", "class 0"]


def test_samples_of_another_unit_are_decoded_alike(model: Path, tmp_path: Path) -> None:
    answers = []
    for factor in (1.0, 1e-6):
        value = neuro_files.things_eeg2(10, 1)
        value["preprocessed_eeg_data"] = value["preprocessed_eeg_data"] * factor
        file = neuro_files.write_npy(tmp_path / f"{factor}" / "training.npy", value)
        result = ran("neuro.decode", file, model, tmp_path / f"out{factor}")
        answers.append([each["confidence"] for each in result["epochs"]])
    assert answers[0] == pytest.approx(answers[1], rel=1e-3)


@pytest.mark.parametrize("kind", neuro_files.HARMFUL_PTH)
@pytest.mark.parametrize("task", ["neuro.decode", "neuro.reconstruct"])
def test_a_harmful_pth_is_refused_and_nothing_runs(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], task: str, kind: str
) -> None:
    fuse = tmp_path / "fuse"
    file = neuro_files.harmful_pth(kind, tmp_path / "eeg.pth", fuse)
    refused(["run", task, "--recording", str(file), "--model", str(model)], tmp_path, capsys)
    assert not fuse.exists()


@pytest.mark.parametrize("kind", neuro_files.HARMFUL_NPY)
@pytest.mark.parametrize("task", ["neuro.decode", "neuro.reconstruct"])
def test_a_harmful_npy_is_refused_and_nothing_runs(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], task: str, kind: str
) -> None:
    fuse = tmp_path / "fuse"
    file = neuro_files.harmful_npy(kind, tmp_path / "training.npy", fuse)
    refused(["run", task, "--recording", str(file), "--model", str(model)], tmp_path, capsys)
    assert not fuse.exists()


@pytest.mark.parametrize(
    ("format_", "kind"),
    [
        *(("eegcvpr40", kind) for kind in neuro_files.HARMFUL_PTH),
        *(("things-eeg2", kind) for kind in neuro_files.HARMFUL_NPY),
    ],
)
def test_harmful_data_sets_are_not_evaluated_and_nothing_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], format_: str, kind: str
) -> None:
    fuse, folder = tmp_path / "fuse", tmp_path / "data"
    folder.mkdir()
    if format_ == "eegcvpr40":
        neuro_files.harmful_pth(kind, folder / "eeg.pth", fuse)
    else:
        neuro_files.harmful_npy(kind, folder / "preprocessed_eeg_training.npy", fuse)
    words = ["run", "neuro.evaluate", "--recordings", str(folder), "--format", format_]
    refused(words, tmp_path, capsys)
    assert not fuse.exists()


def refused(words: list[str], folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, a sentence that names the file, and no output."""
    out = folder / "out"
    assert main([*words, "--out", str(out)]) == 2
    said = capsys.readouterr().err
    assert "cannot be read as a recording" in said, said
    assert "Traceback" not in said
    assert not out.exists()


def test_the_bombs_are_real_ones(tmp_path: Path) -> None:
    fuse = tmp_path / "fuse"
    np.load(neuro_files.harmful_npy("bomb", tmp_path / "a.npy", fuse), allow_pickle=True)
    assert fuse.exists()


@pytest.mark.skipif(not REAL.is_dir(), reason="the real recordings are not here")
@pytest.mark.parametrize("pattern", ["eeglab/*.set", "n170/subject0001/*/*.csv"])
def test_real_recordings_are_reconstructed(model: Path, tmp_path: Path, pattern: str) -> None:
    file = min(REAL.glob(pattern))
    result = ran("neuro.reconstruct", file, model, tmp_path, *QUICK, "--epochs", "6")
    assert result["simulated"] is False
    check_answers(result["pictures"], simulated=False)
    assert len(list(tmp_path.glob("*.png"))) == 6
    assert "no scenes" in result["notes"][0]
