"""The XDF writer, read back by pyxdf: whole, cut anywhere, after a full disk."""

from __future__ import annotations

import errno
import os
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.errors import AppError
from shared.neuro.chunks import Chunk, Markers
from shared.neuro.streams import ChannelInfo, StreamInfo
from shared.neuro.xdf_tail import open_whole, whole_bytes
from shared.neuro.xdf_writer import BOUNDARY, XdfWriter

RATE_HZ = 250.0
EEG = StreamInfo(
    name="Test <EEG> & more",
    source_id="amp-1",
    rate_hz=RATE_HZ,
    channels=(ChannelInfo("Cz"), ChannelInfo("Pz", unit="V"), ChannelInfo("aux", "AUX", "counts")),
    simulated=True,
    hostname="lab",
)
MARKERS = StreamInfo(name="Marks", kind="Markers")


def load(source: Any, **options: Any) -> dict[str, dict[str, Any]]:
    import pyxdf

    options = {"synchronize_clocks": False, "dejitter_timestamps": False, **options}
    streams, _ = pyxdf.load_xdf(source, **options)
    return {stream["info"]["name"][0]: stream for stream in streams}


def eeg_chunk(start: int, count: int, channels: int = 3, seed: int = 0) -> Chunk:
    rng = np.random.default_rng(seed + start)
    samples = rng.normal(0, 20, (count, channels)).astype(np.float32)
    return Chunk(samples, 1000.0 + np.arange(start, start + count) / RATE_HZ)


def record(path: Path, chunks: int, *, close: bool = True) -> tuple[list[Chunk], list[int]]:
    """Chunks written, and the file's size after each."""
    writer = XdfWriter(path)
    eeg, marks = writer.add_stream(EEG), writer.add_stream(MARKERS)
    written, sizes = [], []
    for index in range(chunks):
        chunk = eeg_chunk(index * 5, 5)
        writer.samples(eeg, chunk)
        if index % 3 == 0:
            writer.markers(marks, Markers(chunk.times_s[:1], (f"face {index}",)))
        if index % 7 == 0:
            writer.clock_offset(eeg, float(chunk.times_s[0]), -3.5)
        written.append(chunk)
        sizes.append(path.stat().st_size)
    if close:
        writer.close()
    else:
        os.close(writer._descriptor)  # as the end of a killed process does
    return written, sizes


def test_what_was_written_is_read_bit_for_bit(tmp_path: Path) -> None:
    chunks, _ = record(tmp_path / "a.xdf", 40)
    streams = load(tmp_path / "a.xdf")
    eeg = streams[EEG.name]
    assert np.array_equal(eeg["time_series"], np.concatenate([c.samples for c in chunks]))
    assert np.array_equal(eeg["time_stamps"], np.concatenate([c.times_s for c in chunks]))
    assert streams["Marks"]["time_series"] == [[f"face {i}"] for i in range(0, 40, 3)]
    assert eeg["clock_values"] == [-3.5] * 6
    assert eeg["footer"]["info"]["sample_count"] == ["200"]
    assert float(eeg["footer"]["info"]["last_timestamp"][0]) == chunks[-1].times_s[-1]


def test_the_header_says_what_the_stream_is(tmp_path: Path) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    record(tmp_path / "a.xdf", 1)
    import pyxdf

    header = pyxdf.load_xdf(tmp_path / "a.xdf")[1]["info"]
    assert before <= datetime.fromisoformat(header["datetime"][0]) <= datetime.now(UTC)
    info = load(tmp_path / "a.xdf")[EEG.name]["info"]
    assert (info["type"], info["source_id"], info["hostname"]) == (["EEG"], ["amp-1"], ["lab"])
    assert float(info["nominal_srate"][0]) == RATE_HZ
    channels = info["desc"][0]["channels"][0]["channel"]
    assert [c["label"][0] for c in channels] == ["Cz", "Pz", "aux"]
    assert [c["unit"][0] for c in channels] == ["microvolts", "microvolts", "counts"]
    assert [c["unit_received"][0] for c in channels] == ["uV", "V", "counts"]
    assert info["desc"][0]["simulated"] == ["true"]


def test_offsets_bring_the_times_to_this_clock(tmp_path: Path) -> None:
    chunks, _ = record(tmp_path / "a.xdf", 40)
    eeg = load(tmp_path / "a.xdf", synchronize_clocks=True)[EEG.name]
    assert np.allclose(eeg["time_stamps"], np.concatenate([c.times_s for c in chunks]) - 3.5)


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.text(), st.text(max_size=300), st.lists(st.text(max_size=300), min_size=1, max_size=5))
def test_any_text_survives(
    tmp_path_factory: pytest.TempPathFactory, name: str, label: str, texts: list[str]
) -> None:
    path = tmp_path_factory.mktemp("xdf") / "a.xdf"
    writer = XdfWriter(path)
    writer.add_stream(StreamInfo(name=name, rate_hz=1.0, channels=(ChannelInfo(label),)))
    marks = writer.add_stream(StreamInfo(name="the marks", kind="Markers"))
    writer.markers(marks, Markers(np.arange(len(texts), dtype=float), tuple(texts)))
    writer.close()
    import pyxdf

    streams, _ = pyxdf.load_xdf(path)
    assert streams[1]["time_series"] == [[text] for text in texts]


def test_a_killed_writer_leaves_everything_it_was_given(tmp_path: Path) -> None:
    chunks, _ = record(tmp_path / "a.xdf", 30, close=False)
    eeg = load(tmp_path / "a.xdf")[EEG.name]
    assert np.array_equal(eeg["time_series"], np.concatenate([c.samples for c in chunks]))
    assert whole_bytes(tmp_path / "a.xdf") == (tmp_path / "a.xdf").stat().st_size


def test_cut_at_any_byte_every_chunk_before_the_cut_is_read(tmp_path: Path) -> None:
    chunks, sizes = record(tmp_path / "a.xdf", 30)
    data = (tmp_path / "a.xdf").read_bytes()
    first = sizes[0]  # before it there is no sample, only headers
    cut_file = tmp_path / "cut.xdf"
    tail = list(range(sizes[-2], len(data)))  # every byte of the last chunks and the footers
    for cut in [*random.Random(5).sample(range(first, len(data)), 60), *tail]:
        cut_file.write_bytes(data[:cut])
        whole = [chunk for chunk, size in zip(chunks, sizes, strict=True) if size <= cut]
        with open_whole(cut_file) as file:
            eeg = load(file)[EEG.name]
        expected = np.concatenate([c.samples for c in whole])
        # A chunk may be whole although the marker or offset written after it is not.
        read = eeg["time_series"]
        assert len(expected) <= len(read) <= len(expected) + 5, cut
        assert np.array_equal(read, np.concatenate([c.samples for c in chunks])[: len(read)]), cut


def test_a_tail_of_zeros_as_a_power_cut_leaves_it(tmp_path: Path) -> None:
    chunks, _ = record(tmp_path / "a.xdf", 10, close=False)
    with (tmp_path / "a.xdf").open("ab") as file:
        file.write(bytes(5000))
    with open_whole(tmp_path / "a.xdf") as whole:
        eeg = load(whole)[EEG.name]
    assert np.array_equal(eeg["time_series"], np.concatenate([c.samples for c in chunks]))


def test_damage_in_the_middle_costs_no_more_than_up_to_the_next_boundary(tmp_path: Path) -> None:
    now = [0.0]
    path = tmp_path / "a.xdf"
    writer = XdfWriter(path, clock=lambda: now[0])
    eeg = writer.add_stream(EEG)
    for index in range(60):  # one second each
        now[0] = float(index)
        writer.samples(eeg, eeg_chunk(index * 250, 250))
        writer.sync()
    writer.close()
    data = bytearray(path.read_bytes())
    assert data.count(BOUNDARY) == 5
    at = len(data) // 2
    data[at : at + 3000] = b"\xff" * 3000
    path.write_bytes(data)
    with open_whole(path) as file:
        times_s = load(file)[EEG.name]["time_stamps"]
    everything = 1000.0 + np.arange(60 * 250) / RATE_HZ
    assert np.isin(everything, times_s).mean() >= 1 - 12 / 60
    assert everything[-1] in times_s


def test_a_recording_is_never_overwritten(tmp_path: Path) -> None:
    record(tmp_path / "a.xdf", 3)
    before = (tmp_path / "a.xdf").read_bytes()
    with pytest.raises(AppError) as caught:
        XdfWriter(tmp_path / "a.xdf")
    assert caught.value.code == "file_exists"
    assert str(tmp_path / "a.xdf") in str(caught.value)
    assert (tmp_path / "a.xdf").read_bytes() == before


def test_a_full_disk_takes_no_half_chunk_and_writing_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = XdfWriter(tmp_path / "a.xdf")
    eeg = writer.add_stream(EEG)
    writer.samples(eeg, eeg_chunk(0, 5))
    real_write = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: real_write(fd, data[: len(data) // 2]))
    with pytest.raises(AppError) as caught:
        writer.samples(eeg, eeg_chunk(5, 5))
    assert caught.value.code == "disk_full"

    def full(_descriptor: int, _data: bytes) -> int:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(AppError, match="full"):
        writer.samples(eeg, eeg_chunk(10, 5))
    monkeypatch.undo()
    writer.samples(eeg, eeg_chunk(15, 5))
    writer.close()
    read = load(tmp_path / "a.xdf")[EEG.name]
    expected = [eeg_chunk(0, 5), eeg_chunk(15, 5)]
    assert np.array_equal(read["time_series"], np.concatenate([c.samples for c in expected]))
    assert read["footer"]["info"]["sample_count"] == ["10"]


def test_wrong_shapes_and_kinds_are_refused(tmp_path: Path) -> None:
    writer = XdfWriter(tmp_path / "a.xdf")
    eeg, marks = writer.add_stream(EEG), writer.add_stream(MARKERS)
    size = (tmp_path / "a.xdf").stat().st_size
    with pytest.raises(ValueError, match="belong"):
        writer.samples(eeg, eeg_chunk(0, 5, channels=2))
    with pytest.raises(ValueError, match="texts"):
        writer.samples(marks, eeg_chunk(0, 5))
    with pytest.raises(ValueError, match="samples"):
        writer.markers(eeg, Markers(np.zeros(1), ("x",)))
    assert (tmp_path / "a.xdf").stat().st_size == size
    writer.close()
    writer.close()
