"""BrainFlow's synthetic and playback boards from the command line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.e2e.eeg.conftest import StartSender
from tests.e2e.eeg.streams import end, published, run, run_json, unused_name
from worker.neuro.files.reader import read_recording


@pytest.fixture
def board_file(tmp_path: Path) -> Path:
    """Two seconds of the synthetic board's rows with known values."""
    from worker.neuro.sources.brainflow import quiet_brainflow

    shim = quiet_brainflow().BoardShim
    from brainflow.data_filter import DataFilter

    described, count = shim.get_board_descr(-1), 500
    data = np.zeros((shim.get_num_rows(-1), count))
    data[described["package_num_channel"]] = np.arange(count) % 256
    data[described["timestamp_channel"]] = 1.7e9 + np.arange(count) / 250
    for index, row in enumerate(described["eeg_channels"]):
        data[row] = np.arange(count) + 1000 * index
    path = tmp_path / "board.csv"
    DataFilter.write_file(data, str(path), "w")
    return path


def test_boards_are_listed_with_their_ids() -> None:
    boards = {board["board_id"]: board for board in run_json("list", "--boards")}
    assert boards[-1] == {"board_id": -1, "name": "Synthetic", "n_channels": 16, "rate_hz": 250}
    assert boards[38]["name"] == "Muse2"
    assert all(board["n_channels"] for board in boards.values())
    done = run("list", "--boards")
    assert done.stderr == ""
    assert any(line.split() == ["0", "Cyton", "8", "×", "250", "Hz"] for line in (
        done.stdout.splitlines()
    ))  # fmt: skip


def test_the_synthetic_board_is_recorded_and_says_that_it_is_no_person(tmp_path: Path) -> None:
    out = tmp_path / "a.xdf"
    done = run("record", "--board", -1, "--seconds", 2, "--out", out)
    assert (done.returncode, done.stdout) == (0, f"{out}\n"), done.stderr
    assert "Warning" not in done.stderr
    report = run_json("check", out)
    assert report["simulated"] is True
    assert report["n_channels"] == 16
    assert report["n_lost"] == 0
    assert report["n_samples"] > 250
    assert report["rate_hz"] == pytest.approx(250, rel=0.05)


def test_the_playback_board_gives_what_is_in_its_file(board_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.xdf"
    options = ("--board-file", board_file, "--master-board", -1)
    run_json("record", "--board", -3, *options, "--seconds", 3, "--out", out)
    back = read_recording(out)
    assert back.info.labels[0] == "Fz"
    numbers = back.samples[:, 0]
    assert len(numbers) > 300
    np.testing.assert_array_equal(np.diff(numbers), 1)
    np.testing.assert_array_equal(back.samples[:, 3] - numbers, 3000)


def test_a_board_is_recorded_with_the_markers_of_an_lsl_stream(
    start_sender: StartSender, tmp_path: Path
) -> None:
    name, out = unused_name(), tmp_path / "a.xdf"
    start_sender("--name", name, "--source-id", f"{name}-id")
    options = ("--markers", f"{name}-markers", "--seconds", 4, "--out", out)
    done = run_json("record", "--board", -1, *options)
    back = read_recording(out)
    assert done["n_markers"] == len(back.markers) >= 2
    assert back.markers.texts[0].startswith("mark/")
    assert (np.abs(np.diff(back.markers.times_s) - 1) < 0.02).all()
    assert back.times_s[0] - 1 < back.markers.times_s[0] < back.times_s[-1]


def test_a_board_is_published_as_a_stream(board_file: Path, tmp_path: Path) -> None:
    name, out = unused_name(), tmp_path / "a.xdf"
    options = ("--board-file", board_file, "--master-board", -1, "--wait", 60)
    stream = published("publish", "--board", -3, *options, "--lsl-name", name)
    try:
        run_json("record", "--lsl-name", name, "--seconds", 2.5, "--out", out)
    finally:
        said = end(stream)
    assert stream.returncode == 0, said
    back = read_recording(out)
    assert back.info.name == name
    assert back.info.channels[0].unit == "uV"
    assert len(back.samples) > 300
    np.testing.assert_array_equal(np.diff(back.samples[:, 0]), 1)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--board", 0, "--serial-port", "no-such-port"), "The board 0 cannot be used"),
        (("--board", 47), "no channels of EEG"),
        (("--board", -3, "--board-file", "x.csv"), "the board that made the file"),
        (("--board", 12345), "The board 12345 cannot be used"),
        (("--board", -1, "--lsl-name", "x"), "either an LSL stream or a board"),
        ((), "--source-id or --board"),
    ],
)
def test_what_cannot_be_reached_is_refused_in_words(
    tmp_path: Path, options: tuple[object, ...], words: str
) -> None:
    done = run("record", *options, "--out", tmp_path / "never.xdf")
    assert done.returncode == 2
    assert words in done.stderr
    assert not (tmp_path / "never.xdf").exists()
