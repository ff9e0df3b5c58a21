"""How well a video follows what was asked, measured on its pixels alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shared.motion.tracks import Tracks


@dataclass(frozen=True)
class Judgement:
    """End-point error of each drag in px (None: not measurable) and motion of the pinned points."""

    epe_per_drag_px: list[float | None]
    leak_px: float | None


def judge(
    frames: Sequence[np.ndarray], tracks: Tracks, still: np.ndarray | None = None
) -> Judgement:
    """Measure a video of uint8 [H, W, 3] frames against the asked tracks."""
    raise NotImplementedError
