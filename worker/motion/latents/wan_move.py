"""Wan-Move's control: the first frame's latent, written again wherever a track passes.

Latent trajectory guidance of Wan-Move (arXiv 2512.08765), section 3: the model sees in its
condition latents where each followed piece of the first frame is in every latent frame; its weights
and its inputs' shapes are those of Wan 2.1 image-to-video.
"""

from __future__ import annotations

import numpy as np
import torch

MASK_CHANNELS = 4


def track_cells(
    xy: np.ndarray, visible: np.ndarray, size: tuple[int, int], side_px: int, stride: int
) -> np.ndarray:
    """The latent cell of each track in each latent frame, int64 [F', N, 2] as (row, column).

    (-1, -1) where the track is hidden or outside. Of each latent frame the first of its `stride`
    frames counts: 0, stride, 2 stride …

    Parameters
    ----------
    xy : np.ndarray
        float [F, N, 2], px; `visible` bool [F, N].
    size : (int, int)
        Width and height in px.
    """
    sampled, seen = xy[::stride], visible[::stride]
    inside = seen & (sampled >= 0).all(axis=-1) & (sampled < size).all(axis=-1)
    cells = np.floor(sampled[..., ::-1] / side_px).astype(np.int64)
    return np.where(inside[..., None], cells, -1)


def write_tracks(
    condition: torch.Tensor, cells: np.ndarray, strength: float, order: np.ndarray
) -> torch.Tensor:
    """The condition with the first frame's latents written along the tracks.

    Parameters
    ----------
    condition : torch.Tensor
        [1, 4 + C, F', h, w]: four mask channels, which stay, and the latents of the first frame
        followed by nothing.
    cells : np.ndarray
        As from `track_cells`. A track that is hidden in frame 0 has nothing to write.
    strength : float
        1 replaces what is there; between 0 and 1 the two are mixed, above 1 it is exaggerated.
    order : np.ndarray
        A permutation of the tracks: of several that meet in a cell, the last in it is written.
    """
    ordered = cells[:, order]
    seen = (ordered[1:] >= 0).all(axis=-1) & (ordered[:1] >= 0).all(axis=-1)
    frame, track = np.nonzero(seen)
    if not len(frame):
        return condition
    _, _, count, height, width = condition.shape
    row, column = ordered[1:][frame, track].T
    target = ((frame + 1) * height + row) * width + column
    # Found here, not by the order of a parallel write: that differs between devices.
    rank = np.full(count * height * width, -1)
    np.maximum.at(rank, target, track)
    last = rank[target] == track
    target, source = target[last], ordered[0][track[last]]
    start = torch.from_numpy(source[:, 0] * width + source[:, 1]).to(condition.device)
    there = torch.from_numpy(target).to(condition.device)
    latents = condition[:, MASK_CHANNELS:]
    flat = latents.flatten(2).clone()
    flat[..., there] = torch.lerp(flat[..., there], flat[..., start], strength)
    return torch.cat([condition[:, :MASK_CHANNELS], flat.view(latents.shape)], dim=1)
