"""The sweep raster against a slow drawing of the same line, however the samples are cut."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.neuro.sweep import (
    BACKGROUND,
    BAR_PX,
    FIRST_INK,
    GAP,
    GAP_LINE,
    MARK,
    TRACE,
    SweepRaster,
)
from shared.neuro.timing import Gap

CHANNELS, WIDTH, HEIGHT, RATE_HZ, SCALE_UV = 3, 60, 90, 100.0, 100.0


def signal(count: int, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.cumsum(rng.normal(0, 12, (count, CHANNELS)), axis=0) % 140 - 70


def slow_columns(rows: np.ndarray, seconds: float) -> np.ndarray:
    """The whole drawing without wrapping, uint8 [HEIGHT, K], one column at a time."""
    per_column = seconds * RATE_HZ / WIDTH
    columns = int((len(rows) - 1) / per_column)
    picture = np.full((HEIGHT, columns), BACKGROUND, np.uint8)
    for column in range(columns):
        start, stop = column * per_column, (column + 1) * per_column
        touched = rows[math.floor(start) : min(math.ceil(stop), len(rows))]
        if np.isnan(touched).any():
            picture[:, column] = GAP
        for channel in range(CHANNELS):
            points = [rows[i, channel] for i in range(math.ceil(start), math.ceil(stop))]
            for edge in (start, stop):
                i = math.floor(edge)
                part = edge - i
                after = rows[i + 1, channel] if part else 0.0
                points.append(rows[i, channel] * (1 - part) + after * part)
            drawn = [p for p in points if not math.isnan(p)]
            if drawn:
                centre = (channel + 0.5) * HEIGHT / CHANNELS
                ys = [centre - p * HEIGHT / CHANNELS / SCALE_UV for p in (max(drawn), min(drawn))]
                top, bottom = (min(max(math.floor(y), 0), HEIGHT - 1) for y in ys)
                picture[top : bottom + 1, column] = TRACE
    return picture


def wrapped(columns: np.ndarray) -> np.ndarray:
    """The picture that a sweep shows after these columns."""
    picture = np.full((HEIGHT, WIDTH), BACKGROUND, np.uint8)
    for column in range(columns.shape[1]):
        picture[:, column % WIDTH] = columns[:, column]
    ahead = np.arange(columns.shape[1], columns.shape[1] + BAR_PX) % WIDTH
    picture[:, ahead] = BACKGROUND
    return picture


def plain(picture: np.ndarray) -> np.ndarray:
    """Without the hatching of gaps."""
    return np.where(picture == GAP_LINE, GAP, picture)


def raster(seconds: float) -> SweepRaster:
    return SweepRaster(CHANNELS, WIDTH, HEIGHT, seconds, RATE_HZ, SCALE_UV)


@settings(deadline=None, max_examples=30)
@given(
    st.sampled_from([0.2, 0.37, 0.6, 1.0, 3.0, 7.3]),  # 0.3 to 12 samples in a column
    st.lists(st.integers(0, 90), min_size=1, max_size=15),
    st.integers(0, 99),
)
@example(0.2, [0, 1], 0)  # nothing at all comes first
def test_the_same_picture_as_the_slow_drawing(seconds: float, sizes: list[int], seed: int) -> None:
    rows = signal(sum(sizes), seed)
    sweep = raster(seconds)
    drawn = sum(sweep.append(part) for part in np.split(rows, np.cumsum(sizes)[:-1]))
    if not len(rows):
        return
    expected = slow_columns(rows, seconds)
    if max(sizes) * WIDTH / (seconds * RATE_HZ) < WIDTH:  # nothing was left out
        assert drawn == expected.shape[1]
    assert sweep.column_px == expected.shape[1] % WIDTH
    if expected.shape[1]:
        assert np.array_equal(plain(sweep.image), wrapped(expected))


@pytest.mark.parametrize("seconds", [0.37, 0.6, 3.0])
def test_gaps_are_seen_and_nothing_is_drawn_across_them(seconds: float) -> None:
    first, second = signal(40, 1), signal(50, 2)
    rows = np.concatenate([first, np.full((13, CHANNELS), np.nan), second])[: int(seconds * 100)]
    sweep = raster(seconds)
    sweep.append(first[:25])
    gap = Gap(40, 13, 0.4, 0.53)
    sweep.append(np.concatenate([first[25:], second]), [gap])
    expected = slow_columns(np.concatenate([first, np.full((13, 3), np.nan), second]), seconds)
    assert np.array_equal(plain(sweep.image), wrapped(expected))
    if seconds == 3.0:
        assert len(rows) == 103
        column = sweep.image[:, sweep.column_of(45)]
        assert (plain(column) == GAP).all()
        assert 0.2 < (column == GAP_LINE).mean() < 0.3  # hatched


def test_a_long_silence_fills_the_picture_with_gap() -> None:
    sweep = raster(3.0)
    sweep.append(signal(100))
    sweep.append(signal(20), [Gap(100, 1_000_000, 1.0, 10_001.0)])
    assert sweep.next_index == 1_000_120
    body = np.delete(sweep.image, np.arange(sweep.column_px, sweep.column_px + BAR_PX) % WIDTH, 1)
    assert ((plain(body) == GAP).any(axis=0)).mean() > 0.8
    # It goes on as if it had always run.
    slow = np.concatenate([np.full((1_000_100 % 300, 3), np.nan), signal(20)])
    assert np.array_equal(
        plain(sweep.image[:, : sweep.column_px]), slow_columns(slow, 3.0)[:, : sweep.column_px]
    )


def test_markers_lie_under_the_traces() -> None:
    sweep = raster(3.0)
    sweep.append(signal(200))
    before = sweep.image.copy()
    sweep.mark(120)
    column = sweep.column_of(120)
    assert column == 24
    assert ((before[:, column] == TRACE) == (sweep.image[:, column] == TRACE)).all()
    assert (sweep.image[before[:, column] == BACKGROUND, column] == MARK).all()
    assert np.array_equal(np.delete(sweep.image, column, 1), np.delete(before, column, 1))
    sweep.mark(500)  # not drawn yet
    assert (sweep.image == MARK).any(axis=0).sum() == 1


def test_lanes_and_scale() -> None:
    sweep = SweepRaster(2, 50, 100, 1.0, 100.0, 100.0)
    level = np.tile([10.0, -20.0], (101, 1))
    sweep.append(level)
    rows = np.flatnonzero(sweep.image[:, 30] == TRACE)
    # The zero lines are at 25 and 75 px, and half a px is a µV.
    assert rows.tolist() == [20, 85]


def test_a_channel_without_values_leaves_the_others_alone() -> None:
    rows = signal(200)
    alone = rows.copy()
    alone[:, 1] = np.nan
    sweep = SweepRaster(3, WIDTH, HEIGHT, 3.0, RATE_HZ, 400.0)
    without = SweepRaster(2, WIDTH, 60, 3.0, RATE_HZ, 400.0)
    sweep.append(alone)
    without.append(rows[:, [0, 2]])
    assert not np.isin(sweep.image, (GAP, GAP_LINE)).any()
    assert np.array_equal(sweep.image[:30], without.image[:30])


def test_a_picture_that_begins_in_the_middle_goes_on_like_one_that_always_ran() -> None:
    rows = signal(500)
    always, late = raster(3.0), SweepRaster(3, WIDTH, HEIGHT, 3.0, RATE_HZ, 100.0, start_index=407)
    always.append(rows)
    late.append(rows[407:450])
    late.append(rows[450:])
    drawn = np.arange(82, 99) % WIDTH  # columns of 5 slots, whole ones only
    assert late.column_px == always.column_px
    assert np.array_equal(late.image[:, drawn], always.image[:, drawn])
    assert (np.delete(late.image, drawn, 1) == BACKGROUND).all()


def test_each_ink_has_its_channels_and_the_largest_lies_on_top() -> None:
    rows = signal(301)
    inks = [FIRST_INK, FIRST_INK + 2, FIRST_INK]
    sweep = SweepRaster(3, WIDTH, HEIGHT, 3.0, RATE_HZ, 40.0, inks=inks, bar_px=0)
    sweep.append(rows)
    for ink, channels in ((FIRST_INK + 2, [1]), (FIRST_INK, [0, 2])):
        hidden = rows.copy()
        hidden[:, [c for c in range(3) if c not in channels]] = np.nan
        alone = SweepRaster(3, WIDTH, HEIGHT, 3.0, RATE_HZ, 40.0, bar_px=0)
        alone.append(hidden)
        lines = alone.image == TRACE
        if ink == FIRST_INK:
            assert np.isin(sweep.image[lines], (FIRST_INK, FIRST_INK + 2)).all()
        else:
            assert np.array_equal(sweep.image == ink, lines)
    assert set(np.unique(sweep.image)) == {BACKGROUND, FIRST_INK, FIRST_INK + 2}


def test_a_thick_pen_draws_below_the_line() -> None:
    sweep = SweepRaster(1, 50, 100, 1.0, 100.0, 100.0, pen_px=3)
    sweep.append(np.zeros((101, 1)))
    assert np.flatnonzero(sweep.image[:, 30] == TRACE).tolist() == [50, 51, 52]
