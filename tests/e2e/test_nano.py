"""DragNUWA nano through a real host and engine, with tiny random weights."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PIL import Image

from shared.jobs import JobView
from shared.protocol.messages import JobProgress
from shared.tasks.motion import DragLayer, Drags, MotionRenderRequest
from tests.doubles.hosts import HostProcess, Watcher, wait_until
from tests.doubles.nano import save_tiny_nano
from tests.e2e.test_commands import worker
from worker.models.registry import SHIPPED

MODEL = "tiny-nano"
TIMEOUT_S = 110


@pytest.fixture(scope="module")
def host(engine_host: HostProcess, tmp_path_factory: pytest.TempPathFactory) -> HostProcess:
    """A host that knows the tiny model."""
    model = save_tiny_nano(tmp_path_factory.mktemp("models") / "tiny")
    options = ("--kind", "motion-nano", "--path", model, "--home", engine_host.home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VITRINE_CONFIG", str(tmp_path_factory.mktemp("config")))
        added = worker("models", "add", MODEL, *options)
    assert added.returncode == 0, added.stderr
    return engine_host


@pytest.fixture
def watcher(host: HostProcess) -> Iterator[Watcher]:
    with Watcher(host.home) as connected:
        yield connected


@pytest.fixture
def short(sample_picture: Path) -> MotionRenderRequest:
    drags = Drags(width=64, height=48, frames=8, layers=(DragLayer(points=((20, 20), (40, 28))),))
    return MotionRenderRequest(
        image=str(sample_picture),
        drags=drags,
        backend="nano",
        model=MODEL,
        prompt="a wave rolls in",
        seed=7,
        save_frames=True,
    )


@pytest.fixture
def long(short: MotionRenderRequest) -> MotionRenderRequest:
    """Seconds of sampling in 32 steps, so that there is a middle to stop in."""
    return msgspec.structs.replace(short, width=256, height=192, num_frames=24, steps=16)


def submit(watcher: Watcher, request: MotionRenderRequest) -> str:
    return str(watcher.client.submit("motion.render", request).result(30).job_id)


def steps_done(watcher: Watcher, job_id: str) -> list[float]:
    told = [message for message in watcher.messages if isinstance(message, JobProgress)]
    return [m.done for m in told if m.job_id == job_id and m.unit == "steps"]


def wait_sampling(watcher: Watcher, job_id: str) -> None:
    def told() -> bool:
        assert watcher.state(job_id) != "failed", watcher.jobs[job_id].failure
        return bool(steps_done(watcher, job_id))

    wait_until(told, "the first steps are told", TIMEOUT_S)


def frames(job: JobView) -> np.ndarray:
    assert job.state == "succeeded", job.failure
    pictures = sorted((Path(job.result_dir or "") / "frames").iterdir())
    return np.stack([np.asarray(Image.open(path)) for path in pictures])


def test_a_render_tells_its_steps_and_sends_its_frames(
    watcher: Watcher, short: MotionRenderRequest
) -> None:
    states = {state.name: state for state in watcher.client.models().result(30).backends}
    assert states["nano"].ready
    job_id = submit(watcher, short)
    job = watcher.wait_ended(job_id, timeout_s=TIMEOUT_S)
    made = frames(job)
    assert made.shape == (8, 48, 64, 3)
    result = msgspec.json.decode((Path(job.result_dir or "") / "result.json").read_bytes())
    assert (result["backend"], result["model"], result["steps"]) == ("nano", MODEL, 4)
    assert result["prompt"] == "a wave rolls in"
    arrived = {
        partial.index: blobs[0]
        for partial, blobs in watcher.partials
        if partial.job_id == job_id and partial.meta["final"]
    }
    assert 0 in arrived, "the first frame comes at once"
    assert max(arrived) > 0
    for index, frame in arrived.items():
        np.testing.assert_array_equal(frame, made[index])


def test_cancel_takes_effect_between_two_steps(watcher: Watcher, long: MotionRenderRequest) -> None:
    job_id = submit(watcher, long)
    wait_sampling(watcher, job_id)
    watcher.client.cancel(job_id).result(30)
    job = watcher.wait_ended(job_id, timeout_s=TIMEOUT_S)
    assert (job.state, job.attempts) == ("cancelled", 1)
    assert not job.files
    assert max(steps_done(watcher, job_id)) < 32
    assert "restarting" not in watcher.engine_states(), "the engine lives on"


def test_an_engine_killed_while_sampling_costs_an_attempt_and_no_byte(
    host: HostProcess, watcher: Watcher, long: MotionRenderRequest
) -> None:
    disturbed = submit(watcher, long)
    wait_sampling(watcher, disturbed)
    pid = host.engine_pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    again = watcher.wait_ended(disturbed, timeout_s=TIMEOUT_S)
    assert again.attempts == 2
    assert "retry_wait" in watcher.history[disturbed]
    undisturbed = watcher.wait_ended(submit(watcher, long), timeout_s=TIMEOUT_S)
    assert undisturbed.attempts == 1
    np.testing.assert_array_equal(frames(again), frames(undisturbed))


@pytest.mark.skipif(not (SHIPPED / "motion-nano").is_dir(), reason="no weights are shipped here")
def test_the_shipped_model_follows_a_drag(watcher: Watcher, short: MotionRenderRequest) -> None:
    request = msgspec.structs.replace(short, model="motion-nano", prompt="")
    job = watcher.wait_ended(submit(watcher, request), timeout_s=TIMEOUT_S)
    made = frames(job).astype(float)
    assert np.abs(made[7] - made[0]).mean() > 1
    # The drag moves what lies at (20, 20) to (40, 28).
    start, end = made[0, 16:25, 16:25], made[7, 24:33, 36:45]
    assert np.abs(end - start).mean() < 0.5 * np.abs(made[0, 24:33, 36:45] - start).mean()
