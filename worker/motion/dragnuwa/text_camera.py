"""From a prompt to a camera move: what the text says where no camera is drawn."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from shared.tasks.motion import DragLayer
from worker.motion.dragnuwa.text import TextEncoder, word_buckets

# What the network's four numbers are worth: the shift as part of the picture's height, logarithm
# of the zoom, radians.
_UNITS = (0.1, 0.1, 0.1, 0.05)
_LEAST = 0.25


class TextCamera(nn.Module):
    """Predicts how far the picture has moved, grown and turned at the end of the clip."""

    def __init__(self, features: int = 32) -> None:
        super().__init__()
        self.text = TextEncoder(features, 32)
        self.move = nn.Linear(features, 4)

    def forward(self, prompts: list[str]) -> Tensor:
        """Shift right and down, zoom in and turn clockwise, [B, 4], each in its unit."""
        moved: Tensor = self.move(torch.nn.functional.silu(self.text(prompts)))
        return moved


def camera_target(dx: float, dy: float, log_zoom: float, angle: float) -> list[float]:
    """The four numbers of a known move; `dx`, `dy` in parts of the height, `angle` in radians."""
    return [value / unit for value, unit in zip((dx, dy, log_zoom, angle), _UNITS, strict=True)]


def camera_layer(network: TextCamera, prompt: str, width: int, height: int) -> DragLayer | None:
    """The camera move that a prompt asks for as a layer about the centre; None when it asks none.

    `width` and `height` are those of the drags document, in px.
    """
    if not word_buckets(prompt):  # no word, or none in letters that it can read
        return None
    with torch.no_grad():
        values = network([prompt])[0].tolist()
    dx, dy, log_zoom, angle = (
        value * unit if abs(value) >= _LEAST else 0.0
        for value, unit in zip(values, _UNITS, strict=True)
    )
    if not any((dx, dy, log_zoom, angle)):
        return None
    x, y = width / 2, height / 2
    return DragLayer(
        role="camera",
        points=((x, y), (x + dx * height, y + dy * height)),
        scale=(1.0, math.exp(log_zoom)),
        rotate_deg=(0.0, math.degrees(angle)),
        interpolation="linear",
        name="prompt",
    )
