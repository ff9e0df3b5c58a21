"""The loop of LLM-R: candidates, scores, what learns from them, and again with what has learned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from shared.errors import AppError
from worker.icl.selection.corpus import Selector
from worker.icl.selection.rerank import Reranker
from worker.icl.selection.trees import BoostedTrees
from worker.icl.training.jobs import (
    StoredJob,
    StoredJobs,
    first_jobs,
    merged,
    next_jobs,
    scored_jobs,
)
from worker.icl.training.lm_session import LmSession
from worker.icl.training.settings import Settings
from worker.icl.training.stage_files import Made, StageFiles
from worker.icl.training.targets import LabelRule
from worker.icl.training.task_pools import TaskPool, training_rows
from worker.icl.training.tree_stage import TREES_FILE, Pairs, fitted, read_trees

_CANDIDATES, _SCORES = "candidates.json", "scores.json"


@dataclass(frozen=True)
class Loop:
    """What all iterations share."""

    pools: Sequence[TaskPool]
    settings: Settings
    files: StageFiles
    session: LmSession
    seed: int
    _scored: list[StoredJobs] = field(default_factory=list)

    @property
    def rule(self) -> LabelRule:
        """The label rule of the settings."""
        return LabelRule(self.settings.penalty)

    @property
    def jobs(self) -> tuple[StoredJob, ...]:
        """All that is scored so far, one job for each query."""
        return merged(self._scored)

    @property
    def lm(self) -> str:
        """Fingerprint of the model that scored."""
        return self._scored[-1].lm if self._scored else ""

    @property
    def pairs(self) -> int:
        """Pairs that are scored so far, those without a demonstration not counted."""
        return sum(part.pairs for part in self._scored)

    def score(self, number: int, retrievers: Mapping[str, Selector]) -> None:
        """Candidates and scores of an iteration, 1 being the first.

        Raises
        ------
        OutOfTime
            Where time ran out; what was asked is kept.
        AppError
            `bad_field` for a pool that leaves nothing to score.
        """

        def candidates() -> Made:
            jobs = self._candidates(number, retrievers)
            return Made(msgspec.json.encode(jobs), jobs.pairs, {})

        data = self.files.made(f"candidates-{number}", _CANDIDATES, candidates)
        jobs = msgspec.json.decode(data, type=StoredJobs)
        if not jobs.jobs and number == 1:
            limit = "a pool of at least two different rows of one task"
            raise AppError("bad_field", field="--pool", value="no candidates", limit=limit)

        def scores() -> Made:
            told = scored_jobs(self.pools, jobs, self.session)
            gains = [score - job.zero_shot for job in told.jobs for score in job.scores]
            helped = sum(gain > 0 for gain in gains) / max(1, len(gains))
            return Made(msgspec.json.encode(told), told.pairs, {"helped": helped})

        data = self.files.made(f"scores-{number}", _SCORES, scores)
        self._scored.append(msgspec.json.decode(data, type=StoredJobs))

    def trees(self, stage: str, name: str, *, feedback: bool) -> BoostedTrees:
        """Trees fitted to all scores so far, or, without feedback, to equal answers."""

        def make() -> Made:
            pairs = Pairs.of(self.pools, self.jobs, self.rule)
            return fitted(pairs, pairs.feedback if feedback else pairs.agreement, name, self.seed)

        data = self.files.made(stage, TREES_FILE, make)
        return read_trees(data, name)

    def rerankers(self, trees: BoostedTrees, name: str) -> dict[str, Selector]:
        """Re-rankers of each task."""
        return {pool.info.name: Reranker(pool.features, trees, name) for pool in self.pools}

    def _candidates(self, number: int, retrievers: Mapping[str, Selector]) -> StoredJobs:
        how = self.settings.candidates
        if number == 1:
            rows = training_rows(self.pools, self.settings.queries, self.seed)
            return first_jobs(self.pools, rows, how, self.seed)
        return next_jobs(self.pools, self.jobs, retrievers, how, (self.seed, 4, number))
