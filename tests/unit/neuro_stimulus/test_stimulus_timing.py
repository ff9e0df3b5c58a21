"""Planned against shown, and markers against a photodiode's signal of known delay."""

from __future__ import annotations

import math

import numpy as np
import pytest

from shared.errors import AppError
from shared.neuro.stimulus.photodiode import find_edges, photodiode_report
from shared.neuro.stimulus.shown import Shown, timing_report

RATE_HZ = 500.0


def photodiode(
    marks_s: np.ndarray, delay_s: float, *, jitter_s: float = 0.0, noise: float = 0.02
) -> np.ndarray:
    """A sensor that sees light from `delay_s` after each mark, for half a second.

    It integrates light between samples, as a slow sensor does, and has hum and noise.
    """
    rng = np.random.default_rng(5)
    n = int((marks_s[-1] + 2) * RATE_HZ)
    fine = 20
    light = np.zeros(n * fine)
    for mark_s in marks_s:
        start = (mark_s + delay_s + jitter_s * rng.standard_normal()) * RATE_HZ * fine
        light[round(start) : round(start + 0.5 * RATE_HZ * fine)] = 1.0
    # A sample at slot k sees the light of one sample's time around it.
    padded = np.concatenate([np.zeros(fine // 2), light])[: n * fine]
    seen = padded.reshape(n, fine).mean(axis=1)
    hum = 0.03 * np.sin(2 * math.pi * 50 * np.arange(n) / RATE_HZ)
    return 800.0 + 300.0 * (seen + hum + noise * rng.standard_normal(n))


def marks(n: int = 120) -> np.ndarray:
    rng = np.random.default_rng(9)
    return 1.0 + np.cumsum(rng.uniform(1.2, 1.4, n))


@pytest.mark.parametrize("delay_ms", [-12.0, 0.0, 7.3, 31.0])
def test_a_known_delay_is_found_to_a_millisecond(delay_ms: float) -> None:
    times_s = marks()
    report = photodiode_report(photodiode(times_s, delay_ms / 1000), RATE_HZ, times_s * RATE_HZ)
    assert report.bias_ms == pytest.approx(delay_ms, abs=1.0)
    assert report.sd_ms <= 1000 / RATE_HZ
    assert (report.n, report.n_missing) == (120, 0)


def test_after_correction_nothing_is_left_of_the_delay() -> None:
    times_s = marks()
    signal = photodiode(times_s, 0.0231)
    first = photodiode_report(signal, RATE_HZ, times_s * RATE_HZ)
    corrected = times_s + first.bias_ms / 1000
    second = photodiode_report(signal, RATE_HZ, corrected * RATE_HZ)
    assert abs(second.bias_ms) < 0.1


def test_jitter_of_the_screen_is_measured() -> None:
    times_s = marks()
    signal = photodiode(times_s, 0.02, jitter_s=0.006)
    report = photodiode_report(signal, RATE_HZ, times_s * RATE_HZ)
    assert report.sd_ms == pytest.approx(6.0, rel=0.25)


def test_a_marker_without_light_and_a_gap_are_counted_not_guessed() -> None:
    times_s = marks()
    signal = photodiode(times_s, 0.010)
    third = round((times_s[2] + 0.010) * RATE_HZ)
    signal[third - 5 : third + 5] = np.nan
    with_stray = np.sort(np.append(times_s, times_s[-1] + 0.9)) * RATE_HZ
    report = photodiode_report(signal, RATE_HZ, with_stray)
    assert report.n == 119
    assert report.n_missing == 2
    assert report.bias_ms == pytest.approx(10.0, abs=1.0)


def test_edges_lie_between_samples_and_noise_makes_none() -> None:
    ramp = np.concatenate([np.zeros(100), [0.25, 0.75], np.ones(100), [0.5], np.zeros(100)])
    rising, falling = find_edges(ramp)
    assert rising == pytest.approx([100.5])
    assert falling == pytest.approx([202.0])
    noisy = ramp + 0.1 * np.random.default_rng(0).standard_normal(len(ramp))
    assert [len(edges) for edges in find_edges(noisy)] == [1, 1]


@pytest.mark.parametrize(
    "signal",
    [np.zeros(1000), np.random.default_rng(1).standard_normal(5000), np.full(9, np.nan)],
)
def test_a_channel_without_light_is_refused_in_words(signal: np.ndarray) -> None:
    with pytest.raises(AppError, match=r"photodiode's channel"):
        photodiode_report(signal, RATE_HZ, [10.0])


def test_too_few_matches_are_refused_with_their_number() -> None:
    times_s = marks(20)
    signal = photodiode(times_s, 0.010)
    with pytest.raises(AppError, match="0 of 20 markers"):
        photodiode_report(signal, RATE_HZ, (times_s + 0.6) * RATE_HZ)


def test_errors_of_a_run_are_summed_up() -> None:
    frame_s = 1 / 60
    errors_ms = [0.0] * 90 + [4.0] * 5 + [20.0, 20.0, 20.0, 35.0, -8.0]
    shown = [Shown("picture/1", k, k + error / 1000) for k, error in enumerate(errors_ms)]
    report = timing_report(shown, frame_s)
    assert report.n == 100
    assert report.error_p50_ms == 0
    assert 4 <= report.error_p95_ms <= 8
    assert report.worst_ms == pytest.approx(35)
    assert report.missed_frames == 3 * 1 + 2
    assert math.isnan(timing_report([], frame_s).error_p50_ms)
