"""Heads of the laptop's recipe: LLM-R's bi-encoder after an iteration, and EPR."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from worker.icl.selection.bi_encoder import LowRankHead
from worker.icl.training.head_stage import HeadNetwork, HeadStage, best_strength, strengths
from worker.icl.training.iterations import Loop
from worker.icl.training.lessons import Lessons
from worker.training.course import Course


def train_head(course: Course, loop: Loop, name: str) -> LowRankHead | None:
    """The head `name`, or None where time ran out; "epr" learns by contrast alone."""
    how = loop.settings.distilling
    lessons = Lessons.of(loop.pools, loop.jobs, loop.rule, loop.seed)
    dimensions = loop.pools[0].corpus.vectors.shape[1]
    if not lessons.trained:
        # Nothing has enough candidates: no turn.
        return LowRankHead(
            np.zeros((dimensions, how.rank), np.float32),
            np.zeros((how.rank, dimensions), np.float32),
        )
    network = course.train(
        replace(how.plan, name=name),
        lambda: HeadNetwork(dimensions, how.rank),
        lambda made: HeadStage(made, lessons, how, contrast_only=name == "epr"),
    )
    if network is None:
        return None
    return network.head(best_strength(strengths(network, lessons)))
