"""One backend on one window: made, timed and judged."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import closing

import numpy as np

from shared.motion.judge import judge
from shared.tasks.events import Progress
from worker.motion.backends.base import Made, RenderJob, Sampled
from worker.motion.evaluation.cases import Case
from worker.motion.evaluation.metrics import (
    Figures,
    hole_psnr,
    point_errors,
    psnr,
    video_psnr,
    video_ssim,
)
from worker.motion.evaluation.rows import Row

OnSample = Callable[[Sampled], Progress]


def measure(
    case: Case, row: Row, on_sample: OnSample, zero_drags: bool
) -> Generator[Progress, None, tuple[Figures, np.ndarray]]:
    """Make a window's frames with a row and measure them.

    Yields
    ------
    Progress
        What `on_sample` makes of each sampling step, so that a run can stop between two.

    Returns
    -------
    Figures and the last frame, uint8 [H, W, 3].
    """
    real, truth = case.window.frames, case.truth
    job = case.job()
    began = time.monotonic()
    frames = yield from _frames(row, job, real, on_sample)
    seconds = time.monotonic() - began
    errors, lost = point_errors(list(frames), truth.xy)
    leak_px = yield from _leak(case, row, on_sample)
    figures = Figures(
        clip=case.window.clip,
        window=case.window.index,
        backend=row.name,
        psnr=video_psnr(frames, real),
        ssim=video_ssim(frames, real),
        epe_all_px=float(errors.mean()),
        epe_ctrl_px=float(errors[:, truth.dragged].mean()),
        lost=float(lost.mean()),
        hole_psnr=hole_psnr(frames, real, case.holes),
        leak_px=leak_px,
        zero_drags_psnr=(yield from _zero_drags(case, row, on_sample)) if zero_drags else None,
        seconds=round(seconds, 4),
    )
    return figures, frames[-1]


def _leak(case: Case, row: Row, on_sample: OnSample) -> Generator[Progress, None, float | None]:
    job = case.pinned_job() if row.follows_drags else None
    if job is None:
        return None
    frames = yield from _frames(row, job, case.window.frames, on_sample)
    return judge(list(frames), job.scene.tracks).leak_px


def _zero_drags(
    case: Case, row: Row, on_sample: OnSample
) -> Generator[Progress, None, float | None]:
    """The frame that differs most from the picture."""
    if not row.follows_drags:
        return None
    frames = yield from _frames(row, case.still_job(), case.window.frames, on_sample)
    return min(psnr(frame, case.window.frames[0]) for frame in frames)


def _frames(
    row: Row, job: RenderJob, real: np.ndarray, on_sample: OnSample
) -> Generator[Progress, None, np.ndarray]:
    """All final frames in order, uint8 [T, H, W, 3]."""
    frames: list[np.ndarray] = []
    with closing(row.make(row.fit(job), real)) as making:
        for event in making:
            if isinstance(event, Sampled):
                yield on_sample(event)
            elif isinstance(event, Made) and event.final:
                frames.append(event.frame)
    return np.stack(frames)
