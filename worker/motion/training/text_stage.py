"""The stage that teaches camera words: captions of composites and the moves that they name."""

from __future__ import annotations

import string

import numpy as np
import torch
from torch import Tensor, nn

from worker.motion.dragnuwa.text_camera import TextCamera, camera_target
from worker.motion.training.captions import caption, draw_light
from worker.motion.training.composites import camera_word, smooth_path
from worker.motion.training.film import HEIGHT, WIDTH

BATCH = 64
_UNKNOWN = 0.35  # share of captions made of words that mean no camera


class TextStage:
    """Trains `TextCamera` by the mean squared error of the move."""

    def __init__(self, model: TextCamera) -> None:
        self.model: nn.Module = model

    def draw(self, step: int, rng: np.random.Generator) -> list[tuple[str, list[float]]]:
        """Captions with their moves."""
        return [draw_caption(rng) for _ in range(BATCH)]

    def loss(
        self, model: nn.Module, batch: list[tuple[str, list[float]]]
    ) -> tuple[Tensor, dict[str, float]]:
        """The mean squared error of a batch."""
        prompts, targets = zip(*batch, strict=True)
        made = model(list(prompts))
        loss = (made - torch.tensor(targets, device=made.device)).square().mean()
        return loss, {}

    def validate(self, model: nn.Module) -> dict[str, float]:
        """Share of fresh captions whose strongest word is the one that was said."""
        rng = np.random.default_rng(1)
        hits, asked = 0, 0
        for _ in range(400):
            prompt, target = draw_caption(rng)
            if not any(target):
                continue
            with torch.no_grad():
                made = model([prompt])[0].numpy()
            strongest = int(np.abs(made).argmax())
            asked += 1
            same_way = float(made[strongest]) * target[strongest] > 0
            hits += same_way and strongest == int(np.abs(target).argmax())
        return {"camera_words_right": hits / asked}


def draw_caption(rng: np.random.Generator) -> tuple[str, list[float]]:
    """A caption and the camera move that it tells of; all zero where it tells of none."""
    light = draw_light(rng, 0.5)
    if rng.random() < _UNKNOWN:
        words = [_made_up(rng) for _ in range(int(rng.integers(1, 8)))]
        return ", ".join([" ".join(words), caption(None, light, rng)]), [0.0] * 4
    while True:
        centre = (WIDTH / 2, HEIGHT / 2)
        last = smooth_path(rng, move_px=16.0, turn_deg=4.0, zoom=0.12, about=centre)[-1]
        word = camera_word(last)
        if word is not None and rng.random() < 1.0 / (1 + 4 * (word == "still")):
            break
    text = caption(word, light, rng)
    if rng.random() < 0.5:  # somewhere in a longer sentence
        text = f"{_made_up(rng)} {_made_up(rng)}, {text}, {_made_up(rng)}"
    if word == "still":
        return text, [0.0] * 4
    return text, _only(word, last)


def _only(word: str, last: np.ndarray) -> list[float]:
    """The part of a move that its word names."""
    centre = np.array([WIDTH / 2, HEIGHT / 2, 1.0])
    dx, dy = (last @ centre)[:2] - centre[:2]
    log_zoom = float(np.log(np.hypot(last[0, 0], last[1, 0])))
    angle = float(np.arctan2(last[1, 0], last[0, 0]))
    full = camera_target(float(dx) / HEIGHT, float(dy) / HEIGHT, log_zoom, angle)
    kept = _PART[word]
    return [value if index == kept else 0.0 for index, value in enumerate(full)]


_PART = {
    "left": 0,
    "right": 0,
    "up": 1,
    "down": 1,
    "in": 2,
    "out": 2,
    "clockwise": 3,
    "counterclockwise": 3,
}


def _made_up(rng: np.random.Generator) -> str:
    letters = list(string.ascii_lowercase)
    return "".join(rng.choice(letters, size=int(rng.integers(2, 9))))
