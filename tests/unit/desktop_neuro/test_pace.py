"""The play-head of the traces: even although samples come in chunks."""

from __future__ import annotations

import numpy as np

from desktop.neuro.pace import Pace

RATE_HZ = 1000.0
FRAME_S = 0.016


def played(arrivals: list[tuple[float, int]], seconds: float) -> np.ndarray:
    """The slots shown at each frame; `arrivals` says when how many slots are there in all."""
    pace, shown, result = Pace(RATE_HZ), 0, []
    for frame in range(round(seconds / FRAME_S)):
        now_s = 100.0 + frame * FRAME_S
        there = max((n for at, n in arrivals if 100.0 + at <= now_s), default=0)
        if there:
            shown = pace.step(now_s, shown, there)
        result.append(shown)
    return np.array(result)


def chunks(size: int, seconds: float) -> list[tuple[float, int]]:
    return [(n * size / RATE_HZ, n * size) for n in range(1, round(seconds * RATE_HZ / size) + 1)]


def test_chunks_of_fifty_ms_move_in_every_frame() -> None:
    shown = played(chunks(50, 6.0), 6.0)[-200:]
    steps = np.diff(shown)
    assert (steps > 0).mean() > 0.9
    assert steps.max() <= 20
    assert abs(steps.mean() - RATE_HZ * FRAME_S) < 0.5


def test_what_is_shown_is_never_ahead_and_lags_by_a_chunk_at_most() -> None:
    arrivals = chunks(50, 6.0)
    shown = played(arrivals, 6.0)
    for frame, slots in list(enumerate(shown))[100:]:
        there = max(n for at, n in arrivals if at <= frame * FRAME_S)
        assert slots <= there
        assert there - slots <= 60


def test_a_late_chunk_is_waited_for_and_caught_up() -> None:
    arrivals = [(at + (0.2 if 2.0 < at < 2.2 else 0.0), n) for at, n in chunks(20, 8.0)]
    shown = played(arrivals, 8.0)
    late = round(2.15 / FRAME_S)
    assert shown[late] == shown[late - 3]
    there = max(n for at, n in arrivals if at <= (len(shown) - 1) * FRAME_S)
    assert there - shown[-1] <= 45


def test_after_a_pause_the_newest_is_shown_at_once() -> None:
    pace = Pace(RATE_HZ)
    assert pace.step(10.0, 0, 100) == 100
    assert pace.step(20.0, 100, 9000) == 9000


def test_a_page_that_is_ahead_is_not_taken_back() -> None:
    pace = Pace(RATE_HZ)
    pace.step(10.0, 0, 100)
    assert pace.step(10.016, 130, 140) == 130
