"""Who hangs holds nobody else up: window, host and acquisition are stopped and go on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.doubles.hosts import HostProcess, wait_until
from tests.fault.eeg.acquisition import RATE_HZ, Panel, assert_unbroken, counted

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(sys.platform == "win32", reason="processes are stopped by POSIX signals"),
]

# Reads as a window does and says where it is; it is stopped while a request of its is on its way.
WINDOW = """
import sys
from pathlib import Path
from shared.protocol.client import HostClient
from shared.protocol.eeg_messages import EegRead
client = HostClient(Path(sys.argv[1]), kind="desktop", autostart=False)
client.start()
at = 0
while True:
    found = client.ask(EegRead(from_index=at, wait_s=0.5), timeout_s=60).result(60)
    rows = found.blobs[0]
    for number in rows[:, 0]:
        print(int(number), flush=True)
    at = found.message.first_index + len(rows)
"""


def test_a_window_that_is_suspended_misses_nothing_and_holds_no_recording_up(
    home: Path, name: str, tmp_path: Path
) -> None:
    seen = tmp_path / "seen.txt"
    with HostProcess(home), Panel(home) as panel, seen.open("wb") as out:
        panel.open(name)
        panel.record()
        window = subprocess.Popen([sys.executable, "-c", WINDOW, str(home)], stdout=out)
        try:
            wait_until(lambda: seen.read_text().count("\n") > RATE_HZ, "the window reads")
            window.send_signal(signal.SIGSTOP)
            at_stop = panel.state().next_index
            panel.wait_index(at_stop + 4 * RATE_HZ)
            window.send_signal(signal.SIGCONT)
            shown = wait_until(
                lambda: (n := seen.read_text().count("\n")) > at_stop + 5 * RATE_HZ and n,
                "the window has read what it missed",
            )
        finally:
            window.kill()
            window.wait()
        panel.stop_and_close()
        recording = panel.recorded("a.xdf")
    assert_unbroken(counted(recording.samples))
    lines = [int(line) for line in seen.read_text().split()[:shown]]
    assert lines == list(range(lines[0], lines[0] + shown))


def test_a_host_that_hangs_holds_no_recording_up(home: Path, name: str) -> None:
    with HostProcess(home) as host, Panel(home) as panel:
        first = panel.open(name)
        panel.record()
        panel.wait_index(RATE_HZ)
        file = home / "recordings" / "a.xdf"
        assert host.process is not None
        host.process.send_signal(signal.SIGSTOP)
        try:
            at_stop = file.stat().st_size
            wait_until(lambda: file.stat().st_size > 3 * at_stop, "the file grows")
        finally:
            host.process.send_signal(signal.SIGCONT)
        state = wait_until(
            lambda: (s := panel.state()).phase == "streaming" and s, "the host answers again"
        )
        assert (state.session, state.pid) == (first.session, first.pid)
        panel.wait_index(state.next_index + RATE_HZ)
        panel.stop_and_close()
        recording = panel.recorded("a.xdf")
    assert_unbroken(counted(recording.samples))


def test_an_acquisition_that_hangs_for_some_seconds_loses_nothing(home: Path, name: str) -> None:
    with HostProcess(home), Panel(home) as panel:
        first = panel.open(name)
        panel.record()
        panel.wait_index(RATE_HZ)
        assert first.pid is not None
        os.kill(first.pid, signal.SIGSTOP)
        time.sleep(4.0)  # what is tested is that this time passes
        os.kill(first.pid, signal.SIGCONT)
        panel.wait_index(7 * RATE_HZ)
        state = panel.state()
        assert (state.session, state.restarts, state.counts.lost) == (first.session, 0, 0)
        panel.stop_and_close()
        recording = panel.recorded("a.xdf")
    assert_unbroken(counted(recording.samples))


def test_an_acquisition_that_hangs_for_good_is_replaced_and_records_on(
    home: Path, name: str
) -> None:
    with HostProcess(home), Panel(home) as panel:
        first = panel.open(name)
        panel.record()
        panel.wait_index(2 * RATE_HZ)
        assert first.pid is not None
        os.kill(first.pid, signal.SIGSTOP)
        again = wait_until(
            lambda: (s := panel.state()).phase == "streaming" and s.session != first.session and s,
            "another acquisition streams",
        )
        assert again.recording is not None and again.recording.part == 2
        panel.wait_index(RATE_HZ)
        panel.stop_and_close()
        assert_unbroken(counted(panel.recorded("a.xdf").samples))
        assert_unbroken(counted(panel.recorded("a-part2.xdf").samples))
