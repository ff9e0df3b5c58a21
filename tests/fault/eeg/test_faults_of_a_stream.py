"""Faults of a real LSL stream as a window is told of them: phase, notices, counts, gaps."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from shared.errors import AppError
from shared.neuro.acquisition import LslChoice, Notice
from shared.protocol.eeg_messages import EegAnnotate, EegMark, EegMarkBad, EegState
from tests.conftest import is_root
from tests.doubles.hosts import HostProcess, wait_until
from tests.e2e.eeg.conftest import StartSender
from tests.e2e.eeg.faults import Phase, Script, pushes
from tests.e2e.eeg.streams import unused_name
from tests.fault.eeg.acquisition import Panel, assert_unbroken, counted

pytestmark = pytest.mark.fault
RATE_HZ = 250


def told(panel: Panel, code: str) -> Notice:
    """The notice of that code, as soon as it is told."""

    def found() -> Notice | None:
        return next((n for n in panel.state().notices if n.code == code), None)

    notice = wait_until(found, f"{code} is told; told were {panel.state().notices}")
    assert isinstance(notice, Notice)
    return notice


def in_phase(panel: Panel, phase: str) -> EegState:
    """The state, as soon as it is so."""
    state = wait_until(lambda: (s := panel.state()).phase == phase and s, f"it is {phase}")
    assert isinstance(state, EegState)
    return state


def test_a_stream_that_dies_changes_and_returns_is_told_step_by_step(
    home: Path, start_sender: StartSender
) -> None:
    name = unused_name()
    own = ("--name", name, "--source-id", f"{name}-id", "--rate", RATE_HZ)
    sender = start_sender(*own)
    with HostProcess(home), Panel(home) as panel:
        panel.open(name)
        panel.record()
        panel.wait_index(RATE_HZ)
        sender.kill()
        in_phase(panel, "lost")
        assert told(panel, "stream_lost").params == {"name": name}
        stranger = start_sender("--name", name, "--source-id", "stranger", "--first", 500_000)
        assert told(panel, "stream_stranger").params == {"name": name, "source_id": "stranger"}
        stranger.kill()
        changed = start_sender(*own, "--reverse", "--unit", "volts", "--first", 600_000)
        assert told(panel, "stream_changed").params == {
            "name": name,
            "what": "channel order,channel units",
        }
        assert panel.state().phase == "lost"
        changed.kill()
        start_sender(*own, "--first", 700_000)
        state = in_phase(panel, "streaming")
        assert told(panel, "stream_back").kind == "returned"
        panel.wait_index(state.next_index + RATE_HZ)
        # Where nothing came there is nothing: slots without a number, and a gap that says how many.
        at, parts, gaps = 0, [], []
        while at < state.next_index:
            message, rows = panel.samples(at)
            parts.append(rows)
            gaps += message.gaps
            at = message.first_index + len(rows)
        rows = np.concatenate(parts)
        (gap,) = gaps
        assert np.isnan(rows[gap.start_index : gap.start_index + gap.n_missing]).all()
        rest = np.delete(rows[:, 0], np.s_[gap.start_index : gap.start_index + gap.n_missing])
        assert np.isfinite(rest).all()
        assert not ((rest >= 500_000) & (rest < 700_000)).any()
        # Counts come with the heartbeat, some time after the samples.
        counts = wait_until(lambda: (c := panel.state().counts).gaps and c, "the gap is counted")
        assert (counts.lost, counts.gaps) == (gap.n_missing, 1)
        panel.stop_and_close()
        back = panel.recorded("a.xdf")
    numbers = counted(back.samples)
    assert set(np.diff(numbers)[np.diff(numbers) != 1] > 600_000) == {True}
    assert f"gap: {gap.n_missing} samples lost" in back.events


def test_faults_of_time_are_counted_and_told_for_the_window_too(
    home: Path, start_sender: StartSender
) -> None:
    name, clean = unused_name(), Phase("clean", 1.0)
    phases = (
        clean, clean, Phase("lose", 2.0, share=0.05), clean, Phase("silent", 0.6), clean,
        Phase("twice", 2.0), clean, Phase("swap", 2.0), clean, Phase("jump", 1.6, by_s=200_000),
        Phase("jump", 1.6, by_s=-200_000), Phase("jump", 1.6, by_s=-2.0), clean,
    )  # fmt: skip
    sent = np.concatenate([push.numbers for push in pushes(phases, RATE_HZ)])
    missing = np.setdiff1d(np.arange(sent.max() + 1), sent)
    options = ("--name", name, "--source-id", f"{name}-id", "--rate", RATE_HZ)
    sender = start_sender(*options, "--script", Script(phases).to_json())
    with HostProcess(home), Panel(home) as panel:
        panel.open(LslChoice(name=name))
        sender.wait_until_done()
        counts = wait_until(
            lambda: (c := panel.state().counts).received == len(sent) and c, "all have come"
        )
        assert counts.lost == len(missing)
        assert counts.gaps >= (np.diff(missing) > 1).sum() + 1
        assert (counts.duplicated, counts.clock_jumps) == (100, 3)
        # The window can look back at where it was: NaN in as many slots as were lost.
        at, empty = 0, 0
        while at < (state := panel.state()).next_index:
            message, rows = panel.samples(at)
            at = message.first_index + len(rows)
            empty += int(np.isnan(rows[:, 0]).sum())
        assert empty == state.counts.lost + state.counts.late
        kinds = {notice.kind for notice in state.notices}
        assert {"gap", "duplicate", "clock_jump"} <= kinds
        assert kinds & {"disorder", "late"}
        jumps = [n.params["seconds"] for n in state.notices if n.kind == "clock_jump"]
        np.testing.assert_allclose(np.array(jumps, float), [200_000, -200_000, -2], atol=0.02)


def test_a_channel_that_breaks_and_a_marker_of_nowhere_are_told(
    home: Path, start_sender: StartSender
) -> None:
    name = unused_name()
    script = Script(
        (Phase("clean", 8.0, broken={"2": "flat", "3": "nan"}), Phase("clean", 1.0)),
        ((1.0, 1e4, "mark/1"),),
    )
    options = ("--name", name, "--source-id", f"{name}-id", "--channels", 8, "--rate", RATE_HZ)
    start_sender(*options, "--script", script.to_json())
    with HostProcess(home), Panel(home) as panel:
        panel.open(name)
        panel.record()
        assert told(panel, "not_finite").params == {"label": "S3"}
        flat = wait_until(
            lambda: [n for n in panel.state().notices if n.params.get("reasons") == "flat"],
            "a flat channel is told",
        )
        assert (flat[0].kind, flat[0].code) == ("quality", "channel_bad")
        assert flat[0].params["label"] == "S2"
        assert told(panel, "markers_outside").params == {"count": 1}
        panel.stop_and_close()


def test_what_a_person_says_is_in_the_file_at_its_sample(
    home: Path, start_sender: StartSender
) -> None:
    name = unused_name()
    start_sender("--name", name, "--source-id", f"{name}-id", "--rate", RATE_HZ)
    with HostProcess(home), Panel(home) as panel:
        panel.open(name)
        panel.record()
        panel.wait_index(2 * RATE_HZ)
        _, rows = panel.samples(0)
        panel.ask(EegAnnotate(text="sneezed", index=300.0))
        panel.ask(EegAnnotate(text="BAD_moved", index=350.0, length=50.0))
        panel.ask(EegMark(text="picture/7", at_s=(at_s := time.monotonic())))
        panel.ask(EegMarkBad(labels=("S1",)))
        with pytest.raises(AppError, match="one of S0, S1, S2"):
            panel.ask(EegMarkBad(labels=("nobody",)))
        panel.stop_and_close()
        back = panel.recorded("a.xdf")
    assert back.bad_channels == ("S1",)
    sneezed, moved = sorted(back.notes, key=lambda note: note.at_s)
    at = int(np.argmin(np.abs(back.times_s - sneezed.at_s)))
    assert back.samples[at, 0] == rows[300, 0]
    # The stimulus window marks on the clock that this computer's stamps have.
    marked_s = float(back.markers.times_s[back.markers.texts.index("picture/7")])
    if sys.platform == "linux":
        assert marked_s == pytest.approx(at_s, abs=0.5 / RATE_HZ)
    assert moved.duration_s == pytest.approx(50 / RATE_HZ, abs=1e-3)


@pytest.fixture
def small_disk(home: Path) -> Iterator[Path]:
    """The folder of recordings on a file system of its own that is soon full."""
    folder = home / "recordings"
    folder.mkdir(mode=0o700)
    mount = shutil.which("mount")
    if not is_root() or mount is None or sys.platform == "win32":
        pytest.skip("a small file system needs root and mount")
    done = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=300k,mode=700", "tmpfs", str(folder)], check=False
    )
    if done.returncode:
        pytest.skip("a small file system cannot be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_told_and_what_waited_is_written_when_there_is_room(
    home: Path, small_disk: Path, start_sender: StartSender
) -> None:
    name = unused_name()
    start_sender("--name", name, "--source-id", f"{name}-id", "--channels", 16, "--rate", RATE_HZ)
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(200 * 1024))
    with HostProcess(home), Panel(home) as panel:
        panel.open(name)
        panel.record()
        assert told(panel, "disk_full").kind == "error"
        at_full = panel.state()
        assert at_full.recording is not None
        # Two seconds more are shown and held while nothing can be written.
        panel.wait_index(at_full.next_index + 2 * RATE_HZ)
        ballast.unlink()
        assert told(panel, "recording_goes_on").kind == "returned"
        state = panel.state()
        panel.wait_index(state.next_index + RATE_HZ)
        panel.stop_and_close()
        back = panel.recorded("a.xdf")
    assert_unbroken(counted(back.samples), 4 * RATE_HZ)
