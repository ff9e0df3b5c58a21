"""Fits the re-ranker's trees: one global model over all tasks, from features of no task's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from worker.icl.feedback.scoring import ScoredJob
from worker.icl.selection.corpus import Corpus, Query
from worker.icl.selection.features import NAMES, PairFeatures
from worker.icl.selection.kinds import Kind
from worker.icl.selection.trees import BoostedTrees
from worker.icl.selection.view import View
from worker.icl.training.targets import Floats, LabelRule, agreement, standardised

# Fixed beforehand for both the trees with LM feedback and their control.
SETTINGS: dict[str, Any] = {
    "learning_rate": 0.06,
    "max_iter": 200,
    "max_leaf_nodes": 15,
    "min_samples_leaf": 20,
    "l2_regularization": 1.0,
    "early_stopping": False,
}


def rows_of(
    features: PairFeatures, jobs: Sequence[ScoredJob], vectors: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Features float32 [sum of candidates, 15] of all pairs, job after job.

    `vectors` float32 [len(jobs), D] are those of the queries.
    """
    tables = []
    for one, vector in zip(jobs, vectors, strict=True):
        query = Query(one.query, vector)
        view = View.of(features.corpus, features.lexical, query)
        places = view.places(np.array(one.rows, np.int64))
        tables.append(features.table(query, view, places))
    return np.concatenate(tables) if tables else np.empty((0, len(NAMES)), np.float32)


def feedback_targets(
    jobs: Sequence[ScoredJob], corpus: Corpus, kinds: dict[str, Kind], rule: LabelRule
) -> Floats:
    """Standardised scores of all pairs, job after job."""
    return _joined(
        standardised(rule.scores(one, corpus.examples, kinds[one.query.task])) for one in jobs
    )


def agreement_targets(jobs: Sequence[ScoredJob], corpus: Corpus, kinds: dict[str, Kind]) -> Floats:
    """The control's targets for the same pairs, standardised alike."""
    return _joined(
        standardised(
            agreement(one.query, [corpus.examples[row] for row in one.rows], kinds[one.query.task])
        )
        for one in jobs
    )


def fit_trees(table: npt.NDArray[np.float32], targets: Floats, seed: int) -> BoostedTrees:
    """Boosted trees of scikit-learn, as plain arrays."""
    from sklearn.ensemble import HistGradientBoostingRegressor
    from threadpoolctl import threadpool_limits

    fitted = HistGradientBoostingRegressor(**SETTINGS, random_state=seed)
    # A second of work: on a busy machine several threads take forty times as long.
    with threadpool_limits(1):
        fitted.fit(table.astype(np.float64), targets)
    return plain_trees(fitted)


def plain_trees(fitted: Any) -> BoostedTrees:
    """The arrays of a fitted HistGradientBoostingRegressor without categories."""
    nodes = [part[0].nodes for part in fitted._predictors]
    shape = (len(nodes), max(len(tree) for tree in nodes))
    made = BoostedTrees(
        base=np.array(fitted._baseline_prediction, np.float64).reshape(1),
        feature=np.full(shape, -1, np.int32),
        threshold=np.zeros(shape, np.float64),
        left=np.zeros(shape, np.int32),
        right=np.zeros(shape, np.int32),
        value=np.zeros(shape, np.float64),
        missing_left=np.zeros(shape, np.uint8),
    )
    for number, tree in enumerate(nodes):
        inner, size = tree["is_leaf"] == 0, len(tree)
        made.feature[number, :size] = np.where(inner, tree["feature_idx"], -1)
        made.threshold[number, :size] = np.where(inner, tree["num_threshold"], 0.0)
        made.left[number, :size] = np.where(inner, tree["left"], 0)
        made.right[number, :size] = np.where(inner, tree["right"], 0)
        made.value[number, :size] = tree["value"]
        made.missing_left[number, :size] = tree["missing_go_to_left"]
    return made


def _joined(parts: Any) -> Floats:
    made = list(parts)
    return np.concatenate(made) if made else np.empty(0)
