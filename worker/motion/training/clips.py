"""Training clips of the video model: frames, conditions and caption, dense or sparse."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from shared.motion.scene import Scene
from shared.motion.splat import invert_motion
from shared.tasks.motion import DragLayer, Drags
from worker.motion.dragnuwa.conditions import (
    FrameInputs,
    learned_falloff,
    scene_inputs,
    shrink_map,
    stack_maps,
)
from worker.motion.dragnuwa.sparse_to_dense import CELL_PX, SparseToDense

CLIP_FRAMES = 6


@dataclass(frozen=True)
class Clip:
    """A whole training clip: uint8 [T, H, W, 3], motion as in `film.Window`, caption."""

    frames: np.ndarray
    flow: np.ndarray
    valid: np.ndarray
    caption: str = ""


def choose_frames(num_frames: int, rng: np.random.Generator) -> list[int]:
    """A run of frames that leaves out the first, which is the picture itself."""
    start = int(rng.integers(1, num_frames - CLIP_FRAMES + 1))
    return list(range(start, start + CLIP_FRAMES))


def dense_inputs(clip: Clip, frames: list[int], still: np.ndarray) -> FrameInputs:
    """Conditions from the whole flow (Adaptive Training's first stage, section 3.4)."""
    height, width = still.shape[:2]
    warps, holes, maps = [], [], []
    for t in frames:
        displacement = clip.flow[t - 1].astype(np.float32)
        source, error_px = invert_motion(displacement, (0.0, 0.0), CELL_PX, width, height)
        warps.append(_sample(still, source))
        outside = ((source < 0) | (source > (width, height))).any(axis=-1)
        holes.append(outside | (error_px > 1.0))
        x, y = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
        backward = np.dstack([x, y]).astype(np.float32) - source
        before = clip.flow[t - 2].astype(np.float32) if t > 1 else 0.0
        step = (displacement - before).transpose(2, 0, 1)
        maps.append(stack_maps(shrink_map(backward), step, clip.valid[t - 1].astype(np.float32)))
    return FrameInputs(
        np.stack(warps).astype(np.float32) / 127.5 - 1.0,
        np.stack(holes).astype(np.float32),
        np.stack(maps),
        np.asarray(frames, np.float32) / (len(clip.frames) - 1),
    )


def sparse_scene(still: np.ndarray, paths: np.ndarray) -> Scene:
    """A scene of one object drag for each path, float [T, N, 2] px, with a key in each frame."""
    height, width = still.shape[:2]
    layers = tuple(
        DragLayer(
            points=tuple((float(x), float(y)) for x, y in paths[:, n]), interpolation="linear"
        )
        for n in range(paths.shape[1])
    )
    drags = Drags(width=width, height=height, frames=len(paths), layers=layers)
    return Scene(still, drags, width, height, len(paths))


def sparse_inputs(
    still: np.ndarray, paths: np.ndarray, frames: list[int], network: SparseToDense | None
) -> FrameInputs:
    """Conditions from a few trajectories, through the very scene that rendering uses."""
    scene = sparse_scene(still, paths)
    if network is not None:
        scene = scene.with_falloff(learned_falloff(network, scene))
    return scene_inputs(scene, frames)


def _sample(picture: np.ndarray, source: np.ndarray) -> np.ndarray:
    x, y = source[..., 0] - 0.5, source[..., 1] - 0.5
    return np.asarray(cv2.remap(picture, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT))
