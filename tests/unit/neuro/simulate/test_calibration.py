"""The bench that measures how hard simulated people are to decode, on a small scale."""

from __future__ import annotations

import numpy as np
import pytest

from tests.bench.eeg_calibration import Protocol, decode, interval, shares, table_interval
from worker.neuro.simulation.participant import LEVEL_DB

SMALL = Protocol(
    known=40,
    pictures_train=4,
    unseen=10,
    pictures_test=2,
    repeats_train=1,
    repeats_test=6,
    counts=(1, 6),
    channels=32,
)


def test_unseen_concepts_are_told_apart_and_better_from_more_trials(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # At the level of the bench this needs thousands of trials.
    monkeypatch.setitem(LEVEL_DB, "demo", -14.0)
    found, control = decode("demo", 5, SMALL, "meaning")
    assert {count: ranks.shape for count, ranks in found.items()} == {1: (6, 20), 6: (1, 20)}
    once, often = (shares(found[count], 5, SMALL).mean() for count in (1, 6))
    # Chance is 25 %.
    assert once > 40
    assert often > once + 5
    assert shares(control[1], 5, SMALL).mean() < 40


def test_training_and_test_share_no_concept() -> None:
    train, test = Protocol().pictures(3)
    assert (len(train), len(test)) == (2400, 200)
    assert not set(train % 240) & set(test % 240)


def test_intervals_hold_what_they_are_of() -> None:
    assert table_interval(14.5) == (9.9, 20.2)
    values = np.random.default_rng(2).binomial(20, 0.3, (5, 50)) * 5.0
    low, high = interval(values)
    assert low < values.mean() < high
    assert high - low == pytest.approx(2 * 1.96 * values.std() / np.sqrt(250), rel=0.6)
