"""Which estimate of a render that is sampling stands on the canvas in the preview's place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desktop.core.observable import Observable
from desktop.motion.document import MotionDocument
from desktop.motion.model import MotionModel
from desktop.motion.results_model import RenderResult, ResultsModel


@dataclass(frozen=True, eq=False)
class Estimate:
    """A frame that sampling will still change.

    Attributes
    ----------
    rgb : np.ndarray
        uint8 [h, w, 3].
    step : tuple of int or None
        The sampling step that is done and their number, where the backend counts them.
    """

    rgb: np.ndarray
    step: tuple[int, int] | None


class LiveEstimate:
    """Follows the renders of the document as it is.

    An estimate gives way to an edit, to a preview that plays, to another view, and for good to a
    play-head that is moved: what the person looks for is then in the preview. An undo back to what
    is being rendered brings it back.

    Attributes
    ----------
    shown : Observable of Estimate or None
    """

    def __init__(self, model: MotionModel, results: ResultsModel) -> None:
        self._model, self._results = model, results
        self._documents: dict[str, MotionDocument] = {}
        self._is_playing = False
        self.shown: Observable[Estimate | None] = Observable(None)
        self._connections = [
            results.changed.connect(lambda _: self._choose()),
            results.reset.connect(self._choose),
            model.document_changed.connect(lambda _: self._choose()),
            model.view.changed.connect(lambda _: self._choose()),
            model.frame.changed.connect(lambda _: self._frame_changed()),
        ]

    def release(self) -> None:
        """Let go of the model and the results."""
        for disconnect in self._connections:
            disconnect()

    def follow(self, job_id: str, document: MotionDocument) -> None:
        """A job renders this document."""
        self._documents[job_id] = document

    def set_playing(self, playing: bool) -> None:
        """The preview plays, or rests."""
        self._is_playing = playing
        self._choose()

    def _frame_changed(self) -> None:
        if not self._is_playing:
            self._documents.clear()
            self._choose()

    def _choose(self) -> None:
        found = self._newest()
        if found is None or found.estimate is None:
            self.shown.value = None
            return
        shown = self.shown.value
        if shown is None or shown.rgb is not found.estimate or shown.step != found.step:
            self.shown.value = Estimate(found.estimate, found.step)

    def _newest(self) -> RenderResult | None:
        if self._is_playing or self._model.view.value != "warp":
            return None
        for job_id in reversed(self._results.job_ids):
            result = self._results.get(job_id)
            rendered = self._documents.get(job_id)
            if result is not None and rendered is self._model.document and not result.is_ended:
                return result
        return None
