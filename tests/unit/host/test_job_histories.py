"""Random histories of jobs against a small model: nothing is lost, nothing ends twice."""

from __future__ import annotations

import tempfile
import time
import uuid
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule

from shared.errors import AppError
from shared.jobs import ENDED, MAX_ATTEMPTS, Failure, JobState, JobView
from shared.protocol.messages import Submit
from shared.tasks.spec import TaskRegistry
from tests.doubles.tasks import SPECS
from worker.host.jobs import JobKeeper
from worker.host.store import JobStore

TRANSIENT = Failure(code="engine_died", params={"reason": "x"}, retryable=True)
PERMANENT = Failure(code="bad_request", params={"reason": "x"})
FULL = Failure(code="disk_full", params={"path": "x"}, retryable=True)


class Histories(RuleBasedStateMachine):
    """The host's keeper, its clock moved by hand, crashed and reopened at will."""

    jobs = Bundle("jobs")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="vh-")
        self.now = time.time()
        self.clock = mock.patch("worker.host.jobs.time.time", lambda: self.now)
        self.clock.start()
        self.registry = TaskRegistry()
        self.registry.add(SPECS[0])
        self.accepted: set[str] = set()
        self.ended: dict[str, JobState] = {}
        self.told: list[JobView] = []
        self.open()

    def open(self) -> None:
        self.store = JobStore(Path(self.folder.name) / "queue.sqlite")
        self.keeper = JobKeeper(self.store, self.registry, Path(self.folder.name), self.told.append)

    def teardown(self) -> None:
        self.store.close()
        self.clock.stop()
        self.folder.cleanup()

    @rule(target=jobs, repeat=st.integers(1, 3))
    def submit(self, repeat: int) -> str:
        job_id = str(uuid.uuid4())
        message = Submit(job_id=job_id, task="test.probe", request={"label": job_id})
        for number in range(repeat):
            _, duplicate = self.keeper.submit(message, "client")
            assert duplicate == (number > 0)
        self.store.commit()
        self.accepted.add(job_id)
        return job_id

    @rule()
    def claim(self) -> None:
        if not self.keeper.active:
            self.keeper.claim_next()
            self.store.commit()

    @rule(how=st.sampled_from(["done", TRANSIENT, PERMANENT, FULL]))
    def finish(self, how: str | Failure) -> None:
        for job_id, run in list(self.keeper.active.items()):
            if isinstance(how, Failure):
                self.keeper.failed(job_id, run.job.attempts, how)
            else:
                self.keeper.succeeded(job_id, run.job.attempts, "dir", {"a": "b"})
                assert not self.keeper.succeeded(job_id, run.job.attempts, "dir", {})
        self.store.commit()

    @rule()
    def engine_dies(self) -> None:
        self.keeper.engine_lost("it was killed")
        self.store.commit()

    @rule()
    def engine_is_ended_by_intent(self) -> None:
        self.keeper.put_back()
        self.store.commit()

    @rule(committed=st.booleans())
    def host_dies(self, committed: bool) -> None:
        if committed:
            self.store.commit()
        self.store.close()
        self.open()
        self.keeper.recover()
        self.store.commit()

    @rule(job_id=jobs)
    def cancel(self, job_id: str) -> None:
        if self.keeper.cancel(job_id):
            run = self.keeper.active[job_id]
            self.keeper.failed(job_id, run.job.attempts, Failure(code="cancelled"))
        self.store.commit()

    @rule(seconds=st.sampled_from([0.5, 2.0, 30.0]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds
        self.keeper.release_due()
        self.keeper.release_blocked()
        self.store.commit()

    @rule(target=jobs, job_id=jobs)
    def nothing(self, job_id: str) -> object:
        return multiple()

    @invariant()
    def every_accepted_job_is_there_once(self) -> None:
        rows = self.store.since(0, 10_000)
        assert {row.job_id for row in rows} == self.accepted
        assert len({row.rev for row in rows}) == len(rows)

    @invariant()
    def an_end_is_an_end(self) -> None:
        for row in self.store.since(0, 10_000):
            if row.job_id in self.ended:
                assert row.state == self.ended[row.job_id]
            elif row.state in ENDED:
                self.ended[row.job_id] = row.state

    @invariant()
    def attempts_are_bounded(self) -> None:
        for row in self.store.since(0, 10_000):
            assert 0 <= row.attempts <= MAX_ATTEMPTS
            if row.state is JobState.QUARANTINED:
                assert row.attempts == MAX_ATTEMPTS

    @invariant()
    def running_rows_are_the_active_ones(self) -> None:
        running = {row.job_id for row in self.store.by_state(JobState.RUNNING)}
        assert running == set(self.keeper.active)

    @invariant()
    def changes_are_told_in_order(self) -> None:
        newest: dict[str, int] = {}
        for view in self.told:
            assert view.seq > newest.get(view.job_id, 0)
            newest[view.job_id] = view.seq


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=30,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def test_retry_gives_fresh_attempts_and_refuses_what_succeeded(tmp_path: Path) -> None:
    registry = TaskRegistry()
    registry.add(SPECS[0])
    store = JobStore(tmp_path / "queue.sqlite")
    keeper = JobKeeper(store, registry, tmp_path, lambda view: None)
    job_id = str(uuid.uuid4())
    keeper.submit(Submit(job_id=job_id, task="test.probe", request={}), "c")
    keeper.claim_next()
    keeper.failed(job_id, 1, PERMANENT)
    keeper.retry(job_id)
    row = store.get(job_id)
    assert row is not None
    assert (row.state, row.attempts, row.failure) == (JobState.QUEUED, 0, None)
    keeper.claim_next()
    keeper.succeeded(job_id, 1, "d", {})
    with pytest.raises(AppError, match="succeeded"):
        keeper.retry(job_id)
    with pytest.raises(AppError, match="not known"):
        keeper.retry(str(uuid.uuid4()))
    store.close()


def test_queue_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "queue.sqlite"
    store = JobStore(path)
    store._db.execute("PRAGMA user_version=99")
    store.close()
    with pytest.raises(AppError, match="newer Vitrine"):
        JobStore(path)


def test_database_that_is_full_says_so_and_keeps_what_it_has(tmp_path: Path) -> None:
    registry = TaskRegistry()
    registry.add(SPECS[0])
    store = JobStore(tmp_path / "queue.sqlite")
    keeper = JobKeeper(store, registry, tmp_path, lambda view: None)
    kept = str(uuid.uuid4())
    keeper.submit(Submit(job_id=kept, task="test.probe", request={}), "c")
    store.commit()
    pages = store._db.execute("PRAGMA page_count").fetchone()[0]
    store._db.execute(f"PRAGMA max_page_count={pages + 1}")
    with pytest.raises(AppError) as caught:
        for _ in range(200):
            big = {"label": "x" * 4000}
            keeper.submit(Submit(job_id=str(uuid.uuid4()), task="test.probe", request=big), "c")
            store.commit()
    assert caught.value.code == "disk_full"
    store.rollback()
    assert store.get(kept) is not None
    store.close()
