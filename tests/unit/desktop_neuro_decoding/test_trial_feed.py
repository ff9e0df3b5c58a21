"""Trials of a live session are those of its recording, bit by bit."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.neuro.decoding.trial_feed import LiveTrial, TrialFeed
from desktop.neuro.sample_store import SampleStore
from shared.neuro.chunks import Markers
from shared.neuro.epoching import LENGTH, slots_needed
from tests.unit.desktop_neuro_decoding.conftest import (
    LABELS,
    RATE_HZ,
    add,
    gap,
    info_of,
    mark,
    noise,
)
from worker.neuro.decoding.cutting import trials_of_recording
from worker.neuro.files.recording import Recording

SHOWN = ((400.0, 7), (655.25, 3), (910.5, 7), (1300.0, 201), (1700.75, 5))


def streamed(
    signal: np.ndarray, sizes: list[int], late: int = 0
) -> tuple[TrialFeed, list[LiveTrial]]:
    """The signal in pieces; markers come with their slot or `late` slots behind it."""
    store = SampleStore("s", info_of())
    feed, found, begin = TrialFeed(store), [], 0
    for size in [*sizes, *[250] * 10]:
        end = min(begin + size, len(signal))
        if end == begin:
            break
        marks = tuple(
            mark(at, f"picture/{picture}") for at, picture in SHOWN if begin <= at + late < end
        )
        add(store, signal[begin:end], marks)
        found += feed.take().trials
        begin = end
    return feed, found


def offline(signal: np.ndarray) -> list[tuple[int, np.ndarray]]:
    at, pictures = zip(*SHOWN, strict=True)
    recording = Recording(
        info=info_of(),
        samples=signal,
        times_s=np.arange(len(signal)) / RATE_HZ,
        markers=Markers(np.array(at) / RATE_HZ, tuple(f"picture/{p}" for p in pictures)),
    )
    trials = trials_of_recording(recording, concepts=200)
    return list(zip(trials.picture.tolist(), trials.samples, strict=True))


@given(sizes=st.lists(st.integers(1, 250), max_size=40), late=st.integers(0, 100))
@settings(deadline=None, max_examples=25)
def test_a_recording_and_its_stream_give_identical_trials(sizes: list[int], late: int) -> None:
    signal = noise(2200, seed=5)
    wanted = offline(signal)
    _, found = streamed(signal, sizes, late)
    assert [trial.picture for trial in found] == [picture for picture, _ in wanted]
    for trial, (_, samples) in zip(found, wanted, strict=True):
        np.testing.assert_array_equal(trial.samples, samples)
        assert trial.samples.shape == (len(LABELS), LENGTH)


def test_a_trial_in_which_samples_are_missing_is_dropped_and_counted() -> None:
    store = SampleStore("s", info_of())
    feed = TrialFeed(store)
    add(store, noise(250))
    feed.take()
    marks = (mark(300.0, "picture/1"), mark(620.0, "picture/2"))
    add(store, noise(650), marks, (gap(330, 5),))
    assert [trial.picture for trial in feed.take().trials] == [2]
    assert feed.n_dropped == 1


def test_the_last_sample_of_a_trial_has_its_time() -> None:
    _, after = slots_needed(RATE_HZ)
    store = SampleStore("s", info_of())
    feed = TrialFeed(store)
    add(store, noise(600 + after + 26), (mark(600.0, "picture/1"),), last_time_s=50.0)
    (trial,) = feed.take().trials
    # 25 samples came after the last one that it needs.
    assert trial.taken_s == 50.0 - 25 / RATE_HZ


def test_it_is_known_how_far_the_next_trial_is() -> None:
    _, after = slots_needed(RATE_HZ)
    store = SampleStore("s", info_of())
    feed = TrialFeed(store)
    add(store, noise(400))
    feed.take()
    assert feed.slots_to_go is None
    add(store, noise(20), (mark(410.0, "picture/1"),))
    feed.take()
    assert feed.slots_to_go == 410 + after + 1 - 420
    # Also of what came since and was not filtered yet.
    add(store, noise(after - 12))
    assert feed.slots_to_go == 3
    add(store, noise(3))
    assert feed.is_due and feed.slots_to_go == 0
    assert len(feed.take().trials) == 1
    assert feed.slots_to_go is None


def test_little_that_brings_nothing_new_is_filtered_later() -> None:
    store = SampleStore("s", info_of())
    feed = TrialFeed(store)
    add(store, noise(300))
    assert feed.is_due
    feed.take()
    add(store, noise(4))
    assert not feed.is_due
    add(store, noise(4), (mark(306.0, "picture/1"),))
    assert feed.is_due
    feed.take()
    add(store, noise(24))
    assert not feed.is_due
    add(store, noise(1))
    assert feed.is_due, "a tenth of a second has come"


def test_what_lies_long_before_this_window_looked_is_nobodys_loss() -> None:
    store = SampleStore("s", info_of())
    add(store, noise(3000), (mark(500.0, "picture/1"), mark(2700.0, "picture/2")))
    feed = TrialFeed(store)
    trials = list(feed.take().trials)
    add(store, noise(200))
    trials += feed.take().trials
    assert [trial.picture for trial in trials] == [2]
    assert feed.n_dropped == 0


def test_a_picture_that_was_on_when_the_session_began_is_nobodys_loss() -> None:
    store = SampleStore("s", info_of())
    feed = TrialFeed(store)
    add(store, noise(400), (mark(20.0, "picture/1"),))
    assert feed.take().trials == ()
    assert feed.n_dropped == 0


def test_other_markers_make_no_trials() -> None:
    store = SampleStore("s", info_of())
    feed = TrialFeed(store)
    texts = ("pictures/off", "target", "picture/cat", "response")
    marks = tuple(mark(300.0 + n, text) for n, text in enumerate(texts))
    add(store, noise(900), (*marks, mark(310.0, "picture/9", "note")))
    taken = feed.take()
    assert taken.trials == ()
    assert [marker.text for marker in taken.markers] == list(texts)
    assert feed.n_pictures == 0


def test_more_than_is_held_at_once_begins_anew() -> None:
    store = SampleStore("s", info_of())
    feed = TrialFeed(store)
    add(store, noise(300))
    feed.take()
    for _ in range(4):
        add(store, noise(store.capacity // 3))
    at = store.next_index - 250.0
    add(store, noise(10), (mark(at, "picture/4"),))
    assert [trial.picture for trial in feed.take().trials] == [4]
