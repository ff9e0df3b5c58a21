"""ATI's control: the first frame's features, splatted softly along the tracks.

ATI, "Any Trajectory Instruction for Controllable Video Generation" (arXiv 2505.22944), section 3:
each latent cell takes the features of the two tracks that are nearest to it in that frame, weighted
by a Gaussian of their distance; the weight takes the place of Wan's mask channels.
"""

from __future__ import annotations

import numpy as np
import torch

MASK_CHANNELS = 4
SHARPNESS = 220.0
NEAREST = 2
_EPSILON = 1e-5


def track_positions(xy: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Positions [..., 2] in px as ATI counts them: from the centre, half the shorter side is 1."""
    return np.asarray((xy - np.asarray(size) / 2.0) / min(size) * 2.0)


def to_24_fps(values: np.ndarray) -> np.ndarray:
    """Track values [4k + 1, …] at 16 frames per second as [6k + 1, …] at 24, by interpolation.

    ATI's track files hold 121 frames at 24 per second for its 81 at 16.
    """
    last = len(values) - 1
    times = np.arange(last * 3 // 2 + 1) * (2.0 / 3.0)
    before = np.minimum(times.astype(int), max(last - 1, 0))
    part = (times - before).reshape(-1, *[1] * (values.ndim - 1))
    return np.asarray(values[before] * (1 - part) + values[np.minimum(before + 1, last)] * part)


def to_16_fps(values: np.ndarray) -> np.ndarray:
    """Track values [6k + 1, …] of a track file as the [4k + 1, …] that the model was trained on.

    Frame 0 stays; of the others, each is doubled and every third taken, beginning with the second.
    """
    doubled = np.repeat(values[1:], 2, axis=0)[1::3]
    return np.concatenate([values[:1], doubled])


def splat_tracks(
    condition: torch.Tensor, positions: torch.Tensor, visible: torch.Tensor
) -> torch.Tensor:
    """The condition with the features of the tracks splatted into it.

    Parameters
    ----------
    condition : torch.Tensor
        [1, 4 + C, F', h, w], as Wan's pipeline prepares it.
    positions : torch.Tensor
        [4 (F' - 1) + 1, N, 2], as `track_positions` counts.
    visible : torch.Tensor
        [4 (F' - 1) + 1, N], 1 where the track is seen, 0 elsewhere.
    """
    count = positions.shape[1]
    if count == 0:
        return condition
    video = condition[0, MASK_CHANNELS:].float()
    _, frames, height, width = video.shape
    positions, visible = positions.to(video), visible.to(video)
    # The frames of each latent frame together: the mean of the positions where the track is seen.
    seen = visible[1:].reshape(frames - 1, 4, count)
    steps = positions[1:].reshape(frames - 1, 4, count, 2)
    total = seen.sum(1)
    place = (steps * seen[..., None]).sum(1) / (total[..., None] + _EPSILON)
    grid = _grid(height, width, video)
    features = _features(video[:, 0], positions[0])
    result = condition.clone()
    for frame in range(1, frames):  # one at a time: all of them against all tracks fill the memory
        apart = (grid[:, :, None] - place[frame - 1]).square().sum(-1)
        weight = torch.exp(-SHARPNESS * apart) * total[frame - 1].clamp(0, 1)
        near, track = weight.topk(min(NEAREST, count), dim=-1)
        mixed = (features[track] * near[..., None]).sum(-2).permute(2, 0, 1)
        share = near.sum(-1)
        result[0, :MASK_CHANNELS, frame] = share.to(result)
        kept = video[:, frame] * (1 - share.clamp(0, 1))
        result[0, MASK_CHANNELS:, frame] = (mixed + kept).to(result)
    result[0, :MASK_CHANNELS, 0] = 1.0
    return result


def _grid(height: int, width: int, like: torch.Tensor) -> torch.Tensor:
    """Where each cell is, [h, w, 2]; the outermost cells lie on the edge, as in training."""
    shorter = min(height, width)
    y = torch.linspace(-height / shorter, height / shorter, height)
    x = torch.linspace(-width / shorter, width / shorter, width)
    rows, columns = torch.meshgrid(y, x, indexing="ij")
    return torch.stack([columns, rows], dim=-1).to(like)


def _features(first: torch.Tensor, start: torch.Tensor) -> torch.Tensor:
    """The first frame's latents [C, h, w] at the starts [N, 2] of the tracks, [N, C]."""
    _, height, width = first.shape
    shorter = min(height, width)
    extent = torch.tensor([width / shorter, height / shorter]).to(start)
    at = (start / extent).clamp(-1, 1)[None, None]
    sampled = torch.nn.functional.grid_sample(
        first[None], at, mode="bilinear", padding_mode="zeros", align_corners=False
    )
    return sampled[0, :, 0].T
