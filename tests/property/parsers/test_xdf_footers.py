"""Any bytes in place of a recording's last chunks give its samples or words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.neuro.chunks import Chunk, Markers
from shared.neuro.streams import ChannelInfo, StreamInfo
from shared.neuro.xdf_tail import whole_bytes
from shared.neuro.xdf_writer import STREAM_FOOTER, XdfWriter
from tests.property.parsers.damage import bounded, damaged, value_or_words
from worker.neuro.files.reader import read_recording

RATE_HZ, SAMPLES = 100.0, 50
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE info ['
    + b'<!ENTITY a0 "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
    + b"]><info><sample_count>&a11;</sample_count></info>"
)


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """A closed recording: up to its footers, and those."""
    path = tmp_path_factory.mktemp("xdf") / "r.xdf"
    writer = XdfWriter(path)
    channels = (ChannelInfo("Cz"), ChannelInfo("Pz"))
    eeg = writer.add_stream(StreamInfo(name="e", source_id="e", rate_hz=RATE_HZ, channels=channels))
    marks = writer.add_stream(StreamInfo(name="Marks", kind="Markers"))
    times = 10 + np.arange(SAMPLES) / RATE_HZ
    writer.samples(eeg, Chunk(np.ones((SAMPLES, 2), np.float32), times))
    writer.markers(marks, Markers(times[:1], ("face",)))
    writer.clock_offset(eeg, float(times[0]), -3.5)
    body = writer.size
    writer.close()
    data = path.read_bytes()
    return data[:body], data[body:]


def footer(content: bytes) -> bytes:
    inner = STREAM_FOOTER.to_bytes(2, "little") + (1).to_bytes(4, "little") + content
    return b"\x04" + len(inner).to_bytes(4, "little") + inner


def samples(data: bytes, path: Path) -> int:
    path.write_bytes(data)
    return len(read_recording(path).samples)


def test_damaged_footers(parts: tuple[bytes, bytes], tmp_path: Path) -> None:
    body, end = parts
    assert samples(body + end, tmp_path / "r.xdf") == SAMPLES

    @bounded
    @given(damaged(end) | st.binary(max_size=300) | st.binary(max_size=300).map(footer))
    def check(tail: bytes) -> None:
        path = tmp_path / "r.xdf"
        value_or_words(read_recording, path, body + tail)
        assert len(body) <= whole_bytes(path) <= len(body + tail)

    check()


def test_a_footer_that_is_cut_costs_no_sample(parts: tuple[bytes, bytes], tmp_path: Path) -> None:
    body, end = parts
    for length in range(0, len(end), 7):
        assert samples(body + end[:length], tmp_path / "r.xdf") == SAMPLES


@pytest.mark.parametrize(
    "content",
    [
        BOMB,
        b"<info>" * 5_000,
        b"<info><sample_count>99999999999999999999</sample_count></info>",
        b"<info><first_timestamp>nan</first_timestamp></info>",
        b"\xff\xfe\x00",
        b"",
    ],
)
def test_hostile_footers(content: bytes, parts: tuple[bytes, bytes], tmp_path: Path) -> None:
    value_or_words(read_recording, tmp_path / "r.xdf", parts[0] + footer(content))
