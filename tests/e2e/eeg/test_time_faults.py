"""Faults of time, sent by real LSL senders in processes of their own, all at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.e2e.eeg.faults import Phase, Push, Script, pushes
from tests.e2e.eeg.streams import LiveRecording, SenderProcess, unused_name
from worker.neuro.check import check_recording
from worker.neuro.files.reader import read_recording
from worker.neuro.files.recording import Recording
from worker.neuro.recorder import RecordingReport

pytestmark = pytest.mark.fault


@dataclass(frozen=True)
class Scenario:
    """What one sender does; `nominal_hz` is the rate that it promises, if it does not keep it."""

    phases: tuple[Phase, ...]
    rate_hz: float = 250.0
    nominal_hz: float | None = None
    ppm: float = 0.0

    def sent(self) -> list[Push]:
        return list(pushes(self.phases, self.rate_hz, self.ppm))


@dataclass
class Seen:
    """What became of it."""

    scenario: Scenario
    report: RecordingReport
    recording: Recording
    check: dict[str, Any]
    told: list[str] = field(default_factory=list)

    @property
    def numbers(self) -> np.ndarray:
        return self.recording.samples[:, 0].astype(int)

    def events(self, word: str) -> list[str]:
        return [text for text in self.recording.events if text.startswith(word)]


CLEAN = Phase("clean", 1.5)
SCENARIOS = {
    "loss": Scenario(
        (
            CLEAN,
            Phase("lose", 2.0, share=0.001),
            Phase("lose", 1.0, share=0.01),
            Phase("lose", 1.0, share=0.05),
            Phase("silent", 0.3),
            Phase("clean", 0.5),
            Phase("silent", 1.2),
            Phase("clean", 0.5),
            Phase("silent", 3.0),
            CLEAN,
        ),
        rate_hz=1000.0,
    ),
    "twice": Scenario((CLEAN, Phase("twice", 2.0), CLEAN)),
    "swapped": Scenario((CLEAN, Phase("swap", 2.0), CLEAN)),
    "jumps": Scenario(
        (CLEAN, *(Phase("jump", 1.6, by_s=by) for by in (200_000, -200_000, -200_000, 200_000, -2)))
    ),
    "fast clock": Scenario((Phase("clean", 6.0),), rate_hz=500.0, ppm=100.0),
    "slow clock": Scenario((Phase("clean", 6.0),), rate_hz=500.0, ppm=-100.0),
    "held back": Scenario((CLEAN, Phase("hold", 5.0, by_s=0.2), CLEAN)),
    "jitter": Scenario((Phase("jitter", 8.0, by_s=0.2),)),
    "twice the rate": Scenario((Phase("clean", 7.0),), rate_hz=500.0, nominal_hz=250.0),
    "half the rate": Scenario((Phase("clean", 7.0),), rate_hz=250.0, nominal_hz=500.0),
}


def begin(scenario: Scenario, path: Path) -> tuple[SenderProcess, LiveRecording]:
    name = unused_name()
    options: list[object] = ["--name", name, "--source-id", f"{name}-id"]
    options += ["--script", Script(scenario.phases).to_json(), "--rate", scenario.rate_hz]
    options += ["--nominal", scenario.nominal_hz or scenario.rate_hz, "--ppm", scenario.ppm]
    return SenderProcess(*options), LiveRecording(name, path)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Seen]:
    """Each scenario as it was recorded; all of them are recorded side by side."""
    folder = tmp_path_factory.mktemp("faults")
    running = {
        name: begin(scenario, folder / f"{name}.xdf") for name, scenario in SCENARIOS.items()
    }
    done = {}
    try:
        for name, (_, recording) in running.items():
            sent = sum(len(push.numbers) for push in SCENARIOS[name].sent())
            recording.wait_for_samples(sent)
            report = recording.end()
            back = read_recording(recording.path)
            told = [notice.text for notice in recording.notices] + recording.news
            done[name] = Seen(SCENARIOS[name], report, back, check_recording(back), told)
    finally:
        for sender, _ in running.values():
            sender.kill()
    return done.__getitem__


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_the_file_holds_what_was_sent_as_it_was_sent(
    seen: Callable[[str], Seen], name: str
) -> None:
    result = seen(name)
    sent = result.scenario.sent()
    np.testing.assert_array_equal(result.numbers, np.concatenate([p.numbers for p in sent]))
    stamps = np.concatenate([push.stamps_s for push in sent])
    ours = result.recording.times_s - result.recording.times_s[0]
    np.testing.assert_allclose(ours, stamps - stamps[0], atol=1e-6)
    # Every sample is either in its place or told of.
    report = result.report
    assert report.n_samples == len(stamps)


def test_every_lost_sample_is_counted_marked_and_told(seen: Callable[[str], Seen]) -> None:
    result = seen("loss")
    numbers = result.numbers
    steps = np.diff(numbers)
    lost = int((steps - 1).sum())
    assert lost > 4500 + 40
    assert result.report.n_lost == result.check["n_lost"] == lost
    before = np.flatnonzero(steps > 1)
    expected = list(zip(numbers[before].tolist(), (steps[before] - 1).tolist(), strict=True))
    assert len(result.events("gap")) == len(expected) == result.report.n_gaps
    gaps = [(gap["from_s"], gap["n_lost"]) for gap in result.check["gaps"]]
    for (from_s, count), (number, n_lost) in zip(gaps, expected, strict=True):
        assert count == n_lost
        assert from_s == pytest.approx((number + 1) / 1000, abs=2e-3)
    assert sum("samples were lost" in text for text in result.told) >= 3
    # Silence of more than a second is told while it lasts.
    assert sum("No samples for" in text for text in result.told) == 2
    assert sum("Samples again after" in text for text in result.told) == 2


def test_chunks_that_come_twice_are_counted_once(seen: Callable[[str], Seen]) -> None:
    result = seen("twice")
    twice = result.report.n_samples - len(np.unique(result.numbers))
    assert twice == 100
    assert result.report.n_duplicated == result.check["n_duplicated"] == twice
    assert (result.report.n_lost, result.check["n_lost"]) == (0, 0)
    assert result.events("duplicate")
    assert any("came twice" in text for text in result.told)


def test_chunks_out_of_order_are_told_and_are_no_loss(seen: Callable[[str], Seen]) -> None:
    result = seen("swapped")
    assert (np.diff(result.numbers) < 0).sum() == 20
    assert result.report.n_lost == result.check["n_lost"] == 0
    assert result.report.n_duplicated == result.report.clock_jumps == 0
    # By how the chunks fell into what was read at once: put right, or too late for it.
    assert result.report.n_disordered + result.report.n_late == 100
    assert result.events("disorder") or result.events("late")
    assert any("out of order" in text or "after their turn" in text for text in result.told)


def test_jumps_of_the_clock_are_taken_out_and_told(seen: Callable[[str], Seen]) -> None:
    result = seen("jumps")
    jumps = [200_000, -200_000, -200_000, 200_000, -2]
    found = [float(text.split()[-2]) for text in result.events("clock jump")]
    np.testing.assert_allclose(found, jumps, atol=0.02)
    np.testing.assert_allclose(result.check["jumps_s"], jumps, atol=0.02)
    assert result.report.clock_jumps == result.check["clock_jumps"] == 5
    assert result.report.n_lost == result.check["n_lost"] == 0
    assert "Clock jump: +200000.000 s." in result.told


@pytest.mark.parametrize(("name", "ppm"), [("fast clock", 100), ("slow clock", -100)])
def test_drift_is_no_loss_and_is_measured(
    seen: Callable[[str], Seen], name: str, ppm: float
) -> None:
    result = seen(name)
    assert result.report.n_lost == result.report.clock_jumps == result.report.n_gaps == 0
    assert result.check["n_lost"] == result.check["clock_jumps"] == 0
    assert result.check["rate_hz"] == pytest.approx(500 * (1 - ppm * 1e-6), rel=5e-6)


def test_chunks_that_are_held_back_are_nothing(seen: Callable[[str], Seen]) -> None:
    result = seen("held back")
    # The sender waits for its readers: that may be told as silence before the first sample.
    kinds = {text.split(":")[0] for text in result.recording.events}
    assert kinds <= {"other", "stalled", "returned"}
    assert result.report.n_lost == 0
    assert result.check["jitter_ms"] == pytest.approx(0, abs=0.01)


def test_jitter_of_stamps_is_no_loss_and_is_measured(seen: Callable[[str], Seen]) -> None:
    result = seen("jitter")
    assert result.report.n_lost == result.check["n_lost"] == 0
    assert result.report.clock_jumps == 0
    assert result.check["jitter_ms"] > 20


@pytest.mark.parametrize(("name", "rate_hz"), [("twice the rate", 500), ("half the rate", 250)])
def test_a_wrong_rate_is_told_and_is_no_loss(
    seen: Callable[[str], Seen], name: str, rate_hz: float
) -> None:
    result = seen(name)
    assert result.report.rate_hz == pytest.approx(rate_hz, rel=0.02)
    assert result.check["rate_hz"] == pytest.approx(rate_hz, rel=0.001)
    assert result.report.n_lost == result.check["n_lost"] == 0
    assert result.check["nominal_rate_hz"] != rate_hz
    assert [text for text in result.told if text.startswith("Rate: ")] == [f"Rate: {rate_hz} Hz."]
    assert len(result.events("rate")) == 1
