"""Clips as frames at 12 per second, whatever they are stored as."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from shared.errors import AppError
from tests.unit.motion.evaluation.conftest import write_video
from worker.motion.evaluation.clips import Clip, fit, list_clips, read_clip


def numbered(count: int) -> list[np.ndarray]:
    """Frames whose brightness is ten times their number."""
    return [np.full((32, 48, 3), 10 * t, np.uint8) for t in range(count)]


def numbers(frames: list[np.ndarray]) -> list[int]:
    return [round(float(frame.mean()) / 10) for frame in frames]


@pytest.mark.parametrize(
    ("fps", "expected"),
    [
        (24, [0, 2, 4, 6, 8, 10]),
        (12, list(range(12))),
        # Slower than 12: each frame once.
        (8, list(range(12))),
        # 25: what is nearest to 0, 83, 167, 250, 333 and 417 ms.
        (25, [0, 2, 4, 6, 8, 10]),
        # 30: every 2.5th; the later one of a tie.
        (30, [0, 3, 5, 8, 10]),
    ],
)
def test_video_is_read_at_twelve_frames_per_second(
    tmp_path: Path, fps: int, expected: list[int]
) -> None:
    path = write_video(tmp_path / "clip.avi", numbered(12), fps)
    assert numbers(read_clip(Clip(path.name, path), 48, 32)) == expected


def test_gif_and_folder_of_pictures_are_clips(tmp_path: Path) -> None:
    pictures = [Image.fromarray(frame) for frame in numbered(6)]
    pictures[0].save(
        tmp_path / "b.gif", save_all=True, append_images=pictures[1:], duration=80, loop=0
    )
    (tmp_path / "a").mkdir()
    for t, picture in enumerate(pictures):
        picture.save(tmp_path / "a" / f"{t:03}.png")
    (tmp_path / "empty").mkdir()
    (tmp_path / ".hidden.mp4").write_bytes(b"")
    clips = list_clips(tmp_path)
    assert [clip.name for clip in clips] == ["a", "b.gif"]
    for clip in clips:
        assert numbers(read_clip(clip, 48, 32)) == list(range(6))
    assert len({clip.sha256() for clip in clips}) == 2


def test_middle_part_of_the_wanted_shape_is_kept() -> None:
    wide = np.zeros((20, 100, 3), np.uint8)
    wide[:, 40:60] = 200
    assert (fit(wide, 32, 32) == 200).all()
    tall = np.zeros((100, 20, 3), np.uint8)
    tall[45:55] = 200
    assert (fit(tall, 32, 16) == 200).all()


def test_folder_without_clips_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(AppError, match="does not exist"):
        list_clips(tmp_path / "nowhere")
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(AppError, match=r"clips: .* is not allowed: it must hold clips"):
        list_clips(tmp_path)


def test_damaged_clip_is_named_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "broken.mp4").write_bytes(b"no video at all")
    with pytest.raises(AppError, match=r"broken\.mp4 cannot be read as a video"):
        list_clips(tmp_path)
