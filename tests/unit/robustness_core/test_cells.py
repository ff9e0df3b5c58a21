"""Cells: asked once, kept after each unit, counted."""

from __future__ import annotations

import numpy as np
import pytest

from shared.errors import AppError
from tests.unit.robustness_core.conftest import Source, end_of
from tests.unit.robustness_core.doubles import PROMPT, RuleModel, samples
from worker.robustness.cells.source import Counts, Known

OTHER = PROMPT.replace("sentiment", "feeling")
NONE = PROMPT.replace("sentiment", "").replace("review", "").replace("Tell", "")


def test_a_matrix_has_what_the_model_said(source: Source) -> None:
    matrix = end_of(source(RuleModel()).cells([PROMPT, OTHER], samples(40)))
    assert matrix.right.shape == matrix.answers.shape == (2, 40)
    assert matrix.log_probabilities.shape == (2, 40, 2)
    assert matrix.accuracy[0] > matrix.accuracy[1] > 0.2
    gold = np.array([one.label == "positive" for one in samples(40)])
    assert (matrix.right == (matrix.answers == gold)).all()
    assert (matrix.loss[matrix.right] < np.log(2)).all()
    assert (matrix.loss[~matrix.right] >= np.log(2)).all()


def test_nothing_is_asked_twice(source: Source) -> None:
    model = RuleModel()
    first = source(model)
    end_of(first.cells([PROMPT], samples(40)))
    end_of(first.cells([PROMPT, OTHER, OTHER], samples(40)))
    assert len(model.asked) == len(set(model.asked)) == 80
    tokens = sum(
        len(prompt.split()) + len(one.content.split())
        for prompt in (PROMPT, OTHER)
        for one in samples(40)
    )
    assert first.counts == Counts(queries=80, cached=0, tokens=tokens)
    again = source(model)
    end_of(again.cells([PROMPT, OTHER], samples(40)))
    assert len(model.asked) == 80
    assert again.counts == Counts(queries=80, cached=80, tokens=0)


def test_progress_is_told_after_each_unit(source: Source) -> None:
    steps = list(source(RuleModel(), unit=16).cells([PROMPT, OTHER], samples(40)))
    assert steps == [Known(n, 80) for n in (0, 16, 32, 40, 56, 72, 80)]


def test_small_prompts_share_a_unit(source: Source) -> None:
    steps = list(source(RuleModel(), unit=16).cells([PROMPT, OTHER, NONE], samples(8)))
    assert steps == [Known(n, 24) for n in (0, 16, 24)]


def test_what_was_answered_before_a_model_fails_is_kept(source: Source) -> None:
    model = RuleModel(fails_after=20)
    with pytest.raises(AppError):
        end_of(source(model, unit=8).cells([PROMPT], samples(40)))
    whole = RuleModel()
    end_of(source(whole, unit=8).cells([PROMPT], samples(40)))
    # Two units were whole; the third had four answers.
    assert len(whole.asked) == 40 - 16


def test_written_answers_may_be_unreadable(source: Source) -> None:
    matrix = end_of(source(RuleModel(), write=True).cells([NONE], samples(60)))
    assert (matrix.answers == -1).any()
    assert not matrix.right[matrix.answers == -1].any()
    assert np.isnan(matrix.loss).all()
    assert np.isnan(matrix.log_probabilities).all()


def test_doubles_among_samples_are_asked_once(source: Source) -> None:
    model = RuleModel()
    one = source(model)
    matrix = end_of(one.cells([PROMPT], [*samples(10), *samples(10)]))
    assert len(model.asked) == one.counts.queries == 10
    assert (matrix.right[0, :10] == matrix.right[0, 10:]).all()
