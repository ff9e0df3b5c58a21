"""Zoom and pan as arithmetic."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.motion.view_transform import MAX_ZOOM, MIN_ZOOM, ViewTransform, fitted

POINT = st.tuples(st.floats(-5000, 5000), st.floats(-5000, 5000))
VIEW = st.builds(ViewTransform, st.floats(0.05, 40), st.floats(-900, 900), st.floats(-900, 900))


@given(VIEW, POINT)
def test_there_and_back(view: ViewTransform, point: tuple[float, float]) -> None:
    x, y = view.to_picture(view.to_screen(point))
    assert abs(x - point[0]) < 1e-6 and abs(y - point[1]) < 1e-6


@given(VIEW, POINT, st.floats(0.1, 10))
def test_zooming_keeps_what_is_under_the_cursor(
    view: ViewTransform, at: tuple[float, float], factor: float
) -> None:
    before = view.to_picture(at)
    zoomed = view.zoomed(factor, at)
    after = zoomed.to_picture(at)
    assert abs(before[0] - after[0]) < 1e-5 and abs(before[1] - after[1]) < 1e-5
    assert MIN_ZOOM <= zoomed.zoom <= MAX_ZOOM


@given(st.integers(1, 12000), st.integers(1, 9000), st.integers(200, 4000), st.integers(150, 3000))
def test_a_fitted_picture_is_centred_and_inside(w: int, h: int, width: int, height: int) -> None:
    view = fitted((w, h), (width, height))
    left, top = view.to_screen((0, 0))
    right, bottom = view.to_screen((w, h))
    assert abs((left + right) - width) < 1e-6 and abs((top + bottom) - height) < 1e-6
    if view.zoom > MIN_ZOOM:
        assert left >= 0 and top >= 0
