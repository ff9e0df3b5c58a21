"""True tracks are the clip's motion, and drags and pins are chosen from them."""

from __future__ import annotations

import numpy as np
import pytest

from shared.motion.judge import follow_points, to_gray
from shared.motion.scene import Scene
from tests.unit.motion.evaluation.conftest import PAN_PX, walker
from worker.motion.evaluation.truth import (
    candidate_points,
    choose_points,
    collapses,
    drags_document,
    true_tracks,
    why_skipped,
)


def paths(speeds_px: np.ndarray, frames: int = 8) -> np.ndarray:
    """Tracks on a grid of 10 columns, 20 px apart, that move right at these speeds."""
    count = len(speeds_px)
    start = np.stack([20 * (np.arange(count) % 10) + 10, 20 * (np.arange(count) // 10) + 10], 1)
    xy = np.repeat(start[None].astype(float), frames, axis=0)
    xy[..., 0] += np.arange(frames)[:, None] * speeds_px
    return xy


def test_tracks_of_a_pan_move_with_it(pan: np.ndarray) -> None:
    xy, cut = true_tracks(pan)
    assert not cut
    assert xy.shape[1] > 30
    expected = xy[0] + np.arange(8)[:, None, None] * np.array(PAN_PX)
    assert np.abs(xy - expected).max() < 0.05
    assert ((xy >= 8) & (xy <= (120, 72))).all()


def test_points_that_slide_onto_something_else_are_no_truth(
    photographs: dict[str, np.ndarray],
) -> None:
    """A block walks over a background that stands; points that it covers must not walk along."""
    followed, kept, right = 0, 0, 0
    for photograph in photographs.values():
        frames = walker(photograph, 14)
        gray = [to_gray(frame) for frame in frames]
        xy, found = follow_points(gray, candidate_points(gray[0]))
        followed += _walking_background(xy[:, found.all(axis=0)]).sum()
        true, _ = true_tracks(frames)
        walking = _walking_background(true)
        kept += walking.sum()
        right += (~walking).sum()
    assert followed >= 10, "the plain tracker slides"
    assert kept <= 3
    assert right > 250


def _walking_background(xy: np.ndarray) -> np.ndarray:
    """Of points whose windows lie outside the block in frame 0, those that move."""
    away = np.maximum((10, 30) - xy[0], xy[0] - (66, 78)).max(axis=1)
    reach = np.linalg.norm(xy - xy[0], axis=-1).max(axis=0)
    return np.asarray((away >= 8) & (reach > 1.0))


def test_cut_between_shots_of_like_colours_is_seen_by_the_tracker(photograph: np.ndarray) -> None:
    one, other = photograph[:80, :128], photograph[150:230, 100:228]
    _, cut = true_tracks(np.stack([one] * 4 + [other] * 4))
    assert cut
    assert collapses(np.array([100, 90, 3, 3]))
    assert not collapses(np.array([100, 60, 30, 10, 4, 1]))


@pytest.mark.parametrize(
    ("speeds", "cut", "reason"),
    [
        ([0.0] * 40, False, "no motion"),
        ([1.0] * 3 + [0.0] * 37, False, "no motion"),
        ([1.0] * 4 + [0.0] * 36, False, None),
        ([1.0] * 15, False, "few points"),
        ([1.0] * 40, True, "shot cut"),
    ],
)
def test_windows_that_cannot_be_measured_are_left_out(
    speeds: list[float], cut: bool, reason: str | None
) -> None:
    assert why_skipped(paths(np.array(speeds)), cut, 8) == reason


def test_half_of_the_drags_move_most_and_half_are_spread() -> None:
    speeds = np.zeros(100)
    speeds[:20] = 2.0  # the two upper rows
    chosen = choose_points(paths(speeds), 8, 200, np.random.default_rng(0)).dragged
    assert len(set(chosen.tolist())) == 8
    fast = chosen[:4]
    assert (fast < 20).all()
    start = paths(speeds)[0]
    gaps = np.linalg.norm(start[fast, None] - start[fast], axis=-1)
    assert gaps[~np.eye(4, dtype=bool)].min() >= 200 / 6
    # Of the lower rows, where nothing moves, the farthest corners come next.
    assert (start[chosen[4:], 1] > 100).sum() >= 2


def test_more_drags_than_places_far_apart_are_still_found() -> None:
    assert (
        len(set(choose_points(paths(np.ones(40)), 20, 200, np.random.default_rng(0)).dragged)) == 20
    )


def test_seed_decides_which_points_are_dragged() -> None:
    xy = paths(np.linspace(1, 2, 100))
    first, again, other = (
        choose_points(xy, 8, 200, np.random.default_rng(seed)).dragged.tolist()
        for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_pins_lie_on_a_still_background_away_from_what_moves(photograph: np.ndarray) -> None:
    xy, _ = true_tracks(walker(photograph, 8))
    truth = choose_points(xy, 6, 192, np.random.default_rng(3))
    assert len(set(truth.pins.tolist())) == 8
    assert truth.reach_px[truth.pins].max() < 0.5
    moving = truth.dragged[truth.reach_px[truth.dragged] >= 2.0]
    assert len(moving) >= 1
    gaps = np.linalg.norm(xy[0, truth.pins, None] - xy[0, moving], axis=-1)
    assert gaps.min() >= 19.2
    assert set(truth.pins.tolist()).isdisjoint(moving.tolist())


def test_moving_background_has_no_pins(pan: np.ndarray) -> None:
    xy, _ = true_tracks(pan)
    assert len(choose_points(xy, 6, 128, np.random.default_rng(0)).pins) == 0


def test_document_asks_for_the_true_tracks(pan: np.ndarray) -> None:
    xy, _ = true_tracks(pan)
    pins = np.array([[5.0, 6.0], [100.0, 70.0]])
    drags = drags_document(xy[:, :3], 128, 80, pins)
    tracks = Scene(pan[0], drags, 128, 80, 8).tracks
    assert tracks.role == ("object", "object", "object", "pin", "pin")
    assert np.allclose(tracks.xy[:, :3], xy[:, :3], atol=1e-4)
    assert np.allclose(tracks.xy[:, 3:], pins)
