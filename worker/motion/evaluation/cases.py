"""One window made ready: its true tracks, the drags on it and the jobs that backends get."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

import msgspec
import numpy as np

from shared.tasks.motion import Drags
from shared.tasks.motion_evaluate import MotionEvaluateRequest
from worker.motion.backends.base import RenderJob
from worker.motion.evaluation.rows import render_job
from worker.motion.evaluation.truth import (
    MOVING_PX,
    Truth,
    choose_points,
    drags_document,
    true_tracks,
    why_skipped,
)
from worker.motion.evaluation.windows import SkipReason, Window


class WindowFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a window is, measured or skipped; `start` in frames at 12 per second."""

    clip: str
    window: int
    start: int
    skipped: SkipReason | None = None
    n_points: int = 0
    mean_path_px: float | None = None
    still_background: bool = False


@dataclass(frozen=True)
class Case:
    """A window with its truth; every call of a job method makes a fresh `Scene`, nothing cached."""

    window: Window
    truth: Truth
    prompt: str
    seed: int

    def job(self) -> RenderJob:
        """The chosen points as drags."""
        return self._job(self._document(self.truth.dragged))

    def pinned_job(self) -> RenderJob | None:
        """The moving drags with eight pins on the still background; None: it is not still."""
        if not len(self.truth.pins):
            return None
        dragged = self.truth.dragged
        moving = dragged[self.truth.reach_px[dragged] >= MOVING_PX]
        return self._job(self._document(moving, self.truth.xy[0, self.truth.pins]))

    def still_job(self) -> RenderJob:
        """No drags at all."""
        return self._job(self._document(self.truth.dragged[:0]))

    @cached_property
    def holes(self) -> np.ndarray:
        """Where the warp has no content from the picture, bool [T, H, W]."""
        scene = self.job().scene
        return np.stack([scene.holes(t) for t in range(scene.num_frames)])

    def facts(self) -> WindowFacts:
        """What is written down about the window."""
        lengths_px = np.linalg.norm(np.diff(self.truth.xy, axis=0), axis=-1).sum(axis=0)
        return WindowFacts(
            clip=self.window.clip,
            window=self.window.index,
            start=self.window.start,
            n_points=self.truth.xy.shape[1],
            mean_path_px=round(float(lengths_px.mean()), 4),
            still_background=bool(len(self.truth.pins)),
        )

    def _document(self, points: np.ndarray, pins: np.ndarray | None = None) -> Drags:
        height, width = self.window.frames.shape[1:3]
        return drags_document(self.truth.xy[:, points], width, height, pins)

    def _job(self, drags: Drags) -> RenderJob:
        frames = self.window.frames
        return render_job(frames[0], drags, len(frames), self.prompt, self.seed)


def open_case(window: Window, request: MotionEvaluateRequest) -> Case | WindowFacts:
    """The window's case, or why it is left out; nothing depends on the windows before it."""
    xy, cut = true_tracks(window.frames)
    reason = why_skipped(xy, cut, request.drags)
    if reason is not None:
        return WindowFacts(
            clip=window.clip,
            window=window.index,
            start=window.start,
            skipped=reason,
            n_points=xy.shape[1],
        )
    seed = window_seed(request.seed, window)
    rng = np.random.default_rng(seed)
    truth = choose_points(xy, request.drags, window.frames.shape[2], rng)
    return Case(window, truth, request.prompt, seed)


def window_seed(seed: int, window: Window) -> int:
    """A seed in [0, 2^32) from the request's, the clip's name and the window's place alone."""
    text = f"{seed}:{window.clip}:{window.index}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
