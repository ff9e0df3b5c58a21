"""Recordings survive the death of acquisition, host and window; each is really killed."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from shared.errors import AppError
from shared.neuro.acquisition import SimulatedChoice
from shared.protocol.eeg_messages import EegHello, EegOpen, EegRecord
from tests.doubles.hosts import HostProcess, wait_until
from tests.fault.eeg.acquisition import (
    RATE_HZ,
    Panel,
    assert_unbroken,
    counted,
    kill,
    troubles,
    wait_gone,
)

pytestmark = pytest.mark.fault

WINDOW = """
import sys, time
from pathlib import Path
from shared.protocol.client import HostClient
from shared.protocol.eeg_messages import EegOpen, EegRecord, EegStateRequest
from shared.neuro.acquisition import LslChoice
client = HostClient(Path(sys.argv[1]), kind="desktop", autostart=True)
client.start()
client.ask(EegOpen(choice=LslChoice(name=sys.argv[2])), timeout_s=60).result(60)
def joined():
    state = client.ask(EegStateRequest(), timeout_s=60).result(60).message
    return any(one.code == "markers_joined" for one in state.notices)
while not joined():
    time.sleep(0.05)
client.ask(EegRecord(name="a.xdf"), timeout_s=60).result(60)
print("recording", flush=True)
time.sleep(600)
"""


def test_a_killed_acquisition_loses_at_most_a_second_and_goes_on_in_a_second_part(
    home: Path, name: str
) -> None:
    with HostProcess(home), Panel(home) as panel:
        first = panel.open(name)
        panel.record()
        panel.wait_index(3 * RATE_HZ)
        _, rows = panel.samples(0)
        kill(first.pid)
        last_shown = int(rows[-1, 0])

        again = wait_until(
            lambda: (s := panel.state()).phase == "streaming" and s.session != first.session and s,
            "acquisition is back",
        )
        assert again.restarts == 1
        assert again.recording is not None and again.recording.part == 2
        panel.wait_index(RATE_HZ)
        panel.stop_and_close()

        before, after = panel.recorded("a.xdf"), panel.recorded("a-part2.xdf")
        assert_unbroken(counted(before.samples))
        assert counted(before.samples)[-1] >= last_shown - RATE_HZ
        assert_unbroken(counted(after.samples))
        assert counted(after.samples)[0] > counted(before.samples)[-1]


def test_recording_goes_on_while_the_host_is_dead_and_the_next_host_takes_it_over(
    home: Path, name: str
) -> None:
    with HostProcess(home) as host, Panel(home) as panel:
        first = panel.open(name)
        panel.wait_markers()
        panel.record()
        panel.wait_index(RATE_HZ)
        host.kill()
        file = home / "recordings" / "a.xdf"
        at_death = file.stat().st_size
        wait_until(lambda: file.stat().st_size > 2 * at_death, "the file grows without a host")
        host.start()
        state = wait_until(
            lambda: (s := panel.state()).phase == "streaming" and s, "the session is back"
        )
        assert (state.session, state.pid) == (first.session, first.pid)
        panel.wait_index(state.next_index + RATE_HZ)
        panel.stop_and_close()
        recording = panel.recorded("a.xdf")
    assert_unbroken(counted(recording.samples))
    assert troubles(recording) == []


def test_recording_goes_on_when_the_window_is_killed_and_the_next_window_finds_it(
    home: Path, name: str
) -> None:
    window = subprocess.Popen(
        [sys.executable, "-c", WINDOW, str(home), name], stdout=subprocess.PIPE, text=True
    )
    assert window.stdout is not None
    assert window.stdout.readline().strip() == "recording"
    window.kill()
    window.wait()
    window.stdout.close()
    with Panel(home, autostart=True) as panel:
        state = wait_until(
            lambda: (s := panel.state()).recording is not None and s, "the recording is found"
        )
        panel.wait_index(state.next_index + RATE_HZ)
        panel.stop_and_close()
        recording = panel.recorded("a.xdf")
    assert_unbroken(counted(recording.samples))
    assert troubles(recording) == []
    wait_gone(state.pid)


def test_without_a_recording_acquisition_ends_with_its_host(home: Path) -> None:
    with HostProcess(home), Panel(home) as panel:
        state = panel.open(SimulatedChoice(channels=4))
    wait_gone(state.pid)
    assert not (home / "acquisition.json").exists()


def test_a_recording_forbids_another_source_and_says_so(home: Path) -> None:
    with HostProcess(home), Panel(home) as panel:
        panel.open(SimulatedChoice(channels=4))
        panel.record()
        with pytest.raises(AppError, match=r"A recording runs \(a.xdf\)\. Stop it first\."):
            panel.open(SimulatedChoice(channels=8))
        again = panel.open(SimulatedChoice(channels=4))
        assert again.recording is not None
        panel.stop_and_close()
        with pytest.raises(AppError, match="No EEG source is open"):
            panel.record("b.xdf")


def test_who_does_not_know_the_token_is_no_acquisition(home: Path) -> None:
    with HostProcess(home), Panel(home) as panel:
        with pytest.raises(AppError, match="no acquisition of this host"):
            panel.ask(EegHello(token="guessed", pid=1))
        assert panel.state().phase == "off"


def test_a_request_that_is_sent_again_is_done_once(home: Path) -> None:
    with HostProcess(home), Panel(home) as panel:
        # Opening takes longer than a client waits before it sends again.
        asked = [panel.watcher.client.ask(EegOpen(choice=SimulatedChoice(channels=32)))]
        state = asked[0].result(60).message
        time.sleep(2.5)
        assert panel.state().session == state.session  # type: ignore[attr-defined]
        answer = panel.ask(EegRecord(name="a.xdf"))
        assert answer.recording.name == "a.xdf"  # type: ignore[attr-defined]
        # What the host knows follows a moment later.
        wait_until(lambda: panel.state().recording is not None, "the host knows of the recording")
        panel.stop_and_close()
