"""Pictures and masks read from bytes: checked from the header first, always as plain RGB or gray."""

from __future__ import annotations

from pathlib import Path

import numpy as np


def load_picture(path: Path) -> np.ndarray:
    """Read a picture file as uint8 [H, W, 3] RGB."""
    raise NotImplementedError


def decode_picture(data: bytes, name: str) -> np.ndarray:
    """Decode picture bytes as uint8 [H, W, 3] RGB; `name` is used in messages."""
    raise NotImplementedError


def load_mask(path: Path) -> np.ndarray:
    """Read a mask file as uint8 [H, W]."""
    raise NotImplementedError


def decode_mask(data: bytes, name: str) -> np.ndarray:
    """Decode mask bytes as uint8 [H, W]; `name` is used in messages."""
    raise NotImplementedError


def resize_picture(rgb: np.ndarray, width: int, height: int) -> np.ndarray:
    """Resize a picture [H, W, 3] or mask [H, W]: area to shrink, cubic to grow."""
    raise NotImplementedError
