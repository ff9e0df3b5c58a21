"""Windows lie inside shots and are spread over the clip."""

from __future__ import annotations

import numpy as np

from worker.motion.evaluation.windows import cut_windows, shots


def shot(colour: tuple[int, int, int], count: int) -> list[np.ndarray]:
    rng = np.random.default_rng(sum(colour))
    base = rng.normal(0, 12, (40, 64, 3)) + colour
    moved = [np.roll(base, t, axis=1) for t in range(count)]
    return [np.clip(frame, 0, 255).astype(np.uint8) for frame in moved]


def test_cuts_part_shots_and_motion_does_not() -> None:
    frames = shot((60, 90, 120), 10) + shot((200, 160, 60), 25) + shot((90, 60, 150), 7)
    assert shots(frames) == [(0, 10), (10, 35), (35, 42)]
    assert shots([]) == []


def test_windows_share_no_frames_and_cross_no_cut() -> None:
    frames = shot((60, 90, 120), 10) + shot((200, 160, 60), 25) + shot((90, 60, 150), 7)
    windows = cut_windows("clip", frames, 8, 10)
    # Alone in its shot a window lies in the middle; three reach from end to end.
    assert [window.start for window in windows] == [1, 10, 18, 27]
    assert [window.index for window in windows] == [0, 1, 2, 3]
    for window in windows:
        assert window.frames.shape == (8, 40, 64, 3)
        assert np.array_equal(window.frames[3], frames[window.start + 3])


def test_wanted_number_is_spread_evenly() -> None:
    frames = shot((60, 90, 120), 80)
    assert [w.start for w in cut_windows("clip", frames, 8, 4)] == [0, 24, 48, 72]
    assert [w.start for w in cut_windows("clip", frames, 8, 1)] == [40]
    assert len(cut_windows("clip", frames, 8, 100)) == 10


def test_short_clip_has_no_window() -> None:
    assert cut_windows("clip", shot((60, 90, 120), 7), 8, 4) == []
