"""Soft edges of a given width, and a camera that moves near layers farther."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from shared.motion.region import feather, grow
from shared.motion.scene import Scene
from shared.motion.tracks import scene_tracks
from shared.tasks.motion import DragLayer, Drags

WIDTH, HEIGHT, FRAMES = 160, 96, 9


def box_mask(left: int, top: int, right: int, bottom: int) -> np.ndarray:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[top:bottom, left:right] = 255
    return mask


@pytest.mark.parametrize("width_px", [2.0, 8.0, 20.0])
def test_feather_falls_over_its_width_and_is_half_at_the_edge(width_px: float) -> None:
    region = np.zeros((60, 100), bool)
    region[:, :50] = True
    row = feather(region, width_px)[30]
    soft = (row > 0) & (row < 1)
    assert soft.sum() == pytest.approx(width_px, abs=1)
    assert row[49] + row[50] == pytest.approx(1, abs=1e-6)
    assert np.diff(row).max() <= 0


def test_grow_and_shrink_move_the_edge_by_the_pixels_asked_for() -> None:
    region = np.zeros((60, 80), bool)
    region[20:40, 30:50] = True
    rows, columns = np.nonzero(grow(region, 5))
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (15, 44, 25, 54)
    rows, columns = np.nonzero(grow(region, -5))
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (25, 34, 35, 44)
    assert not grow(region, -10).any()
    assert not grow(np.zeros((4, 4), bool), 9).any()


def test_a_feathered_cut_out_is_mixed_with_what_is_behind_it() -> None:
    picture = np.full((HEIGHT, WIDTH, 3), 40, np.uint8)
    picture[30:70, 30:70] = 220
    mask = {0: box_mask(30, 30, 70, 70)}

    def last_row(feather_px: float) -> np.ndarray:
        layer = DragLayer(points=((50, 50), (90, 50)), mask="m", feather_px=feather_px)
        drags = Drags(width=2 * WIDTH, height=2 * HEIGHT, layers=(layer,))
        scaled = doubled(drags)
        frame = Scene(picture, scaled, WIDTH, HEIGHT, FRAMES, mask).frame(FRAMES - 1)
        return frame[50, :, 0].astype(int)

    hard, soft = last_row(0), last_row(40)  # 40 px of a picture shown at half its size: 20 px

    def between(row: np.ndarray) -> int:
        edge = row[100:140]
        return int(((edge > 50) & (edge < 210)).sum())

    assert between(hard) <= 4
    # Outside the mask the picture is as dark as the ground: only the inner half shows.
    assert 5 <= between(soft) <= 10
    assert soft[109] == pytest.approx(40 + 180 / 2, abs=15)


def doubled(drags: Drags) -> Drags:
    (layer,) = drags.layers
    points = tuple((2 * x, 2 * y) for x, y in layer.points)
    return msgspec.structs.replace(drags, layers=(msgspec.structs.replace(layer, points=points),))


def scene_drags(parallax: float) -> Drags:
    return Drags(
        width=WIDTH,
        height=HEIGHT,
        layers=(
            DragLayer(points=((40, 48), (40, 48)), mask="back"),
            DragLayer(points=((110, 48), (110, 48)), mask="front"),
            DragLayer(points=((75, 20),)),
            DragLayer(
                role="camera", points=((80, 48), (90, 48)), scale=(1, 1.2), parallax=parallax
            ),
        ),
    )


MASKS = {0: box_mask(30, 38, 50, 58), 1: box_mask(100, 38, 120, 58)}


def test_near_layers_move_and_grow_farther_by_their_order() -> None:
    tracks = scene_tracks(scene_drags(1.0), FRAMES, WIDTH, HEIGHT, MASKS)
    last = tracks.xy[-1]
    for column, start, depth in ((0, 40, 0.5), (1, 110, 1.0), (2, 75, 0.0)):
        scale = 1.2 ** (1 + depth)
        expected = 80 + 10 * (1 + depth) + scale * (start - 80)
        assert last[column, 0] == pytest.approx(expected, abs=1e-3)


def test_a_mark_in_the_picture_goes_where_its_track_goes() -> None:
    picture = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
    for x in (40, 110):
        picture[46:50, x - 2 : x + 2] = 255
    drags = scene_drags(0.8)
    scene = Scene(picture, drags, WIDTH, HEIGHT, FRAMES, MASKS)
    frame = scene.frame(FRAMES - 1)[..., 0].astype(float) - 90
    for column in (0, 1):
        x, y = scene.tracks.xy[-1, column]
        top, left = int(y) - 8, int(x) - 8
        part = np.clip(frame[top : top + 17, left : left + 17], 20, None) - 20
        ys, xs = np.mgrid[top : top + 17, left : left + 17] + 0.5
        centre = (xs * part).sum() / part.sum(), (ys * part).sum() / part.sum()
        assert centre == pytest.approx((x, y), abs=0.5)


def test_without_parallax_all_layers_see_the_same_camera() -> None:
    drags = scene_drags(0.0)
    with_masks = scene_tracks(drags, FRAMES, WIDTH, HEIGHT, MASKS)
    without = scene_tracks(drags, FRAMES, WIDTH, HEIGHT)
    assert np.array_equal(with_masks.xy, without.xy)


def test_an_unmasked_object_over_a_mask_goes_with_it() -> None:
    drags = scene_drags(1.0)
    inside = DragLayer(points=((112, 50),))
    drags = msgspec.structs.replace(drags, layers=(*drags.layers, inside))
    last = scene_tracks(drags, FRAMES, WIDTH, HEIGHT, MASKS).xy[-1]
    assert last[-1, 0] == pytest.approx(80 + 20 + 1.2**2 * 32, abs=1e-3)


def test_a_scene_with_another_feather_or_parallax_is_as_if_made_anew() -> None:
    picture = np.random.default_rng(6).integers(0, 255, (HEIGHT, WIDTH, 3), dtype=np.uint8)
    masks = dict(MASKS)
    scene = Scene(picture, scene_drags(0.0), WIDTH, HEIGHT, FRAMES, masks)
    changed = scene_drags(0.7)
    front = msgspec.structs.replace(changed.layers[1], feather_px=9.0)
    changed = msgspec.structs.replace(
        changed, layers=(changed.layers[0], front, *changed.layers[2:])
    )
    fresh = Scene(picture, changed, WIDTH, HEIGHT, FRAMES, masks).frame(FRAMES - 1)
    assert np.array_equal(scene.with_drags(changed).frame(FRAMES - 1), fresh)
    assert not np.array_equal(scene.frame(FRAMES - 1), fresh)
