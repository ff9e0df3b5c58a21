"""Channels and markers that are not as they should be, from real LSL senders."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.e2e.eeg.conftest import StartSender
from tests.e2e.eeg.faults import Phase, Script, ValueFault
from tests.e2e.eeg.streams import LiveRecording, unused_name
from worker.neuro.check import check_recording
from worker.neuro.export.grid import on_grid
from worker.neuro.files.reader import read_recording

pytestmark = pytest.mark.fault

BROKEN: dict[str, ValueFault] = {
    "2": "flat", "3": "railed", "4": "bridged", "7": "line", "8": "nan", "9": "inf", "10": "alone",
}  # fmt: skip


def test_broken_channels_are_marked_told_and_found_again_in_the_file(
    start_sender: StartSender, tmp_path: Path
) -> None:
    name, rate_hz = unused_name(), 250
    script = Script((Phase("clean", 8.6, broken=BROKEN), Phase("clean", 4.4)))
    options = ("--name", name, "--source-id", f"{name}-id", "--rate", rate_hz, "--channels", 20)
    start_sender(*options, "--script", script.to_json())
    recording = LiveRecording(name, tmp_path / "a.xdf")
    recording.wait_for_samples(13 * rate_hz)
    report = recording.end()
    assert (report.n_samples, report.n_lost) == (13 * rate_hz, 0)
    told = set(recording.news)
    assert {
        "Quality: S2 is flat.",
        "Quality: S3 is at the limit of the amplifier.",
        "Quality: S4 is bridged with another.",
        "Quality: S5 is bridged with another.",
        "Not finite: S8.",
        "Not finite: S9.",
        "Finite again: S8 after 2150 values that were no numbers.",
        "Quality: S10 is unlike all others.",
        "Quality: S2 is good again.",
        "Quality: S7 is good again.",
        "Quality: S8 is good again.",
    } <= told
    assert any(text.startswith("Quality: S7 is full of line noise") for text in told)
    assert any(text.startswith("Quality: S8 is missing") for text in told)
    assert not any("S6 " in text or "S11 " in text for text in told)
    assert report.n_not_finite == 2 * round(8.6 * rate_hz)
    back = read_recording(recording.path)
    # What was told is in the file, and the values are as they were sent.
    assert "quality: S2 is flat" in back.events
    assert np.isnan(back.samples[:2150, 8]).all()
    assert np.isposinf(back.samples[:2150, 9]).all()
    assert np.isfinite(back.samples[2150:]).all()
    found = check_recording(back)
    # Channel 0 counts the samples and is like no other.
    assert set(found["bad_channels"]) == {"S0", "S2", "S3", "S7", "S8", "S9", "S10"}
    assert {"S4", "S5"} <= set(found["poor_because"])
    assert found["n_not_finite"] == report.n_not_finite


def test_a_value_beyond_single_precision_is_no_number_and_is_told(
    start_sender: StartSender, tmp_path: Path
) -> None:
    name = unused_name()
    start_sender("--name", name, "--source-id", f"{name}-id", "--first", 1e39)
    recording = LiveRecording(name, tmp_path / "a.xdf")
    recording.wait_for(lambda: "Not finite: S0." in recording.news)
    report = recording.end()
    assert report.n_not_finite == report.n_samples
    assert np.isinf(read_recording(recording.path).samples[:, 0]).all()


@pytest.mark.parametrize("format_", ["string", "int32"])
def test_markers_early_late_and_in_the_future(
    start_sender: StartSender, tmp_path: Path, format_: str
) -> None:
    name = unused_name()
    word = "mark/" if format_ == "string" else ""
    markers = (
        (0.0, -30.0, "mark/1"),  # long before the first sample
        (0.1, 1.0, "mark/2"),  # sent before the first sample and meant for a later one
        (1.5, 1.5, "mark/3"),
        (1.6, 1e4, "mark/4"),  # in the future
        (2.0, 1.2, "mark/5"),  # after its time
    )
    script = Script((Phase("silent", 0.6), Phase("clean", 3.4)), markers)
    options = ("--name", name, "--source-id", f"{name}-id", "--markers", format_)
    start_sender(*options, "--script", script.to_json())
    recording = LiveRecording(name, tmp_path / "a.xdf")
    recording.wait_for_samples(round(3.4 * 250))
    report = recording.end()
    assert (report.n_markers, report.n_outside) == (5, 2)
    back = read_recording(recording.path)
    assert back.markers.texts == tuple(f"{word}{number}" for number in (1, 2, 5, 3, 4))
    since = back.markers.times_s - back.times_s[0] + 0.6
    np.testing.assert_allclose(since, [-30, 1.0, 1.2, 1.5, 1e4], atol=2e-3)
    outside = [text for text in back.events if text.startswith("marker outside")]
    assert outside[0] == f"marker outside: '{word}1' is stamped before the first sample"
    assert outside[1].startswith(f"marker outside: '{word}4' is stamped 99")
    assert any("2 markers lie outside the samples" in text for text in recording.news)
    # A format that cannot hold them says how many it left out.
    grid = on_grid(back)
    kept = [each.text for each in grid.annotations]
    assert kept == [f"{word}2", f"{word}5", f"{word}3"]
    assert grid.outside == 2
