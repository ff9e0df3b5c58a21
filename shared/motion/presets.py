"""Camera moves by name: each becomes the keys of a camera layer, which stay editable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from shared.tasks.motion import DragLayer, Interpolation, Point

PresetName = Literal["pan", "tilt", "zoom", "roll", "dolly", "shake"]
PRESETS: tuple[PresetName, ...] = get_args(PresetName)
DOLLY_PARALLAX = 0.6
SHAKE_EVERY_FRAMES = 2
# A hand turns the camera about this many degrees while it moves it by a tenth of the picture.
_SHAKE_DEG = 2.0


@dataclass(frozen=True)
class CameraKeys:
    """The keys of a camera layer, as in `DragLayer`; positions in picture px."""

    points: tuple[Point, ...]
    times: tuple[float, ...] | None = None
    rotate_deg: tuple[float, ...] | None = None
    scale: tuple[float, ...] | None = None
    interpolation: Interpolation = "smooth"
    parallax: float = 0.0

    def layer(self) -> DragLayer:
        """The camera layer with these keys."""
        return DragLayer(
            role="camera",
            points=self.points,
            times=self.times,
            rotate_deg=self.rotate_deg,
            scale=self.scale,
            interpolation=self.interpolation,
            parallax=self.parallax,
        )


def camera_keys(
    name: PresetName, amount: float, frames: int, width: int, height: int, seed: int = 0
) -> CameraKeys:
    """Keys of a camera move over all `frames` of a picture of `width` x `height` px.

    Parameters
    ----------
    name, amount
        pan: to the right, in picture widths (the picture goes left). tilt: up, in picture heights
        (the picture goes down). zoom, dolly: in by the factor `1 + amount`, out by
        `1 / (1 - amount)` where negative; a dolly moves near layers farther (parallax). roll: the
        picture turns clockwise, in degrees. shake: how far the picture goes at most, in parts of
        its shorter side.
    seed : int
        Of the shake: the same seed gives the same keys.
    """
    middle = (width / 2, height / 2)
    x, y = middle
    match name:
        case "pan":
            return CameraKeys((middle, (x - amount * width, y)))
        case "tilt":
            return CameraKeys((middle, (x, y + amount * height)))
        case "zoom" | "dolly":
            factor = 1 + amount if amount >= 0 else 1 / (1 - amount)
            parallax = DOLLY_PARALLAX if name == "dolly" else 0.0
            return CameraKeys((middle, middle), scale=(1.0, factor), parallax=parallax)
        case "roll":
            return CameraKeys((middle, middle), rotate_deg=(0.0, amount))
        case "shake":
            return _shake(amount, frames, middle, min(width, height), seed)


def _shake(amount: float, frames: int, middle: Point, side_px: int, seed: int) -> CameraKeys:
    """A key every other frame at random, from rest to rest, so that a loop does not jump."""
    count = max(3, (frames - 1) // SHAKE_EVERY_FRAMES + 1)
    rng = np.random.default_rng(seed)
    moves = rng.normal(size=(count, 3))
    moves[[0, -1]] = 0.0
    reach = np.hypot(moves[:, 0], moves[:, 1]).max()
    turn = np.abs(moves[:, 2]).max()
    way = np.array(middle) + moves[:, :2] * (amount * side_px / reach)
    degrees = moves[:, 2] * (10 * abs(amount) * _SHAKE_DEG / turn)
    return CameraKeys(
        tuple((round(float(a), 3), round(float(b), 3)) for a, b in way),
        rotate_deg=tuple(round(float(d), 4) for d in degrees),
    )
