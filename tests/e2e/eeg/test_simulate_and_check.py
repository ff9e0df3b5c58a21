"""The documented commands on simulated data, which says what it is wherever it goes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.e2e.eeg.conftest import StartSender
from tests.e2e.eeg.streams import end, published, run, run_json, unused_name
from worker.neuro.files.reader import read_recording

# Each command starts Python, scipy and mne anew, which takes long on a busy computer.
pytestmark = pytest.mark.timeout(300)


def test_simulate_check_and_export(tmp_path: Path) -> None:
    out = tmp_path / "sim.fif"
    options = ("--level", "realistic", "--seed", 7, "--channels", 16, "--rate-hz", 250)
    done = run("simulate", *options, "--participants", 1, "--seconds", 12, "--out", out)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(out)
    report = run_json("check", out)
    assert report["simulated"] is True
    assert (report["n_samples"], report["n_lost"], report["gaps"]) == (3000, 0, [])
    assert report["rate_hz"] == pytest.approx(250)
    assert {"jitter_ms", "clock_jumps", "bad_channels"} <= set(report)
    for format_, name in (("edf", "sim.edf"), ("fif", "sim_eeg.fif")):
        done = run("export", out, "--format", format_, "--out", tmp_path / "out")
        assert done.returncode == 0, done.stderr
        assert run_json("check", tmp_path / "out" / name)["simulated"] is True


def test_a_simulated_stream_is_listed_and_recorded_as_simulated(tmp_path: Path) -> None:
    name = unused_name()
    options = ("--level", "demo", "--channels", 8, "--seconds", 20, "--wait", 60)
    stream = published("simulate", *options, "--lsl-name", name)
    try:
        listed = {info["name"]: info for info in run_json("list")}
        assert listed[name]["simulated"] is True
        assert len(listed[name]["channels"]) == 8
        out = tmp_path / "live.xdf"
        done = run_json("record", "--lsl-name", name, "--seconds", 4, "--out", out)
    finally:
        end(stream)
    assert done["n_lost"] == 0
    back = read_recording(out)
    assert back.info.simulated
    assert back.markers.texts[0].startswith("picture/")
    # The stream is the file of the same settings, sample for sample.
    sim = tmp_path / "sim.fif"
    run("simulate", "--level", "demo", "--channels", 8, "--seconds", 20, "--out", sim)
    expected = read_recording(sim).samples
    np.testing.assert_allclose(back.samples, expected[: len(back.samples)], rtol=1e-5, atol=1e-4)


def test_a_stream_that_says_nothing_of_its_channels_is_recorded_and_exported(
    start_sender: StartSender, tmp_path: Path
) -> None:
    name, out = unused_name(), tmp_path / "bare.xdf"
    start_sender("--name", name, "--source-id", f"{name}-id", "--bare")
    told = run("record", "--lsl-name", name, "--seconds", 2, "--out", out)
    assert told.returncode == 0, told.stderr
    assert "have no unit of voltage and stay as sent: ch1, ch2, ch3." in told.stderr
    recorded = read_recording(out).samples
    assert run_json("check", out)["unitless"] == ["ch1", "ch2", "ch3"]
    done = run("export", out, "--format", "edf", "--out", tmp_path)
    assert "no unit and were written as microvolts: ch1, ch2, ch3." in done.stderr
    back = read_recording(tmp_path / "bare.edf")
    np.testing.assert_allclose(back.samples, recorded, atol=0.02)
    done = run("export", out, "--format", "fif", "--out", tmp_path, "--json")
    last = json.loads(done.stdout.splitlines()[-1])
    assert last["assumed_microvolts"] == ["ch1", "ch2", "ch3"]
    assert (last["rate_hz"], last["n_outside"]) == (250, 0)


def test_two_participants_are_two_people_in_two_files(tmp_path: Path) -> None:
    out = tmp_path / "sim.fif"
    options = ("--participants", 2, "--channels", 4, "--seconds", 5, "--out", out)
    done = run("simulate", *options)
    assert done.returncode == 0, done.stderr
    paths = [tmp_path / "sim-01.fif", tmp_path / "sim-02.fif"]
    assert done.stdout.split() == [str(path) for path in paths]
    one, two = (read_recording(path) for path in paths)
    assert one.info.simulated and two.info.simulated
    assert one.samples.shape == two.samples.shape == (1250, 4)
    assert np.abs(one.samples - two.samples).mean() > 1
    again = run("simulate", *options)
    assert (again.returncode, "exists already" in again.stderr) == (2, True)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (("--channels", 0, "--out", "x.fif"), "--channels"),
        (("--level", "best", "--out", "x.fif"), "--level"),
        (("--out", "x.edf"), "--out"),
        ((), "--out"),
    ],
)
def test_a_bad_request_is_answered_in_words(words: tuple[object, ...], field: str) -> None:
    done = run("simulate", *words, "--json")
    assert done.returncode == 2
    error = json.loads(done.stdout)
    assert error["code"] == "bad_field"
    assert error["params"]["field"] == field
