"""A picture of traces: the shared causal chain, sample for sample, and where things are."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from desktop.neuro.trace_page import PageSpec, TracePage, fitting_scale_uv
from shared.errors import AppError
from shared.neuro.filters import CausalChain, FilterSettings

RATE_HZ = 200.0
LABELS = ("A", "B", "C")


def spec(**changes: object) -> PageSpec:
    values: dict[str, object] = {
        "labels": LABELS, "columns": (0, 1, 3), "lanes": (0, 1, 2), "inks": (8, 9, 10),
        "rate_hz": RATE_HZ, "window_s": 2.0, "scale_uv": 100.0, "filters": FilterSettings(),
        "width_px": 400, "height_px": 120,
    } | changes  # fmt: skip
    return PageSpec(**values)  # type: ignore[arg-type]


def rows(n: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 20, (n, 4)).astype(np.float32)


@pytest.mark.parametrize("chunk", [1, 7, 64, 400])
def test_chunks_are_filtered_as_the_whole_is(chunk: int) -> None:
    raw = rows(400)
    page = TracePage(spec(), raw[:0], 0)
    for start in range(0, 400, chunk):
        page.append(raw[start : start + chunk])
    chain = CausalChain(FilterSettings(), RATE_HZ, LABELS)
    expected = chain.process(raw[:, [0, 1, 3]].astype(np.float64))
    shown = page.shown_values()
    np.testing.assert_allclose(shown, expected[-len(shown) :], rtol=1e-6, atol=1e-5)


def test_what_was_received_is_shown_bit_by_bit() -> None:
    raw = rows(400)
    whole, slow = TracePage(spec(), raw[:0], 0), TracePage(spec(), raw[:0], 0)
    whole.append(raw)
    for start in range(0, 400, 100):
        slow.receive(raw[start : start + 100])
        for stop in range(start + 13, start + 100, 13):
            slow.show(stop)
            assert slow.next_index == stop
    assert slow.show(10_000)[1] > 0
    assert slow.next_index == slow.received_index == 400
    np.testing.assert_array_equal(slow.raster.image, whole.raster.image)


def test_the_other_columns_of_the_stream_do_not_matter() -> None:
    raw = rows(400)
    changed = raw.copy()
    changed[:, 2] = 1e6
    first, second = TracePage(spec(), raw, 0), TracePage(spec(), changed, 0)
    np.testing.assert_array_equal(first.raster.image, second.raster.image)


def test_a_column_and_its_slot_agree() -> None:
    page = TracePage(spec(), rows(500), 0)
    for index in range(page.oldest_index, page.next_index, 7):
        column = page.column_of(index)
        assert column is not None
        assert abs(page.index_at(column + 0.5) - index) <= page.raster.slots_per_column


def test_a_still_page_begins_at_its_slot() -> None:
    page = TracePage(spec(start_index=300), rows(801), 0)
    assert not page.is_live
    assert page.index_at(0) == 300
    assert page.seconds_at(0) == pytest.approx(1.5)


def test_signals_without_a_high_pass_stand_around_zero() -> None:
    filters = msgspec.structs.replace(FilterSettings(), low_hz=None, reference="none")
    raw = rows(500) + 40_000.0
    page = TracePage(spec(filters=filters), raw, 0)
    assert np.abs(np.nanmedian(page.shown_values(), axis=0)).max() < 20.0


def test_after_a_long_gap_the_filters_begin_anew() -> None:
    filters = msgspec.structs.replace(FilterSettings(), reference="none")
    raw = rows(1400)
    raw[:400] += 5000.0
    raw[400:900] = np.nan
    page = TracePage(spec(filters=filters), raw, 0)
    assert np.nanmax(np.abs(page.shown_values()[-100:])) < 200.0


def test_a_filter_above_half_the_rate_is_refused_in_words() -> None:
    filters = msgspec.structs.replace(FilterSettings(), high_hz=150.0)
    with pytest.raises(AppError) as caught:
        TracePage(spec(filters=filters), rows(100), 0)
    assert caught.value.code == "bad_field"


def test_a_hidden_channel_still_counts_for_the_reference() -> None:
    page = TracePage(spec(lanes=(0,), inks=(8,)), rows(400), 0)
    whole = TracePage(spec(), rows(400), 0)
    np.testing.assert_allclose(page.shown_values(), whole.shown_values())


def test_the_fitting_scale_holds_most_of_the_signal() -> None:
    values = np.random.default_rng(0).normal(0, 10, (2000, 3)).astype(np.float32)
    scale = fitting_scale_uv(values, [0, 1, 2])
    assert scale is not None
    assert 45.0 < scale < 60.0
    assert fitting_scale_uv(np.full((10, 1), np.nan), [0]) is None
