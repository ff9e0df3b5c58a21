"""Real pairs: windows of a film with their dense motion, split by shot.

Each window is `FRAMES` pictures of 256 x 144 px and the flow from its first frame to each later
one on a grid of 4 px cells, chained from DIS flow and kept where forward and backward agree.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from worker.motion.training.sources import decode_film

WIDTH, HEIGHT, FRAMES, CELL_PX = 256, 144, 14, 4
_DECODED = (512, 288)
_STEP = 2  # 24 frames/s of the film are taken as 12
_HOP = 20  # source frames from one window to the next
_CUT = 0.45  # histogram distance (Bhattacharyya) between the two sides of a cut
_CREDITS_S = 490.0
_VALIDATION_EVERY = 8  # every eighth shot is never trained on
_CHAIN_ERROR_PX = 0.7
_STILL_PX = 0.6
_STILL_HOP, _DULL = 72, 20.0


@dataclass(frozen=True)
class Window:
    """A window of one shot: frames uint8 [T, H, W, 3], flow float16 [T-1, h, w, 2] px, and
    valid bool [T-1, h, w]."""

    shot: int
    frames: np.ndarray
    flow: np.ndarray
    valid: np.ndarray


def film_windows(film: Path, seed: int) -> Iterator[Window]:
    """All windows of the film that move, each once whole and once as a random crop."""
    rng = np.random.default_rng(seed)
    for shot, frames in _shots(decode_film(film, *_DECODED, _CREDITS_S)):
        span = _STEP * (FRAMES - 1) + 1
        for start in range(0, len(frames) - span + 1, _HOP):
            chosen = np.stack(frames[start : start + span : _STEP])
            for cut in (_whole(chosen), _crop(chosen, rng)):
                flow, valid = dense_motion(cut)
                if np.abs(flow[-1]).max() > _STILL_PX and valid.mean() > 0.35:
                    yield Window(shot, cut, flow, valid)


def film_stills(film: Path) -> Iterator[tuple[int, np.ndarray]]:
    """A picture of 512 x 288 px every three seconds with its shot, for composites."""
    for shot, frames in _shots(decode_film(film, *_DECODED, _CREDITS_S)):
        for picture in frames[len(frames) % _STILL_HOP // 2 :: _STILL_HOP]:
            if picture.std() > _DULL:
                yield shot, picture


def is_validation(shot: int) -> bool:
    """Whether a shot is kept from training."""
    return shot % _VALIDATION_EVERY == 3


def _shots(frames: Iterator[np.ndarray]) -> Iterator[tuple[int, list[np.ndarray]]]:
    shot, kept, before = 0, list[np.ndarray](), None
    for frame in frames:
        histogram = _histogram(frame)
        if before is not None and _distance(before, histogram) > _CUT:
            yield shot, kept
            shot, kept = shot + 1, []
        kept.append(frame)
        before = histogram
    yield shot, kept


def _histogram(frame: np.ndarray) -> np.ndarray:
    small = cv2.resize(frame, (128, 72), interpolation=cv2.INTER_AREA)
    counts = cv2.calcHist([small], [0, 1, 2], None, [8, 8, 8], [0, 256, 0, 256, 0, 256])
    return np.asarray(counts / counts.sum(), np.float32)


def _distance(one: np.ndarray, other: np.ndarray) -> float:
    return float(cv2.compareHist(one, other, cv2.HISTCMP_BHATTACHARYYA))


def _whole(frames: np.ndarray) -> np.ndarray:
    return np.stack([cv2.resize(f, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA) for f in frames])


def _crop(frames: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    scale = rng.uniform(0.5, 0.8)
    width, height = round(_DECODED[0] * scale), round(_DECODED[1] * scale)
    left = int(rng.integers(0, _DECODED[0] - width + 1))
    top = int(rng.integers(0, _DECODED[1] - height + 1))
    return _whole(frames[:, top : top + height, left : left + width])


def dense_motion(frames: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Flow from frame 0 to each later frame of a clip, by chained DIS flow.

    Parameters
    ----------
    frames : np.ndarray
        uint8 [T, H, W, 3].

    Returns
    -------
    flow : np.ndarray
        float16 [T-1, H/4, W/4, 2], px, at the centres of 4 px cells of frame 0.
    valid : np.ndarray
        bool [T-1, H/4, W/4]: inside the frame, and each step so far the same forward and backward.
    """
    dis = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    gray = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in frames]
    height, width = gray[0].shape
    x, y = np.meshgrid(
        np.arange(CELL_PX / 2, width, CELL_PX, dtype=np.float32),
        np.arange(CELL_PX / 2, height, CELL_PX, dtype=np.float32),
    )
    start = np.dstack([x, y])
    at, valid = start.copy(), np.ones(x.shape, dtype=bool)
    flows, masks = [], []
    for before, after in itertools.pairwise(gray):
        step = _sample(_flow(dis, before, after), at)
        moved = at + step
        back = _sample(_flow(dis, after, before), moved)
        limit = _CHAIN_ERROR_PX + 0.03 * np.linalg.norm(step, axis=-1)
        valid = valid & (np.linalg.norm(step + back, axis=-1) < limit)
        valid &= ((moved > 0) & (moved < (width, height))).all(axis=-1)
        at = moved
        flows.append((at - start).astype(np.float16))
        masks.append(valid)
    return np.stack(flows), np.stack(masks)


def _flow(dis: Any, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    return np.asarray(dis.calc(before, after, None))


def _sample(flow: np.ndarray, at: np.ndarray) -> np.ndarray:
    x, y = at[..., 0] - np.float32(0.5), at[..., 1] - np.float32(0.5)
    found = cv2.remap(flow, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found)
