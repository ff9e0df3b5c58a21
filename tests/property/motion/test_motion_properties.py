"""What holds for every path, every document and every set of drags."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import AppError
from shared.motion.document import encode_drags, parse_drags
from shared.motion.flow import mls_rigid
from shared.motion.scene import Scene
from shared.motion.tracks import camera_transforms, layer_path, layer_scale, scene_tracks
from shared.tasks.motion import DragLayer, Drags

coordinates = st.floats(-500, 900, allow_nan=False, width=32)
points = st.tuples(coordinates, coordinates)


@st.composite
def layers(draw: st.DrawFn) -> DragLayer:
    count = draw(st.integers(1, 6))
    role = draw(st.sampled_from(["object", "pin", "camera"]))

    def maybe(values: st.SearchStrategy[float]) -> tuple[float, ...] | None:
        exact = st.lists(values, min_size=count, max_size=count).map(tuple)
        return draw(st.none() | exact)

    times = maybe(st.floats(0, 1))
    return DragLayer(
        role=role,
        points=tuple(draw(st.lists(points, min_size=count, max_size=count))),
        times=None if times is None else tuple(sorted(times)),
        rotate_deg=maybe(st.floats(-720, 720)),
        scale=maybe(st.floats(0.1, 10)),
        interpolation=draw(st.sampled_from(["smooth", "linear", "hold"])),
        name=draw(st.text(max_size=8)),
    )


documents = st.builds(
    Drags,
    width=st.integers(1, 4000),
    height=st.integers(1, 4000),
    frames=st.integers(8, 120),
    layers=st.lists(layers(), max_size=4).map(tuple),
    prompt=st.text(max_size=20),
)


@settings(deadline=None)
@given(documents)
def test_document_round_trip(drags: Drags) -> None:
    assert parse_drags(encode_drags(drags), "drags.json") == drags


@settings(deadline=None)
@given(layers(), st.integers(1, 60))
def test_path_stays_within_its_keys_and_meets_its_ends(layer: DragLayer, frames: int) -> None:
    path = layer_path(layer, frames)
    keys = np.array(layer.points)
    assert path.shape == (frames, 2)
    assert (path >= keys.min(axis=0) - 1e-6).all()
    assert (path <= keys.max(axis=0) + 1e-6).all()
    scale = layer_scale(layer, frames)
    if layer.scale is not None and layer.role != "pin":
        assert scale.min() >= min(layer.scale) * (1 - 1e-9)
        assert scale.max() <= max(layer.scale) * (1 + 1e-9)
    if layer.role != "pin" and layer.times is None and frames > 1:
        assert np.allclose(path[0], keys[0])
        assert np.allclose(path[-1], keys[-1])


@settings(deadline=None)
@given(documents, st.integers(1, 20))
def test_tracks_are_finite_and_ordered_by_layer(drags: Drags, frames: int) -> None:
    tracks = scene_tracks(drags, frames, 320, 180)
    expected = sum(len(x.points) if x.role == "pin" else 1 for x in drags.layers)
    assert tracks.xy.shape == (frames, expected, 2)
    assert np.isfinite(tracks.xy).all()
    assert (np.diff(tracks.layer) >= 0).all()
    linear = camera_transforms(drags, frames)[:, :2, :2]
    # A camera is a similarity: its columns are at right angles and equally long.
    gram = np.einsum("tji,tjk->tik", linear, linear)
    assert np.allclose(gram[:, 0, 1], 0, atol=1e-6 * gram[:, 0, 0].max())
    assert np.allclose(gram[:, 0, 0], gram[:, 1, 1])


@settings(deadline=None)
@given(st.integers(2, 8), st.integers(0, 10_000), st.sampled_from([1.0, 2.0]))
def test_mls_commutes_with_rigid_motions(count: int, seed: int, alpha: float) -> None:
    rng = np.random.default_rng(seed)
    p = rng.uniform(0, 100, (count, 2))
    q = p + rng.normal(0, 5, (count, 2))
    grid = rng.uniform(0, 100, (20, 2))
    angle = rng.uniform(0, 6.28)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shift = rng.normal(0, 50, 2)
    plain = mls_rigid(p, q, grid, alpha)
    turned = mls_rigid(p @ turn.T + shift, q @ turn.T + shift, grid @ turn.T + shift, alpha)
    assert np.abs(plain @ turn.T + shift - turned).max() < 1e-3


@settings(max_examples=25, deadline=None)
@given(documents, st.integers(0, 7))
def test_every_document_gives_a_frame(drags: Drags, t: int) -> None:
    rng = np.random.default_rng(0)
    picture = rng.integers(0, 255, (36, 64, 3), dtype=np.uint8)
    scene = Scene(picture, drags, 64, 36, 8)
    frame = scene.frame(t)
    assert frame.shape == (36, 64, 3)
    assert frame.dtype == np.uint8
    assert scene.holes(t).dtype == bool


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["width", "height", "frames", "layers", "prompt", "x"]), json_values
    )
)
def test_any_json_is_read_or_refused_in_words(value: dict[str, Any]) -> None:
    try:
        parse_drags(json.dumps(value).encode(), "drags.json")
    except AppError as error:
        assert str(error)


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_in_words(data: bytes) -> None:
    try:
        parse_drags(data, "drags.json")
    except AppError as error:
        assert error.code in {"bad_json", "bad_field"}
