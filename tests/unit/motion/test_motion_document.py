"""Drags documents: what is read, and what is refused naming field, value and limit."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shared.errors import AppError
from shared.motion.document import MAX_LAYERS, MAX_POINTS, encode_drags, parse_drags
from shared.motion.request import check_request, default_size, output_size
from shared.tasks.motion import DragLayer, Drags, MotionRenderRequest

GOOD: dict[str, Any] = {
    "width": 400,
    "height": 300,
    "frames": 14,
    "layers": [{"role": "object", "points": [[10, 20], [30.5, 40]]}],
}


def text(**changes: Any) -> bytes:
    return json.dumps({**GOOD, **changes}).encode()


def layer(**changes: Any) -> bytes:
    return text(layers=[{"points": [[10, 20], [30, 40]], **changes}])


def refusal(data: bytes) -> AppError:
    with pytest.raises(AppError) as caught:
        parse_drags(data, "drags.json")
    return caught.value


def test_good_document_is_read() -> None:
    drags = parse_drags(text(), "drags.json")
    assert drags.layers[0].points == ((10.0, 20.0), (30.5, 40.0))
    assert parse_drags(encode_drags(drags), "again") == drags


@pytest.mark.parametrize(
    ("data", "field", "value"),
    [
        (text(frames=-3), "frames", "-3"),
        (text(frames=7), "frames", "7"),
        (text(frames=121), "frames", "121"),
        (text(frames="many"), "frames", "many"),
        (text(frames=True), "frames", "true"),
        (text(width=0), "width", "0"),
        (text(width="400"), "width", "400"),
        (text(width=10**30), "width", ""),
        (text(extra=1), "extra", "1"),
        (text(layers={}), "layers", "{}"),
        (text(layers=[{"points": [[1, 2]], "colour": "red"}]), "layers[0].colour", "red"),
        (text(layers=[{}]), "layers[0].points", "nothing"),
        (layer(role="hero"), "layers[0].role", "hero"),
        (layer(points=[]), "layers[0].points", "[]"),
        (layer(points=[[1, 2, 3]]), "layers[0].points[0]", "[1, 2, 3]"),
        (layer(points=[[1, "2"]]), "layers[0].points[0][1]", "2"),
        (layer(points=[[1, None]]), "layers[0].points[0][1]", "None"),
        (layer(points=[[1e9, 2], [0, 0]]), "layers[0].points[0]", "1000000000"),
        (layer(times=[0]), "layers[0].times", "a list of 1"),
        (layer(times=[0, 2]), "layers[0].times[1]", "2"),
        (layer(times=[0.5, 0.2]), "layers[0].times[1]", "0.2"),
        (layer(rotate_deg=[1, 2, 3]), "layers[0].rotate_deg", "a list of 3"),
        (layer(scale=[1, 0]), "layers[0].scale[1]", "0"),
        (layer(scale=[1, -1]), "layers[0].scale[1]", "-1"),
        (layer(role="camera", mask="m.png"), "layers[0].mask", "m.png"),
        (layer(interpolation="wobbly"), "layers[0].interpolation", "wobbly"),
        (text(layers=[{"points": [[1, 2]]}] * (MAX_LAYERS + 1)), "layers", "65 layers"),
        (layer(points=[[1, 2]] * (MAX_POINTS + 1)), "layers[0].points", "1025 points"),
        (text(prompt="x" * 3000), "prompt", "3000 characters"),
    ],
)
def test_bad_field_is_named_with_value(data: bytes, field: str, value: str) -> None:
    error = refusal(data)
    assert error.code == "bad_field"
    assert error.params["field"] == field
    assert value in str(error.params["value"])
    assert error.params["limit"]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_are_not_finite_are_refused_where_they_stand(number: str) -> None:
    data = layer(points=[[1, 2], [3, 77]]).replace(b"77", number.encode())
    error = refusal(data)
    assert error.params["field"] == "layers[0].points[1][1]"
    assert "finite" in str(error.params["limit"])
    assert str(error.params["value"]) == {"NaN": "nan", "-Infinity": "-inf"}.get(number, "inf")


def test_limits_are_words_not_type_names() -> None:
    assert refusal(text(frames=-3)).params["limit"] == "8 to 120 frames"
    assert refusal(text(frames="x")).params["limit"] == "expected a whole number"
    assert "a list" in str(refusal(text(layers=3)).params["limit"])


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[1, 2]", b"\xff\xfe\x00", b"[" * 100_000, b'{"width": 1' + b"0" * 5000 + b"}"],
)
def test_what_is_no_json_object_is_refused_in_words(data: bytes) -> None:
    error = refusal(data)
    assert error.code in {"bad_json", "bad_field"}
    assert str(error)


@pytest.mark.parametrize(
    "points", [[[5, 5]], [[5, 5], [5, 5]], [[-50, -60], [900, 900]], [[5, 5]] * 9]
)
def test_odd_but_meaningful_paths_are_allowed(points: list[list[int]]) -> None:
    assert len(parse_drags(layer(points=points), "drags.json").layers[0].points) == len(points)


def request(**changes: Any) -> MotionRenderRequest:
    drags = Drags(width=400, height=300, layers=(DragLayer(points=((1, 2),)),))
    return MotionRenderRequest(**{"image": "a.png", "drags": drags, **changes})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"width": 15}, "width"),
        ({"width": 257}, "width"),
        ({"width": 1922}, "width"),
        ({"width": -256}, "width"),
        ({"height": 1082}, "height"),
        ({"num_frames": 7}, "num_frames"),
        ({"num_frames": 121}, "num_frames"),
        ({"image": ""}, "image"),
        ({"drags": Drags(width=4, height=3, layers=(DragLayer(points=()),))}, "layers[0].points"),
        (
            {"drags": Drags(width=4, height=3, layers=(DragLayer(points=((float("nan"), 1),)),))},
            "layers[0].points[0]",
        ),
    ],
)
def test_request_is_refused_by_its_meaning(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(AppError) as caught:
        check_request(request(**changes))
    assert caught.value.params["field"] == field


def test_request_in_its_limits_passes() -> None:
    check_request(request(width=1920, height=1080, num_frames=120))
    check_request(request())


def test_sizes_default_to_the_picture_made_even() -> None:
    assert default_size(451, 300) in {(450, 300), (452, 300)}
    width, height = default_size(4000, 3000)
    assert (width, height) == (1440, 1080)
    assert output_size(request(width=256), 400, 300) == (256, 192)
    assert output_size(request(height=150), 400, 300) == (200, 150)
    assert output_size(request(width=256, height=144), 400, 300) == (256, 144)
