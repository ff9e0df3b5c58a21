"""Trials are cut alike from a whole signal and piece by piece, at the right times."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import AppError
from shared.neuro.chunks import Markers
from shared.neuro.epoching import FIRST_S, LENGTH, RATE_HZ, cut_trial, slots_needed
from shared.neuro.filters import FilterSettings
from shared.neuro.streams import ChannelInfo, StreamInfo
from shared.neuro.trial_cutter import Mark, TrialCutter, picture_of
from worker.neuro.decoding.cutting import trials_of_recording
from worker.neuro.files.recording import Recording

LABELS = ("O1", "O2", "Oz", "P3", "P4")
PLAIN = FilterSettings(low_hz=None, high_hz=None, notch_hz=None, reference="none")


def noise(n: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 10, (n, len(LABELS))).astype(np.float32)


@given(
    sizes=st.lists(st.integers(1, 200), min_size=1, max_size=30),
    at=st.floats(200, 900, allow_nan=False),
)
@settings(deadline=None)
def test_pieces_of_any_size_give_the_trial_of_the_whole(sizes: list[int], at: float) -> None:
    signal = noise(1200)
    whole = TrialCutter(LABELS, RATE_HZ).add(signal, [Mark(at, 3)])
    cutter, parts, begin = TrialCutter(LABELS, RATE_HZ), [], 0
    for size in [*sizes, 1200]:
        marks = [Mark(at, 3)] if begin == 0 else []
        parts += cutter.add(signal[begin : begin + size], marks)
        begin += size
    assert len(whole) == len(parts) == 1
    np.testing.assert_allclose(parts[0][1], whole[0][1], atol=1e-4)
    np.testing.assert_array_equal(parts[0][2].shape, (len(LABELS), LENGTH))


def test_samples_lie_at_their_times_after_the_picture() -> None:
    ramp = np.repeat(np.arange(1000.0)[:, None], 2, axis=1) / RATE_HZ
    cut = cut_trial(ramp, 0, 500.25, RATE_HZ)
    assert cut is not None
    after, before = cut
    # A ramp's value is its time; its baseline is the mean of -0.1 … 0 s.
    centre = -0.1 + (25 - 1) / 2 / RATE_HZ
    assert after[0, 0] == pytest.approx(FIRST_S - centre, abs=1e-5)
    assert np.diff(after[0]) == pytest.approx(1 / RATE_HZ, abs=1e-5)
    assert before[0, -1] - before[0, 0] == pytest.approx((LENGTH - 1) / RATE_HZ, abs=1e-5)


def test_another_rate_is_brought_to_that_of_the_decoder() -> None:
    times = np.arange(3000) / 500.0
    wave = np.sin(2 * np.pi * 10 * times)[:, None]
    cut = cut_trial(wave, 0, 1500.0, 500.0)
    assert cut is not None
    wanted = np.sin(2 * np.pi * 10 * (3.0 + FIRST_S + np.arange(LENGTH) / RATE_HZ))
    mean = np.sin(2 * np.pi * 10 * (3.0 + np.arange(-0.1, -1e-9, 1 / RATE_HZ))).mean()
    assert np.abs(cut[0][0] - (wanted - mean)).max() < 0.01


def test_the_control_ends_before_the_picture() -> None:
    signal = np.zeros((1000, 1))
    signal[500:] = 100.0
    cut = cut_trial(signal, 0, 502.0, RATE_HZ)
    assert cut is not None
    assert cut[0].max() > 50
    assert (cut[1] == 0).all()


def test_a_trial_that_touches_a_gap_is_dropped_and_counted() -> None:
    signal = noise(1200)
    signal[620] = np.nan
    cutter = TrialCutter(LABELS, RATE_HZ)
    whole = cutter.add(signal, [Mark(400, 1), Mark(600, 2), Mark(1000, 3)])
    assert [mark.picture for mark, *_ in whole] == [1, 3]
    assert cutter.dropped == 1


def test_a_trial_waits_for_its_last_sample_only() -> None:
    _, after = slots_needed(RATE_HZ)
    cutter = TrialCutter(LABELS, RATE_HZ, PLAIN)
    assert cutter.add(noise(400 + after), [Mark(400, 1)]) == []
    assert len(cutter.add(noise(1))) == 1


def test_markers_of_pictures_have_numbers() -> None:
    assert picture_of("picture/17") == 17
    assert picture_of("pictures/off") is None
    assert picture_of("picture/cat") is None


def recording(texts: tuple[str, ...], times_s: list[float]) -> Recording:
    info = StreamInfo(
        name="r", rate_hz=250.0, channels=tuple(ChannelInfo(label) for label in LABELS)
    )
    return Recording(
        info=info,
        samples=noise(2500),
        times_s=np.arange(2500) / 250.0,
        markers=Markers(np.array(times_s), texts),
    )


def test_a_recording_gives_trials_with_blocks_and_places() -> None:
    texts = ("block/1", "picture/5", "picture/205", "block/2", "picture/7", "picture/9")
    trials = trials_of_recording(
        recording(texts, [1.0, 2.0, 3.0, 4.0, 5.0, 9.9]), concepts=200, subject=4, session=2
    )
    assert trials.picture.tolist() == [5, 205, 7]
    assert trials.concept.tolist() == [5, 5, 7]
    assert trials.block.tolist() == [1, 1, 2]
    assert trials.order.tolist() == [0, 1, 2]
    assert set(trials.subject) == {4}
    assert set(trials.session) == {2}


def test_a_recording_without_pictures_is_refused_in_words() -> None:
    with pytest.raises(AppError, match="no markers picture/NUMBER"):
        trials_of_recording(recording(("x",), [1.0]), concepts=200)
