"""The Motion document: one frozen value that holds everything a render depends on."""

from __future__ import annotations

import hashlib
from typing import Literal

import msgspec
import numpy as np

from desktop.motion.mask import Mask
from shared.motion.backends import BackendName
from shared.motion.easing import ease, unease
from shared.tasks.motion import Easing, Interpolation, Point, Role

LAYER_COLOURS = 8

Format = Literal["mp4", "webm", "gif", "png"]


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """The picture as it was read from disk, so that a project reopens elsewhere unchanged.

    `width` and `height` are those of the upright picture (EXIF rotation applied), in pixels.
    """

    name: str
    data: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """Name of these bytes."""
        return hashlib.sha256(self.data).hexdigest()


class Layer(msgspec.Struct, frozen=True, kw_only=True):
    """One drag, camera path or set of pins; later layers lie in front of earlier ones.

    Attributes
    ----------
    layer_id : int
        Stays the same for the layer's life, whatever its place in the order.
    points : tuple of (x, y)
        Keys in picture pixels; for a pin layer each point stays where it is.
    times, rotate_deg, scale : tuple of float, optional
        One per key; absent means evenly spaced, no rotation and no scaling.
    colour : int
        Index into the theme's data colours.
    easing, feather_px, parallax
        As in `DragLayer`; a parallax counts for a camera only.
    """

    layer_id: int
    name: str = ""
    role: Role = "object"
    points: tuple[Point, ...] = ()
    times: tuple[float, ...] | None = None
    interpolation: Interpolation = "smooth"
    mask: Mask | None = None
    rotate_deg: tuple[float, ...] | None = None
    scale: tuple[float, ...] | None = None
    visible: bool = True
    locked: bool = False
    colour: int = 0
    easing: Easing | None = None
    feather_px: float = 0.0
    parallax: float = 0.0


class MotionDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A picture, its layers and the settings of the render.

    `width` and `height` are the output's, in pixels; None follows the picture. `steps` and the
    guidance scales are the backend's own where they are None; an empty `model` is the only one of
    its kind.
    """

    picture: Picture | None = None
    layers: tuple[Layer, ...] = ()
    frames: int = 14
    fps: float = 12.0
    seed: int = 0
    width: int | None = None
    height: int | None = None
    format: Format = "mp4"
    backend: BackendName = "warp"
    model: str = ""
    prompt: str = ""
    steps: int | None = None
    text_guidance: float | None = None
    motion_guidance: float | None = None

    def layer(self, layer_id: int | None) -> Layer | None:
        """The layer of that id, or None."""
        return next((layer for layer in self.layers if layer.layer_id == layer_id), None)

    def index_of(self, layer_id: int) -> int:
        """The layer's place in the order, 0 at the back. Raises KeyError."""
        for index, layer in enumerate(self.layers):
            if layer.layer_id == layer_id:
                return index
        raise KeyError(layer_id)


def key_moments(layer: Layer) -> tuple[float, ...]:
    """When the layer is at each key, in [0, 1]: its times, and what the easing makes of them."""
    times = key_times(layer)
    if layer.easing is None or times[-1] <= times[0]:
        return times
    start, span = times[0], times[-1] - times[0]
    done = (np.asarray(times) - start) / span
    return tuple((start + span * unease(done, layer.easing)).tolist())


def key_time_at(layer: Layer, moment: float) -> float:
    """The key time, in [0, 1], that the easing brings to a moment: `key_moments` turned round."""
    times = key_times(layer)
    if layer.easing is None or not times[0] < moment < times[-1]:
        return moment
    start, span = times[0], times[-1] - times[0]
    return start + span * float(ease(np.array([(moment - start) / span]), layer.easing)[0])


def key_times(layer: Layer) -> tuple[float, ...]:
    """The time in [0, 1] of every key, evenly spaced where the layer says nothing."""
    count = len(layer.points)
    if layer.times is not None:
        return layer.times
    if count < 2:
        return (0.0,) * count
    return tuple(index / (count - 1) for index in range(count))
