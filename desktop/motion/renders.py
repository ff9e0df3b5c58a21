"""Render jobs of this document: submitted, followed, read back when they end."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from desktop.core.link import Link
from desktop.motion.background import Background
from desktop.motion.document import MotionDocument
from desktop.motion.exports import export_frames, export_video
from desktop.motion.pictures import to_image
from desktop.motion.render_request import TASK, PreparedRender, prepare_render
from desktop.motion.results_model import ResultsModel, read_figures
from desktop.motion.video_frames import decode_frames
from shared.errors import AppError
from shared.ids import new_job_id
from shared.jobs import JobState, JobView
from shared.motion.picture import resize_picture
from shared.protocol.frames import Blob
from shared.protocol.messages import JobPartial, JobProgress
from shared.tasks.motion import MotionRenderResult

THUMBNAIL_WIDTH_PX = 224
THUMBNAIL_EVERY_S = 0.25


class RenderSession(QObject):
    """Joins the link to the results of the open document.

    Attributes
    ----------
    submitted : Signal of str
        A job is in the worker's queue.
    finished : Signal of str
        A job's figures were read.
    decoded : Signal of (frames, fps)
        A result is ready to be played: a list of QImage.
    exported : Signal of Path
    failed : Signal of AppError
    """

    submitted = Signal(str)
    finished = Signal(str)
    decoded = Signal(object, float)
    exported = Signal(object)
    failed = Signal(object)

    def __init__(
        self, link: Link, results: ResultsModel, folder: Path, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._link, self._results, self._folder = link, results, folder
        self._background = Background("motion-results", self)
        self._thumbnail_at: dict[str, float] = {}
        self._connections = [
            link.job_changed.connect(self._job_changed),
            link.progress.connect(self._progress),
            link.partial.connect(self._partial),
        ]

    @property
    def is_busy(self) -> bool:
        """Whether files are being written, read or decoded."""
        return self._background.is_busy

    def close(self) -> None:
        """Let go of the link and the thread."""
        for disconnect in self._connections:
            disconnect()
        self._background.close()

    # --- submit ---------------------------------------------------------------------------------

    def render(self, document: MotionDocument, title: str) -> None:
        """Send the document to the worker; a card appears at once."""
        if document.picture is None:
            return
        job_id = new_job_id()
        self._background.run(
            lambda: prepare_render(document, self._folder / job_id),
            lambda prepared: self._submit(prepared, job_id, title),
            self.failed.emit,
        )

    def _submit(self, prepared: PreparedRender, job_id: str, title: str) -> None:
        self._results.add(job_id)
        future = self._link.submit(TASK, prepared.request, title=title[:200], job_id=job_id)

        def accepted(_: object) -> None:
            self._background.run(prepared.discard)
            self.submitted.emit(job_id)

        def refused(error: AppError) -> None:
            self._background.run(prepared.discard)
            self._results.remove(job_id)
            self.failed.emit(error)

        self._link.then(future, accepted, refused)

    def cancel(self, job_id: str) -> None:
        """Stop a render."""
        self._link.then(self._link.cancel(job_id), failed=self.failed.emit)

    def retry(self, job_id: str) -> None:
        """Run a failed or stopped render again."""
        self._link.then(self._link.retry(job_id), failed=self.failed.emit)

    # --- follow ---------------------------------------------------------------------------------

    def _job_changed(self, view: JobView) -> None:
        if view.job_id not in self._results:
            return
        self._results.apply_job(view)
        result = self._results.get(view.job_id)
        if view.state is JobState.SUCCEEDED and result is not None and result.figures is None:
            self.read(view.job_id)

    def _progress(self, message: JobProgress) -> None:
        self._results.apply_progress(message.job_id, message.done, message.total)

    def _partial(self, message: JobPartial, blobs: list[Blob]) -> None:
        job_id = message.job_id
        now = time.monotonic()
        if job_id not in self._results or message.kind != "frame" or not blobs:
            return
        if now - self._thumbnail_at.get(job_id, 0.0) < THUMBNAIL_EVERY_S:
            return
        self._thumbnail_at[job_id] = now
        blob = blobs[0]
        self._background.run(
            lambda: _thumbnail_of(blob),
            lambda rgb: self._results.apply_thumbnail(job_id, rgb) if rgb is not None else None,
        )

    def read(self, job_id: str) -> None:
        """Read what a finished job measured, and a frame of it."""
        result = self._results.get(job_id)
        folder = result.folder if result is not None else None
        if folder is None:
            return

        def take(figures: MotionRenderResult | None) -> None:
            if figures is None:
                self.failed.emit(AppError("missing_file", file=str(folder / "result.json")))
                return
            self._results.apply_figures(job_id, figures)
            self._read_thumbnail(job_id)
            self.finished.emit(job_id)

        self._background.run(lambda: read_figures(folder), take, self.failed.emit)

    def _read_thumbnail(self, job_id: str) -> None:
        result = self._results.get(job_id)
        video = result.video if result is not None else None
        if result is None or video is None or result.thumbnail is not None:
            return
        self._background.run(
            lambda: _middle(decode_frames(video, THUMBNAIL_WIDTH_PX)),
            lambda rgb: self._results.apply_thumbnail(job_id, rgb),
        )

    # --- results --------------------------------------------------------------------------------

    def play(self, job_id: str) -> None:
        """Decode a result; `decoded` follows."""
        result = self._results.get(job_id)
        video = result.video if result is not None else None
        figures = result.figures if result is not None else None
        if video is None or figures is None:
            return
        self._background.run(
            lambda: [to_image(rgb) for rgb in decode_frames(video)],
            lambda frames: self.decoded.emit(frames, figures.fps),
            self.failed.emit,
        )

    def export_video(self, job_id: str, target: Path) -> None:
        """Copy a result's video; `exported` or `failed` follows."""
        result = self._results.get(job_id)
        if result is not None:
            self._background.run(
                lambda: export_video(result, target), self.exported.emit, self.failed.emit
            )

    def export_frames(self, job_id: str, folder: Path) -> None:
        """Write a result's frames as PNG; `exported` or `failed` follows."""
        result = self._results.get(job_id)
        if result is not None:
            self._background.run(
                lambda: export_frames(result, folder), self.exported.emit, self.failed.emit
            )


def _thumbnail_of(blob: Blob) -> np.ndarray | None:
    if not isinstance(blob, np.ndarray) or blob.dtype != np.uint8:
        return None
    if blob.ndim != 3 or blob.shape[2] != 3:
        return None
    array: np.ndarray = blob
    height, width = array.shape[:2]
    if width <= THUMBNAIL_WIDTH_PX:
        return array.copy()
    return resize_picture(array, THUMBNAIL_WIDTH_PX, max(1, height * THUMBNAIL_WIDTH_PX // width))


def _middle(frames: list[np.ndarray]) -> np.ndarray:
    return frames[len(frames) // 2]
