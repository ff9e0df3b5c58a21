"""The Trajectory Sampler (DragNUWA section 3.2): sparse trajectories out of dense flow."""

from __future__ import annotations

import numpy as np

# The most trajectories of one clip.
MAX_TRAJECTORIES = 8


def anchor_cells(height: int, width: int, spacing: int, rng: np.random.Generator) -> np.ndarray:
    """Anchors on a grid with a random offset, int64 [A, 2] as (row, column).

    `(i + d) mod lambda = 0 and (j + d) mod lambda = 0` with one random d, as in the paper; d is
    uniform over the spacing, which is the paper's `[-lambda / 2, lambda / 2]` modulo lambda.
    """
    offset = int(rng.integers(0, spacing))
    rows = np.flatnonzero((np.arange(height) + offset) % spacing == 0)
    columns = np.flatnonzero((np.arange(width) + offset) % spacing == 0)
    return np.stack(np.meshgrid(rows, columns, indexing="ij"), axis=-1).reshape(-1, 2)


def draw_cells(
    motion: np.ndarray, valid: np.ndarray, count: int, spacing: int, rng: np.random.Generator
) -> np.ndarray:
    """Draw at most `count` different anchors with probability proportional to their motion.

    Parameters
    ----------
    motion : np.ndarray
        float [h, w], length of the path of each cell.
    valid : np.ndarray
        bool [h, w], cells whose path is known.
    spacing : int
        Anchor spacing lambda in cells.

    Returns
    -------
    np.ndarray
        int64 [n, 2] as (row, column), n <= count; empty when no anchor is known.
    """
    anchors = anchor_cells(motion.shape[0], motion.shape[1], spacing, rng)
    anchors = anchors[valid[anchors[:, 0], anchors[:, 1]]]
    if not len(anchors):
        return np.asarray(anchors)
    # A floor, so that points at rest are drawn too: they are what a pin says.
    chance = motion[anchors[:, 0], anchors[:, 1]].astype(np.float64)
    chance = chance + 0.02 * max(chance.max(), 1e-6)
    chosen = rng.choice(
        len(anchors), size=min(count, len(anchors)), replace=False, p=chance / chance.sum()
    )
    return np.asarray(anchors[np.sort(chosen)])


def trajectories(flow: np.ndarray, cells: np.ndarray, cell_px: int) -> np.ndarray:
    """Paths of cells through flow from frame 0, float32 [T, n, 2] px.

    `flow` is [T - 1, h, w, 2], px from frame 0 to each later frame.
    """
    start = (cells[:, ::-1].astype(np.float32) + 0.5) * cell_px
    moved = start[None] + flow[:, cells[:, 0], cells[:, 1]].astype(np.float32)
    return np.concatenate([start[None], moved])
