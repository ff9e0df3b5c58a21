"""Holes to learn from: film shows few, so that some of what a clip shows is hidden at random.

What is hidden is shown as rendering would show it: mirrored at the edge of the picture, or painted
over as behind a masked layer. The true pixels are still in the clip.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from shared.motion.fill import fill_region
from worker.motion.dragnuwa.conditions import FrameInputs

_EDGE, _OBJECT = 0.5, 0.25
_MOST_HIDDEN = 0.3  # of a side, in the last frame
_RADIUS = (0.06, 0.2)  # of the shorter side


def uncover(inputs: FrameInputs, rng: np.random.Generator) -> FrameInputs:
    """The same clip with more of it hidden, sometimes at its edges, sometimes inside."""
    if rng.random() < _EDGE:
        inputs = _beyond_edges(inputs, rng)
    if rng.random() < _OBJECT:
        inputs = _behind_object(inputs, rng)
    return inputs


def _beyond_edges(inputs: FrameInputs, rng: np.random.Generator) -> FrameInputs:
    """What a camera that moves away steadily uncovers at one or two sides."""
    height, width = inputs.hole.shape[1:]
    most = rng.uniform(-_MOST_HIDDEN, _MOST_HIDDEN, 2)
    if rng.random() < 0.5:
        most[int(rng.integers(2))] = 0.0
    warp, hole = inputs.warp.copy(), inputs.hole.copy()
    for t, when in enumerate(inputs.time):
        x, y = (
            round(float(m * when) * side) for m, side in zip(most, (width, height), strict=True)
        )
        rows = slice(max(0, y), height + min(0, y))
        columns = slice(max(0, x), width + min(0, x))
        sides = ((rows.start, height - rows.stop), (columns.start, width - columns.stop))
        seen = inputs.warp[t, rows, columns]
        warp[t] = np.pad(seen, (*sides, (0, 0)), mode="symmetric")
        hidden = np.ones_like(hole[t])
        hidden[rows, columns] = 0
        hole[t] = np.maximum(hole[t], hidden)
    return replace(inputs, warp=warp, hole=hole)


def _behind_object(inputs: FrameInputs, rng: np.random.Generator) -> FrameInputs:
    """What an oval layer leaves behind, wider with time."""
    height, width = inputs.hole.shape[1:]
    centre = rng.uniform(0, (width, height))
    radii = rng.uniform(*_RADIUS, 2) * min(height, width)
    angle = float(rng.uniform(0, 180))
    warp, hole = inputs.warp.copy(), inputs.hole.copy()
    for t, when in enumerate(inputs.time):
        oval = np.zeros((height, width), np.uint8)
        axes = np.maximum(1, radii * (0.3 + 0.7 * when)).astype(int)
        cv2.ellipse(oval, centre.astype(int).tolist(), axes.tolist(), angle, 0, 360, 1, -1)
        picture = np.rint((warp[t] + 1) * 127.5).astype(np.uint8)
        painted = fill_region(picture, oval > 0).astype(np.float32) / 127.5 - 1
        warp[t] = np.where(oval[..., None] > 0, painted, warp[t])
        hole[t] = np.maximum(hole[t], oval)
    return replace(inputs, warp=warp, hole=hole)
