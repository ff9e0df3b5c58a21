"""Render jobs of this document: submitted, followed, read back when they end."""

from __future__ import annotations

import logging
import time
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from desktop.core.link import Link
from desktop.core.observable import Observable
from desktop.motion.backend_choices import BackendChoice, backend_choices, unknown_choices
from desktop.motion.document import MotionDocument
from desktop.motion.pictures import to_image
from desktop.motion.render_request import TASK, PreparedRender, prepare_render
from desktop.motion.restoring import Origin, read_origin
from desktop.motion.results_model import RenderResult, ResultsModel, read_figures
from desktop.motion.video_frames import MAX_WIDTH_PX, decode_frames, fitted
from desktop.widgets.background import Background
from shared.errors import AppError
from shared.ids import new_job_id
from shared.jobs import JobState, JobView
from shared.motion.backends import BackendName
from shared.protocol.frames import Blob
from shared.protocol.link import LinkState
from shared.protocol.messages import JobPartial, JobProgress, Models
from shared.tasks.motion import MotionRenderResult

log = logging.getLogger(__name__)
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
    choices : Observable
        What each backend needs to run, as the worker says.
    decoded : Signal of (frames, fps)
        A result is ready to be played: a list of QImage.
    compared : Signal of (pair, frames, fps)
        Two versions are ready to be compared: their ids, and a list of QImage for each.
    failed : Signal of AppError
    """

    submitted = Signal(str)
    finished = Signal(str)
    decoded = Signal(object, float)
    compared = Signal(object, object, float)
    failed = Signal(object)

    def __init__(
        self, link: Link, results: ResultsModel, folder: Path, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._link, self._results, self._folder = link, results, folder
        self._background = Background("motion-results", self)
        self._thumbnail_at: dict[str, float] = {}
        self._was_ready = False
        self.choices: Observable[dict[BackendName, BackendChoice]] = Observable(unknown_choices())
        self._connections = [
            link.state_changed.connect(self._link_changed),
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

    # --- what can run -----------------------------------------------------------------------------

    def _link_changed(self, state: LinkState) -> None:
        ready = state.state == "ready"
        if ready and not self._was_ready:
            self.ask_models()
        self._was_ready = ready

    def refresh_models(self) -> None:
        """Ask again, as a model may have been added from the command line."""
        if self._was_ready:
            self.ask_models()

    def ask_models(self) -> None:
        """Ask the worker which backends can run; `choices` follows."""

        def take(answer: Models) -> None:
            self.choices.value = backend_choices(answer.models, answer.backends)

        def older_worker(error: AppError) -> None:
            log.info("the worker does not list its models: %s", error)

        self._link.then(self._link.models(), take, older_worker)

    # --- submit ---------------------------------------------------------------------------------

    def render(self, document: MotionDocument, title: str) -> str | None:
        """Send the document to the worker; a card appears at once. The job's id, if any."""
        if document.picture is None:
            return None
        job_id = new_job_id()
        self._background.run(
            lambda: prepare_render(document, self._folder / job_id),
            lambda prepared: self._submit(prepared, job_id, title),
            self.failed.emit,
        )
        return job_id

    def _submit(self, prepared: PreparedRender, job_id: str, title: str) -> None:
        self._results.add(job_id, prepared.request)
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
        self._results.apply_progress(message.job_id, message.done, message.total, message.unit)

    def _partial(self, message: JobPartial, blobs: list[Blob]) -> None:
        job_id = message.job_id
        now = time.monotonic()
        if job_id not in self._results or message.kind != "frame" or not blobs:
            return
        if now - self._thumbnail_at.get(job_id, 0.0) < THUMBNAIL_EVERY_S:
            return
        self._thumbnail_at[job_id] = now
        blob, is_estimate = blobs[0], message.meta.get("final") is False

        def take(pictures: tuple[np.ndarray, np.ndarray] | None) -> None:
            if pictures is not None:
                whole, thumbnail = pictures
                self._results.apply_thumbnail(job_id, thumbnail, whole if is_estimate else None)

        self._background.run(lambda: _pictures_of(blob), take)

    def read(self, job_id: str) -> None:
        """Read what a finished job measured, and a frame of it."""
        result = self._results.get(job_id)
        folder = result.folder if result is not None else None
        if folder is None:
            return

        def take(found: tuple[MotionRenderResult | None, Origin | None]) -> None:
            figures, origin = found
            if origin is not None:
                self._results.apply_request(job_id, origin.request)
            if figures is None:
                self.failed.emit(AppError("missing_file", file=str(folder / "result.json")))
                return
            self._results.apply_figures(job_id, figures)
            self._read_thumbnail(job_id)
            self.finished.emit(job_id)

        def read_both() -> tuple[MotionRenderResult | None, Origin | None]:
            return read_figures(folder), read_origin(folder / "result.json")

        self._background.run(read_both, take, self.failed.emit)

    def _read_thumbnail(self, job_id: str) -> None:
        result = self._results.get(job_id)
        video = result.video if result is not None else None
        known = result is not None and result.thumbnail is not None and not result.is_estimate
        if result is None or video is None or known:
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

    def compare(self, pair: tuple[str, str], still: np.ndarray) -> None:
        """Decode two versions; `compared` follows. An id that is no result stands for `still`."""
        sides = [self._results.get(job_id) for job_id in pair]
        known = [side.figures for side in sides if side is not None and side.figures is not None]
        fps = known[-1].fps if known else 12.0

        def decode() -> list[list[QImage]]:
            return [_side_frames(side, still) for side in sides]

        self._background.run(
            decode,
            lambda frames: self.compared.emit(pair, frames, fps),
            self.failed.emit,
        )


def _pictures_of(blob: Blob) -> tuple[np.ndarray, np.ndarray] | None:
    """A frame that came over the link, whole and as a thumbnail; None where it is no picture."""
    if not isinstance(blob, np.ndarray) or blob.dtype != np.uint8:
        return None
    if blob.ndim != 3 or blob.shape[2] != 3:
        return None
    whole: np.ndarray = blob.copy()
    return whole, fitted(whole, THUMBNAIL_WIDTH_PX)


def _side_frames(side: RenderResult | None, still: np.ndarray) -> list[QImage]:
    if side is None:
        return [to_image(fitted(still, MAX_WIDTH_PX))]
    if side.video is None:
        raise AppError("missing_file", file=side.job_id)
    return [to_image(rgb) for rgb in decode_frames(side.video)]


def _middle(frames: list[np.ndarray]) -> np.ndarray:
    return frames[len(frames) // 2]
