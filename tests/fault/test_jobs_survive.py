"""Accepted jobs end exactly once, whatever dies."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from shared.errors import AppError
from shared.ids import new_job_id
from tests.doubles.hosts import HostProcess, Watcher
from tests.doubles.kills import run_under_kills
from tests.doubles.tasks import ProbeRequest

pytestmark = [pytest.mark.fault, pytest.mark.usefixtures("test_tasks")]


def test_kills_of_engine_and_host_lose_nothing(home: Path) -> None:
    run_under_kills(home, jobs=40, engine_kills=6, host_kills=2)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_200_jobs_survive_25_engine_kills_and_5_host_kills(home: Path) -> None:
    run_under_kills(home, jobs=200, engine_kills=25, host_kills=5)


def test_poison_job_is_set_aside_and_the_next_one_runs(home: Path) -> None:
    with HostProcess(home) as host, Watcher(home) as watcher:
        poison = watcher.client.submit("test.probe", ProbeRequest(kind="poison", label="p")).result(
            30
        )
        good = watcher.client.submit("test.probe", ProbeRequest(label="g")).result(30)
        assert watcher.wait_ended(good.job_id).state == "succeeded"
        job = watcher.wait_ended(poison.job_id)
        assert job.state == "quarantined"
        assert job.attempts == 3
        assert job.failure is not None
        assert "killed" in str(AppError.from_params(job.failure.code, job.failure.params))
        watcher.client.retry(poison.job_id).result(30)
        assert watcher.wait_state(poison.job_id, "running", "retry_wait").attempts >= 1
        host.engine_pid()


def test_engine_killed_in_the_middle_runs_the_job_again(home: Path) -> None:
    with HostProcess(home) as host, Watcher(home) as watcher:
        request = ProbeRequest(steps=30, step_s=0.05, label="again")
        job_id = watcher.client.submit("test.probe", request).result(30).job_id
        watcher.wait_state(job_id, "running")
        assert host.kill_engine()
        job = watcher.wait_ended(job_id)
        assert job.state == "succeeded"
        assert job.attempts == 2
        assert watcher.history[job_id][-5:] == [
            "running",
            "retry_wait",
            "queued",
            "running",
            "succeeded",
        ]
        assert "restarting" in watcher.engine_states()


def test_crash_that_happens_once_costs_one_attempt(home: Path, tmp_path: Path) -> None:
    with HostProcess(home), Watcher(home) as watcher:
        request = ProbeRequest(kind="crash_once", flag=str(tmp_path / "flag"))
        job = watcher.wait_ended(watcher.client.submit("test.probe", request).result(30).job_id)
        assert (job.state, job.attempts) == ("succeeded", 2)


def test_100_duplicate_submits_make_one_job(home: Path) -> None:
    with HostProcess(home), Watcher(home) as watcher:
        job_id = new_job_id()
        request = ProbeRequest(label="one")
        answers = [watcher.client.submit("test.probe", request, job_id=job_id) for _ in range(100)]
        assert sum(not answer.result(60).duplicate for answer in answers) == 1
        watcher.wait_ended(job_id)
        with pytest.raises(AppError, match="different request"):
            watcher.client.submit("test.probe", ProbeRequest(label="two"), job_id=job_id).result(30)
        assert watcher.client.status().result(30).jobs == {"succeeded": 1}


def test_bad_requests_and_exceptions_fail_at_once_with_words(home: Path) -> None:
    with HostProcess(home), Watcher(home) as watcher:
        failed = watcher.client.submit(
            "test.probe", ProbeRequest(kind="fail", label="this")
        ).result(30)
        job = watcher.wait_ended(failed.job_id)
        assert (job.state, job.attempts) == ("failed", 1)
        assert job.failure is not None
        assert job.failure.params["reason"] == "this cannot be done."


def test_running_job_is_cancelled_and_the_other_stays(home: Path) -> None:
    with HostProcess(home), Watcher(home) as watcher:
        request = ProbeRequest(steps=10_000, step_s=0.01)
        first = watcher.client.submit("test.probe", request).result(30).job_id
        other = watcher.client.submit("test.probe", ProbeRequest(label="other")).result(30).job_id
        waiting = watcher.client.submit("test.probe", ProbeRequest(label="third")).result(30).job_id
        watcher.wait_state(first, "running")
        watcher.client.cancel(waiting).result(30)
        assert watcher.wait_ended(waiting).state == "cancelled"
        assert watcher.state(first) == "running"
        watcher.client.cancel(first).result(30)
        assert watcher.wait_ended(first).state == "cancelled"
        assert watcher.wait_ended(other).state == "succeeded"


def test_engine_restarted_on_request_gives_its_job_to_the_next(home: Path) -> None:
    with HostProcess(home) as host, Watcher(home) as watcher:
        request = ProbeRequest(steps=40, step_s=0.05)
        job_id = watcher.client.submit("test.probe", request).result(30).job_id
        watcher.wait_state(job_id, "running")
        before = host.engine_pid()
        watcher.client.restart_engine().result(30)
        job = watcher.wait_ended(job_id)
        assert (job.state, job.attempts) == ("succeeded", 1), "what was asked for costs no attempt"
        assert host.engine_pid() not in (before, None)


def test_host_that_is_ended_kindly_uses_up_no_attempt(home: Path) -> None:
    host = HostProcess(home).start()
    with Watcher(home) as watcher:
        request = ProbeRequest(steps=60, step_s=0.05)
        job_id = watcher.client.submit("test.probe", request).result(30).job_id
        for _ in range(2):
            watcher.wait_state(job_id, "running")
            host.stop()
            watcher.wait_state(job_id, "queued", "running")
            host.start()
        job = watcher.wait_ended(job_id)
        assert (job.state, job.attempts) == ("succeeded", 1)
    host.stop()


def test_hanging_task_is_cancelled_by_force(home: Path) -> None:
    with HostProcess(home), Watcher(home) as watcher:
        job_id = watcher.client.submit("test.probe", ProbeRequest(kind="hang")).result(30).job_id
        watcher.wait_state(job_id, "running")
        watcher.client.cancel(job_id, force=True).result(30)
        assert watcher.wait_ended(job_id).state == "cancelled"


def test_stalled_engine_is_restarted_and_its_job_set_aside(home: Path) -> None:
    with HostProcess(home, "--stall-s", "0.5"), Watcher(home) as watcher:
        job_id = watcher.client.submit("test.probe", ProbeRequest(kind="hang")).result(30).job_id
        job = watcher.wait_ended(job_id)
        assert job.state == "quarantined"
        assert job.failure is not None
        assert "no step" in str(job.failure.params["reason"])
        assert "stalled" in watcher.engine_states()
        assert "File" in (home / "logs" / "engine.log").read_text(), "the stacks were written"


def test_stopped_engine_that_does_not_beat_is_replaced(home: Path) -> None:
    with HostProcess(home) as host, Watcher(home) as watcher:
        job_id = (
            watcher.client.submit("test.probe", ProbeRequest(steps=5, step_s=0.5)).result(30).job_id
        )
        watcher.wait_state(job_id, "running")
        engine = host.engine_pid()
        assert engine is not None
        os.kill(engine, signal.SIGSTOP)
        job = watcher.wait_ended(job_id)
        assert (job.state, job.attempts) == ("succeeded", 2)


def test_newer_preview_replaces_the_older(home: Path) -> None:
    with HostProcess(home), Watcher(home) as watcher:
        ids = [
            watcher.client.submit(
                "test.preview", ProbeRequest(label="same", steps=40, step_s=0.02, seed=n)
            )
            .result(30)
            .job_id
            for n in range(4)
        ]
        assert watcher.wait_ended(ids[-1]).state == "succeeded"
        assert [watcher.wait_ended(job_id).state for job_id in ids[:-1]] == ["cancelled"] * 3
