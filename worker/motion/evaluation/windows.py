"""Windows of a clip: pieces of one shot in which something moves."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

# Distance (Bhattacharyya, 0 to 1) of the colour histograms on the two sides of a cut. The cuts of a
# street scene measure 0.30 to 0.40 at 12 frames per second, the frames of one shot up to 0.09, and
# 0.20 where a bus drives past close by.
CUT_DISTANCE = 0.25

SkipReason = Literal["too short", "shot cut", "no motion", "few points"]


@dataclass(frozen=True)
class Window:
    """Consecutive frames of a clip.

    Attributes
    ----------
    clip : str
        The clip's name.
    index : int
        Its place among the clip's windows, those that are skipped included.
    start : int
        Frame of the clip at 12 frames per second with which it begins.
    frames : np.ndarray
        uint8 [T, H, W, 3] RGB.
    """

    clip: str
    index: int
    start: int
    frames: np.ndarray


def cut_windows(
    clip: str, frames: Sequence[np.ndarray], num_frames: int, count: int
) -> list[Window]:
    """At most `count` windows of a clip, spread evenly, none across a cut, none sharing frames.

    Empty when no shot is as long as a window.
    """
    starts = [
        start + offset
        for start, end in shots(frames)
        for offset in _spread_starts(end - start, num_frames)
    ]
    if len(starts) > count:
        places = np.linspace(0, len(starts) - 1, count) if count > 1 else [len(starts) // 2]
        starts = [starts[round(float(place))] for place in places]
    return [
        Window(clip, index, start, np.stack(frames[start : start + num_frames]))
        for index, start in enumerate(starts)
    ]


def shots(frames: Sequence[np.ndarray]) -> list[tuple[int, int]]:
    """First and last + 1 frame of each shot, cut where colours change at once."""
    histograms = [_histogram(frame) for frame in frames]
    cuts = [
        t
        for t, (before, after) in enumerate(itertools.pairwise(histograms), start=1)
        if cv2.compareHist(before, after, cv2.HISTCMP_BHATTACHARYYA) > CUT_DISTANCE
    ]
    return list(itertools.pairwise([0, *cuts, len(frames)])) if frames else []


def _spread_starts(length: int, num_frames: int) -> list[int]:
    fitting = length // num_frames
    if fitting <= 1:  # one window alone lies in the middle
        return [(length - num_frames) // 2] * fitting
    return [int(start) for start in np.linspace(0, length - num_frames, fitting)]


def _histogram(frame: np.ndarray) -> np.ndarray:
    counts = cv2.calcHist([frame], [0, 1, 2], None, [8, 8, 8], [0, 256, 0, 256, 0, 256])
    # Neighbouring colours share a little, so that a slow change of light is none of shot.
    smooth = cv2.GaussianBlur(counts.reshape(8, 64), (3, 3), 0)
    return np.asarray(smooth / smooth.sum(), np.float32)
