"""Easing against the CSS curve's own definition, and what it does to a path."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import AppError
from shared.motion.document import check_drags
from shared.motion.easing import EASE_IN, EASE_IN_OUT, EASE_OUT, ease, unease
from shared.motion.tracks import layer_path, layer_rotation_deg
from shared.tasks.motion import DragLayer, Drags

unit = st.floats(0, 1)
easings = st.tuples(unit, unit, unit, unit)


def bezier(s: float, first: float, second: float) -> float:
    """De Casteljau's construction from 0 to 1."""
    a, b, c = first * s, first + (second - first) * s, second + (1 - second) * s
    d, e = a + (b - a) * s, b + (c - b) * s
    return d + (e - d) * s


@given(easings, unit)
def test_ease_passes_through_the_points_of_the_curve(
    easing: tuple[float, float, float, float], s: float
) -> None:
    x1, y1, x2, y2 = easing
    x, y = bezier(s, x1, x2), bezier(s, y1, y2)
    # Where the curve is upright a moment has many values: the nearest moments enclose this one.
    low, high = ease(np.array([max(x - 1e-9, 0), min(x + 1e-9, 1)]), easing)
    assert low - 1e-6 <= y <= high + 1e-6


@given(easings)
def test_ease_starts_at_0_ends_at_1_and_never_goes_back(
    easing: tuple[float, float, float, float],
) -> None:
    done = ease(np.linspace(0, 1, 101), easing)
    assert done[0] == 0 and done[-1] == 1
    assert np.diff(done).min() >= -1e-9


@pytest.mark.parametrize("easing", [EASE_IN, EASE_OUT, EASE_IN_OUT, (0.1, 0.9, 0.3, 1.0), None])
def test_unease_is_the_inverse(easing: tuple[float, float, float, float] | None) -> None:
    moments = np.linspace(0, 1, 41)
    assert unease(ease(moments, easing), easing) == pytest.approx(moments, abs=1e-6)


def test_handles_on_the_diagonal_change_nothing() -> None:
    moments = np.linspace(0, 1, 14)
    assert ease(moments, (0.25, 0.25, 0.75, 0.75)) is moments


def test_a_path_is_eased_between_its_first_and_its_last_key() -> None:
    layer = DragLayer(
        points=((0, 0), (100, 0)), times=(0.25, 0.75), rotate_deg=(0, 40), easing=EASE_IN
    )
    frames = 17
    path = layer_path(layer, frames)[:, 0]
    moment = np.clip((np.linspace(0, 1, frames) - 0.25) / 0.5, 0, 1)
    # (0.42, 0, 1, 1) by a fine table of the curve.
    s = np.linspace(0, 1, 20001)
    table = np.interp(moment, [bezier(v, 0.42, 1) for v in s], [bezier(v, 0, 1) for v in s])
    assert path == pytest.approx(100 * table, abs=1e-4)
    assert layer_rotation_deg(layer, frames) == pytest.approx(40 * table, abs=1e-4)
    assert path[4] == 0 and path[12] == 100


def test_an_even_easing_gives_the_very_same_path() -> None:
    keys = ((0.0, 0.0), (31.0, 7.0), (100.0, 3.0))
    plain = layer_path(DragLayer(points=keys), 23)
    assert np.array_equal(layer_path(DragLayer(points=keys, easing=(0, 0, 1, 1)), 23), plain)


def test_keys_at_one_time_take_an_easing() -> None:
    layer = DragLayer(points=((1, 1), (2, 2)), times=(0.5, 0.5), easing=EASE_IN)
    assert np.isfinite(layer_path(layer, 9)).all()


@pytest.mark.parametrize(
    ("field", "value"),
    [("easing", (0.2, 0.0, 1.2, 1.0)), ("feather_px", -1.0), ("parallax", 9.0)],
)
def test_values_out_of_range_are_refused_by_name(field: str, value: object) -> None:
    layer = DragLayer(role="camera", points=((1, 1),), **{field: value})
    with pytest.raises(AppError) as refused:
        check_drags(Drags(width=10, height=10, layers=(layer,)))
    assert refused.value.params["field"].startswith(f"layers[0].{field}")


def test_only_a_camera_has_a_parallax() -> None:
    layer = DragLayer(points=((1, 1),), parallax=0.5)
    with pytest.raises(AppError):
        check_drags(Drags(width=10, height=10, layers=(layer,)))
