"""What goes wrong around the host: parents, disks, second windows, wrong versions and strangers."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import zmq

from shared.errors import AppError
from shared.jobs import Failure
from shared.protocol.connection import living_connection, process_lives
from shared.protocol.keys import KeyPair, allow, local_keys, server_keys
from shared.protocol.launch import HostAddress
from shared.protocol.messages import EngineStatus
from tests.doubles.hosts import HostProcess, Watcher, wait_until
from tests.doubles.tasks import Kind, ProbeRequest

pytestmark = [pytest.mark.fault, pytest.mark.usefixtures("test_tasks")]

WINDOW = """
import sys, time
from pathlib import Path
from shared.protocol.client import HostClient
client = HostClient(Path(sys.argv[1]), kind="desktop", keep_running=sys.argv[2] == "keep")
client.start()
print(client.status().result(60).pid, flush=True)
time.sleep(600)
"""


def window(home: Path, mode: str) -> tuple[subprocess.Popen[str], int]:
    """A process that starts a host as the window does; returns it and the host's process id."""
    process = subprocess.Popen(
        [sys.executable, "-c", WINDOW, str(home), mode], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait(20)
    assert process.stdout is not None
    process.stdout.close()


def engine_of(host_pid: int) -> int:
    return int(wait_until(lambda: psutil.Process(host_pid).children(), "the engine starts")[0].pid)


def test_host_and_engine_end_when_the_window_is_killed(home: Path) -> None:
    process, host = window(home, "end")
    engine = engine_of(host)
    end(process)
    wait_until(lambda: not process_lives(host), "the host ends", 20)
    wait_until(lambda: not process_lives(engine), "the engine ends", 20)
    assert living_connection(home) is None


def test_host_stays_when_it_is_set_so(home: Path) -> None:
    process, host = window(home, "keep")
    end(process)
    time.sleep(4)  # longer than an orphaned host waits for its parent's session
    assert process_lives(host)
    with Watcher(home) as watcher:
        job_id = watcher.client.submit("test.probe", ProbeRequest()).result(30).job_id
        assert watcher.wait_ended(job_id).state == "succeeded"
        watcher.client.shutdown().result(30)
    wait_until(lambda: not process_lives(host), "the host ends when asked", 20)


def test_second_window_keeps_the_host_of_the_first(home: Path) -> None:
    process, host = window(home, "end")
    with Watcher(home, kind="desktop") as second:
        job_id = (
            second.client.submit("test.probe", ProbeRequest(steps=50, step_s=0.1)).result(30).job_id
        )
        end(process)
        assert second.wait_ended(job_id).state == "succeeded"
        assert second.client.status().result(30).pid == host
    wait_until(lambda: not process_lives(host), "the host ends after the last window", 30)


def test_first_window_can_close_while_the_second_uses_its_host(home: Path) -> None:
    first = Watcher(home, kind="desktop", autostart=True)
    with first:
        host = first.client.status().result(60).pid
        second = Watcher(home, kind="desktop", autostart=True)
        second.client.start()
        second.wait_ready()
    time.sleep(0.5)
    assert process_lives(host), "the second window still uses it"
    job_id = second.client.submit("test.probe", ProbeRequest()).result(30).job_id
    assert second.wait_ended(job_id).state == "succeeded"
    second.client.close()
    wait_until(lambda: not process_lives(host), "the host ends after the last window", 20)


def test_message_that_is_too_large_is_refused_where_it_is_made(home: Path) -> None:
    with HostProcess(home), Watcher(home) as watcher:
        with pytest.raises(AppError, match="limit"):
            watcher.client.submit("test.probe", ProbeRequest(label="x" * 5_000_000)).result(30)
        assert watcher.client.status().result(30).pid


def test_two_windows_see_the_same_jobs(home: Path) -> None:
    with HostProcess(home), Watcher(home) as one, Watcher(home) as two:
        two.wait_ready()
        ids = [
            w.client.submit("test.probe", ProbeRequest()).result(30).job_id for w in (one, two, one)
        ]
        for job_id in ids:
            assert one.wait_ended(job_id) == two.wait_ended(job_id)


def test_window_restarts_a_host_that_was_killed(home: Path) -> None:
    with Watcher(home, autostart=True) as watcher:
        first = watcher.client.status().result(60).pid
        job_id = (
            watcher.client.submit("test.probe", ProbeRequest(steps=60, step_s=0.05))
            .result(30)
            .job_id
        )
        watcher.wait_state(job_id, "running")
        os.kill(first, signal.SIGKILL)
        assert watcher.wait_ended(job_id).state == "succeeded"
        assert watcher.client.status().result(60).pid != first
        phases = [state.state for state in watcher.states]
        assert "offline" in phases
        assert phases[-1] == "ready"


def test_one_host_for_one_home(home: Path) -> None:
    with HostProcess(home) as host:
        second = subprocess.run(
            [sys.executable, "-m", "worker", "serve", "--home", str(home)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert second.returncode == 2
        assert str(host.info.pid) in second.stderr
        assert "Traceback" not in second.stderr


def test_runtime_and_home_are_private(home: Path) -> None:
    with HostProcess(home) as host:
        socket = Path(host.info.endpoint.removeprefix("ipc://"))
        assert socket.parent.stat().st_mode & 0o777 == 0o700
        assert home.stat().st_mode & 0o777 == 0o700
        assert (home / "host.json").stat().st_mode & 0o777 == 0o600


def test_full_disk_blocks_the_job_until_there_is_room(home: Path, tmp_path: Path) -> None:
    flag = tmp_path / "full"
    flag.touch()
    with HostProcess(home, "--recheck-s", "0.5"), Watcher(home) as watcher:
        kinds: tuple[Kind, ...] = ("disk_full", "read_only")
        for kind in kinds:
            flag.touch()
            request = ProbeRequest(kind=kind, flag=str(flag))
            job_id = watcher.client.submit("test.probe", request).result(30).job_id
            job = watcher.wait_state(job_id, "blocked")
            assert isinstance(job.failure, Failure)
            assert job.failure.code == f"blocked_{kind}"
            assert str(home) in str(AppError.from_params(job.failure.code, job.failure.params))
            flag.unlink()
            assert watcher.wait_ended(job_id).attempts == 1, "a full disk uses up no attempt"
            assert watcher.state(job_id) == "succeeded"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 12 MB, where this computer lets us mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    if mount is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    if subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=12m", "tmpfs", folder], check=False
    ).returncode:
        pytest.skip("this system does not let tests mount a file system")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_really_full_disk_ends_in_words_and_goes_on(small_disk: Path, home: Path) -> None:
    with HostProcess(small_disk, "--recheck-s", "0.5") as host, Watcher(small_disk) as watcher:
        watcher.client.submit("test.probe", ProbeRequest(label="before")).result(30)
        filler = small_disk / "filler"
        with filler.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"\0" * 4096)
            except OSError:
                pass
        request = ProbeRequest(kind="work", label="x" * 300_000)
        try:
            job_id = watcher.client.submit("test.probe", request, timeout_s=20).result(30).job_id
        except AppError as error:
            assert error.code in ("disk_full", "timeout")
            assert "disk" in str(error)
        else:
            job = watcher.wait_state(job_id, "blocked", "succeeded")
            assert job.failure is None or job.failure.code == "blocked_disk_full"
        assert host.process is not None
        assert host.process.poll() is None, "the host lives on"
        filler.unlink()
        job_id = watcher.client.submit("test.probe", ProbeRequest(label="after")).result(60).job_id
        assert watcher.wait_ended(job_id).state == "succeeded"


def test_read_only_home_is_refused_in_words(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    result = subprocess.run(
        [sys.executable, "-m", "worker", "serve", "--home", str(small_disk)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode != 0
    assert "read-only" in result.stderr
    assert str(small_disk) in result.stderr
    assert "Traceback" not in result.stderr


def test_reason_of_an_engines_death_is_told_in_words(home: Path) -> None:
    with HostProcess(home) as host, Watcher(home) as watcher:
        watcher.wait_ready()
        for _ in range(2):
            wait_until(host.kill_engine, "an engine to kill")
        wait_until(
            lambda: any(
                isinstance(m, EngineStatus) and "killed" in m.reason and m.restarts >= 2
                for m in watcher.messages
            ),
            "the reason is told",
        )


def tcp_client(home: Path, host: HostProcess, keys: KeyPair) -> Watcher:
    address = HostAddress(
        endpoint=host.info.endpoint, server_key=server_keys(home).public, keys=keys
    )
    return Watcher(home, address=address)


def new_keys() -> KeyPair:
    public, secret = zmq.curve_keypair()
    return KeyPair(public=public.decode(), secret=secret.decode())


def test_over_tcp_only_allowed_keys_get_an_answer(home: Path) -> None:
    with HostProcess(home, "--listen", "tcp://127.0.0.1:*") as host:
        assert host.info.server_key == server_keys(home).public
        with tcp_client(home, host, local_keys(home)) as friend:
            job_id = friend.client.submit("test.probe", ProbeRequest()).result(30).job_id
            assert friend.wait_ended(job_id).state == "succeeded"
        stranger_keys = new_keys()
        with tcp_client(home, host, stranger_keys) as stranger:
            with pytest.raises(AppError):
                stranger.client.status(timeout_s=3).result(10)
            assert stranger.messages == []
            allow(home, "stranger", stranger_keys.public)
            assert stranger.client.status(timeout_s=30).result(40).pid == host.info.pid
        context = zmq.Context()
        plain = context.socket(zmq.DEALER)
        plain.linger = 0
        plain.connect(host.info.endpoint)
        plain.send_multipart([b"VTR\x01", b"\x80", b"\x81\xa4type\xa4Ping"])
        assert not plain.poll(2000), "a client without encryption hears nothing"
        context.destroy(0)


@pytest.mark.parametrize(
    "endpoint", ["tcp://0.0.0.0:7000", "tcp://192.0.2.1:7000", "udp://127.0.0.1:1"]
)
def test_listening_beyond_this_machine_must_be_asked_for(home: Path, endpoint: str) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "worker", "serve", "--home", str(home), "--listen", endpoint],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 2
    assert endpoint in result.stderr


def test_client_says_in_words_that_versions_differ(home: Path) -> None:
    """A host of another major version answers; the client refuses and says which versions meet."""
    from shared.protocol.connection import ConnectionInfo, write_connection

    context = zmq.Context()
    router = context.socket(zmq.ROUTER)
    router.linger = 0
    endpoint = f"ipc://{home}/other.sock"
    router.bind(endpoint)
    write_connection(
        home, ConnectionInfo(endpoint=endpoint, pid=os.getpid(), epoch="e", app_version="9")
    )
    with Watcher(home) as watcher:
        identity, *_ = router.recv_multipart()
        router.send_multipart([identity, b"VTR\x09", b"", b""])
        wait_until(lambda: watcher.states and watcher.states[-1].state == "refused", "it refuses")
        state = watcher.states[-1]
        assert "major 9" in str(AppError.from_params(state.reason, state.params))
    context.destroy(0)
