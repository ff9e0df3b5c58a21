"""The samples that the window holds, by slot."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from desktop.neuro.sample_store import SampleStore
from shared.neuro.acquisition import SlotGap, SlotMark
from shared.neuro.streams import ChannelInfo, StreamInfo
from shared.protocol.eeg_messages import EegSamples

INFO = StreamInfo(name="Cap", rate_hz=100.0, channels=(ChannelInfo("A"), ChannelInfo("B")))


def answer(first: int, count: int, **fields: Any) -> tuple[EegSamples, np.ndarray]:
    rows = np.arange(first, first + count, dtype=np.float32)[:, None] + np.array([0, 0.5])
    message = EegSamples(
        session="s", first_index=first, next_index=first + count, oldest_index=0, **fields
    )
    return message, rows.astype(np.float32)


def test_samples_are_read_back_by_slot() -> None:
    store = SampleStore("s", INFO)
    assert store.append(*answer(0, 30))
    assert store.append(*answer(30, 20))
    rows, first = store.read(25, 40)
    assert first == 25
    np.testing.assert_array_equal(rows[:, 0], np.arange(25, 40))


def test_the_first_read_asks_for_the_newest_and_later_ones_for_what_follows() -> None:
    store = SampleStore("s", INFO)
    assert store.read_from(2.0) == -201
    store.append(*answer(500, 10))
    assert store.read_from(2.0) == 510
    assert store.first_index == 500


def test_lost_slots_are_not_filled() -> None:
    store = SampleStore("s", INFO)
    message, rows = answer(0, 30, gaps=(SlotGap(start_index=10, n_missing=5),))
    rows[10:15] = np.nan
    store.append(message, rows)
    kept, first = store.read(0, 30)
    assert first == 0
    assert np.isnan(kept[10:15]).all()
    assert np.isfinite(np.delete(kept, slice(10, 15), axis=0)).all()


def test_slots_that_were_no_longer_held_are_a_gap_that_is_counted() -> None:
    store = SampleStore("s", INFO)
    store.append(*answer(0, 30))
    store.append(*answer(40, 10))
    rows, _ = store.read(0, 50)
    assert store.skipped == 10
    assert np.isnan(rows[30:40]).all()


def test_an_answer_that_comes_twice_is_taken_once() -> None:
    store = SampleStore("s", INFO)
    store.append(*answer(0, 30))
    assert not store.append(*answer(0, 30))
    assert store.next_index == 30


def test_an_array_of_another_stream_is_refused() -> None:
    store = SampleStore("s", INFO)
    message, rows = answer(0, 30)
    with pytest.raises(ValueError, match="2 channels"):
        store.append(message, rows[:, :1])


def test_marks_are_kept_once_in_order_and_handed_over_once() -> None:
    store = SampleStore("s", INFO)
    late, early = SlotMark(index=20.5, text="b"), SlotMark(index=3.0, text="a")
    message, rows = answer(0, 30, marks=(late, early))
    store.append(message, rows)
    message, rows = answer(30, 10, marks=(late,))
    store.append(message, rows)
    assert [mark.text for mark in store.marks] == ["a", "b"]
    assert {mark.text for mark in store.take_new_marks()} == {"a", "b"}
    assert store.take_new_marks() == []
    assert store.marks_between(10, 40) == [late]
