"""The task `icl.score`: what a language model makes of candidate demonstrations."""

from __future__ import annotations

import time
from collections.abc import Iterator

from shared.icl.lmops import scored, write_lmops
from shared.tasks.events import Progress
from shared.tasks.icl import IclScoreRequest, IclScoreResult
from worker.engine.context import TaskContext
from worker.icl.feedback.candidates import CandidateSource
from worker.icl.feedback.scoring import ScoredJob, ScoreJob, score_jobs
from worker.icl.selection.lexical import Lexical
from worker.icl.tasks.inputs import Given, given, write_bad_rows
from worker.lm.opening import opened
from worker.lm.score_cache import CACHE_FILE, ScoreCache

FILE, CACHE = "scores.jsonl", CACHE_FILE


def score(ctx: TaskContext, request: IclScoreRequest) -> Iterator[Progress | IclScoreResult]:
    """Choose candidates, score them, write them as LMOps does; known scores are not asked again."""
    found = yield from given(ctx, request.pool, request.queries, request.encoder)
    jobs = _jobs(ctx, found, request.candidates)
    total = sum(len(job.rows) + 1 for job in jobs)
    yield Progress(done=0, total=total, unit="pairs", stage="scoring")
    home = ctx.home
    began, known, made = time.perf_counter(), 0, []
    with opened(request.lm, home, ctx.device) as model, ScoreCache(home / CACHE) as cache:
        before = cache.count()
        for one in score_jobs(model, cache, found.corpus.examples, jobs):
            made.append(one)
            known += len(one.rows) + 1
            if known < total:
                yield Progress(done=known, total=total, unit="pairs", stage="scoring")
        asked = cache.count() - before
    seconds = time.perf_counter() - began
    write_lmops(ctx.out / FILE, (_row(one, found) for one in made))
    gains = [gain for one in made for gain in one.gains]
    yield IclScoreResult(
        files={"scores": FILE, **write_bad_rows(ctx.out, found.bad)},
        queries=len(made),
        pairs=total,
        asked=asked,
        pairs_per_second=asked / seconds if asked else 0.0,
        helped=sum(gain > 0 for gain in gains) / max(1, len(gains)),
        bad_rows=len(found.bad),
    )


def _jobs(ctx: TaskContext, found: Given, count: int) -> list[ScoreJob]:
    source = CandidateSource(found.corpus, Lexical(found.corpus))
    return [
        ScoreJob(query.example, tuple(source.rows(query, count, ctx.rng(place))))
        for place, query in enumerate(found.queries)
    ]


def _row(one: ScoredJob, found: Given) -> dict[str, object]:
    order = sorted(range(len(one.rows)), key=lambda place: -one.scores[place])
    ids = [found.corpus.examples[one.rows[place]].id for place in order]
    return {**scored(one.query, ids, [one.scores[place] for place in order])}
