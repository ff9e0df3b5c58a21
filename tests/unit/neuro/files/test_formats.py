"""One recording in every format: what goes in comes out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from shared.errors import AppError
from shared.neuro.chunks import Chunk, Markers
from shared.neuro.streams import ChannelInfo, StreamInfo
from shared.neuro.xdf_writer import XdfWriter
from tests.e2e.eeg.streams import REAL, write_csv
from worker.neuro.check import check_recording
from worker.neuro.export.edf_file import write_edf
from worker.neuro.export.fif_file import write_fif
from worker.neuro.files.reader import read_recording
from worker.neuro.files.recording import Recording

RATE_HZ = 200.0


def a_recording(*, simulated: bool = False, hole: tuple[int, int] | None = None) -> Recording:
    """Five seconds of noise with markers at 1.0 and 3.5 s; `hole` leaves out samples a to b."""
    n = 1000
    samples = np.random.default_rng(3).normal(0, 40, (n, 4)).astype(np.float32)
    times_s = 50 + np.arange(n) / RATE_HZ
    keep = np.ones(n, dtype=bool)
    if hole is not None:
        keep[slice(*hole)] = False
    labels = ("Fz", "Cz", "Pz", "EOG1")
    info = StreamInfo(
        name="made",
        source_id="made",
        rate_hz=RATE_HZ,
        channels=tuple(ChannelInfo(label=x, kind="EOG" if "EOG" in x else "EEG") for x in labels),
        simulated=simulated,
    )
    markers = Markers(times_s=np.array([51.0, 53.5]), texts=("picture/1", "picture/2"))
    start = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    return Recording(info, samples[keep], times_s[keep], markers, started_at=start)


def marks_of(recording: Recording) -> list[tuple[float, str]]:
    times = (recording.markers.times_s - recording.times_s[0]).round(4).tolist()
    return list(zip(times, recording.markers.texts, strict=True))


@pytest.mark.parametrize("simulated", [False, True])
@pytest.mark.parametrize("hole", [None, (300, 410)])
def test_fif_keeps_all(tmp_path: Path, simulated: bool, hole: tuple[int, int] | None) -> None:
    sent = a_recording(simulated=simulated, hole=hole)
    back = read_recording(write_fif(sent, tmp_path / "a.fif"))
    np.testing.assert_allclose(back.samples, sent.samples, rtol=1e-6)
    np.testing.assert_allclose(
        back.times_s - back.times_s[0], sent.times_s - sent.times_s[0], atol=1e-6
    )
    assert marks_of(back) == [(1.0, "picture/1"), (3.5, "picture/2")]
    assert back.info.simulated == simulated
    assert back.info.channels == sent.info.channels
    assert back.started_at == sent.started_at


@pytest.mark.parametrize("hole", [None, (300, 410)])
def test_edf_keeps_all_to_sixteen_bits(tmp_path: Path, hole: tuple[int, int] | None) -> None:
    sent = a_recording(simulated=True, hole=hole)
    back = read_recording(write_edf(sent, tmp_path / "a.edf"))
    step = (sent.samples.max() - sent.samples.min() + 2) / 65535
    assert back.samples.shape == sent.samples.shape
    np.testing.assert_allclose(back.samples, sent.samples, atol=step)
    np.testing.assert_allclose(
        back.times_s - back.times_s[0], sent.times_s - sent.times_s[0], atol=1e-6
    )
    assert marks_of(back) == [(1.0, "picture/1"), (3.5, "picture/2")]
    assert back.info.simulated


def test_a_crowd_of_markers_fits_in_edf(tmp_path: Path) -> None:
    sent = a_recording()
    times = 50 + np.linspace(0, 4.9, 99)
    crowd = Markers(times_s=times, texts=tuple(f"m{i}" for i in range(99)))
    crowded = Recording(sent.info, sent.samples, sent.times_s, crowd)
    back = read_recording(write_edf(crowded, tmp_path / "a.edf"))
    assert back.markers.texts == crowd.texts
    np.testing.assert_allclose(back.markers.times_s, times - 50, atol=0.5 / RATE_HZ + 1e-3)


def test_xdf_in_volts_is_read_in_microvolts(tmp_path: Path) -> None:
    sent = a_recording()
    writer = XdfWriter(tmp_path / "a.xdf")
    eeg = writer.add_stream(sent.info)
    marks = writer.add_stream(StreamInfo(name="m", kind="Markers"))
    writer.clock_offset(eeg, 50.0, 10.0)
    writer.samples(eeg, Chunk(sent.samples, sent.times_s))
    # Markers carry this computer's time; the sender's is 10 s behind.
    writer.markers(marks, Markers(times_s=sent.markers.times_s + 10, texts=sent.markers.texts))
    writer.close()
    back = read_recording(tmp_path / "a.xdf")
    np.testing.assert_array_equal(back.samples, sent.samples)
    np.testing.assert_array_equal(back.times_s, sent.times_s)
    assert marks_of(back) == [(1.0, "picture/1"), (3.5, "picture/2")]
    assert back.clock_offsets[0].offset_s == 10.0


def test_csv_of_a_muse(tmp_path: Path) -> None:
    sent = write_csv(tmp_path / "muse.csv", rate_hz=256, seconds=3)
    back = read_recording(tmp_path / "muse.csv")
    np.testing.assert_array_equal(back.samples, sent)
    assert back.info.rate_hz == 256
    assert back.markers.texts == ("1", "2", "3", "4", "5")


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.csv", "x,y\n1,2\n3,4\n", "no column is called"),
        ("a.csv", "timestamps,C1\n1,2\n2,pear\n", "C1 has a cell that is no number"),
        ("a.xdf", "not XDF at all", "cannot be read"),
        ("a.edf", "not EDF at all", "cannot be read"),
        ("a.txt", "hello", "its ending is .txt"),
    ],
)
def test_a_broken_file_is_refused_in_words(
    tmp_path: Path, name: str, content: str, word: str
) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(AppError, match=r"cannot be read as a recording") as caught:
        read_recording(tmp_path / name)
    assert word in str(caught.value)


def test_an_export_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "a.edf").write_bytes(b"mine")
    with pytest.raises(AppError, match="exists already"):
        write_edf(a_recording(), tmp_path / "a.edf")
    assert (tmp_path / "a.edf").read_bytes() == b"mine"
    assert [path.name for path in tmp_path.iterdir()] == ["a.edf"]


def test_check_counts_what_was_lost(tmp_path: Path) -> None:
    report = check_recording(a_recording(hole=(300, 410)))
    assert report["n_samples"] == 890
    assert report["n_lost"] == 110
    (gap,) = report["gaps"]
    assert gap["n_lost"] == 110
    assert gap["from_s"] == pytest.approx(1.5, abs=0.02)
    assert report["rate_hz"] == pytest.approx(RATE_HZ)
    assert report["jitter_ms"] == pytest.approx(0, abs=1e-3)
    assert report["simulated"] is False


def test_check_names_flat_and_railed_channels() -> None:
    good = a_recording()
    rng = np.random.default_rng(1)
    common = np.cumsum(rng.normal(0, 3, 1000))
    samples = (common[:, None] + rng.normal(0, 3, (1000, 4))).astype(np.float32)
    samples[:, 1] = 0
    report = check_recording(Recording(good.info, samples, good.times_s, good.markers))
    assert report["bad_channels"] == ["Cz"]
    assert report["bad_because"] == {"Cz": "flat"}


def test_check_measures_jitter_and_rate() -> None:
    good = a_recording()
    rng = np.random.default_rng(2)
    stamps = 50 + np.arange(1000) / (RATE_HZ * 1.001) + rng.normal(0, 0.0005, 1000)
    report = check_recording(Recording(good.info, good.samples, stamps, good.markers))
    assert report["rate_hz"] == pytest.approx(RATE_HZ * 1.001, rel=1e-4)
    assert report["jitter_ms"] == pytest.approx(0.5, rel=0.1)


@pytest.mark.skipif(not REAL.is_dir(), reason="real recordings are not part of the program")
def test_real_recordings_are_whole() -> None:
    import mne

    csv = REAL / "n170/subject0001/session001/data_2017-09-13-15.30.01.csv"
    cells = np.genfromtxt(csv, delimiter=",", skip_header=1)
    read = read_recording(csv)
    np.testing.assert_array_equal(read.samples, cells[:, 1:6].astype(np.float32))
    np.testing.assert_array_equal(read.times_s, cells[:, 0])
    assert len(read.markers) == (cells[:, 6] != 0).sum() > 150
    muse = check_recording(read)
    assert muse["channels"][:4] == ["TP9", "AF7", "AF8", "TP10"]
    assert muse["nominal_rate_hz"] == 256
    read = read_recording(REAL / "eeglab/eeglab_data.set")
    raw = mne.io.read_raw_eeglab(REAL / "eeglab/eeglab_data.set", verbose="ERROR")
    np.testing.assert_allclose(read.samples, 1e6 * raw.get_data().T, rtol=1e-6)
    assert list(read.markers.texts) == [str(text) for text in raw.annotations.description]
    eeglab = check_recording(read)
    assert (eeglab["n_channels"], eeglab["n_lost"], eeglab["n_samples"]) == (32, 0, 30504)
