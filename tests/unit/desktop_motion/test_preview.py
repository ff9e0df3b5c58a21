"""The preview thread: the newest request wins, the picture is the render's, it ends when told."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from desktop.motion import edits
from desktop.motion.document import MotionDocument
from desktop.motion.drags import to_drags
from desktop.motion.mask import pack_mask
from desktop.motion.preview import (
    LIVE_SIZE_PX,
    PreviewFrame,
    PreviewRenderer,
    PreviewRequest,
    fit_size,
)
from shared.errors import AppError
from shared.motion.scene import Scene


class Desk:
    """A renderer and what it delivered; `hold` stops it in the middle of a delivery."""

    def __init__(self) -> None:
        self.frames: list[PreviewFrame] = []
        self.errors: list[AppError] = []
        self.came = threading.Condition()
        self.hold = threading.Event()
        self.hold.set()
        self.renderer = PreviewRenderer(self.take, self.fail)

    def take(self, frame: PreviewFrame) -> None:
        with self.came:
            self.frames.append(frame)
            self.came.notify_all()
        assert self.hold.wait(20)

    def fail(self, error: AppError) -> None:
        with self.came:
            self.errors.append(error)
            self.came.notify_all()

    def wait(self, count: int) -> None:
        with self.came:
            assert self.came.wait_for(lambda: len(self.frames) + len(self.errors) >= count, 20)


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.hold.set()
    desk.renderer.close()
    assert not any(t.name == "motion-preview" for t in threading.enumerate())


@pytest.fixture
def dragged(document: MotionDocument) -> MotionDocument:
    return edits.add_layer(document, "object", [(60, 40), (80, 50)])[0]


def test_a_frame_is_the_scene_s(desk: Desk, dragged: MotionDocument, pixels: np.ndarray) -> None:
    desk.renderer.set_picture(pixels)
    desk.renderer.request(PreviewRequest(1, dragged, (13,)))
    desk.wait(1)
    size = fit_size(160, 90, LIVE_SIZE_PX)
    expected = Scene(pixels, to_drags(dragged), *size, dragged.frames).frame(13)
    assert np.array_equal(desk.frames[0].rgb, expected)
    assert not desk.frames[0].is_sharp and desk.frames[0].serial == 1


def test_a_mask_takes_effect(desk: Desk, dragged: MotionDocument, pixels: np.ndarray) -> None:
    mask = np.zeros((90, 160), np.uint8)
    mask[30:50, 50:70] = 255
    layer_id = dragged.layers[0].layer_id
    masked = edits.set_layer(dragged, layer_id, mask=pack_mask(mask))
    desk.renderer.set_picture(pixels)
    for serial, value in enumerate((dragged, masked)):
        desk.renderer.request(PreviewRequest(serial, value, (13,)))
        desk.wait(serial + 1)
    assert not np.array_equal(desk.frames[0].rgb, desk.frames[1].rgb)
    assert np.array_equal(desk.frames[1].rgb[:20], pixels[:20])


def test_only_the_newest_request_is_rendered(
    desk: Desk, dragged: MotionDocument, pixels: np.ndarray
) -> None:
    desk.renderer.set_picture(pixels)
    desk.hold.clear()
    desk.renderer.request(PreviewRequest(0, dragged, (13, 12, 11)))
    desk.wait(1)
    for serial in range(1, 50):
        desk.renderer.request(PreviewRequest(serial, dragged, (13,)))
    desk.hold.set()
    desk.wait(2)
    assert [frame.serial for frame in desk.frames] == [0, 49]


def test_an_error_is_told_and_the_thread_lives_on(
    desk: Desk, dragged: MotionDocument, pixels: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.renderer.set_picture(pixels)
    with monkeypatch.context() as patch:
        patch.setattr("desktop.motion.preview.Scene", lambda *_: 1 / 0)
        desk.renderer.request(PreviewRequest(0, dragged, (13,)))
        desk.wait(1)
    assert desk.errors[0].code == "internal"
    desk.renderer.request(PreviewRequest(1, dragged, (13,)))
    desk.wait(2)
    assert desk.frames[0].serial == 1


def test_sizes_keep_the_shape_and_are_even() -> None:
    assert fit_size(1600, 900, (256, 144)) == (256, 144)
    width, height = fit_size(3000, 4500, (256, 144))
    assert width % 2 == height % 2 == 0
    assert width * height <= 256 * 144 * 1.03
    assert fit_size(40, 30, (256, 144)) == (40, 30)
