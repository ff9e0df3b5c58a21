"""No leak gets past the audit, and a clean split is left alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from shared.errors import AppError
from tests.unit.neuro_evaluation.made import made_trials
from worker.neuro.decoding.trials import Trials
from worker.neuro.evaluation.audit import Exposure, LeakySplit, SafeSplit, audit
from worker.neuro.evaluation.splits import (
    Split,
    leave_out,
    neighbours,
    random_rows,
)


def block_left_out(trials: Trials, block: int = 0) -> Split:
    return leave_out(trials, np.flatnonzero(trials.block == block), ("block",), name="blocks")


def test_block_folds_of_a_random_order_are_clean_and_cover_everything() -> None:
    trials = made_trials()
    folds = [block_left_out(trials, int(block)) for block in np.unique(trials.block)]
    tested = np.sort(np.concatenate([fold.test for fold in folds]))
    assert (tested == np.arange(len(trials))).all()
    for fold in folds:
        safe = SafeSplit(trials, fold)
        assert safe.audit.clean
        assert not set(safe.train.block) & set(safe.test.block)


@pytest.mark.parametrize("what", ["picture", "block", "session", "subject", "concept"])
def test_a_broken_promise_is_refused(what: str) -> None:
    trials = made_trials()
    half = np.arange(len(trials)) % 2 == 0
    trials = replace(trials, picture=np.arange(len(trials)) // 2)
    split = Split(
        "mixed", np.flatnonzero(half), np.array([]), np.flatnonzero(~half), frozenset((what,))
    )
    with pytest.raises(AppError) as caught:
        SafeSplit(trials, split)
    assert caught.value.code == "leaky_split"
    assert f"{what}s of the test are also in training" in str(caught.value)


def test_validation_counts_as_seen() -> None:
    trials = made_trials()
    test = np.flatnonzero(trials.block == 0)
    train = np.flatnonzero(trials.block == 2)
    split = Split("validated with the test", train, test[:5], test, frozenset(("block",)))
    with pytest.raises(AppError, match="also training trials"):
        SafeSplit(trials, split)


def test_copies_of_a_recording_under_another_name_are_found() -> None:
    trials = made_trials()
    samples = trials.samples.copy()
    samples[trials.block == 1] = samples[trials.block == 0][: (trials.block == 1).sum()]
    copied = trials.with_samples(samples)
    fold = block_left_out(copied)
    with pytest.raises(AppError, match="are those of training trials"):
        SafeSplit(copied, fold)


def test_a_block_design_is_refused_whatever_it_is_called() -> None:
    """Forty trials of one class in a row: a random split decodes the time of day."""
    trials = made_trials(in_blocks=True)
    split = random_rows(trials, 0.2, 1, name="random pictures")
    with pytest.raises(AppError) as caught:
        SafeSplit(trials, split)
    for part in ("blocks of the test", "next to a training trial", "nearest training trial"):
        assert part in str(caught.value)
    assert LeakySplit(trials, split).audit.leaks


def test_a_clean_split_cannot_be_called_leaky() -> None:
    trials = made_trials()
    with pytest.raises(ValueError, match="does not leak"):
        LeakySplit(trials, block_left_out(trials))


def test_unseen_concepts_share_neither_picture_nor_concept() -> None:
    trials = made_trials()
    test = np.flatnonzero((trials.block == 0) & np.isin(trials.concept, [2, 3]))
    split = leave_out(trials, test, ("concept", "picture", "block"), name="unseen concepts")
    safe = SafeSplit(trials, split)
    assert set(safe.test.concept) == {2, 3}
    assert not set(safe.train.concept) & {2, 3}


def test_what_trained_the_weights_must_not_be_tested() -> None:
    trials = made_trials()
    fold = block_left_out(trials)
    SafeSplit(trials, fold, Exposure(subjects=frozenset((99,))))
    with pytest.raises(AppError, match="trained the shipped weights"):
        SafeSplit(trials, fold, Exposure(subjects=frozenset((0,))))


def test_unknown_pictures_cannot_keep_a_promise() -> None:
    trials = made_trials()
    unknown = replace(trials, picture=np.full(len(trials), -1))
    test = np.flatnonzero(unknown.block == 0)
    with pytest.raises(AppError, match="cannot be checked"):
        SafeSplit(unknown, leave_out(unknown, test, ("picture", "block"), name="x"))
    SafeSplit(unknown, leave_out(unknown, test, ("block",), name="x"))


def test_labels_cannot_be_changed_after_the_audit() -> None:
    trials = made_trials()
    safe = SafeSplit(trials, block_left_out(trials))
    trials.block[:] = 0
    assert len(set(safe.trials.block)) > 1
    with pytest.raises(ValueError, match="read-only"):
        safe.trials.block[0] = 1


def test_empty_parts_and_rows_that_are_not_there_are_refused() -> None:
    trials = made_trials()
    none = np.array([], np.int64)
    for rows in (none, np.array([len(trials)])):
        with pytest.raises(AppError) as caught:
            audit(trials, Split("x", np.array([0]), none, rows, frozenset()))
        assert caught.value.code == "bad_split"


def test_neighbours_are_those_of_the_same_session_only() -> None:
    trials = made_trials()
    rows = np.arange(len(trials))
    first = int(np.flatnonzero((trials.session == 0) & (trials.order == 5))[0])
    near = rows[neighbours(trials, np.array([first]), rows)]
    assert sorted(trials.order[near]) == [4, 5, 6]
    assert set(trials.session[near]) == {0}
