"""Window and command line with one home, the worker with another, and a line between them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import pytest

from desktop.core.link import Link
from desktop.motion.results_model import read_figures
from desktop.motion.video_frames import decode_frames
from shared.errors import AppError
from shared.ids import sha256_file
from shared.jobs import ENDED, JobView
from shared.protocol.client import HostClient
from shared.protocol.keys import allow, server_keys
from shared.protocol.messages import JobPartial
from shared.protocol.remote import export_keys, read_keys, use_remote
from shared.tasks.motion import Drags, MotionRenderRequest
from tests.doubles.hosts import HostProcess, Watcher, wait_until
from tests.doubles.line import Line
from tests.doubles.tasks import ProbeRequest
from tests.unit.commands.test_command_line import DRAGS

pytestmark = pytest.mark.usefixtures("test_tasks")


def worker(*arguments: str | Path, prefix: tuple[str, ...] = ()) -> str:
    """Run a command that must succeed; its output."""
    done = subprocess.run(
        [*prefix, sys.executable, "-m", "worker", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@dataclass(frozen=True)
class Pair:
    """Two homes: the worker's there, and the one here that uses it."""

    there: Path
    here: Path
    folder: Path

    def exchange(self, endpoint: str) -> None:
        """Carry keys to and fro as files, as the commands do it."""
        mine, theirs = self.folder / "laptop.json", self.folder / "server.json"
        export_keys(self.here, mine)
        export_keys(self.there, theirs)
        allow(self.there, "laptop", read_keys(mine).client)
        use_remote(self.here, endpoint, read_keys(theirs).host)

    def exchange_by_commands(self, endpoint: str) -> None:
        """The same, as the documentation says it."""
        mine, theirs = self.folder / "laptop.json", self.folder / "server.json"
        worker("keys", "--home", self.here, "--export", mine)
        worker("keys", "--home", self.there, "--export", theirs)
        worker("keys", "--home", self.there, "--allow", "laptop", mine)
        worker("keys", "--home", self.here, "--host", endpoint, theirs)


@pytest.fixture
def pair(home: Path, tmp_path: Path) -> Pair:
    here = tmp_path / "here"
    here.mkdir()
    return Pair(home, here, tmp_path)


@pytest.fixture
def host(pair: Pair) -> Iterator[HostProcess]:
    with HostProcess(pair.there, "--listen", "tcp://127.0.0.1:*") as host:
        yield host


@pytest.fixture
def line(host: HostProcess) -> Iterator[Line]:
    with Line(("127.0.0.1", int(host.info.endpoint.rpartition(":")[2]))) as line:
        yield line


def submit(watcher: Watcher, request: ProbeRequest) -> str:
    return watcher.client.submit("test.probe", request).result(60).job_id


def ended(job: JobView | None) -> bool:
    return job is not None and job.state in ENDED


def is_here(job: JobView, pair: Pair) -> bool:
    """Whether the results of a job that succeeded lie in the home of this side, unharmed."""
    folder = Path(str(job.result_dir))
    assert folder == pair.here / "results" / job.job_id
    assert {path.name for path in folder.iterdir()} == set(job.files)
    return all(sha256_file(folder / name) == sha256 for name, sha256 in job.files.items())


def test_keys_go_by_file_and_commands_reach_the_worker(
    pair: Pair, line: Line, sample_picture: Path
) -> None:
    pair.exchange_by_commands(line.endpoint)
    shown = worker("keys", "--home", pair.here)
    assert line.endpoint in shown
    drags = pair.folder / "drags.json"
    drags.write_text(json.dumps(DRAGS))
    what = ("motion.render", "--image", sample_picture, "--drags", drags)
    job_id = worker("submit", *what, "--home", pair.here)

    def ended() -> dict[str, str] | None:
        lines = map(json.loads, worker("jobs", "--json", "--home", pair.here).splitlines())
        job = next(each for each in lines if each["id"] == job_id)
        return job if job["state"] == "succeeded" else None

    job = wait_until(ended, "the render succeeds", 120)
    assert Path(job["result_dir"]).parent == pair.there / "results"
    out = pair.folder / "out"
    assert worker("fetch", job_id, "--home", pair.here, "--out", out) == str(out)
    names = {path.name for path in out.iterdir()}
    assert {"video.mp4", "tracks.npy", "result.json"} <= names
    there = Path(job["result_dir"])
    assert all(sha256_file(out / name) == sha256_file(there / name) for name in names)
    worker("keys", "--home", pair.here, "--forget-host")
    assert line.endpoint not in worker("keys", "--home", pair.here)


def test_the_window_renders_there_and_reads_here(
    pair: Pair, host: HostProcess, line: Line, sample_picture: Path
) -> None:
    """By the window's own link, and the readers of its results."""
    pair.exchange(line.endpoint)
    views: dict[str, JobView] = {}
    link = Link(
        lambda on_message, on_link: HostClient(
            pair.here, kind="desktop", on_message=on_message, on_link=on_link
        )
    )
    link.job_changed.connect(lambda view: views.__setitem__(view.job_id, view))
    link.start()
    try:
        drags = msgspec.convert(DRAGS, Drags)
        request = MotionRenderRequest(image=str(sample_picture), drags=drags)
        job_id = link.submit("motion.render", request).result(60).job_id
        wait_until(lambda: ended(views.get(job_id)), "the render ends", 120)
        assert views[job_id].state == "succeeded"
        folder = Path(str(views[job_id].result_dir))
        assert folder.parent == pair.here / "results"
        figures = read_figures(folder)
        assert figures is not None
        assert len(decode_frames(folder / figures.files["video"])) == figures.num_frames
    finally:
        link.close()
    assert host.process is not None
    assert host.process.poll() is None, "a window that closes does not end another's worker"
    assert not (pair.here / "host.json").exists(), "none was started here"


def test_previews_come_encoded_and_results_come_whole(pair: Pair, line: Line) -> None:
    pair.exchange(line.endpoint)
    with Watcher(pair.here) as window:
        window.wait_ready()
        before = line.to_near_bytes
        steps, side = 20, 256
        job_id = submit(
            window, ProbeRequest(kind="flood", steps=steps, step_s=0.05, picture_px=side)
        )
        job = window.wait_ended(job_id)
        carried = line.to_near_bytes - before
        assert is_here(job, pair)
    pictures = {
        message.index: blobs[0]
        for message, blobs in window.partials
        if isinstance(message, JobPartial)
    }
    assert pictures
    for index, picture in pictures.items():
        assert isinstance(picture, np.ndarray)
        assert picture.shape == (side, side, 3)
        assert abs(picture.astype(int) - index).max() <= 3, "a JPEG of one colour is that colour"
    raw = len(pictures) * side * side * 3
    assert carried < raw / 4, f"{carried} bytes for pictures of {raw}"


def test_a_client_on_the_same_machine_gets_the_very_pixels(host: HostProcess, pair: Pair) -> None:
    with Watcher(pair.there) as window:
        job_id = submit(window, ProbeRequest(kind="flood", steps=3, step_s=0.05, picture_px=64))
        job = window.wait_ended(job_id)
        assert Path(str(job.result_dir)).parent == pair.there / "results"
    for message, blobs in window.partials:
        assert np.array_equal(blobs[0], np.full((64, 64, 3), message.index, np.uint8))


def test_a_cut_line_costs_no_job(pair: Pair, line: Line) -> None:
    pair.exchange(line.endpoint)
    with Watcher(pair.here) as window:
        window.wait_ready()
        running = submit(window, ProbeRequest(steps=100, step_s=0.05, label="on the way"))
        window.wait_state(running, "running")
        line.cut()
        wait_until(lambda: window.states[-1].state == "offline", "the window says so")
        asked = window.client.submit("test.probe", ProbeRequest(), timeout_s=120)
        assert not asked.done()
        line.mend()
        window.wait_ready()
        for job_id in (running, asked.result(120).job_id):
            job = window.wait_ended(job_id)
            assert (job.state, job.attempts) == ("succeeded", 1)
            assert is_here(job, pair)


def test_results_made_while_the_window_was_closed_come_when_it_opens(
    pair: Pair, line: Line
) -> None:
    pair.exchange(line.endpoint)
    with Watcher(pair.here) as window:
        job_id = submit(window, ProbeRequest(steps=20, step_s=0.05))
    with Watcher(pair.there) as beside:
        theirs = submit(beside, ProbeRequest(label="of somebody else"))
        assert beside.wait_ended(job_id).state == beside.wait_ended(theirs).state == "succeeded"
    with Watcher(pair.here) as window:
        assert is_here(window.wait_ended(job_id), pair)
        elsewhere = window.wait_ended(theirs)
    assert Path(str(elsewhere.result_dir)).parent == pair.there / "results"
    assert not (pair.here / "results" / theirs).exists(), "what others made stays there"


def test_a_key_that_is_not_allowed_is_refused(pair: Pair, host: HostProcess) -> None:
    use_remote(pair.here, host.info.endpoint, host.info.server_key)
    with Watcher(pair.here) as stranger:
        refused = stranger.client.submit("test.probe", ProbeRequest(), timeout_s=10)
        error = refused.exception(60)
        assert isinstance(error, AppError)
        assert error.code == "key_refused"
        assert host.info.endpoint in str(error)
        assert stranger.jobs == {}
    with Watcher(pair.there) as beside:
        beside.wait_ready()
        assert beside.client.status().result(30).jobs == {}, "no job arrived"


def test_a_worker_with_another_key_than_expected_is_not_talked_to(
    pair: Pair, host: HostProcess
) -> None:
    pair.exchange(host.info.endpoint)
    use_remote(pair.here, host.info.endpoint, server_keys(pair.folder / "other").public)
    with Watcher(pair.here) as window:
        assert isinstance(window.client.status(timeout_s=10).exception(60), AppError)
        assert window.messages == []


@pytest.fixture
def network(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Two network namespaces with one cable between them: 10.99.0.1 and 10.99.0.2."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("making network namespaces needs root")
    there, here = (f"vitrine-{side}-{os.getpid()}" for side in ("there", "here"))
    with ExitStack() as stack:
        try:
            for name in (there, here):
                ip("netns", "add", name)
                stack.callback(ip, "netns", "del", name)
            ip("-n", there, "link", "add", "cable", "type", "veth", "peer", "cable", "netns", here)
            for name, address in ((there, "10.99.0.1/24"), (here, "10.99.0.2/24")):
                ip("-n", name, "address", "add", address, "dev", "cable")
                ip("-n", name, "link", "set", "cable", "up")
                ip("-n", name, "link", "set", "lo", "up")
                ip("netns", "exec", name, "true")
        except (OSError, subprocess.CalledProcessError) as error:
            pytest.skip(f"this system does not let tests make network namespaces: {error}")
        yield there, here


def ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


def test_two_machines_with_a_cable_that_is_pulled(pair: Pair, network: tuple[str, str]) -> None:
    here = network[1]
    endpoint = "tcp://10.99.0.1:7755"
    at_there, at_here = (("ip", "netns", "exec", name) for name in network)
    options = ("--listen", endpoint, "--allow-remote")
    pair.exchange(endpoint)
    probe = ("submit", "test.probe", "--home", pair.here)
    with HostProcess(pair.there, *options, prefix=at_there):
        first = worker(*probe, prefix=at_here)
        ip("-n", here, "link", "set", "cable", "down")
        command = [*at_here, sys.executable, "-m", "worker", *map(str, probe)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as waiting:
            with pytest.raises(subprocess.TimeoutExpired):
                waiting.wait(5)
            ip("-n", here, "link", "set", "cable", "up")
            second = waiting.communicate(timeout=120)[0].strip()
            assert waiting.returncode == 0

        def ended() -> bool:
            listed = worker("jobs", "--json", "--home", pair.here, prefix=at_here)
            states = {each["id"]: each["state"] for each in map(json.loads, listed.splitlines())}
            return states == {first: "succeeded", second: "succeeded"}

        wait_until(ended, "both jobs succeed", 120)
        out = pair.folder / "out"
        worker("fetch", second, "--home", pair.here, "--out", out, prefix=at_here)
        assert (out / "label.txt").is_file()
