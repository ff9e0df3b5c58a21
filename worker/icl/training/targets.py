"""What selectors learn: how much each candidate helped its query, or, without an LM, agrees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shared.icl.example import Example
from shared.icl.metrics import word_f1_squad
from worker.icl.feedback.scoring import ScoredJob
from worker.icl.selection.kinds import Kind

Floats = npt.NDArray[np.float64]

# Nats per token: below it, differences within a query are noise and are not blown up.
LEAST_SPREAD = 0.1


@dataclass(frozen=True)
class LabelRule:
    """What LLM-R's code does and its paper does not say: another label makes a candidate bad.

    Attributes
    ----------
    penalty : float
        Added to the score (nats) of a candidate with another answer, in tasks with labels; LLM-R
        has -100, which lets no other score matter; 0 is no rule.
    """

    penalty: float = 0.0

    def scores(self, one: ScoredJob, pool: Sequence[Example], kind: Kind) -> Floats:
        """Scores of a job's candidates under the rule."""
        scores = np.array(one.scores, np.float64)
        if kind != "labels" or not self.penalty:
            return scores
        others = np.array([pool[row].output != one.query.output for row in one.rows])
        return scores + self.penalty * others


def standardised(scores: npt.NDArray[np.floating]) -> Floats:
    """Scores of one query's candidates [n] around 0 with spread 1.

    A gain over zero-shot gives the same: what all candidates share drops out.
    """
    values = np.asarray(scores, np.float64)
    if not len(values):
        return values
    return np.asarray((values - values.mean()) / max(float(values.std()), LEAST_SPREAD))


def agreement(query: Example, shown: Sequence[Example], kind: Kind) -> Floats:
    """How far answers of demonstrations agree with the query's: the control's "score".

    With labels 1 for the same and 0 for another; else the F1 of their words. No language model.
    """
    if kind == "labels":
        return np.array([float(one.output == query.output) for one in shown])
    return np.array([word_f1_squad(one.output, query.accepted) for one in shown])


def ranks(scores: npt.NDArray[np.floating]) -> npt.NDArray[np.int64]:
    """Rank of each of one query's candidates, best 0; of equals, the earlier."""
    order = np.argsort(-np.asarray(scores), kind="stable")
    found = np.empty(len(order), np.int64)
    found[order] = np.arange(len(order))
    return found
