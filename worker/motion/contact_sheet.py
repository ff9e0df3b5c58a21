"""A few frames side by side with the asked tracks drawn on them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from shared.motion.tracks import Tracks


def contact_sheet(
    frames: Sequence[np.ndarray], tracks: Tracks, columns: int = 3, max_frames: int = 6
) -> np.ndarray:
    """Frames [H, W, 3] in a grid, each with the tracks up to it; uint8 [H2, W2, 3] RGB."""
    raise NotImplementedError
