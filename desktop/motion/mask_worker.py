"""Runs the work on masks that takes longer than a frame of the screen."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.motion.document import Picture
from desktop.motion.mask import Mask
from desktop.motion.model import MotionModel
from desktop.motion.region_tools import MaskJob
from desktop.widgets.background import Background
from shared.errors import AppError


class MaskWorker(QObject):
    """Does a model's `mask_wanted` on the thread `motion-masks`, the outcome on the GUI thread.

    Attributes
    ----------
    waiting_changed : Signal of bool
        Whether something is being worked on.
    failed : Signal of AppError
    """

    waiting_changed = Signal(bool)
    failed = Signal(object)

    def __init__(self, model: MotionModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._background = Background("motion-masks", self)
        self._jobs: list[tuple[Picture | None, MaskJob]] = []
        self._disconnect = model.mask_wanted.connect(self._add)

    @property
    def is_busy(self) -> bool:
        """Whether something is being worked on."""
        return bool(self._jobs)

    def _add(self, job: MaskJob) -> None:
        # One after the other: each begins with the mask that the one before has made.
        self._jobs.append((self._model.document.picture, job))
        if len(self._jobs) == 1:
            self.waiting_changed.emit(True)
            self._run()

    def _run(self) -> None:
        _, job = self._jobs[0]
        layer = self._model.document.layer(job.layer_id)
        mask = layer.mask if layer is not None else None
        self._background.run(lambda: job.make(mask), self._done, self._failed)

    def _done(self, mask: Mask | None) -> None:
        picture, job = self._jobs[0]
        if self._model.document.picture is picture:
            self._model.take_mask(job, mask)
        self._go_on()

    def _failed(self, error: AppError) -> None:
        self.failed.emit(error)
        self._go_on()

    def _go_on(self) -> None:
        self._jobs.pop(0)
        if self._jobs:
            self._run()
        else:
            self.waiting_changed.emit(False)

    def close(self) -> None:
        """Finish what runs and deliver nothing more."""
        self._disconnect()
        self._background.close()
