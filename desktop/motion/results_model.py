"""The results of this document: what the host says about each and what was measured."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import numpy as np

from desktop.core.observable import Signal
from shared.jobs import ENDED, JobState, JobView
from shared.tasks.motion import MotionRenderRequest, MotionRenderResult

MAX_RESULT_BYTES = 16 << 20
VIDEO_SUFFIXES = (".mp4", ".webm", ".gif")


@dataclass(frozen=True)
class RenderResult:
    """One render of the document.

    Attributes
    ----------
    number : int
        What the version is called: 1 for the first of the document.
    request : MotionRenderRequest or None
        What was asked for, once it is known.
    fraction : float or None
        Progress in [0, 1]; None while unknown.
    step : tuple of int or None
        The sampling step that is done and their number, while a backend samples.
    figures : MotionRenderResult or None
        What was measured, once the job succeeded and its `result.json` was read.
    thumbnail : np.ndarray or None
        uint8 [h, w, 3].
    is_estimate : bool
        Whether the thumbnail shows a frame that sampling will still change.
    estimate : np.ndarray or None
        The last such frame as it came, uint8 [h, w, 3], while the job runs.
    """

    job_id: str
    view: JobView | None = None
    number: int = 1
    request: MotionRenderRequest | None = None
    step: tuple[int, int] | None = None
    is_estimate: bool = False
    fraction: float | None = None
    figures: MotionRenderResult | None = None
    thumbnail: np.ndarray | None = None
    estimate: np.ndarray | None = None

    @property
    def is_ended(self) -> bool:
        """Whether nothing more happens to the job."""
        return self.view is not None and self.view.state in ENDED

    @property
    def succeeded(self) -> bool:
        """Whether there is something to play."""
        return self.view is not None and self.view.state is JobState.SUCCEEDED

    @property
    def folder(self) -> Path | None:
        """Where the job's output lies on this machine."""
        if self.view is None or not self.view.result_dir:
            return None
        return Path(self.view.result_dir)

    @property
    def video(self) -> Path | None:
        """The video, or the first frame of a PNG sequence."""
        folder = self.folder
        if folder is None or self.figures is None:
            return None
        name = self.figures.files.get("video")
        if name and _is_inside(folder, folder / name):
            return folder / name
        frames = sorted((folder / "frames").glob("*.png"))
        return frames[0] if frames else None


def _is_inside(folder: Path, path: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


class ResultsModel:
    """Results by job id; `changed(job_id)` after each change, `reset` when the document changed."""

    def __init__(self) -> None:
        self._results: dict[str, RenderResult] = {}
        self.changed: Signal[str] = Signal()
        self.reset: Signal[()] = Signal()

    def load(self, job_ids: tuple[str, ...]) -> None:
        """Follow the jobs of another document."""
        self._results = {
            job_id: RenderResult(job_id, number=n) for n, job_id in enumerate(job_ids, 1)
        }
        self.reset.emit()

    def add(self, job_id: str, request: MotionRenderRequest | None = None) -> None:
        """Follow one more job; it is the next version."""
        number = 1 + max((result.number for result in self._results.values()), default=0)
        self._results.setdefault(job_id, RenderResult(job_id, number=number, request=request))
        self.changed.emit(job_id)

    def remove(self, job_id: str) -> None:
        """Follow a job no longer."""
        if self._results.pop(job_id, None) is not None:
            self.reset.emit()

    @property
    def job_ids(self) -> tuple[str, ...]:
        """All followed jobs, oldest first."""
        return tuple(self._results)

    def get(self, job_id: str) -> RenderResult | None:
        """One result, or None when the job is not followed."""
        return self._results.get(job_id)

    def __contains__(self, job_id: object) -> bool:
        return job_id in self._results

    def apply_job(self, view: JobView) -> bool:
        """Take over a job's state unless it is older than what is known; True when it is new."""
        known = self._results.get(view.job_id)
        if known is None or (known.view is not None and view.seq < known.view.seq):
            return False
        known_now = replace(known, view=view)
        if view.state is not JobState.RUNNING:
            known_now = replace(known_now, fraction=None, step=None, estimate=None)
        self._put(known_now)
        return known.view is None or known.view.state is not view.state

    def apply_progress(self, job_id: str, done: float, total: float, unit: str = "") -> None:
        """Take over progress."""
        known = self._results.get(job_id)
        if known is not None and total > 0 and not known.is_ended:
            step = (round(done), round(total)) if unit == "steps" else None
            self._put(replace(known, fraction=min(done / total, 0.99), step=step))

    def apply_figures(self, job_id: str, figures: MotionRenderResult) -> None:
        """Take over what was measured."""
        known = self._results.get(job_id)
        if known is not None:
            self._put(replace(known, figures=figures, fraction=1.0))

    def apply_request(self, job_id: str, request: MotionRenderRequest) -> None:
        """Take over what was asked for."""
        known = self._results.get(job_id)
        if known is not None:
            self._put(replace(known, request=request))

    def apply_thumbnail(
        self, job_id: str, rgb: np.ndarray, estimate: np.ndarray | None = None
    ) -> None:
        """Take over a frame as the card's picture; with `estimate`, its whole, it is not final."""
        known = self._results.get(job_id)
        if known is None:
            return
        changed = replace(known, thumbnail=rgb, is_estimate=estimate is not None)
        if estimate is not None and not known.is_ended:
            changed = replace(changed, estimate=estimate)
        self._put(changed)

    def _put(self, result: RenderResult) -> None:
        self._results[result.job_id] = result
        self.changed.emit(result.job_id)


def read_figures(folder: Path) -> MotionRenderResult | None:
    """What a finished job measured, from its `result.json`; None where it cannot be read."""
    path = folder / "result.json"
    try:
        if path.stat().st_size > MAX_RESULT_BYTES:
            return None
        return msgspec.json.decode(path.read_bytes(), type=MotionRenderResult)
    except (OSError, msgspec.DecodeError):
        return None
