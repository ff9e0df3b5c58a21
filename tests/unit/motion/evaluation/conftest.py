"""Small clips whose motion is known, as files."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

PAN_PX = (3, -1)  # per frame, of the content


def write_video(path: Path, frames: Sequence[np.ndarray], fps: int = 12) -> Path:
    """Write frames without loss, so that tests know every pixel."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=Fraction(fps))
        stream.height, stream.width = frames[0].shape[:2]
        stream.pix_fmt = "bgr0"
        for frame in frames:
            picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24")
            container.mux(stream.encode(picture.reformat(format="bgr0")))
        container.mux(stream.encode(None))
    return path


def panned(picture: np.ndarray, count: int, width: int = 128, height: int = 80) -> np.ndarray:
    """Windows of a picture whose content moves by `PAN_PX` from frame to frame; [T, H, W, 3]."""
    dx, dy = PAN_PX
    left, top = 20 + dx * count, 70
    return np.stack(
        [
            picture[top - dy * t : top - dy * t + height, left - dx * t : left - dx * t + width]
            for t in range(count)
        ]
    )


def walker(picture: np.ndarray, count: int, width: int = 192, height: int = 112) -> np.ndarray:
    """A block of the picture walks 3 px a frame over a background that stands; [T, H, W, 3]."""
    frames = np.stack([picture[20 : 20 + height, 20 : 20 + width]] * count).copy()
    block = picture[150:198, 250:306]
    for t in range(count):
        frames[t, 30:78, 10 + 3 * t : 66 + 3 * t] = block
    return frames


@pytest.fixture
def pan(photograph: np.ndarray) -> np.ndarray:
    return panned(photograph, 8)


@pytest.fixture
def clips_folder(photographs: dict[str, np.ndarray], tmp_path: Path) -> Path:
    """Two clips that pan, one with a walker, one that stands and one too short for a window."""
    folder = tmp_path / "clips"
    folder.mkdir()
    for name in ("chelsea", "coffee"):
        write_video(folder / f"{name}.avi", panned(photographs[name], 8))
    write_video(folder / "walker.avi", walker(photographs["chelsea"], 8))
    write_video(folder / "standing.avi", [photographs["chelsea"][:80, :128]] * 8)
    write_video(folder / "brief.avi", panned(photographs["chelsea"], 5))
    (folder / "notes.txt").write_text("not a clip")
    return folder
