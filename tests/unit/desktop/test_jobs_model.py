"""The jobs list: newest first, older words dropped, progress only while it runs."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from desktop.core.jobs_model import JobsModel, thumbnail
from shared.jobs import JobState, JobView
from shared.protocol.messages import JobPartial, JobProgress


def view(n: int, state: JobState = JobState.QUEUED, seq: int = 1, created_at: float = 0) -> JobView:
    return JobView(
        job_id=f"{n:036d}", task="motion.render", state=state, seq=seq, rev=seq,
        created_at=created_at or float(n),
    )  # fmt: skip


def ids(model: JobsModel) -> list[int]:
    return [int(model.row(i).view.job_id) for i in range(len(model))]


def test_jobs_are_listed_newest_first_whatever_the_order_of_arrival() -> None:
    model = JobsModel()
    for n in (2, 5, 1, 4, 3):
        model.apply_job(view(n))
    assert ids(model) == [5, 4, 3, 2, 1]
    assert [model.index_of(f"{n:036d}") for n in (5, 3, 1)] == [0, 2, 4]


def test_an_older_word_about_a_job_is_dropped() -> None:
    model = JobsModel()
    model.apply_job(view(1, JobState.SUCCEEDED, seq=3))
    model.apply_job(view(1, JobState.RUNNING, seq=2))
    assert model.row(0).view.state is JobState.SUCCEEDED


def test_a_job_keeps_its_place_when_a_message_changes_its_creation_time() -> None:
    model = JobsModel()
    for n in (1, 2, 3):
        model.apply_job(view(n))
    model.apply_job(view(2, JobState.RUNNING, seq=2, created_at=99.0))
    assert ids(model) == [3, 2, 1]


def test_progress_counts_only_while_running_and_reaches_one_with_the_result() -> None:
    model = JobsModel()
    model.apply_job(view(1))
    message = JobProgress(job_id=view(1).job_id, done=100, total=100)
    model.apply_progress(message)
    assert model.row(0).fraction is None
    model.apply_job(view(1, JobState.RUNNING, seq=2))
    model.apply_progress(message)
    assert model.row(0).fraction == pytest.approx(0.99)
    model.apply_job(view(1, JobState.SUCCEEDED, seq=3))
    assert model.row(0).fraction == 1.0


def test_a_retried_job_starts_its_progress_again() -> None:
    model = JobsModel()
    model.apply_job(view(1, JobState.RUNNING))
    model.apply_progress(JobProgress(job_id=view(1).job_id, done=9, total=10))
    model.apply_job(view(1, JobState.RETRY_WAIT, seq=2))
    model.apply_job(view(1, JobState.RUNNING, seq=3))
    assert model.row(0).fraction is None


def test_messages_about_unknown_jobs_and_odd_arrays_are_ignored() -> None:
    model = JobsModel()
    model.apply_progress(JobProgress(job_id="0" * 36, done=1, total=2))
    model.apply_job(view(1, JobState.RUNNING))
    for blob in (b"x", np.zeros((4, 4)), np.zeros((0, 4, 3), np.uint8), np.zeros((2, 2, 3))):
        model.apply_partial(JobPartial(job_id=view(1).job_id, index=0), [blob])
    assert model.row(0).thumbnail is None


def test_summary_follows_the_states() -> None:
    model = JobsModel()
    for n in range(1, 6):
        model.apply_job(view(n))
    model.apply_job(view(1, JobState.RUNNING, seq=2))
    model.apply_job(view(2, JobState.FAILED, seq=2))
    summary = model.summary()
    assert (summary.running, summary.waiting) == (1, 3)
    assert summary.current is not None
    model.clear()
    assert (len(model), model.summary().running) == (0, 0)


def test_an_end_is_announced_once() -> None:
    model = JobsModel()
    ended: list[JobState] = []
    model.ended.connect(lambda row: ended.append(row.view.state))
    model.apply_job(view(7, JobState.SUCCEEDED))  # known from a snapshot: no news
    model.apply_job(view(1, JobState.RUNNING))
    model.apply_job(view(1, JobState.FAILED, seq=2))
    model.apply_job(msgspec.structs.replace(view(1, JobState.FAILED, seq=3), title="x"))
    assert ended == [JobState.FAILED]


@pytest.mark.parametrize(
    "shape", [(1, 1, 3), (1000, 1, 3), (1, 1000, 3), (63, 65, 3), (720, 1280, 3)]
)
def test_thumbnails_are_small_and_never_empty(shape: tuple[int, int, int]) -> None:
    small = thumbnail(np.zeros(shape, np.uint8))
    assert small.size > 0
    assert max(small.shape) <= 64
    assert small.flags.c_contiguous
