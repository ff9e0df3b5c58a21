"""Sources without a network: the player, BrainFlow's boards, units, LSL's configuration."""

from __future__ import annotations

import configparser
import os
import stat
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from shared.errors import AppError
from shared.neuro.chunks import Chunk, Markers
from shared.neuro.streams import ChannelInfo, StreamInfo
from worker.neuro.files.recording import Recording
from worker.neuro.lsl_settings import prepare_lsl
from worker.neuro.simulation.participant import Participant, SimulationSettings
from worker.neuro.simulation.session import Session
from worker.neuro.sources import brainflow as brainflow_module
from worker.neuro.sources.base import Source, SourceNotice
from worker.neuro.sources.brainflow import PLAYBACK_BOARD, BoardSettings, BrainFlowSource
from worker.neuro.sources.lsl_markers import belongs_to
from worker.neuro.sources.package_counter import PackageCounter
from worker.neuro.sources.player import PlayerSource
from worker.neuro.sources.simulated import SimulatedSource
from worker.neuro.units import scale_of, unscaled_labels


class SteppedClock:
    """Seconds that pass only when a test says so."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


def a_recording(n: int = 500, rate_hz: float = 250.0) -> Recording:
    samples = np.random.default_rng(0).normal(size=(n, 3)).astype(np.float32)
    times_s = 5 + np.arange(n) / rate_hz
    times_s[200:] += 0.4  # 100 samples were lost
    info = StreamInfo(
        name="x", rate_hz=rate_hz, channels=tuple(ChannelInfo(label=f"c{i}") for i in range(3))
    )
    return Recording(info, samples, times_s, Markers(np.array([5.1, 6.0]), ("one", "two")))


def drained(source: Source) -> tuple[list[Chunk], list[Markers], list[str]]:
    chunks, markers, kinds = [], [], []
    while (item := source.read(0.0)) is not None:
        if isinstance(item, Chunk):
            chunks.append(item)
        elif isinstance(item, Markers):
            markers.append(item)
        elif isinstance(item, SourceNotice):
            kinds.append(item.kind)
    return chunks, markers, kinds


def test_the_player_gives_what_is_due_and_keeps_gaps() -> None:
    clock, recording = SteppedClock(), a_recording()
    source = PlayerSource(recording, clock=clock)
    source.open()
    assert sum(len(chunk) for chunk in drained(source)[0]) == 1  # the first is due at once
    clock.now_s += 0.25
    chunks, markers, _ = drained(source)
    assert sum(len(chunk) for chunk in chunks) == 62
    assert markers[0].texts == ("one",)
    assert markers[0].times_s[0] == pytest.approx(1000.1)
    clock.now_s += 10
    rest, _, kinds = drained(source)
    assert kinds == ["ended"]
    times_s = np.concatenate([c.times_s for c in rest])
    assert np.diff(times_s).max() == pytest.approx(0.404, abs=1e-6)
    assert times_s[-1] == pytest.approx(1000 + recording.times_s[-1] - 5)


def test_the_player_at_another_speed_says_another_rate() -> None:
    clock = SteppedClock()
    source = PlayerSource(a_recording(), speed=4, clock=clock)
    assert source.open().rate_hz == 1000
    source.read(0.0)
    clock.now_s += 20
    chunks, _, _ = drained(source)
    assert sum(len(chunk) for chunk in chunks) == 499


def test_a_simulated_source_gives_the_session_and_ends() -> None:
    who = Participant(SimulationSettings(level="demo", channels=8))
    clock = SteppedClock()
    source = SimulatedSource(who, seconds=3, clock=clock)
    assert source.open().simulated
    source.read(0.0)
    clock.now_s += 60
    chunks, markers, kinds = drained(source)
    session = Session(who)
    expected = np.vstack([session.block().samples for _ in range(15)])
    np.testing.assert_array_equal(np.vstack([c.samples for c in chunks]), expected)
    assert kinds == ["ended"]
    assert markers[0].times_s[0] == pytest.approx(1002)
    stamps = np.concatenate([c.times_s for c in chunks])
    np.testing.assert_allclose(np.diff(stamps), 0.004, atol=1e-9)


def collected(source: BrainFlowSource, n: int) -> np.ndarray:
    got: list[Chunk] = []
    deadline = time.monotonic() + 30
    while sum(map(len, got)) < n:
        assert time.monotonic() < deadline
        item = source.read(0.2)
        if isinstance(item, Chunk):
            got.append(item)
    times_s = np.concatenate([chunk.times_s for chunk in got])
    assert abs(times_s[-1] - time.monotonic()) < 5
    return np.vstack([chunk.samples for chunk in got])


def test_brainflow_synthetic_board_streams_and_says_that_it_is_no_person() -> None:
    source = BrainFlowSource(BoardSettings())
    try:
        info = source.open()
        assert info.simulated
        assert info.rate_hz == 250
        assert len(info.channels) == 16
        assert info.labels[0] == "Fz"
        samples = collected(source, 100)
        assert samples.shape[1] == 16
        assert (samples.std(axis=0) > 0).all()
    finally:
        source.close()


class LossyBoard:
    """Gives what a test puts into it, as BrainFlow gives data: [rows, n]."""

    def __init__(self, described: dict[str, Any]) -> None:
        self._described = described
        self.packages: list[int] = []

    def get_board_data(self) -> np.ndarray:
        data = np.zeros((32, len(self.packages)))
        data[self._described["package_num_channel"]] = self.packages
        data[self._described["timestamp_channel"]] = time.time()
        self.packages = []
        return data

    def is_prepared(self) -> bool:
        return False


def test_what_a_board_counts_as_lost_and_its_silence_are_told_by_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(brainflow_module, "STALL_S", 0.05)
    source = BrainFlowSource(BoardSettings())
    source.open()
    real, board = source._board, LossyBoard(source._described)
    real.release_session()
    source._board = board
    source._counter = PackageCounter()
    board.packages = [*range(100), *range(107, 120)]
    told = [source.read(0.0), source.read(0.0)]
    assert isinstance(told[0], SourceNotice)
    # Samples still come: this is no loss of the stream.
    assert (told[0].kind, told[0].code, told[0].params) == ("gap", "packages_lost", {"count": 7})
    assert isinstance(told[1], Chunk) and len(told[1]) == 113
    silent = source.read(1.0)
    assert isinstance(silent, SourceNotice)
    assert (silent.kind, silent.code) == ("stalled", "no_samples")
    board.packages = [120]
    again = source.read(1.0)
    assert isinstance(again, SourceNotice)
    assert (again.kind, again.code) == ("returned", "samples_again")
    assert float(again.params["seconds"]) >= float(silent.params["seconds"])
    source.close()


def test_what_is_marked_on_a_board_is_a_marker_at_its_sample() -> None:
    source = BrainFlowSource(BoardSettings())
    try:
        source.open()
        collected(source, 25)
        source._board.insert_marker(7)
        deadline = time.monotonic() + 30
        item = source.read(0.2)
        while not isinstance(item, Markers):
            assert time.monotonic() < deadline
            item = source.read(0.2)
        assert item.texts == ("7",)
        assert abs(item.times_s[0] - time.monotonic()) < 5
    finally:
        source.close()


def test_brainflow_playback_board_gives_the_recorded_values(tmp_path: Path) -> None:
    from brainflow.board_shim import BoardShim
    from brainflow.data_filter import DataFilter

    rows = BoardShim.get_num_rows(-1)
    described = BoardShim.get_board_descr(-1)
    data = np.zeros((rows, 400))
    data[described["package_num_channel"]] = np.arange(400) % 256
    data[described["timestamp_channel"]] = 1.7e9 + np.arange(400) / 250
    for index, row in enumerate(described["eeg_channels"]):
        data[row] = np.arange(400) + 1000 * index
    DataFilter.write_file(data, str(tmp_path / "board.csv"), "w")
    source = BrainFlowSource(
        BoardSettings(board_id=PLAYBACK_BOARD, file=str(tmp_path / "board.csv"), master_board=-1)
    )
    try:
        source.open()
        samples = collected(source, 50)
        np.testing.assert_array_equal(np.diff(samples[:50], axis=0), 1)
        np.testing.assert_array_equal(samples[:, 3] - samples[:, 0], 3000)
    finally:
        source.close()


def test_a_board_that_is_not_there_is_refused_in_words() -> None:
    with pytest.raises(AppError) as caught:
        BrainFlowSource(BoardSettings(board_id=0, serial_port="/dev/no-such-port")).open()
    assert caught.value.code == "no_board"
    assert "The board 0 cannot be used" in str(caught.value)


def test_units_of_voltage_are_scaled_and_others_named() -> None:
    units = ("V", "mV", "uV", "µV", "microvolts", "counts", "")
    info = StreamInfo(
        name="x", channels=tuple(ChannelInfo(label=f"c{i}", unit=u) for i, u in enumerate(units))
    )
    assert scale_of(info).tolist() == [1e6, 1e3, 1, 1, 1, 1, 1]
    assert unscaled_labels(info) == ("c5", "c6")


@pytest.mark.parametrize(
    ("markers", "belongs"),
    [
        ("Amp-0-markers", True),
        ("Amp-0-Markers", True),
        ("amp-0_Marker", True),
        ("Amp-0 Triggers", True),
        ("Amp-0", False),
        ("Amp-01-Markers", False),
        ("Amp-0-quality", False),
        ("Markers", False),
        ("Other-markers", False),
    ],
)
def test_a_marker_stream_is_known_by_its_name(markers: str, belongs: bool) -> None:
    assert belongs_to("Amp-0", markers) is belongs
    assert not belongs_to("", markers)


def test_lsl_is_told_to_stay_on_this_computer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LSLAPICFG", "theirs.cfg")
    assert prepare_lsl(network=True, home=tmp_path) is None
    assert os.environ["LSLAPICFG"] == "theirs.cfg"
    path = prepare_lsl(home=tmp_path)
    assert path is not None
    assert os.environ["LSLAPICFG"] == str(path)
    # A child that may reach other computers does not take it over from its parent.
    prepare_lsl(network=True, home=tmp_path / "other")
    assert "LSLAPICFG" not in os.environ
    settings = configparser.ConfigParser()
    settings.read(path)
    assert settings["multicast"]["ResolveScope"] == "machine"
    assert settings["multicast"]["ListenAddress"] == "127.0.0.1"
    assert settings["lab"]["KnownPeers"] == "{127.0.0.1}"
    assert settings["ports"]["IPv6"] == "disable"
    # Each stream and each reader takes one: the usual 32 hide the streams of a second recording.
    assert int(settings["ports"]["PortRange"]) >= 128
    # A session of our own would hide the streams of other programs.
    assert "SessionID" not in path.read_text()
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
