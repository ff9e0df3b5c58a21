"""Which file to open or save: what the person is asked, and what became of the last ones."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from desktop.core.settings import SettingsStore
from desktop.motion.arrivals import TRACK_SUFFIXES, VIDEO_SUFFIXES
from desktop.motion.documents import DocumentSession
from desktop.motion.imports import PICTURE_SUFFIXES
from desktop.motion.project_file import SUFFIX

SAMPLES_DIR = Path(__file__).resolve().parents[2] / "resources" / "samples" / "motion"
Answer = Literal["save", "discard", "cancel"]


class FilePrompts(QObject):
    """Asks for files, and about changes that would be lost.

    Attributes
    ----------
    chosen : Signal of Path
        What the person wants opened.
    trouble : Signal of str
        A sentence about a file that stays in the way.
    ask_save : Callable
        Asks whether to save first.
    """

    chosen = Signal(object)
    trouble = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        documents: DocumentSession,
        settings: SettingsStore,
        flush: Callable[[], object],
    ) -> None:
        super().__init__(parent)
        self._parent, self._documents, self._settings = parent, documents, settings
        self._flush = flush
        self.ask_save: Callable[[], Answer] = self._ask_save

    # --- what would be lost ---------------------------------------------------------------------

    def may_leave(self, then: Callable[[], object]) -> bool:
        """Whether the open document may be left now; when it is saved first, `then` follows."""
        self._flush()
        if not self._documents.is_modified:
            return True
        answer = self.ask_save()
        if answer == "discard":
            return True
        if answer == "save":
            self.save(then)
        return False

    def _ask_save(self) -> Answer:
        box = QMessageBox(self._parent.window())
        box.setIcon(QMessageBox.Icon.Question)
        question = self.tr("Save the changes to {name}?")
        box.setText(question.format(name=self._documents.name))
        box.setInformativeText(self.tr("Without saving they are lost."))
        save = box.addButton(self.tr("Save"), QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton(self.tr("Don't save"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(save)
        box.exec()
        if box.clickedButton() is save:
            return "save"
        return "discard" if box.clickedButton() is discard else "cancel"

    # --- open and save --------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for a picture or a project; `chosen` follows."""
        known = (SUFFIX, *PICTURE_SUFFIXES, *VIDEO_SUFFIXES, *TRACK_SUFFIXES)
        patterns = " ".join(f"*{suffix}" for suffix in known)
        kinds = self.tr("Pictures, projects, videos, tracks ({patterns})").format(patterns=patterns)
        folder = str(self._folder())
        name, _ = QFileDialog.getOpenFileName(self._parent, self.tr("Open"), folder, kinds)
        if name:
            self.chosen.emit(Path(name))

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Save to the document's file, asking for one the first time."""
        self._flush()
        if self._documents.path is None:
            self.save_as(then)
        else:
            self._documents.save(self._documents.path, then)

    def save_as(self, then: Callable[[], object] | None = None) -> None:
        """Ask for a file and save to it."""
        suggestion = str(self.suggested(SUFFIX))
        kinds = self.tr("Vitrine projects ({pattern})").format(pattern=f"*{SUFFIX}")
        name, _ = QFileDialog.getSaveFileName(self._parent, self.tr("Save as"), suggestion, kinds)
        if name:
            self._documents.save(Path(name), then)

    def suggested(self, suffix: str) -> Path:
        """Where a file made of the document would go."""
        name = re.sub(r"[^\w. -]", "_", self._documents.name) or "motion"
        return self._folder() / f"{name}{suffix}"

    def _folder(self) -> Path:
        if self._documents.path is not None:
            return self._documents.path.parent
        recent = self._settings.value.recent
        return Path(recent[0]).parent if recent else Path.home()

    # --- samples and lost work ------------------------------------------------------------------

    def sample_folder(self) -> Path | None:
        """The first sample, or None where none is installed."""
        folders = sorted(SAMPLES_DIR.glob("*/picture.*")) if SAMPLES_DIR.is_dir() else []
        return folders[0].parent if folders else None

    def open_sample(self) -> None:
        """Open the first sample; `chosen` follows."""
        folder = self.sample_folder()
        if folder is not None:
            self.chosen.emit(folder)

    def has_lost_work(self) -> bool:
        """Whether there is unsaved work of a window that is gone."""
        return bool(self._documents.recoverable())

    def recover(self) -> None:
        """Open the newest unsaved work of a window that is gone."""
        found = self._documents.recoverable()
        if found:
            self._documents.open(found[0], recovered=True)

    def discard_recoverable(self) -> None:
        """Delete unsaved work of windows that are gone."""
        for path in self._documents.recoverable():
            try:
                path.unlink()
            except OSError as error:
                self.trouble.emit(f"{path}: {os.strerror(error.errno or 0)}")
