"""Training samples of the learned fall-off: a picture, a few drags and the dense motion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from shared.motion.flow import default_alpha
from worker.motion.dragnuwa.sampler import MAX_TRAJECTORIES, draw_cells, trajectories
from worker.motion.dragnuwa.sparse_to_dense import CELL_PX, Pulls

RIGID_RADIUS = 0.065  # of the shorter side, as `shared.motion.groups` has it
DENSE_TRAJECTORIES = 64
# The paper's 16 px between anchors of pictures 576 px wide, in cells of ones 256 px wide.
_SPACING_CELLS = 2


@dataclass(frozen=True)
class MotionSample:
    """One picture uint8 [H, W, 3], its motion float [T-1, h, w, 2] px and where that is known."""

    picture: np.ndarray
    flow: np.ndarray
    valid: np.ndarray


@dataclass(frozen=True)
class Batch:
    """A batch for the learned fall-off; see `Pulls`. `truth` is [B, K, h, w, 2] px."""

    picture: Tensor
    pulls: Pulls
    truth: Tensor
    known: Tensor


def draw_points(sample: MotionSample, count: int, rng: np.random.Generator) -> np.ndarray:
    """`count` trajectories, float32 [T, n, 2]: half by motion, half spread over the rest.

    The first half is the Trajectory Sampler's draw; the others are uniform over what is known, as a
    person pins what should stay.
    """
    known = np.asarray(sample.valid.all(axis=0))
    motion = np.linalg.norm(sample.flow.astype(np.float32), axis=-1).max(axis=0)
    by_motion = count - count // 2
    cells = [draw_cells(motion, known, by_motion, _SPACING_CELLS, rng)]
    rows, columns = np.nonzero(known)
    if count // 2 and len(rows):
        chosen = rng.choice(len(rows), size=min(count // 2, len(rows)), replace=False)
        cells.append(np.stack([rows[chosen], columns[chosen]], axis=1))
    return trajectories(sample.flow, np.unique(np.concatenate(cells), axis=0), CELL_PX)


def draw_count(rng: np.random.Generator, *, dense: bool = False) -> int:
    """How many trajectories: many while the flow is still dense, then 1 to 8."""
    if dense:
        return int(rng.integers(MAX_TRAJECTORIES + 1, DENSE_TRAJECTORIES + 1))
    return int(rng.integers(1, MAX_TRAJECTORIES + 1))


def make_batch(
    samples: Sequence[MotionSample],
    rng: np.random.Generator,
    counts: Sequence[int],
    moments: Sequence[int] | None = None,
) -> Batch:
    """Draw drags for each sample; `moments` are places in the flow (0 to T-2)."""
    drawn = []
    for index, sample in enumerate(samples):
        drawn.append(draw_points(sample, counts[index], rng))
    last = samples[0].flow.shape[0] - 1
    if moments is None:
        moments = (last // 3, 2 * last // 3, last)
    at = [m + 1 for m in moments]
    most = max(max(path.shape[1] for path in drawn), 1)
    size = len(samples)
    height, width = samples[0].picture.shape[:2]
    p, q = np.zeros((size, most, 2), np.float32), np.zeros((size, len(at), most, 2), np.float32)
    present, radius = np.zeros((size, most), bool), np.zeros((size, most), np.float32)
    alpha = np.ones(size, np.float32)
    for index, path in enumerate(drawn):
        count = path.shape[1]
        if count == 0:  # nothing is known here: one point at rest, far outside
            path, count = np.full((len(samples[index].flow) + 1, 1, 2), -1e4, np.float32), 1
        p[index, :count], q[index, :, :count] = path[0], path[at]
        present[index, :count] = True
        alpha[index] = default_alpha(count)
        radius[index, :count] = rigid_radii(path[0], RIGID_RADIUS * min(width, height))
    pulls = Pulls(*(torch.from_numpy(a) for a in (p, q, present, alpha, radius)))
    picture = torch.from_numpy(np.stack([s.picture for s in samples])).permute(0, 3, 1, 2) / 255.0
    truth = np.stack([s.flow[list(moments)].astype(np.float32) for s in samples])
    known = np.stack([s.valid[list(moments)] for s in samples])
    return Batch(picture, pulls, torch.from_numpy(truth), torch.from_numpy(known))


def rigid_radii(p: np.ndarray, radius_px: float) -> np.ndarray:
    """Radius of each handle: as wide as there is room (see `shared.motion.groups`), float [N]."""
    if len(p) < 2:
        return np.full(len(p), radius_px)
    distance = np.linalg.norm(p[:, None] - p[None], axis=-1)
    np.fill_diagonal(distance, np.inf)
    return np.asarray(np.minimum(radius_px, 0.4 * distance.min(axis=1)))
