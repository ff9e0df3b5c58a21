"""Results by job, the videos they hold, and the metadata of the form."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest
from PIL import Image

from desktop.motion.fields import field_info
from desktop.motion.results_model import RenderResult, ResultsModel, read_figures
from desktop.motion.video_frames import decode_frames
from shared.errors import AppError
from shared.jobs import JobState, JobView
from shared.tasks.motion import MotionRenderResult

FIGURES = MotionRenderResult(
    files={"video": "video.mp4"},
    width=64,
    height=48,
    num_frames=8,
    fps=12.0,
    backend="warp",
    seed=0,
    seconds=0.5,
    epe_per_drag_px=[0.5, None],
    leak_px=None,
)


def view(state: JobState, seq: int, folder: str = "") -> JobView:
    return JobView(
        job_id="j",
        task="motion.render",
        state=state,
        seq=seq,
        rev=seq,
        created_at=0.0,
        result_dir=folder or None,
    )


def test_jobs_of_others_and_old_news_are_ignored() -> None:
    model = ResultsModel()
    assert not model.apply_job(view(JobState.RUNNING, 2))
    model.add("j")
    assert model.apply_job(view(JobState.RUNNING, 2))
    assert not model.apply_job(view(JobState.QUEUED, 1))
    assert model.get("j").view.state is JobState.RUNNING


def test_progress_reaches_the_end_only_with_the_result() -> None:
    model = ResultsModel()
    model.add("j")
    model.apply_job(view(JobState.RUNNING, 2))
    model.apply_progress("j", 10, 10)
    assert model.get("j").fraction == 0.99
    model.apply_job(view(JobState.SUCCEEDED, 3))
    model.apply_figures("j", FIGURES)
    assert model.get("j").fraction == 1.0


def test_figures_are_read_and_a_bad_file_is_none(tmp_path: Path) -> None:
    assert read_figures(tmp_path) is None
    (tmp_path / "result.json").write_bytes(b"{")
    assert read_figures(tmp_path) is None
    extra = msgspec.to_builtins(FIGURES) | {"status": "succeeded", "timings": {}}
    (tmp_path / "result.json").write_bytes(msgspec.json.encode(extra))
    assert read_figures(tmp_path) == FIGURES


def test_a_video_outside_the_result_folder_is_not_played(tmp_path: Path) -> None:
    done = view(JobState.SUCCEEDED, 3, str(tmp_path / "out"))
    bad = msgspec.structs.replace(FIGURES, files={"video": "../../secret.mp4"})
    assert RenderResult("j", done, figures=bad).video is None
    good = RenderResult("j", done, figures=FIGURES)
    assert good.video == tmp_path / "out" / "video.mp4"


def test_gif_and_png_results_are_decoded(tmp_path: Path) -> None:
    frames = [np.full((48, 64, 3), 20 * i, np.uint8) for i in range(8)]
    pictures = [Image.fromarray(frame) for frame in frames]
    pictures[0].save(tmp_path / "video.gif", save_all=True, append_images=pictures[1:])
    decoded = decode_frames(tmp_path / "video.gif")
    assert len(decoded) == 8
    assert all(np.abs(a.astype(int) - b).max() <= 3 for a, b in zip(decoded, frames, strict=True))
    for index, picture in enumerate(pictures):
        picture.save(tmp_path / f"{index:04d}.png")
    decoded = decode_frames(tmp_path / "0000.png")
    assert all(np.array_equal(a, b) for a, b in zip(decoded, frames, strict=True))
    assert decode_frames(tmp_path / "0000.png", max_width_px=32)[0].shape == (24, 32, 3)


def test_a_bad_video_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "video.mp4").write_bytes(b"not a film")
    with pytest.raises(AppError, match=r"video\.mp4"):
        decode_frames(tmp_path / "video.mp4")
    with pytest.raises(AppError, match=r"none\.mp4"):
        decode_frames(tmp_path / "none.mp4")


def test_the_form_reads_the_request_type() -> None:
    fps, chosen, seed = field_info("fps"), field_info("format"), field_info("seed")
    assert (fps.minimum, fps.maximum, fps.unit, fps.default) == (1, 60, "frames/s", 12.0)
    assert chosen.choices == ("mp4", "webm", "gif", "png") and chosen.default == "mp4"
    assert (seed.minimum, seed.maximum) == (0, 2**32 - 1)
    with pytest.raises(KeyError):
        field_info("nonsense")
