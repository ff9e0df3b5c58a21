"""Recordings of real programs: without units, with odd names, rates and texts."""

from __future__ import annotations

import csv
import dataclasses
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest

from shared.errors import AppError
from shared.neuro.chunks import Markers
from shared.neuro.streams import ChannelInfo
from tests.conftest import is_root
from tests.unit.neuro.files.bids_rules import beside, problems
from tests.unit.neuro.files.test_formats import RATE_HZ, a_recording
from worker.neuro.check import check_recording
from worker.neuro.export.bids_folder import write_bids
from worker.neuro.export.channels import assumed_microvolts, exportable
from worker.neuro.export.edf_file import write_edf
from worker.neuro.export.fif_file import write_fif
from worker.neuro.export.grid import on_grid
from worker.neuro.files.reader import read_recording
from worker.neuro.files.recording import Note, Recording

Write = Callable[[Recording, Path], Path]
FORMATS: dict[str, Write] = {
    "fif": lambda recording, folder: write_fif(recording, folder / "a.fif"),
    "edf": lambda recording, folder: write_edf(recording, folder / "a.edf"),
    "bids": lambda recording, folder: write_bids(recording, folder / "bids"),
}


@pytest.fixture(params=FORMATS)
def write(request: pytest.FixtureRequest) -> Write:
    return FORMATS[request.param]


def with_channels(*channels: ChannelInfo) -> Recording:
    sent = a_recording()
    info = msgspec.structs.replace(sent.info, channels=channels)
    return dataclasses.replace(sent, info=info)


def test_a_signal_without_a_unit_is_written_as_microvolts(write: Write, tmp_path: Path) -> None:
    import mne

    sent = with_channels(*(ChannelInfo(label=f"ch{n}", unit="") for n in range(4)))
    assert assumed_microvolts(sent) == ("ch0", "ch1", "ch2", "ch3")
    path = write(sent, tmp_path)
    back = read_recording(path)
    np.testing.assert_allclose(back.samples, sent.samples, atol=0.01)
    assert {channel.unit for channel in back.info.channels} == {"uV"}
    opener = mne.io.read_raw_fif if path.suffix == ".fif" else mne.io.read_raw_edf
    np.testing.assert_allclose(
        1e6 * opener(path, verbose="ERROR").get_data()[:, :1000].T, sent.samples, atol=0.01
    )


def test_counts_and_triggers_keep_their_numbers_and_are_no_voltages(
    write: Write, tmp_path: Path
) -> None:
    sent = with_channels(
        ChannelInfo("A", "EEG", "counts"),
        ChannelInfo("B", "EEG", "uV"),
        ChannelInfo("C", "TRIGGER", ""),
        ChannelInfo("D", "AUX", ""),
    )
    assert assumed_microvolts(sent) == ()
    path = write(sent, tmp_path)
    back = read_recording(path)
    np.testing.assert_allclose(back.samples, sent.samples, atol=0.01)
    assert [channel.unit for channel in back.info.channels] == ["", "uV", "", ""]
    if path.parent.name == "eeg":
        with beside(path, "channels.tsv").open(encoding="utf-8") as file:
            types = [row["type"] for row in csv.DictReader(file, delimiter="\t")]
        assert types == ["MISC", "EEG", "MISC", "MISC"]
        assert problems(tmp_path / "bids") == []
    assert check_recording(sent)["unitless"] == ["A", "C", "D"]


def test_names_are_plain_and_each_is_there_once(write: Write, tmp_path: Path) -> None:
    labels = ("Fz", "Fz", "Élan", "电极")
    sent = with_channels(*(ChannelInfo(label) for label in labels))
    sent = dataclasses.replace(sent, bad_channels=("电极",))
    back = read_recording(write(sent, tmp_path))
    assert back.info.labels == ("Fz", "Fz-2", "Elan", "ch4")
    assert back.bad_channels == ("ch4",)
    np.testing.assert_allclose(back.samples, sent.samples, atol=0.01)
    if (tmp_path / "bids").exists():
        assert problems(tmp_path / "bids") == []


def test_long_names_that_begin_alike_stay_apart() -> None:
    sent = with_channels(*(ChannelInfo("the electrode number " + str(n)) for n in range(4)))
    assert exportable(sent).info.labels == sent.info.labels
    short = exportable(sent, 16).info.labels
    assert short == ("the electrode nu", "the electrode-2", "the electrode-3", "the electrode-4")


@pytest.mark.parametrize("rate_hz", [0.5, 83.25, 99.7, 1000 / 3, 16384.0])
def test_any_rate_comes_back(write: Write, tmp_path: Path, rate_hz: float) -> None:
    n = 300
    sent = a_recording()
    samples = np.random.default_rng(0).normal(0, 30, (n, 4)).astype(np.float32)
    sent = dataclasses.replace(
        sent,
        info=msgspec.structs.replace(sent.info, rate_hz=rate_hz),
        samples=samples,
        times_s=50 + np.arange(n) / rate_hz,
        markers=Markers(np.array([50 + 100 / rate_hz]), ("x",)),
    )
    back = read_recording(write(sent, tmp_path))
    assert back.samples.shape == samples.shape
    np.testing.assert_allclose(back.samples, samples, atol=0.01)
    assert back.info.rate_hz == pytest.approx(rate_hz, rel=1e-6)
    assert back.markers.times_s[0] * rate_hz == pytest.approx(100, abs=0.5)


def test_a_stream_that_does_not_keep_its_rate_is_written_with_the_real_one(
    write: Write, tmp_path: Path
) -> None:
    sent = a_recording()
    times_s = 50 + np.arange(1000) / (2 * RATE_HZ)
    sent = dataclasses.replace(sent, times_s=times_s)
    back = read_recording(write(sent, tmp_path))
    assert back.info.rate_hz == 2 * RATE_HZ
    assert back.samples.shape == (1000, 4)
    assert back.markers.times_s.tolist() == [1.0]
    found = check_recording(sent)
    assert (found["keeps_rate"], found["rate_hz"], found["n_lost"]) == (False, 400, 0)


@pytest.mark.parametrize("share", [0.001, 0.01, 0.05, 0.2, 0.4])
def test_loss_and_jitter_are_no_other_rate(share: float) -> None:
    rng = np.random.default_rng(5)
    n = 4000
    sent = a_recording()
    kept = rng.random(n) >= share
    kept[[0, -1]] = True
    times_s = (50 + np.arange(n) / RATE_HZ)[kept]
    samples = rng.normal(0, 30, (n, 4)).astype(np.float32)[kept]
    sent = dataclasses.replace(sent, samples=samples, times_s=times_s)
    grid = on_grid(sent)
    assert grid.rate_hz == RATE_HZ
    assert grid.samples.shape == (n, 4)
    found = check_recording(sent)
    assert found["n_lost"] == n - kept.sum()
    assert found["rate_hz"] == pytest.approx(RATE_HZ, rel=1e-5)
    assert found["keeps_rate"]
    assert found["jitter_ms"] == pytest.approx(0, abs=1e-3)


def test_any_text_of_a_marker_comes_through(write: Write, tmp_path: Path) -> None:
    texts = (
        "a:b", "a;b", "", "  indented", "tab\tx", "two\nlines", "é", "视觉", "{COLON}", "…x", "x…",
        "BAD thing", "bad", "simulated", "x" * 200, "1", "0", "picture/1, blue", '"quoted"',
    )  # fmt: skip
    sent = a_recording()
    markers = Markers(50 + 0.2 * np.arange(len(texts)), texts)
    back = read_recording(write(dataclasses.replace(sent, markers=markers), tmp_path))
    changed = {"": "(no text)", "tab\tx": "tab x", "two\nlines": "two lines", "{COLON}": ":"}
    assert back.markers.texts == tuple(changed.get(text, text) for text in texts)
    np.testing.assert_allclose(back.markers.times_s, markers.times_s - 50, atol=2e-3)
    # A marker that is called so makes nobody a simulation.
    assert not back.info.simulated
    if (tmp_path / "bids").exists():
        assert problems(tmp_path / "bids") == []


@pytest.mark.parametrize("n", [1, 2, 3])
def test_the_shortest_recordings_are_checked_and_written(
    write: Write, tmp_path: Path, n: int
) -> None:
    whole = a_recording()
    sent = dataclasses.replace(whole, samples=whole.samples[:n], times_s=whole.times_s[:n])
    back = read_recording(write(sent, tmp_path))
    np.testing.assert_allclose(back.samples, sent.samples, atol=0.01)
    assert check_recording(sent)["n_samples"] == n


def test_stamps_that_are_no_numbers_are_left_out_and_do_not_spoil_the_report() -> None:
    sent = a_recording()
    sent.times_s[100:110] = np.nan
    found = check_recording(sent)
    assert found["rate_hz"] == pytest.approx(RATE_HZ, rel=1e-4)
    assert np.isfinite(found["jitter_ms"])
    assert on_grid(sent).samples.shape[0] == 1000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system that is full after 200 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    if not is_root() or mount is None:
        pytest.skip("a small file system needs root and mount")
    command = [mount, "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(folder)]
    if subprocess.run(command, check=False).returncode:
        pytest.skip("a small file system cannot be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("n", [18_000, 25_000, 60_000])
def test_a_full_disk_is_told_and_leaves_no_half_of_a_file(
    write: Write, small_disk: Path, n: int
) -> None:
    sent = a_recording()
    samples = np.random.default_rng(0).normal(0, 30, (n, 4)).astype(np.float32)
    long = dataclasses.replace(sent, samples=samples, times_s=50 + np.arange(n) / RATE_HZ)
    try:
        path = write(long, small_disk)
    except AppError as error:
        assert error.code == "disk_full"
        assert not [p for p in small_disk.rglob("*") if p.suffix in (".edf", ".fif")]
    else:
        # The shortest fits as EDF: it is all there.
        assert n == 18_000
        assert len(read_recording(path).samples) == n


@pytest.mark.parametrize("broken", ["first", "last", "all times", "samples", "one"])
def test_a_report_is_plain_json_whatever_the_recording_holds(broken: str) -> None:
    sent = a_recording()
    if broken == "first":
        sent.times_s[0] = np.nan
    elif broken == "last":
        sent.times_s[-1] = np.inf
    elif broken == "all times":
        sent.times_s[:] = np.nan
    elif broken == "samples":
        sent.samples[:] = np.nan
    else:
        sent = dataclasses.replace(sent, samples=sent.samples[:1], times_s=sent.times_s[:1])
    sent = dataclasses.replace(sent, notes=(Note(51.0, 0.0, "here"),))
    report = check_recording(sent)
    json.dumps(report, allow_nan=False)
    assert report["n_samples"] == len(sent.samples)
    if broken in ("first", "last"):
        assert report["duration_s"] == pytest.approx(998 / RATE_HZ)
    if broken == "samples":
        assert report["bad_channels"] == ["Fz", "Cz", "Pz"]


def test_samples_without_any_time_are_refused_in_words(write: Write, tmp_path: Path) -> None:
    sent = a_recording()
    sent.times_s[:] = np.nan
    with pytest.raises(AppError, match="no sample that has a time"):
        write(sent, tmp_path)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("jump_s", [200_000.0, -200_000.0, -2.0])
def test_a_jump_of_the_clock_is_no_hole_in_an_export(jump_s: float) -> None:
    sent = a_recording()
    sent.times_s[500:] += jump_s
    grid = on_grid(sent)
    assert grid.samples.shape == (1000, 4)
    np.testing.assert_array_equal(grid.samples, sent.samples)
    # Markers have a clock of their own, which did not jump.
    told = [(each.onset_s, each.text) for each in grid.annotations]
    assert told == [
        (pytest.approx(1.0, abs=0.01), "picture/1"),
        (pytest.approx(3.5, abs=0.01), "picture/2"),
    ]
    assert grid.outside == 0
