"""The flash analysis against sequences that are worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.neuro.stimulus.exposure import Placement, judge, mean_gray
from shared.neuro.stimulus.flashes import FlashVerdict, find_flashes
from shared.neuro.stimulus.light import (
    CELLS,
    LightMap,
    PictureLight,
    dimming_table,
    gray_byte,
    to_linear,
    to_srgb,
)
from shared.neuro.stimulus.pictures import Picture
from shared.neuro.stimulus.plan import make_plan
from shared.neuro.stimulus.screen import FlashField, Screen
from shared.neuro.stimulus.settings import PRESETS, ProtocolSettings

# A grid of 10 by 10 cells of one degree: a quarter of the disc of 10 degrees is 19.6 cells.
DISC = FlashField(10.0, 10.0, True)
RED, GREEN, BLACK, WHITE = (1.0, 0, 0), (0, 1.0, 0), (0, 0, 0), (1.0, 1.0, 1.0)


def even(*levels: float) -> list[LightMap]:
    return [LightMap.even(level, 10) for level in levels]


def color(rgb: tuple[float, float, float]) -> LightMap:
    return LightMap.of(np.broadcast_to(np.array(rgb), (10, 10, 3)).copy())


def part(n_cells: int, level: float, base: float) -> LightMap:
    """`level` in the first cells of the middle rows, `base` elsewhere."""
    linear = np.full((100, 3), base)
    linear[30 : 30 + n_cells] = level
    return LightMap.of(linear.reshape(10, 10, 3))


def flashes(states: list[LightMap], every_s: float, field: FlashField = DISC) -> FlashVerdict:
    return find_flashes([(k * every_s, state) for k, state in enumerate(states)], field)


def switching(low: float, high: float, n: int) -> list[LightMap]:
    return even(*([low, high] * n))


def test_the_luminance_of_known_colours() -> None:
    # WCAG: L = .2126 R + .7152 G + .0722 B of the linear values; sRGB 128 is .2159 of the light.
    assert color(WHITE).luminance[0, 0] == pytest.approx(1.0)
    assert color(RED).luminance[0, 0] == pytest.approx(0.2126)
    assert to_linear(128 / 255) == pytest.approx(0.21586, abs=1e-5)
    assert gray_byte(0.21586) == 128
    assert to_srgb(to_linear(np.linspace(0, 1, 50))) == pytest.approx(np.linspace(0, 1, 50))
    table = dimming_table(0.5)
    assert to_linear(table[255] / 255) == pytest.approx(0.5, abs=0.005)
    assert dimming_table(1.0).tolist() == list(range(256))


@pytest.mark.parametrize(
    ("low", "high", "counts"),
    [
        (0.20, 0.30, True),  # a change of exactly 10 % counts
        (0.20, 0.299, False),
        (0.79, 0.90, True),  # the darker is below .80
        (0.80, 0.95, False),  # and here it is not
        (0.0, 0.10, True),
        (0.0, 0.0999, False),
    ],
)
def test_what_counts_as_a_flash(low: float, high: float, counts: bool) -> None:
    verdict = flashes(switching(low, high, 6), 0.1)
    assert (verdict.general.per_s > 0) == counts
    assert verdict.passes == (not counts)


@pytest.mark.parametrize(
    ("rate_hz", "per_s", "passes"), [(1, 1, True), (2, 2, True), (3, 3, True), (4, 4, False)]
)
def test_three_flashes_in_a_second_are_allowed_and_four_are_not(
    rate_hz: float, per_s: float, passes: bool
) -> None:
    verdict = flashes(switching(0.1, 0.9, 20), 0.5 / rate_hz)
    assert verdict.general.large_per_s == per_s
    assert verdict.general.area_share == 1.0
    assert verdict.passes == passes


def test_seven_changes_in_a_second_are_more_than_three_flashes() -> None:
    # First state, then 7 changes 0.14 s apart: all within .84 s.
    assert flashes(switching(0.1, 0.9, 4), 0.14).general.large_per_s == 3.5
    assert not flashes(switching(0.1, 0.9, 4), 0.14).passes
    # One second apart from first to last: only six share a second.
    assert flashes(switching(0.1, 0.9, 4), 1 / 6).passes


def test_a_burst_is_found_in_a_calm_sequence() -> None:
    times_s = [0.0, 5, 10, 10.1, 10.2, 10.3, 10.4, 10.5, 10.6, 10.7, 20]
    states = even(0.1, *([0.9, 0.1] * 5))
    verdict = find_flashes(zip(times_s, states, strict=True), DISC)
    # At 10, 10.1 … 10.7 the light changes: eight changes, four flashes.
    assert verdict.general.large_per_s == 4


def test_a_staircase_is_no_flash_and_small_steps_add_up() -> None:
    assert flashes(even(0.1, 0.3, 0.5, 0.7, 0.9), 0.05).general.per_s == 0.5
    # Up by .05 twice and down by .05 twice, again and again: a flash every four changes.
    states = even(*([0.2, 0.25, 0.3, 0.25] * 8))
    assert flashes(states, 0.05).general.per_s == pytest.approx(5.0)
    # Up and down by .05 never makes 10 %.
    assert flashes(even(*([0.2, 0.25] * 8)), 0.05).general.per_s == 0


@pytest.mark.parametrize(("n_cells", "passes"), [(19, True), (20, False)])
def test_a_quarter_of_the_field_is_the_limit_of_the_area(n_cells: int, passes: bool) -> None:
    # A quarter of the disc: pi * 25 / 4 = 19.63 cells.
    states = [part(n_cells, level, 0.2) for level in [0.2, 0.8] * 6]
    verdict = flashes(states, 0.1)
    assert verdict.general.area_share == pytest.approx(n_cells / (math.pi * 25))
    assert verdict.general.per_s == 5
    assert verdict.passes == passes


def test_the_area_told_is_that_of_too_many_flashes_not_of_one() -> None:
    # Eight changes in a second; two of them are large.
    states = [part(n, 0.8, 0.2) if k % 2 else part(0, 0.8, 0.2) for k, n in
              enumerate([0, 40, 0, 10, 0, 10, 0, 10, 0])]  # fmt: skip
    verdict = flashes(states, 0.1)
    assert verdict.general.per_s == 4
    assert verdict.general.area_share == pytest.approx(40 / (math.pi * 25))
    assert verdict.general.large_per_s == 1
    assert verdict.general.repeated_share == pytest.approx(10 / (math.pi * 25))
    assert verdict.passes


def test_places_that_change_by_turns_count_together() -> None:
    # Two groups of 12 cells, at turns: neither is a quarter, and no change covers one.
    states, level = [], [0.2, 0.2]
    for k in range(24):
        linear = np.full((100, 3), 0.2)
        linear[30:42], linear[45:57] = level[0], level[1]
        states.append(LightMap.of(linear.reshape(10, 10, 3)))
        level[k % 2] = 1.0 - level[k % 2]
    verdict = flashes(states, 0.05)
    assert verdict.general.area_share < 0.25
    assert verdict.general.large_per_s == pytest.approx(5.0)
    assert verdict.general.repeated_share == pytest.approx(24 / (math.pi * 25))
    assert not verdict.passes
    assert flashes(states, 0.1).passes  # 2.5 flashes in a second at each place


def test_saturated_red_flashes_without_a_change_of_luminance() -> None:
    # A gray of red's luminance: nothing changes but the colour.
    gray = (0.2126,) * 3
    verdict = flashes([color(c) for c in [gray, RED] * 6], 0.1)
    assert verdict.general.per_s == 0
    assert verdict.red.large_per_s == 5
    assert not verdict.passes
    assert verdict.worst is verdict.red


def test_red_that_is_not_saturated_or_hardly_changes_is_no_red_flash() -> None:
    # R / (R + G + B) = .75 is below .8.
    assert flashes([color(c) for c in [BLACK, (0.3, 0.05, 0.05)] * 6], 0.1).red.per_s == 0
    # Both are saturated, and their u'v' differ by less than .2.
    assert flashes([color(c) for c in [(1, 0, 0), (1, 0.05, 0)] * 6], 0.1).red.per_s == 0
    # From red to green u'v' moves by (.4507 - .125, .5229 - .5625), .328.
    assert flashes([color(c) for c in [RED, GREEN] * 6], 0.1).red.per_s == 5
    assert color(RED).uv[0, 0] == pytest.approx((0.4507, 0.5229), abs=2e-3)


def test_the_field_is_a_disc_of_ten_degrees_or_a_block_of_pixels() -> None:
    screen = Screen(width_px=1024, height_px=768, width_cm=33.0, distance_cm=57.3)
    assert screen.deg(screen.px(7.0)) == pytest.approx(7.0)
    # At 57.3 cm a degree is a centimetre: 31 px here.
    assert screen.px(1.0) == pytest.approx(1024 / 33.0, rel=1e-3)
    full = np.ones((CELLS, CELLS), bool)
    seven = FlashField.of(screen, screen.px(7.0), "deg", CELLS)
    # 7 by 7 degrees are 62 % of the disc.
    assert seven.share(full) == pytest.approx(49 / (math.pi * 25), rel=0.01)
    whole_block = FlashField.of(screen, 400, "px", CELLS)
    assert whole_block.share(full) == 1.0
    small = FlashField.of(screen, 100, "px", CELLS)
    assert small.share(full) == pytest.approx(100 * 100 / (341 * 256), rel=1e-6)
    larger = Screen(width_px=2048, height_px=1536)
    assert FlashField.of(larger, 200, "px", CELLS).share(full) == pytest.approx(small.share(full))


def test_the_field_is_moved_to_where_the_most_is() -> None:
    # A field of 4 by 4 cells over 12 by 12: two bright corners are never in one field.
    field = FlashField(4.0, 4.0, False)
    mask = np.zeros((12, 12), bool)
    mask[:3, :3] = mask[-2:, -2:] = True
    assert field.count(mask) == 9
    assert field.share(mask) == 9 / 16
    assert field.share(np.zeros((12, 12), bool)) == 0


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32 - 1), st.floats(3.0, 14.0))
def test_the_disc_counts_as_counting_one_by_one_does(seed: int, diameter: float) -> None:
    mask = np.random.default_rng(seed).random((9, 11)) < 0.4
    y, x = np.nonzero(mask)
    best = max(
        int(((y + 0.5 - cy) ** 2 + (x + 0.5 - cx) ** 2 <= diameter**2 / 4).sum())
        for cy in range(10)
        for cx in range(12)
    )
    # A field that could hold all of it, centred between cells, counts all of it.
    if math.hypot(y.max() - y.min() + 1, x.max() - x.min() + 1) <= diameter:
        best = len(y)
    assert FlashField(diameter, diameter, True).count(mask) == best


# --- plans -------------------------------------------------------------------------------------


def photographs(n: int = 12) -> tuple[list[Picture], list[PictureLight]]:
    """Pictures of bright and dark surfaces, uint8, whose contrast is that of photographs."""
    rng = np.random.default_rng(3)
    pictures = [Picture(key=str(k), category=str(k % 3), concept=str(k)) for k in range(n)]
    lights = []
    for _ in range(n):
        coarse = rng.choice([20, 60, 230, 250], size=(6, 6, 3)).astype(np.uint8)
        rgba = np.full((48, 48, 4), 255, np.uint8)
        rgba[..., :3] = coarse.repeat(8, axis=0).repeat(8, axis=1)
        lights.append(PictureLight.of(rgba))
    return pictures, lights


def verdict_of(wanted: ProtocolSettings, size_deg: float, patch_px: float = 0.0) -> FlashVerdict:
    pictures, lights = photographs()
    place = Placement(Screen(), size_deg, "deg", patch_px)
    return judge(make_plan(pictures, wanted, 1 / 60), lights, lights[0], place)


def test_the_slow_presentation_passes_at_any_size() -> None:
    for paradigm in ("slow", "calibration"):
        for size_deg in (2.0, 7.0, 25.0):
            verdict = verdict_of(PRESETS[paradigm], size_deg, patch_px=60)
            assert verdict.passes
            assert verdict.general.per_s <= 1


def test_rapid_presentation_of_things_exceeds() -> None:
    # 5 pictures a second, 7 degrees, full luminance as in the data set.
    bright = ProtocolSettings(
        paradigm="rapid", on_s=0.1, off_s=0.1, jitter_s=0, block_trials=20, brightness=0.5
    )
    verdict = verdict_of(bright, 7.0)
    assert verdict.general.large_per_s == 5
    assert 0.25 < verdict.general.area_share <= 0.63
    assert not verdict.passes


def test_rapid_presentation_passes_if_it_is_small_dim_or_not_so_rapid() -> None:
    rapid = PRESETS["rapid"]
    assert verdict_of(rapid, 3.0).passes  # 9 of 78.5 square degrees
    slower = ProtocolSettings(paradigm="rapid", on_s=0.15, off_s=0.2, brightness=0.5)
    assert verdict_of(slower, 7.0).passes  # 2.9 pictures a second
    dim = ProtocolSettings(paradigm="rapid", on_s=0.1, off_s=0.1, jitter_s=0, brightness=0.1)
    assert verdict_of(dim, 7.0).passes  # no change reaches 10 % of the screen's luminance


def test_the_square_for_the_photodiode_adds_to_the_area() -> None:
    rapid = PRESETS["rapid"]
    alone = verdict_of(rapid, 3.0)
    with_patch = verdict_of(rapid, 3.0, patch_px=Screen().px(4.0))
    extra = with_patch.general.area_share - alone.general.area_share
    assert extra == pytest.approx(16 / (math.pi * 25), rel=0.01)
    assert not with_patch.passes


def test_the_gray_is_the_mean_of_the_pictures_and_ignores_what_is_transparent() -> None:
    rgba = np.zeros((4, 8, 4), np.uint8)
    rgba[:, :4] = (255, 255, 255, 255)
    half = PictureLight.of(rgba)
    assert half.mean_luminance == pytest.approx(1.0)
    assert mean_gray(
        [half, PictureLight.of(np.full((4, 4, 4), (0, 0, 0, 255), np.uint8))]
    ) == pytest.approx(0.5)
    shown = half.on_gray(0.5)
    # 8 by 4 in a square: a quarter of gray above and below, white left, gray right.
    assert shown.luminance[0, 0] == pytest.approx(0.5)
    assert shown.luminance[CELLS // 2, 0] == pytest.approx(1.0)
    assert shown.luminance[CELLS // 2, -1] == pytest.approx(0.5)
    assert half.on_gray(0.5, 0.4).luminance.max() == pytest.approx(0.4)
