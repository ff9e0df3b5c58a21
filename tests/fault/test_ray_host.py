"""A host whose jobs run on a real Ray cluster: what it makes, and engines that die."""

from __future__ import annotations

import json
import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from shared.ids import new_job_id
from shared.protocol.messages import EngineStatus, StreamResult
from shared.tasks.registry import PLUGINS_VARIABLE
from tests.conftest import TEST_TASKS
from tests.doubles.hosts import HostProcess, Watcher, wait_until
from tests.doubles.tasks import ProbeRequest
from tests.fault.test_ray_batch import ROOT, with_ray
from worker.executors.results import read_results

# Starting a cluster and two engines takes 10 s, and minutes on a machine that is busy.
READY_S = 600.0
pytestmark = [pytest.mark.fault, pytest.mark.timeout(1800), pytest.mark.usefixtures("test_tasks")]


class RayHost:
    """A host with two engines on a cluster of its own, and a client of it."""

    def __init__(self, process: HostProcess, watcher: Watcher) -> None:
        self.process, self.watcher = process, watcher

    def run(self, request: ProbeRequest, task: str = "test.probe") -> str:
        """Submit a job; returns its id."""
        job_id: str = self.watcher.client.submit(task, request).result(60).job_id
        return job_id

    def child(self) -> int:
        """Process id of the child that hands jobs to the cluster."""
        pid: int | None = self.watcher.client.status().result(60).engine.pid
        assert pid is not None
        return pid

    def actors(self) -> list[int]:
        """Process ids of the engines that the cluster has now."""
        assert self.process.process is not None
        found = []
        for child in psutil.Process(self.process.process.pid).children(recursive=True):
            try:
                if child.cmdline()[0].startswith("ray::ActorEngine"):
                    found.append(child.pid)
            except (psutil.NoSuchProcess, IndexError):
                continue
        return found


@pytest.fixture(scope="module")
def ray_host() -> Iterator[RayHost]:
    with (
        pytest.MonkeyPatch.context() as patch,
        tempfile.TemporaryDirectory(prefix="vh-", ignore_cleanup_errors=True) as folder,
    ):
        patch.setenv(PLUGINS_VARIABLE, TEST_TASKS)
        paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        patch.setenv("PYTHONPATH", os.pathsep.join(paths))
        home = Path(folder)
        with (
            HostProcess(home, "--executor", "ray", "--workers", "2") as process,
            Watcher(home) as watcher,
        ):
            host = RayHost(process, watcher)
            first = host.run(ProbeRequest(label="first"))
            watcher.wait_state(first, "succeeded", timeout_s=READY_S)
            wait_until(lambda: len(host.actors()) == 2, "two engines", READY_S)
            yield host
            child = host.child()
            children = psutil.Process(process.process.pid).children(recursive=True)  # type: ignore[union-attr]
        _, left = psutil.wait_procs(children, timeout=60)
        assert not left, f"processes stay behind: {left}"
        assert not folders_of(child)


def folders_of(child: int) -> list[Path]:
    """Folders of the clusters of a process."""
    places = {Path(tempfile.gettempdir()), Path("/tmp")}
    return [folder for place in places for folder in place.glob(f"vr-{child}-*")]


def made(home: Path, job_id: str) -> dict[str, Any]:
    """What a job made; of `result.json`, all but how long it took and where."""
    files: dict[str, Any] = dict(read_results(home / "results" / job_id))
    told = json.loads(files["result.json"])
    kept = {key: value for key, value in told.items() if key not in ("timings", "provenance")}
    return {**files, "result.json": kept}


@with_ray
def test_a_job_makes_the_same_bytes_as_on_a_local_host(
    ray_host: RayHost, home: Path, tmp_path: Path
) -> None:
    given = tmp_path / "given.bin"
    given.write_bytes(bytes(range(256)) * 5000)
    request = ProbeRequest(label="same", files=3, file=str(given))
    there, job_id = ray_host.watcher, new_job_id()
    with HostProcess(home), Watcher(home) as here:
        views = []
        for watcher in (here, there):
            watcher.client.submit("test.probe", request, job_id=job_id).result(60)
            views.append(watcher.wait_ended(job_id, timeout_s=READY_S))
        assert [view.state for view in views] == ["succeeded", "succeeded"]
        local, remote = (made(place, job_id) for place in (home, ray_host.process.home))
    assert local["copy.bin"] == given.read_bytes()
    assert local == remote
    sums = [
        {name: sha for name, sha in view.files.items() if name != "result.json"} for view in views
    ]
    assert sums[0] == sums[1]
    assert len(sums[0]) == 5


@with_ray
def test_jobs_run_side_by_side_and_tell_how_far_they_are(ray_host: RayHost) -> None:
    before = len(ray_host.watcher.partials)
    request = ProbeRequest(kind="flood", steps=40, step_s=0.05)
    ids = [ray_host.run(request) for _ in range(2)]
    history = ray_host.watcher
    wait_until(lambda: all(history.state(job_id) == "running" for job_id in ids), "both run")
    for job_id in ids:
        assert history.wait_ended(job_id).state == "succeeded"
    told = [(told, blobs) for told, blobs in ray_host.watcher.partials[before:]]
    assert {message.job_id for message, _ in told} == set(ids)
    for message, blobs in told:
        np.testing.assert_array_equal(blobs[0], np.full((8, 8, 3), message.index, np.uint8))


@with_ray
def test_an_engine_that_is_killed_costs_one_attempt_and_nothing_else(ray_host: RayHost) -> None:
    before = set(ray_host.actors())
    ids = [ray_host.run(ProbeRequest(steps=60, step_s=0.05, label=f"{n}")) for n in range(2)]
    for job_id in ids:
        ray_host.watcher.wait_state(job_id, "running")
    os.kill(min(before), signal.SIGKILL)
    views = [ray_host.watcher.wait_ended(job_id, timeout_s=READY_S) for job_id in ids]
    assert [view.state for view in views] == ["succeeded", "succeeded"]
    assert sorted(view.attempts for view in views) == [1, 2]
    for n, job_id in enumerate(ids):
        assert made(ray_host.process.home, job_id)["label.txt"] == str(n).encode()
    wait_until(lambda: len(set(ray_host.actors())) == 2, "two engines again", READY_S)
    assert min(before) not in ray_host.actors()
    states = [m for m in ray_host.watcher.messages if isinstance(m, EngineStatus)]
    assert all(status.restarts == 0 for status in states), "the child of the host lives on"


@with_ray
def test_a_job_that_kills_its_engines_is_set_aside(ray_host: RayHost) -> None:
    poison = ray_host.run(ProbeRequest(kind="poison"))
    job = ray_host.watcher.wait_ended(poison, timeout_s=READY_S)
    assert (job.state, job.attempts) == ("quarantined", 3)
    good = ray_host.run(ProbeRequest(label="good"))
    assert ray_host.watcher.wait_ended(good, timeout_s=READY_S).state == "succeeded"


@with_ray
def test_a_cancelled_job_ends_and_its_engine_takes_the_next(ray_host: RayHost) -> None:
    long = ray_host.run(ProbeRequest(steps=10_000, step_s=0.05))
    ray_host.watcher.wait_state(long, "running", timeout_s=READY_S)
    ray_host.watcher.client.cancel(long)
    assert ray_host.watcher.wait_ended(long).state == "cancelled"
    actors = set(ray_host.actors())
    good = ray_host.run(ProbeRequest(label="good"))
    assert ray_host.watcher.wait_ended(good, timeout_s=READY_S).state == "succeeded"
    assert actors <= set(ray_host.actors()), "no engine had to end"


@with_ray
def test_a_bad_job_fails_with_its_words(ray_host: RayHost) -> None:
    job = ray_host.watcher.wait_ended(ray_host.run(ProbeRequest(kind="fail", label="this")))
    assert (job.state, job.attempts) == ("failed", 1)
    assert job.failure is not None
    assert job.failure.params["reason"] == "this cannot be done."


@with_ray
def test_streams_are_done_while_jobs_keep_the_cluster_busy(ray_host: RayHost) -> None:
    ids = [ray_host.run(ProbeRequest(steps=10_000, step_s=0.05)) for _ in range(2)]
    for job_id in ids:
        ray_host.watcher.wait_state(job_id, "running", timeout_s=READY_S)
    array = np.arange(12, dtype=np.float32).reshape(3, 4)
    ray_host.watcher.client.stream_push(
        "stream", "test.echo", 1, {"label": "echo"}, [array], deadline_ms=60_000
    )
    results = wait_until(
        lambda: [m for m in ray_host.watcher.messages if isinstance(m, StreamResult)], "an echo"
    )
    assert results[0].error is None
    assert results[0].result["label"] == "echo"
    for job_id in ids:
        ray_host.watcher.client.cancel(job_id)
        assert ray_host.watcher.wait_ended(job_id).state == "cancelled"


@with_ray
def test_a_host_whose_child_is_killed_starts_another_with_a_cluster_of_its_own(
    ray_host: RayHost,
) -> None:
    """Last: it costs the time of a start."""
    job_id = ray_host.run(ProbeRequest(steps=100, step_s=0.05, label="again"))
    ray_host.watcher.wait_state(job_id, "running", timeout_s=READY_S)
    old, child = ray_host.actors(), ray_host.child()
    assert folders_of(child)
    os.kill(child, signal.SIGKILL)
    job = ray_host.watcher.wait_ended(job_id, timeout_s=READY_S)
    assert (job.state, job.attempts) == ("succeeded", 2)
    wait_until(lambda: not any(map(psutil.pid_exists, old)), "the old engines end")
    assert folders_of(ray_host.child())
    assert not folders_of(child), "the next cluster removes what the old one left"
