"""The live preview: one thread that always renders the newest request and forgets older ones."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from desktop.motion.document import MotionDocument
from desktop.motion.drags import rendered_layers, to_drags
from desktop.motion.mask import Mask, scale_mask, unpack_mask
from shared.errors import AppError
from shared.motion.picture import resize_picture
from shared.motion.scene import Scene

log = logging.getLogger(__name__)

LIVE_SIZE_PX = (256, 144)
SHARP_SIZE_PX = (640, 360)
# The warp samples a reduced picture: at most this large, whatever the camera shot.
PROXY_SIDE_PX = 1280


def fit_size(width: int, height: int, box: tuple[int, int]) -> tuple[int, int]:
    """The largest even size of the picture's shape with no more pixels than `box`."""
    factor = min(1.0, ((box[0] * box[1]) / (width * height)) ** 0.5)
    return max(16, 2 * round(width * factor / 2)), max(16, 2 * round(height * factor / 2))


@dataclass(frozen=True)
class PreviewRequest:
    """Frames of one document value at one size, in the order wanted.

    `serial` grows with every change of the document.
    """

    serial: int
    document: MotionDocument
    frames: tuple[int, ...]
    box: tuple[int, int] = LIVE_SIZE_PX


@dataclass(frozen=True)
class PreviewFrame:
    """A rendered frame, uint8 [H, W, 3]."""

    serial: int
    frame: int
    rgb: np.ndarray
    is_sharp: bool


class PreviewRenderer:
    """Owns the thread `motion-preview`; `on_frame` and `on_error` are called on it."""

    def __init__(
        self,
        on_frame: Callable[[PreviewFrame], None],
        on_error: Callable[[AppError], None],
    ) -> None:
        self._on_frame = on_frame
        self._on_error = on_error
        self._wake = threading.Condition()
        self._request: PreviewRequest | None = None
        self._pixels: np.ndarray | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="motion-preview", daemon=True)
        self._scenes = _SceneStore()
        self._thread.start()

    def set_picture(self, pixels: np.ndarray | None) -> None:
        """Take another picture, uint8 [H, W, 3]; requests for the old one are dropped."""
        with self._wake:
            self._pixels = pixels
            self._request = None

    def request(self, request: PreviewRequest) -> None:
        """Ask for frames; replaces what was asked before."""
        with self._wake:
            self._request = request
            self._wake.notify()

    def close(self) -> None:
        """End the thread and wait for it."""
        with self._wake:
            self._closed = True
            self._wake.notify()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._closed or self._request is not None)
                if self._closed:
                    return
                request, self._request = self._request, None
                pixels = self._pixels
            if request is not None and pixels is not None:
                self._render(request, pixels)

    def _render(self, request: PreviewRequest, pixels: np.ndarray) -> None:
        try:
            scene = self._scenes.scene(request, pixels)
            for frame in request.frames:
                with self._wake:
                    if self._closed or self._request is not None or self._pixels is not pixels:
                        return
                rgb = scene.frame(min(frame, request.document.frames - 1))
                sharp = request.box != LIVE_SIZE_PX
                self._on_frame(PreviewFrame(request.serial, frame, rgb, sharp))
        except AppError as error:
            self._on_error(error)
        except Exception as error:
            log.exception("the preview failed")
            self._on_error(AppError("internal", reason=str(error) or type(error).__name__))


class _SceneStore:
    """The scenes of both sizes, made anew only when the picture or the frame count changes."""

    def __init__(self) -> None:
        self._pixels: np.ndarray | None = None
        self._proxy: np.ndarray | None = None
        self._scenes: dict[tuple[tuple[int, int], int], Scene] = {}
        self._masks: dict[int, tuple[Mask, np.ndarray]] = {}

    def scene(self, request: PreviewRequest, pixels: np.ndarray) -> Scene:
        """The scene of a request."""
        if self._pixels is not pixels or self._proxy is None:
            self._pixels, self._proxy = pixels, _proxy(pixels)
            self._scenes.clear()
            self._masks.clear()
        document = request.document
        drags, masks = to_drags(document), self._layer_masks(document, self._proxy)
        size = fit_size(drags.width, drags.height, request.box)
        key = (request.box, document.frames)
        base = self._scenes.get(key)
        if base is None:
            scene = Scene(self._proxy, drags, *size, document.frames, masks)
        else:
            scene = base.with_drags(drags, masks)
        self._scenes = {k: v for k, v in self._scenes.items() if k[1] == document.frames}
        self._scenes[key] = scene
        return scene

    def _layer_masks(self, document: MotionDocument, proxy: np.ndarray) -> dict[int, np.ndarray]:
        height, width = proxy.shape[:2]
        masks: dict[int, np.ndarray] = {}
        kept: dict[int, tuple[Mask, np.ndarray]] = {}
        for index, layer in enumerate(rendered_layers(document)):
            if layer.mask is None or layer.role == "camera":
                continue
            known = self._masks.get(layer.layer_id)
            if known is None or known[0] != layer.mask:
                known = (layer.mask, scale_mask(unpack_mask(layer.mask), width, height))
            kept[layer.layer_id] = known
            masks[index] = known[1]
        self._masks = kept
        return masks


def _proxy(pixels: np.ndarray) -> np.ndarray:
    height, width = pixels.shape[:2]
    factor = min(1.0, PROXY_SIDE_PX / max(width, height))
    if factor == 1.0:
        return pixels
    return resize_picture(pixels, max(1, round(width * factor)), max(1, round(height * factor)))
