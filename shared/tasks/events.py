"""What a running task yields before its result."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """`done` of `total` `unit`s of `stage` are finished.

    The total is reached only with the result in hand.
    """

    done: float
    total: float
    unit: str = ""
    stage: str = ""


class Partial(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of the result that can be shown at once and may be dropped on the way.

    Attributes
    ----------
    index : int
        Its place in the result, for example the frame number.
    array : np.ndarray
        For a picture: uint8 [H, W, 3], RGB.
    kind : str
        What the array is: `frame`, `curve`, …
    """

    index: int
    array: np.ndarray
    kind: str = "frame"
    meta: dict[str, Any] = {}
