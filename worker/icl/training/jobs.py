"""Which pairs are scored in each iteration, and all that is known after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
import numpy as np

from worker.icl.feedback.candidates import CandidateSource
from worker.icl.feedback.scoring import ScoredJob, ScoreJob, score_jobs
from worker.icl.selection.corpus import Selector
from worker.icl.training.lm_session import LmSession
from worker.icl.training.settings import Candidates
from worker.icl.training.task_pools import TaskPool


class StoredJob(msgspec.Struct, frozen=True):
    """Rows of a task's pool that are scored for a row as query, and what the model said."""

    task: str
    query: int
    rows: tuple[int, ...]
    scores: tuple[float, ...] = ()
    zero_shot: float = 0.0


class StoredJobs(msgspec.Struct, frozen=True):
    """A stage's jobs with the fingerprint of the model that scored them."""

    jobs: tuple[StoredJob, ...]
    lm: str = ""

    @property
    def pairs(self) -> int:
        """Demonstrations that are scored."""
        return sum(len(job.rows) for job in self.jobs)


def first_jobs(
    pools: Sequence[TaskPool], rows: Mapping[str, Sequence[int]], how: Candidates, seed: int
) -> StoredJobs:
    """Candidates of the first iteration, from BM25 and vectors that nobody trained."""
    found = []
    for number, pool in enumerate(pools):
        source = CandidateSource(pool.corpus, pool.lexical)
        for row in rows[pool.info.name]:
            rng = np.random.default_rng((seed, 3, number, row))
            query = pool.query(row)
            if how.mixed:
                chosen = source.rows(query, how.count, rng)
            else:
                listed = pool.lexical.select([query], how.depth, rng)[0]
                chosen = _some([one.row for one in listed], how.count, rng)
            found.append(StoredJob(pool.info.name, row, tuple(chosen)))
    return StoredJobs(tuple(job for job in found if job.rows))


def next_jobs(
    pools: Sequence[TaskPool],
    known: Sequence[StoredJob],
    retrievers: Mapping[str, Selector],
    how: Candidates,
    seed: Sequence[int],
) -> StoredJobs:
    """Candidates of a later iteration: out of the last retriever's lists, those not yet scored."""
    found = []
    for number, pool in enumerate(pools):
        own = [job for job in known if job.task == pool.info.name]
        queries = [pool.query(job.query) for job in own]
        rng = np.random.default_rng((*seed, number))
        lists = retrievers[pool.info.name].select(queries, how.depth, rng)
        for job, listed in zip(own, lists, strict=True):
            chosen = _some([one.row for one in listed], how.count, rng)
            fresh = tuple(row for row in chosen if row not in job.rows)
            if fresh:
                found.append(StoredJob(job.task, job.query, fresh))
    return StoredJobs(tuple(found))


def scored_jobs(pools: Sequence[TaskPool], jobs: StoredJobs, session: LmSession) -> StoredJobs:
    """The same jobs with the model's scores; OutOfTime where time runs out, with nothing lost."""
    asking = session.asking
    total = jobs.pairs + len(jobs.jobs)
    found: list[StoredJob] = []
    before = 0

    def tick(known: int, of: int) -> None:
        session.tick("scores", before + known, total)

    for pool in pools:
        own = [job for job in jobs.jobs if job.task == pool.info.name]
        asked = [ScoreJob(pool.corpus.examples[job.query], job.rows) for job in own]
        told = score_jobs(
            asking.model, asking.cache, pool.corpus.examples, asked, tick, pool.options_of
        )
        for job, one in zip(own, told, strict=True):
            found.append(StoredJob(job.task, job.query, job.rows, one.scores, one.zero_shot))
        before += sum(len(job.rows) + 1 for job in own)
    return StoredJobs(tuple(found), asking.model.fingerprint)


def merged(parts: Iterable[StoredJobs]) -> tuple[StoredJob, ...]:
    """Jobs of several iterations as one for each query."""
    found: dict[tuple[str, int], StoredJob] = {}
    for part in parts:
        for job in part.jobs:
            key = (job.task, job.query)
            before = found.get(key)
            if before is not None:
                rows, scores = before.rows + job.rows, before.scores + job.scores
                job = StoredJob(job.task, job.query, rows, scores, job.zero_shot)
            found[key] = job
    return tuple(found.values())


def as_scored(pool: TaskPool, jobs: Sequence[StoredJob]) -> list[ScoredJob]:
    """A task's jobs with their queries."""
    return [
        ScoredJob(pool.corpus.examples[job.query], job.rows, job.scores, job.zero_shot)
        for job in jobs
        if job.task == pool.info.name
    ]


def _some(rows: Sequence[int], count: int, rng: np.random.Generator) -> list[int]:
    chosen = rng.permutation(len(rows))[:count]
    return [rows[place] for place in sorted(chosen)]
