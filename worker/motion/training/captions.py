"""Captions made of what is known about a clip: how the camera moves and how the light changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Every phrase of a list means the same; one is drawn for each caption.
CAMERA_PHRASES: dict[str, tuple[str, ...]] = {
    "left": ("the camera pans left", "camera moves left", "pan to the left"),
    "right": ("the camera pans right", "camera moves right", "pan to the right"),
    "up": ("the camera tilts up", "camera moves up", "tilt up"),
    "down": ("the camera tilts down", "camera moves down", "tilt down"),
    "in": ("the camera zooms in", "zoom in", "camera moves closer"),
    "out": ("the camera zooms out", "zoom out", "camera moves away"),
    "clockwise": ("the camera rolls clockwise", "roll clockwise"),
    "counterclockwise": ("the camera rolls counterclockwise", "roll counterclockwise"),
    "still": ("the camera stands still", "static camera", "still camera"),
}
LIGHT_PHRASES: dict[str, tuple[str, ...]] = {
    "dark": ("it gets dark", "night falls", "the light fades"),
    "bright": ("it gets bright", "the light grows stronger", "bright light"),
    "warm": ("the light turns warm", "sunset light", "golden light"),
    "cold": ("the light turns cold", "blue moonlight", "cold light"),
    "gray": ("the colours fade", "black and white", "colours turn gray"),
    "fog": ("fog comes up", "mist rises", "foggy"),
    "same": ("the light stays the same", "even light"),
}


@dataclass(frozen=True)
class Light:
    """A change of light over a clip: `kind` of LIGHT_PHRASES at `strength` 0 to 1 at its end."""

    kind: str = "same"
    strength: float = 0.0

    def apply(self, frames: np.ndarray) -> np.ndarray:
        """Frames uint8 [T, H, W, 3] with the light changing steadily from the first to the last."""
        if self.kind == "same" or self.strength == 0.0:
            return frames
        lit = np.empty_like(frames)
        for t, frame in enumerate(frames):
            amount = self.strength * t / max(1, len(frames) - 1)
            lit[t] = np.rint(np.clip(_lit(frame, self.kind, amount), 0, 255))
        return lit


def _lit(frame: np.ndarray, kind: str, amount: float) -> np.ndarray:
    value = frame.astype(np.float32)
    if kind == "gray":
        luma = value @ np.array([0.299, 0.587, 0.114], np.float32)
        return np.asarray(value + amount * (luma[..., None] - value))
    if kind == "fog":
        return np.asarray(value + 0.7 * amount * (_FOG - value))
    gain, offset = _GAINS[kind]
    factor = 1 + amount * np.array(gain, np.float32)
    return np.asarray(value * factor + amount * np.array(offset, np.float32))


_FOG = np.array([215, 220, 225], np.float32)
# Gain and offset of R, G, B at full strength.
_GAINS: dict[str, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    "dark": ((-0.7, -0.68, -0.6), (0.0, 0.0, 4.0)),
    "bright": ((0.45, 0.45, 0.42), (12.0, 12.0, 12.0)),
    "warm": ((0.2, -0.05, -0.4), (14.0, 3.0, 0.0)),
    "cold": ((-0.45, -0.15, 0.15), (0.0, 2.0, 16.0)),
}


def draw_light(rng: np.random.Generator, changed: float) -> Light:
    """A light; other than "same" with probability `changed`."""
    if rng.random() >= changed:
        return Light()
    kinds = [kind for kind in LIGHT_PHRASES if kind != "same"]
    return Light(kinds[int(rng.integers(len(kinds)))], float(rng.uniform(0.5, 1.0)))


def caption(camera: str | None, light: Light, rng: np.random.Generator) -> str:
    """A caption in one of the templates; `camera` None says nothing of it."""
    parts = []
    if camera is not None:
        parts.append(_pick(CAMERA_PHRASES[camera], rng))
    if light.kind != "same" or rng.random() < 0.3:
        parts.append(_pick(LIGHT_PHRASES[light.kind], rng))
    order = parts[::-1] if rng.random() < 0.5 else parts
    return ", ".join(order)


def _pick(phrases: tuple[str, ...], rng: np.random.Generator) -> str:
    return phrases[int(rng.integers(len(phrases)))]


def camera_word(flow: np.ndarray, valid: np.ndarray) -> str | None:
    """The word for a clip's camera from its last dense flow, or None when nothing rules.

    Parameters
    ----------
    flow : np.ndarray
        float [h, w, 2] px of the picture whose cells are 4 px.
    valid : np.ndarray
        bool [h, w].
    """
    rows, columns = np.nonzero(valid)
    if len(rows) < 200:
        return None
    height, width = valid.shape
    place = (np.stack([columns, rows], 1) + 0.5) * 4 - np.array([width, height]) * 2
    moved = flow[rows, columns].astype(np.float64)
    # Least squares of a similarity: dx = a x - b y + tx, dy = b x + a y + ty.
    x, y = place.T
    one, zero = np.ones_like(x), np.zeros_like(x)
    design = np.concatenate([np.stack([x, -y, one, zero], 1), np.stack([y, x, zero, one], 1)])
    target = np.concatenate([moved[:, 0], moved[:, 1]])
    for _ in range(3):  # leaves out what moves otherwise
        a, b, tx, ty = np.linalg.lstsq(design, target, rcond=None)[0]
        miss = np.hypot(*(target - design @ (a, b, tx, ty)).reshape(2, -1))
        keep = miss <= max(np.median(miss) * 1.5, 0.3)
        design_, target_ = design[np.tile(keep, 2)], target[np.tile(keep, 2)]
        a, b, tx, ty = np.linalg.lstsq(design_, target_, rcond=None)[0]
    return similarity_word(a, b, tx, ty, radius_px=2.0 * height)


def similarity_word(a: float, b: float, tx: float, ty: float, radius_px: float) -> str | None:
    """The word of the motion that moves a point at `radius_px` the most.

    When content moves right, the camera pans left.
    """
    amounts = {
        "left": tx,
        "right": -tx,
        "up": ty,
        "down": -ty,
        "in": a * radius_px,
        "out": -a * radius_px,
        "counterclockwise": b * radius_px,
        "clockwise": -b * radius_px,
    }
    word, amount = max(amounts.items(), key=lambda item: item[1])
    if amount < 1.0:
        return "still"
    second = sorted(amounts.values())[-2]
    return word if amount > 1.8 * second else None
