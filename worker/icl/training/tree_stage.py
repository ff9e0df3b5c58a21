"""The stages `rerank` and `nolm`: the same trees on the model's scores, and on equal answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from safetensors.numpy import load, save

from shared.icl.metrics import Floats, gains, ndcg
from worker.icl.feedback.scoring import ScoredJob
from worker.icl.selection.features import NAMES, Table
from worker.icl.selection.trees import BoostedTrees
from worker.icl.training.jobs import StoredJob, as_scored
from worker.icl.training.stage_files import Made
from worker.icl.training.targets import LabelRule
from worker.icl.training.task_pools import TaskPool
from worker.icl.training.tree_fitting import (
    agreement_targets,
    feedback_targets,
    fit_trees,
    rows_of,
)

TREES_FILE = "trees.safetensors"
HELD_OUT = 0.2
_TOP = 4
_PLAIN = ("cosine", "bm25", "support")


@dataclass(frozen=True)
class Pairs:
    """All scored pairs: features float32 [n, 15]; targets, scores and number of the query [n]."""

    table: Table
    feedback: Floats
    agreement: Floats
    scores: Floats
    owner: np.ndarray

    @staticmethod
    def of(pools: Sequence[TaskPool], jobs: Sequence[StoredJob], rule: LabelRule) -> Pairs:
        """Task after task, job after job."""
        tables, feedback, agreement, scored = [], [], [], []
        for pool in pools:
            own = as_scored(pool, jobs)
            if not own:
                continue
            kinds = {pool.info.name: pool.info.kind}
            rows = [job.query for job in jobs if job.task == pool.info.name]
            tables.append(rows_of(pool.features, own, pool.corpus.vectors[rows]))
            feedback.append(feedback_targets(own, pool.corpus, kinds, rule))
            agreement.append(agreement_targets(own, pool.corpus, kinds))
            scored += own
        return Pairs(
            np.concatenate(tables) if tables else np.empty((0, len(NAMES)), np.float32),
            np.concatenate(feedback) if feedback else np.empty(0),
            np.concatenate(agreement) if agreement else np.empty(0),
            np.concatenate([np.array(one.scores) for one in scored]) if scored else np.empty(0),
            _owners(scored),
        )


def fitted(pairs: Pairs, targets: Floats, name: str, seed: int) -> Made:
    """Trees on all pairs; figures are of trees that have not seen a fifth of the queries."""
    number = int(pairs.owner.max()) + 1 if len(pairs.owner) else 0
    judged = np.random.default_rng((seed, 5)).random(number) < HELD_OUT
    out = judged[pairs.owner] if number else np.empty(0, bool)
    figures: dict[str, float] = {}
    if out.any() and not out.all():
        part = fit_trees(pairs.table[~out], targets[~out], seed)
        figures["ndcg"] = _mean_ndcg(pairs, out, part.predict(pairs.table[out]))
        for plain in _PLAIN:
            column = pairs.table[out][:, NAMES.index(plain)].astype(np.float64)
            figures[f"ndcg_{plain}"] = _mean_ndcg(pairs, out, column)
    trees = fit_trees(pairs.table, targets, seed)
    tensors = {key: np.ascontiguousarray(value) for key, value in trees.tensors(name).items()}
    return Made(save(tensors), len(targets), figures)


def read_trees(data: bytes, name: str) -> BoostedTrees:
    """The trees of a stage's file."""
    return BoostedTrees.of(load(data), name)


def _mean_ndcg(pairs: Pairs, chosen: np.ndarray, predicted: Floats) -> float:
    """Mean nDCG@4 over queries, against the model's scores."""
    owner, scores = pairs.owner[chosen], pairs.scores[chosen]
    found = [
        ndcg(gains(scores[owner == query]), predicted[owner == query], _TOP)
        for query in np.unique(owner)
    ]
    return float(np.mean(found))


def _owners(jobs: Sequence[ScoredJob]) -> np.ndarray:
    counts = [len(one.rows) for one in jobs]
    return np.repeat(np.arange(len(counts)), counts)
