"""What text, image and trajectory each do: the shipped model on composites it has never seen.

The paper compares s2v, p2v, gs2v, ps2v and pgs2v by eye (section 4.3); here each combination is
measured against the clip's own frames and exact tracks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
import torch

from shared.motion.judge import follow_points
from shared.tasks.motion import Drags
from worker.motion.dragnuwa.conditions import (
    learned_falloff,
    scene_inputs,
    to_condition,
    without_image,
    without_motion,
)
from worker.motion.dragnuwa.matching import sample
from worker.motion.dragnuwa.nano import Nano
from worker.motion.dragnuwa.text_camera import camera_layer
from worker.motion.training.captions import LIGHT_PHRASES, Light
from worker.motion.training.clips import sparse_scene
from worker.motion.training.composites import Composite, draw_composite
from worker.motion.training.film import CELL_PX, FRAMES, HEIGHT, WIDTH
from worker.motion.training.samples import MotionSample, draw_points

COMBINATIONS = ("pgs", "gs", "ps", "s", "pg")
_DRAGS, _STEPS, _CAP_PX = 8, 4, 20.0
_GRID_PX = 16


@dataclass(frozen=True)
class ControlFigures:
    """Means over the clips: PSNR dB, endpoint error px, share of light changes done as said."""

    psnr: float
    epe_px: float
    light_right: float


def probe_controls(
    nano: Nano, pictures: Sequence[np.ndarray], clips: int, seed: int
) -> dict[str, ControlFigures]:
    """Each combination of p(rompt), g (trajectory) and s (image), and the prompt swapped."""
    made = [
        draw_composite(pictures, np.random.default_rng([seed, 77, i]), light_changes=1.0, pieces=2)
        for i in range(clips)
    ]
    rows: dict[str, list[tuple[float, float, float]]] = {
        name: [] for name in (*COMBINATIONS, "swapped")
    }
    for index, clip in enumerate(made):
        for name, row in rows.items():
            other = made[(index + 1) % clips]
            row.append(_measure(nano, clip, other, name, index))
    return {
        name: ControlFigures(*(float(np.mean(column)) for column in zip(*row, strict=True)))
        for name, row in rows.items()
    }


def _measure(
    nano: Nano, clip: Composite, other: Composite, name: str, index: int
) -> tuple[float, float, float]:
    rng = np.random.default_rng([index, 5])
    prompt = f"{clip.caption}, {LIGHT_PHRASES[clip.light.kind][0]}" if "p" in name else ""
    light = clip.light
    if name == "swapped":
        prompt, light = LIGHT_PHRASES[other.light.kind][0], other.light
    flow, valid = clip.motion()
    truth = clip.frames()
    still = truth[0]
    paths = draw_points(MotionSample(still, flow, valid), _DRAGS, rng)
    frames = _generate(nano, still, paths, prompt, name, rng)
    miss = (frames[1:].astype(np.float64) - truth[1:]) ** 2
    psnr = float(np.mean(10 * np.log10(255**2 / np.maximum(miss.mean((1, 2, 3)), 1e-3))))
    return psnr, _track_error(frames, flow, valid), _light_right(frames, still, light)


def _generate(
    nano: Nano,
    still: np.ndarray,
    paths: np.ndarray,
    prompt: str,
    name: str,
    rng: np.random.Generator,
) -> np.ndarray:
    has_motion = "g" in name or name == "swapped"
    scene = sparse_scene(still, paths)
    if has_motion:
        scene = scene.with_falloff(learned_falloff(nano.falloff, scene))
    else:
        layer = camera_layer(nano.camera, prompt, WIDTH, HEIGHT)
        drags = Drags(width=WIDTH, height=HEIGHT, frames=FRAMES)
        layers = () if layer is None else (layer,)
        scene = scene.with_drags(msgspec.structs.replace(drags, layers=layers))
    condition = to_condition([scene_inputs(scene, range(1, FRAMES))], [prompt])
    if not has_motion:
        condition = without_motion(condition)
    if name == "pg":
        condition = without_image(condition)
    noise = torch.from_numpy(rng.standard_normal(condition.warp.shape, dtype=np.float32))
    *_, last = sample(nano.video, condition, noise, nano.config, _STEPS)
    pictures = ((last.permute(0, 2, 3, 1).numpy() + 1) * 127.5).round().clip(0, 255)
    return np.concatenate([still[None], pictures.astype(np.uint8)])


def _track_error(frames: np.ndarray, flow: np.ndarray, valid: np.ndarray) -> float:
    """Mean distance of tracked points from the exact tracks, px; a lost point counts as the cap."""
    known = np.asarray(valid.all(axis=0))
    rows, columns = np.nonzero(known[:: _GRID_PX // CELL_PX, :: _GRID_PX // CELL_PX])
    rows, columns = rows * (_GRID_PX // CELL_PX), columns * (_GRID_PX // CELL_PX)
    if not len(rows):
        return 0.0
    start = (np.stack([columns, rows], axis=1) + 0.5) * CELL_PX
    gray = [np.asarray(frame @ [0.299, 0.587, 0.114], np.uint8) for frame in frames]
    xy, found = follow_points(gray, start, any_light=True)
    wanted = start + flow[:, rows, columns].astype(np.float64)
    miss = np.linalg.norm(xy[1:] - wanted, axis=-1).clip(max=_CAP_PX)
    return float(np.where(found[1:], miss, _CAP_PX).mean())


def _light_right(frames: np.ndarray, still: np.ndarray, light: Light) -> float:
    """1 when the last frame's colours changed most like the light that was said."""
    changes = {
        kind: Light(kind, 0.75).apply(np.stack([still, still]))[1].mean((0, 1)).astype(float)
        for kind in LIGHT_PHRASES
    }
    seen = frames[-1].mean((0, 1))
    spread = frames[-1].std(axis=-1).mean()
    gray = Light("gray", 0.75).apply(np.stack([still, still]))[1].std(axis=-1).mean()
    usual = still.std(axis=-1).mean()
    distance = {
        kind: np.linalg.norm(colour - seen)
        + (abs(spread - gray) if kind == "gray" else 0.3 * abs(spread - usual))
        for kind, colour in changes.items()
    }
    return float(min(distance, key=lambda kind: distance[kind]) == light.kind)
