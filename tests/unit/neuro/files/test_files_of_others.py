"""Files as other programs write them: LabRecorder's XDF, BDF, BrainVision, CSV."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from shared.errors import AppError
from worker.neuro.check import check_recording
from worker.neuro.files.reader import read_recording

RATE_HZ, N = 250, 1000


class Xdf:
    """An XDF file by hand, with what our own writer never writes."""

    def __init__(self) -> None:
        self.data = b"XDF:"
        self.chunk(1, b"<?xml version='1.0'?><info><version>1.0</version></info>")

    def chunk(self, tag: int, content: bytes) -> None:
        body = struct.pack("<H", tag) + content
        self.data += b"\x04" + struct.pack("<I", len(body)) + body

    def stream(self, number: int, name: str, kind: str, rate_hz: float, format_: str, desc: str,
               channels: int = 1) -> None:  # fmt: skip
        xml = (
            f"<?xml version='1.0'?><info><name>{name}</name><type>{kind}</type>"
            f"<channel_count>{channels}</channel_count><nominal_srate>{rate_hz}</nominal_srate>"
            f"<channel_format>{format_}</channel_format><source_id>x</source_id>{desc}</info>"
        )
        self.chunk(2, struct.pack("<I", number) + xml.encode())

    def samples(self, number: int, times_s: np.ndarray, rows: list[bytes]) -> None:
        body = struct.pack("<I", number) + b"\x04" + struct.pack("<I", len(rows))
        for at_s, row in zip(times_s.tolist(), rows, strict=True):
            body += b"\x08" + struct.pack("<d", at_s) + row
        self.chunk(3, body)

    def text(self, value: str) -> bytes:
        return b"\x01" + struct.pack("<B", len(value.encode())) + value.encode()


def labels(*channels: tuple[str, str]) -> str:
    inner = "".join(
        f"<channel><label>{label}</label><unit>{unit}</unit></channel>" for label, unit in channels
    )
    return f"<desc><channels>{inner}</channels></desc>"


@pytest.fixture
def lab_recorder(tmp_path: Path) -> tuple[Path, np.ndarray]:
    """Integers in mV, a stream of eye positions and two kinds of markers."""
    values = np.random.default_rng(1).integers(-300, 300, (N, 2)).astype("<i2")
    times_s = 500 + np.arange(N) / RATE_HZ
    xdf = Xdf()
    xdf.stream(1, "gaze", "Gaze", 60, "double64", "")
    xdf.stream(2, "amp", "EEG", RATE_HZ, "int16", labels(("Fz", "mV"), ("Cz", "mV")), channels=2)
    xdf.stream(3, "amp-Markers", "Markers", 0, "int32", "")
    xdf.stream(4, "task", "Markers", 0, "string", "")
    xdf.samples(1, 500 + np.arange(60) / 60, [struct.pack("<d", 0.5)] * 60)
    xdf.samples(2, times_s, [row.tobytes() for row in values])
    xdf.samples(3, np.array([501.0, 502.0]), [struct.pack("<i", 7), struct.pack("<i", 8)])
    xdf.samples(4, np.array([501.5]), [xdf.text("größer")])
    # Clock offsets: the amplifier's computer is 3 s behind, the task's 1 s ahead.
    for number, offset_s in ((2, 3.0), (3, 3.0), (4, -1.0)):
        xdf.chunk(4, struct.pack("<Idd", number, 500.0, offset_s))
    path = tmp_path / "lab.xdf"
    path.write_bytes(xdf.data)
    return path, values


def test_a_file_of_lab_recorder_is_read_with_its_markers_and_clocks(
    lab_recorder: tuple[Path, np.ndarray],
) -> None:
    path, values = lab_recorder
    back = read_recording(path)
    np.testing.assert_array_equal(back.samples, values * np.float32(1000))
    assert [(c.label, c.unit) for c in back.info.channels] == [("Fz", "uV"), ("Cz", "uV")]
    since = dict(zip(back.markers.texts, back.markers.times_s - back.times_s[0], strict=True))
    # The task's computer is 4 s ahead of the amplifier's: its marker lies before the recording.
    assert since == {"7": 1.0, "8": 2.0, "größer": pytest.approx(1.5 - 4.0)}
    assert back.others == ("gaze",)
    found = check_recording(back)
    assert (found["n_samples"], found["n_lost"], found["rate_hz"]) == (N, 0, RATE_HZ)
    assert found["other_streams"] == ["gaze"]


def test_a_file_that_was_cut_in_the_middle_is_read_up_to_there(
    lab_recorder: tuple[Path, np.ndarray], tmp_path: Path
) -> None:
    path, values = lab_recorder
    whole = path.read_bytes()
    for keep in (len(whole) - 5, len(whole) - 60, len(whole) - 100):
        cut = tmp_path / "cut.xdf"
        cut.write_bytes(whole[:keep])
        back = read_recording(cut)
        np.testing.assert_array_equal(back.samples, values * np.float32(1000))


def test_a_file_of_markers_only_is_refused_in_words(tmp_path: Path) -> None:
    xdf = Xdf()
    xdf.stream(1, "task", "Markers", 0, "string", "")
    xdf.samples(1, np.array([1.0]), [xdf.text("x")])
    path = tmp_path / "markers.xdf"
    path.write_bytes(xdf.data)
    with pytest.raises(AppError, match="it holds no stream of samples"):
        read_recording(path)


def test_bdf_has_24_bits_and_its_annotations_are_markers(tmp_path: Path) -> None:
    import pyedflib

    samples = np.random.default_rng(2).normal(0, 50, (2, N))
    writer = pyedflib.EdfWriter(str(tmp_path / "a.bdf"), 2, pyedflib.FILETYPE_BDFPLUS)
    header = {"dimension": "uV", "sample_frequency": RATE_HZ, "physical_min": -1000,
              "physical_max": 1000, "digital_min": -8388608, "digital_max": 8388607,
              "prefilter": "", "transducer": ""}  # fmt: skip
    writer.setSignalHeaders([{**header, "label": label} for label in ("Fz", "Cz")])
    writer.writeSamples(list(samples))
    writer.writeAnnotation(1.5, -1, "flash")
    writer.close()
    back = read_recording(tmp_path / "a.bdf")
    np.testing.assert_allclose(back.samples, samples.T, atol=2e-4)
    assert back.markers.texts == ("flash",)
    assert back.markers.times_s[0] == pytest.approx(1.5, abs=1e-3)
    assert check_recording(back)["n_samples"] == N


def test_brain_vision_has_its_own_resolution_and_markers(tmp_path: Path) -> None:
    values = np.random.default_rng(3).integers(-2000, 2000, (N, 2)).astype("<i2")
    (tmp_path / "a.eeg").write_bytes(values.tobytes())
    (tmp_path / "a.vhdr").write_text(
        "Brain Vision Data Exchange Header File Version 1.0\n\n[Common Infos]\n"
        "Codepage=UTF-8\nDataFile=a.eeg\nMarkerFile=a.vmrk\nDataFormat=BINARY\n"
        "DataOrientation=MULTIPLEXED\nNumberOfChannels=2\nSamplingInterval=4000\n\n"
        "[Binary Infos]\nBinaryFormat=INT_16\n\n"
        "[Channel Infos]\nCh1=Fz,,0.1,µV\nCh2=Cz,,0.1,µV\n",
        encoding="utf-8",
    )
    (tmp_path / "a.vmrk").write_text(
        "Brain Vision Data Exchange Marker File, Version 1.0\n\n[Common Infos]\n"
        "Codepage=UTF-8\nDataFile=a.eeg\n\n[Marker Infos]\n"
        "Mk1=New Segment,,1,1,0,20260102030405000000\nMk2=Stimulus,S  7,251,1,0\n",
        encoding="utf-8",
    )
    back = read_recording(tmp_path / "a.vhdr")
    np.testing.assert_allclose(back.samples, values * 0.1, atol=1e-3)
    assert back.info.rate_hz == RATE_HZ
    at = back.markers.texts.index("Stimulus/S  7")
    assert back.markers.times_s[at] == pytest.approx(1.0)
    assert back.started_at is not None and back.started_at.year == 2026


def test_csv_without_channels_or_with_gaps_in_its_cells(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\ufefftime,Fz\n0.0,1\n0.1,\n0.2,3\n0.3,4\n")
    back = read_recording(path)
    assert np.isnan(back.samples[1, 0])
    assert check_recording(back)["n_not_finite"] == 1
    path.write_text("time\n0.0\n0.1\n")
    with pytest.raises(AppError, match="no column of samples"):
        read_recording(path)
