"""A picture and its drags: frame `t` as a pure function of the inputs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from shared.motion.tracks import Tracks
from shared.tasks.motion import Drags

_NO_MASKS: Mapping[int, np.ndarray] = MappingProxyType({})


class Scene:
    """A picture that can be warped to any frame.

    Parameters
    ----------
    picture : np.ndarray
        uint8 [H0, W0, 3] RGB.
    drags : Drags
        Coordinates in px of a frame of `drags.width` x `drags.height`.
    width, height : int
        Output size in px.
    num_frames : int
        Number of frames; frame 0 is the still picture.
    masks : mapping of int to np.ndarray
        Masks by layer index, uint8 [H0, W0], > 127 = belongs to the layer.
    """

    def __init__(
        self,
        picture: np.ndarray,
        drags: Drags,
        width: int,
        height: int,
        num_frames: int,
        masks: Mapping[int, np.ndarray] = _NO_MASKS,
    ) -> None:
        raise NotImplementedError

    @property
    def tracks(self) -> Tracks:
        """What was asked, in output px."""
        raise NotImplementedError

    def frame(self, t: int) -> np.ndarray:
        """Frame `t`, uint8 [H, W, 3]."""
        raise NotImplementedError

    def holes(self, t: int) -> np.ndarray:
        """Where frame `t` shows invented content, bool [H, W]."""
        raise NotImplementedError

    def with_drags(self, drags: Drags, masks: Mapping[int, np.ndarray] | None = None) -> Scene:
        """The same picture with other drags (and masks, when given); reuses all that it can."""
        raise NotImplementedError
