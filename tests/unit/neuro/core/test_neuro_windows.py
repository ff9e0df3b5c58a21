"""Epochs around markers; gaps and edges reject."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.neuro.windows import cut_epochs

RATE_HZ = 100.0


def test_an_epoch_is_what_lies_around_its_marker() -> None:
    samples = np.arange(1000, dtype=np.float32)[:, None] + np.array([0, 10_000], np.float32)
    epochs = cut_epochs(samples, 5000, [5200.4, 5700.0], RATE_HZ, before_s=0.1, after_s=0.5)
    assert epochs.samples.shape == (2, 60, 2)
    assert epochs.samples.dtype == np.float32
    assert epochs.samples[0, :, 0].tolist() == list(range(190, 250))
    assert epochs.samples[1, 10].tolist() == [700.0, 10_700.0]
    assert epochs.times_s[0] == -0.1
    assert epochs.times_s[10] == 0.0
    assert epochs.kept.tolist() == [0, 1]
    assert epochs.rejected == {}


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.integers(-50, 1100), max_size=20),
    st.lists(st.integers(0, 999), max_size=5),
    st.integers(0, 30),
    st.integers(1, 50),
)
def test_no_epoch_touches_a_gap(
    marks: list[int], missing: list[int], before: int, after: int
) -> None:
    samples = np.arange(1000.0)[:, None].repeat(3, axis=1)
    samples[missing, 1] = np.nan
    epochs = cut_epochs(samples, 0, marks, RATE_HZ, before / RATE_HZ, after / RATE_HZ)
    assert np.isfinite(epochs.samples).all()
    for number, mark in enumerate(marks):
        if mark - before < 0 or mark + after > 1000:
            assert epochs.rejected[number] == "outside"
        elif any(mark - before <= m < mark + after for m in missing):
            assert epochs.rejected[number] == "gap"
        else:
            place = epochs.kept.tolist().index(number)
            assert epochs.samples[place, :, 0].tolist() == list(range(mark - before, mark + after))
    assert len(epochs.kept) + len(epochs.rejected) == len(marks)


def test_a_marker_without_a_place_is_outside() -> None:
    epochs = cut_epochs(np.zeros((100, 1)), 0, [np.nan], RATE_HZ, 0.0, 0.1)
    assert epochs.rejected == {0: "outside"}
    assert epochs.samples.shape == (0, 10, 1)
