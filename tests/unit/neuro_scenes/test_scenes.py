"""Scenes are the same everywhere, and say exactly what is in them."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.neuro.scenes import renderer
from shared.neuro.scenes.captions import caption, label_caption
from shared.neuro.scenes.concepts import categories, concepts, split_numbers
from shared.neuro.scenes.contrast import LEAST_APART, stands_out
from shared.neuro.scenes.renderer import MAX_PX, MIN_PX, backdrop, render
from shared.neuro.scenes.scene import SCENES_VERSION, scene_of
from shared.neuro.scenes.sprites import sprite_of
from shared.neuro.scenes.vocabulary import BACKGROUNDS, HUES, PLACES, SIZES

# Trained models and recordings name pictures by number: other pixels are another set of stimuli,
# which has another version.
VERSION = 1
CAPTIONS = {
    0: "a large gorilla on the right in front of a purple backdrop",
    77: "a small coconut at the top in front of a wooden wall",
    500: "a large kangaroo on the right in front of a blue backdrop",
}
THIRDS = {
    0: (154, 184, 166, 157, 139, 130, 170, 174, 177),
    77: (153, 155, 148, 145, 154, 137, 166, 171, 156),
    500: (155, 167, 154, 157, 166, 165, 170, 176, 157),
}
numbers = st.integers(0, 240 * 104 - 1)


def test_numbers_mean_the_same_scenes_as_ever() -> None:
    assert SCENES_VERSION == VERSION
    assert {number: caption(scene_of(number)) for number in CAPTIONS} == CAPTIONS


@pytest.mark.parametrize("number", list(CAPTIONS))
def test_pixels_are_those_that_models_were_trained_on(number: int) -> None:
    """In thirds of the picture, so that another processor's rounding is no other picture."""
    shown = render(scene_of(number), 64).pixels[:63, :63].astype(float)
    thirds = shown.reshape(3, 21, 3, 21, 3).mean(axis=(1, 3, 4))
    np.testing.assert_allclose(thirds.ravel(), THIRDS[number], atol=1.0)


_FRESH = """
import hashlib
from shared.neuro.scenes.renderer import render
from shared.neuro.scenes.scene import scene_of
for number in (9111, 500, 77, 0):
    shown = render(scene_of(number), 64)
    print(number, hashlib.sha256(shown.pixels.tobytes() + shown.mask.tobytes()).hexdigest())
"""


def test_another_process_draws_every_byte_alike() -> None:
    """Whatever was drawn before, in whatever order, and however strings are hashed."""
    environment = os.environ | {"PYTHONHASHSEED": "4711", "OMP_NUM_THREADS": "1"}
    ran = subprocess.run(
        [sys.executable, "-c", _FRESH], capture_output=True, text=True, check=True, env=environment
    )
    theirs = {int(line.split()[0]): line.split()[1] for line in ran.stdout.splitlines()}
    ours = {}
    for number in (0, 77, 500, 9111):
        shown = render(scene_of(number), 64)
        ours[number] = hashlib.sha256(shown.pixels.tobytes() + shown.mask.tobytes()).hexdigest()
    assert theirs == ours


def test_numbers_may_come_from_arrays() -> None:
    assert scene_of(np.int64(500)) == scene_of(500)


def test_there_are_concepts_enough_in_named_categories() -> None:
    assert len(concepts()) >= 200
    assert len(split_numbers("seen")) == 150
    assert len(split_numbers("unseen")) >= 50
    assert set(split_numbers("seen")).isdisjoint(split_numbers("unseen"))
    unseen = {concepts()[number].category for number in split_numbers("unseen")}
    assert unseen == set(categories())
    assert len({each.concept for each in concepts()}) == len(concepts())


@given(numbers)
def test_a_caption_tells_all_that_a_scene_says(number: int) -> None:
    scene = scene_of(number)
    told = caption(scene)
    for part in (concepts()[scene.concept].concept, scene.size, scene.hue, scene.place):
        assert part in told
    assert BACKGROUNDS[scene.background].phrase in told
    assert concepts()[scene.concept].concept in label_caption(scene)


@given(numbers, numbers)
def test_other_scenes_have_other_captions(one: int, other: int) -> None:
    a, b = scene_of(one), scene_of(other)
    same = [
        getattr(a, n) == getattr(b, n) for n in ("concept", "place", "size", "hue", "background")
    ]
    assert (caption(a) == caption(b)) == all(same)


def test_pictures_of_a_concept_go_through_all_places_sizes_and_hues() -> None:
    for concept in (0, 100, 200):
        scenes = [scene_of(concept + len(concepts()) * v) for v in range(9)]
        assert {scene.place for scene in scenes} == set(PLACES)
        assert {scene.size for scene in scenes[:3]} == set(SIZES)
    free = next(n for n, each in enumerate(concepts()) if each.colour == "free")
    hues = {scene_of(free + len(concepts()) * v).hue for v in range(len(HUES))}
    assert hues == set(HUES)


@settings(deadline=None, max_examples=25)
@given(numbers)
def test_the_mask_is_where_the_object_is(number: int) -> None:
    scene = scene_of(number)
    shown = render(scene, 64)
    assert shown.pixels.shape == (64, 64, 3)
    assert shown.mask.min() >= 0
    assert shown.mask.max() > 0.9
    assert 0.01 < shown.mask.mean() < 0.5
    # Nothing is cut: where there is object, none of it lies on the picture's edge.
    edge = np.concatenate([shown.mask[0], shown.mask[-1], shown.mask[:, 0], shown.mask[:, -1]])
    assert edge.max() < 0.5
    again = render(scene, 64)
    np.testing.assert_array_equal(shown.pixels, again.pixels)


@pytest.mark.parametrize(
    "number", [n for n in range(3, 2400, 79) if scene_of(n).background != "water"]
)
def test_the_mask_says_how_much_of_each_pixel_is_object(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same thing in black and in white: what differs is the object, by its cover.

    In water it is mirrored as well.
    """

    def plain(light: float) -> np.ndarray:
        def painted(*arguments: object) -> np.ndarray:
            sprite = sprite_of(*arguments).copy()  # type: ignore[arg-type]
            sprite[..., :3] = light * sprite[..., 3:]
            return sprite

        monkeypatch.setattr(renderer, "sprite_of", painted)
        return render(scene_of(number), 64).pixels.astype(float) / 255

    # Half as bright as it can be, so that nothing is clipped.
    difference = (plain(0.5) - plain(0.0)).mean(axis=-1)
    mask = render(scene_of(number), 64).mask
    assert np.all(difference[mask == 0] == 0)
    assert np.all(difference[mask > 0.05] > 0)
    assert np.corrcoef(difference.ravel(), mask.ravel())[0, 1] > 0.99


def _middle(mask: np.ndarray) -> tuple[float, float]:
    """Of the box around the object: from the left and from above, in widths of the picture."""
    rows, columns = np.nonzero(mask > 0.5)
    size_px = mask.shape[0]
    return (
        (columns.min() + columns.max() + 1) / 2 / size_px,
        (rows.min() + rows.max() + 1) / 2 / size_px,
    )


@pytest.mark.parametrize("number", range(11, 24_000, 977))
def test_objects_are_where_the_caption_says(number: int) -> None:
    """Things that stand need ground: for them, at the top is higher than elsewhere."""
    drawn = scene_of(number)
    at = {
        place: _middle(render(msgspec.structs.replace(drawn, place=place), 64).mask)
        for place in PLACES
    }
    for place, (column, row) in PLACES.items():
        for other, (other_column, other_row) in PLACES.items():
            if column < other_column:
                assert at[place][0] < at[other][0], (place, other)
            if row < other_row:
                assert at[place][1] < at[other][1], (place, other)
    assert at["on the left"][0] < 0.5 < at["on the right"][0]


@pytest.mark.parametrize("number", range(5, 24_000, 1999))
def test_sizes_differ_as_they_are_called(number: int) -> None:
    covered = [
        render(msgspec.structs.replace(scene_of(number), size=size), 64).mask.sum()
        for size in ("small", "medium-sized", "large")
    ]
    assert 1.2 * covered[0] < covered[1]
    assert 1.2 * covered[1] < covered[2]


def test_outside_of_object_and_shadow_there_is_the_backdrop() -> None:
    scene = scene_of(0)
    shown = render(scene, 256)
    behind = backdrop(scene, 256).reshape(256, 2, 256, 2, 3).mean(axis=(1, 3))
    top = shown.mask[:40] == 0
    # The finish darkens all of a picture a little, evenly.
    difference = shown.pixels[:40] / 255 - np.clip(behind[:40], 0, 1)
    assert difference[top].std() < 0.03
    assert np.abs(difference[top]).mean() < 0.1


@pytest.mark.parametrize("number", range(0, 24_000, 1999))
def test_objects_stand_out(number: int) -> None:
    assert stands_out(scene_of(number)) > LEAST_APART / 2


@pytest.mark.parametrize("size_px", [MIN_PX, 65, 200, 512])
def test_a_scene_looks_alike_at_all_sizes(size_px: int) -> None:
    small, large = render(scene_of(321), 64), render(scene_of(321), size_px)
    assert large.pixels.mean() == pytest.approx(small.pixels.mean(), abs=6)
    assert large.mask.mean() == pytest.approx(small.mask.mean(), abs=0.02)


def test_what_is_no_number_or_size_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        scene_of(-1)
    with pytest.raises(ValueError, match="1025 px"):
        render(scene_of(0), MAX_PX + 1)


def test_scenes_can_be_stored() -> None:
    scene = scene_of(99)
    assert msgspec.json.decode(msgspec.json.encode(scene), type=type(scene)) == scene


def test_the_pack_is_whole() -> None:
    from shared.neuro.scenes.concepts import PACK_DIR

    files = {path.name for path in PACK_DIR.glob("*.webp")}
    assert {each.file for each in concepts()} == files
