"""The bootstrap against samples whose distribution is known."""

from __future__ import annotations

import numpy as np

from worker.motion.evaluation.statistics import mean_interval, paired_p


def sample(seed: int, clips: int, windows: int, mean: float = 0.0) -> list[list[float]]:
    rng = np.random.default_rng(seed)
    return [(mean + rng.normal(size=windows)).tolist() for _ in range(clips)]


def test_interval_covers_the_mean_of_a_normal_sample() -> None:
    intervals = [mean_interval(sample(s, 40, 1, 3.0), s, resamples=1000) for s in range(200)]
    covered = [low <= 3.0 <= high for low, high in filter(None, intervals)]
    assert len(covered) == 200
    assert 0.90 <= np.mean(covered) <= 0.985
    # The width is that of the normal approximation, 2 x 1.96 / sqrt(40).
    widths = [high - low for low, high in filter(None, intervals)]
    assert abs(np.mean(widths) / (2 * 1.96 / np.sqrt(40)) - 1) < 0.08


def test_interval_sees_that_windows_of_a_clip_are_alike() -> None:
    rng = np.random.default_rng(0)
    alike = [[value] * 10 for value in rng.normal(size=12)]
    clustered = mean_interval(alike, 0)
    loose = mean_interval([[value] for clip in alike for value in clip], 0)
    assert clustered is not None
    assert loose is not None
    assert clustered[1] - clustered[0] > 2 * (loose[1] - loose[0])


def test_clips_count_by_their_windows() -> None:
    """The mean is over windows: a clip of one does not weigh as much as one of nine."""
    interval = mean_interval([[0.0], [1.0] * 9], 0)
    assert interval is not None
    low, high = interval
    assert low == 0.0
    assert high == 1.0
    draws = [mean_interval([[0.0], [1.0] * 9], 0, level=0.02)]
    assert draws[0] is not None
    assert abs(draws[0][0] - 0.9) < 1e-9


def test_p_is_uniform_without_a_difference() -> None:
    p = np.array([paired_p(sample(s, 40, 1), s, resamples=1000) or 0.0 for s in range(300)])
    for level in (0.05, 0.1, 0.25, 0.5, 0.75):
        assert abs((p <= level).mean() - level) < 0.075, level


def test_p_finds_a_difference_and_is_the_same_for_both_signs() -> None:
    differences = sample(1, 30, 1, 0.8)
    p = paired_p(differences, 0)
    assert p is not None
    assert p < 0.01
    negated = paired_p([[-value for value in clip] for clip in differences], 0)
    assert negated == p
    assert paired_p([[0.0]] * 6, 0) == 1.0


def test_nothing_is_said_of_too_little() -> None:
    assert mean_interval([], 0) is None
    assert mean_interval([[1.0]], 0) is None
    assert mean_interval([[1.0, 2.0]], 0) is not None
    assert paired_p(sample(0, 4, 5), 0) is None
    assert paired_p([*sample(0, 4, 5), []], 0) is None
    assert paired_p(sample(0, 5, 1), 0) is not None


def test_same_seed_gives_the_same_figures() -> None:
    clips = sample(0, 6, 3)
    assert mean_interval(clips, 5) == mean_interval(clips, 5)
    assert mean_interval(clips, 5) != mean_interval(clips, 6)
