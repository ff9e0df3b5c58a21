"""Changes that a sample's motion must not depend on: colours, and how the camera moves.

A film has few sets and steady cameras, and a network learns those by heart: without these changes
it was a third better than plain moving least squares on the film's held-out shots and a third worse
on hand-held clips.
"""

from __future__ import annotations

import cv2
import numpy as np

from worker.motion.training.clips import Clip
from worker.motion.training.composites import apply_matrix, cell_grid, smooth_path, warp_picture
from worker.motion.training.film import CELL_PX, HEIGHT, WIDTH
from worker.motion.training.samples import MotionSample

_CAMERA, _GRAY, _NEGATIVE = 0.7, 0.15, 0.1
# So much nearer that a moving camera hardly ever leaves what was filmed.
_NEARER = 1.2


def augment(sample: MotionSample, rng: np.random.Generator) -> MotionSample:
    """The sample in other colours, mirrored, with more or less motion and another camera."""
    picture, flow, valid = sample.picture, sample.flow.astype(np.float32), sample.valid
    flow = flow * np.float32(np.exp(rng.normal(0, 0.35)))
    if rng.random() < _CAMERA:
        flow, valid = move_camera(flow, valid, rng)
    if rng.random() < 0.5:
        picture, valid = picture[:, ::-1], valid[:, :, ::-1]
        flow = flow[:, :, ::-1] * np.array([-1, 1], np.float32)
    if rng.random() < 0.2:
        picture, valid = picture[::-1], valid[:, ::-1]
        flow = flow[:, ::-1] * np.array([1, -1], np.float32)
    return MotionSample(change_colours(picture, rng), flow, valid)


def move_camera(
    flow: np.ndarray, valid: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """The motion seen by a camera that moves by a smooth similarity on top."""
    about = (float(rng.uniform(0, WIDTH)), float(rng.uniform(0, HEIGHT)))
    camera = smooth_path(rng, move_px=20.0, turn_deg=4.0, zoom=0.12, about=about)[1:]
    grid = cell_grid()
    at = np.einsum("tij,thwj->thwi", camera[:, :2, :2], grid + flow) + camera[:, None, None, :2, 2]
    inside = ((at > 0) & (at < (WIDTH, HEIGHT))).all(axis=-1)
    return (at - grid).astype(np.float32), valid & inside


def shake(clip: Clip, rng: np.random.Generator) -> Clip:
    """The clip seen by a camera that is nearer and moves by a smooth similarity on top."""
    centre = (WIDTH / 2, HEIGHT / 2)
    nearer = np.diag([_NEARER, _NEARER, 1.0])
    nearer[:2, 2] = (1 - _NEARER) * np.array(centre)
    path = smooth_path(rng, move_px=12.0, turn_deg=1.5, zoom=0.05, about=centre) @ nearer
    pairs = zip(clip.frames, path, strict=True)
    frames = np.stack([warp_picture(frame, m, cv2.BORDER_REFLECT) for frame, m in pairs])
    # Each new cell lay at `place` in the first frame as it was.
    grid = cell_grid()
    place = apply_matrix(np.linalg.inv(path[0]), grid)
    x, y = np.moveaxis(place / CELL_PX - 0.5, -1, 0).astype(np.float32)
    flow, valid = np.empty_like(clip.flow, np.float32), np.empty_like(clip.valid)
    for t, matrix in enumerate(path[1:]):
        before = cv2.remap(clip.flow[t].astype(np.float32), x, y, cv2.INTER_LINEAR)
        at = apply_matrix(matrix, place + before)
        flow[t] = at - grid
        known = cv2.remap(clip.valid[t].astype(np.float32), x, y, cv2.INTER_LINEAR)
        valid[t] = (known > 0.99) & ((at > 0) & (at < (WIDTH, HEIGHT))).all(axis=-1)
    return Clip(frames, flow, valid, clip.caption)


def change_colours(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Other channels, gains and offsets, sometimes gray or negative, uint8 [H, W, 3]."""
    value = picture[..., rng.permutation(3)].astype(np.float32)
    if rng.random() < _GRAY:
        value = np.repeat(value.mean(axis=-1, keepdims=True), 3, axis=-1)
    if rng.random() < _NEGATIVE:
        value = 255 - value
    gain = np.exp(rng.normal(0, 0.25)) * np.exp(rng.normal(0, 0.12, 3))
    offset = rng.normal(0, 14) + rng.normal(0, 6, 3)
    return np.asarray(np.clip(value * gain + offset, 0, 255), np.uint8)
