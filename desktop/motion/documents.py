"""Opening, saving and recovering documents, off the GUI thread."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from desktop.motion.autosave import Autosave
from desktop.motion.imports import document_label, open_file
from desktop.motion.model import MotionModel
from desktop.motion.pictures import make_levels
from desktop.motion.project_file import SUFFIX, Project, write_project
from desktop.motion.results_model import ResultsModel
from desktop.widgets.background import Background
from shared.errors import AppError

log = logging.getLogger(__name__)
AUTOSAVE_MS = 4000
LoadedProject = tuple[Project, tuple[QImage, ...]]


class DocumentSession(QObject):
    """The open document's file.

    Attributes
    ----------
    opened : Signal of tuple of QImage
        Another picture is open; its sizes, largest first.
    failed : Signal of AppError
        Something could not be opened or saved; the document is as it was.
    named : Signal
        The document's name or whether it is modified may have changed.
    saved : Signal of Path
    """

    opened = Signal(object)
    failed = Signal(object)
    named = Signal()
    saved = Signal(object)
    busy_changed = Signal(bool)

    def __init__(
        self, model: MotionModel, results: ResultsModel, folder: Path, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._model, self._results = model, results
        self.path: Path | None = None
        self._background = Background("motion-files", self)
        self._autosave = Autosave(folder)
        self._dirty = self._forgotten = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AUTOSAVE_MS)
        self._timer.timeout.connect(self.autosave_now)
        self._connections = [
            model.document_changed.connect(self._document_changed),
            model.undo_stack.changed.connect(self.named.emit),
        ]

    @property
    def is_busy(self) -> bool:
        """Whether a file is being read or written."""
        return self._background.is_busy

    @property
    def is_modified(self) -> bool:
        """Whether closing would lose something."""
        return self._model.document.picture is not None and (
            self._model.undo_stack.is_modified or self._dirty
        )

    @property
    def name(self) -> str:
        """The document's name for the title."""
        return document_label(self._model.document, self.path)

    # --- open -----------------------------------------------------------------------------------

    def open(self, path: Path, *, recovered: bool = False) -> None:
        """Read a picture, a project or a sample folder; `opened` or `failed` follows."""
        self.busy_changed.emit(True)
        self._background.run(
            lambda: _load(path),
            lambda loaded: self._take(loaded, path, recovered),
            self._fail,
        )

    def open_project(self, project: Project) -> None:
        """Take a project that was made from something else; `opened` follows."""
        self.busy_changed.emit(True)
        self._background.run(
            lambda: (project, make_levels(project.pixels)),
            lambda loaded: self._show(loaded, None, dirty=False),
            self._fail,
        )

    def _take(self, loaded: LoadedProject, path: Path, recovered: bool) -> None:
        is_project = path.suffix.lower() == SUFFIX and path.is_file() and not recovered
        self._show(loaded, path if is_project else None, dirty=recovered)
        if recovered:
            self.autosave_now()
            with contextlib.suppress(OSError):
                path.unlink()

    def _show(self, loaded: LoadedProject, path: Path | None, *, dirty: bool) -> None:
        project, levels = loaded
        self.path = path
        self._autosave.discard()
        self._model.load(project.document, project.pixels)
        self._results.load(project.results)
        self._dirty = dirty
        self.opened.emit(levels)
        self.busy_changed.emit(False)
        self.named.emit()

    def _fail(self, error: AppError) -> None:
        self.busy_changed.emit(False)
        self.failed.emit(error)

    # --- save -----------------------------------------------------------------------------------

    def save(self, path: Path, done: Callable[[], object] | None = None) -> None:
        """Write the project; `saved` or `failed` follows."""
        document, results = self._model.document, self._results.job_ids
        if document.picture is None:
            return
        if path.suffix.lower() != SUFFIX:
            path = path.with_name(path.name + SUFFIX)

        def written(_: None) -> None:
            self.path = path
            if self._model.document is document:
                self._dirty = False
                self._model.undo_stack.mark_saved()
                self._timer.stop()
                self._autosave.discard()
            self.named.emit()
            self.saved.emit(path)
            if done is not None:
                done()

        self._background.run(lambda: write_project(path, document, results), written, self._fail)

    def mark_dirty(self) -> None:
        """Something outside the undo list changed, a new result for example."""
        self._dirty = True
        self._timer.start()
        self.named.emit()

    # --- recover --------------------------------------------------------------------------------

    def _document_changed(self, live: bool) -> None:
        if not live:
            self.named.emit()
            if self.is_modified:
                self._timer.start()

    def autosave_now(self) -> None:
        """Keep a copy of unsaved changes against a crash."""
        document, results = self._model.document, self._results.job_ids
        if document.picture is None or not self.is_modified:
            return
        try:
            path = self._autosave.claim()
        except OSError:
            return  # the document is still on screen; saving it will name the disk's trouble
        self._background.run(lambda: write_project(path, document, results))

    def recoverable(self) -> list[Path]:
        """Unsaved documents of windows that are gone, the newest first."""
        return self._autosave.orphans()

    def forget_changes(self) -> None:
        """The person chose to lose what is not saved."""
        self._forgotten = True

    def close(self) -> None:
        """Let go of the model, the timer and the thread; unsaved work stays to be recovered."""
        for disconnect in self._connections:
            disconnect()
        self._timer.stop()
        self._background.close()
        if self.is_modified and not self._forgotten:
            self._write_autosave()
        else:
            self._autosave.discard()
        self._autosave.release()

    def _write_autosave(self) -> None:
        try:
            write_project(self._autosave.claim(), self._model.document, self._results.job_ids)
        except (AppError, OSError) as error:
            log.error("unsaved work could not be kept: %s", error)


def _load(path: Path) -> LoadedProject:
    project = open_file(path)
    return project, make_levels(project.pixels)
