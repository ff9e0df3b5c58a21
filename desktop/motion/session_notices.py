"""What the sessions of a workspace tell the person: one sentence for each thing that happened."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.motion.documents import DocumentSession
from desktop.motion.export_session import ExportSession
from desktop.motion.file_actions import FileActions
from desktop.motion.restore_session import RestoreSession
from desktop.widgets.words import error_words
from shared.errors import AppError


class SessionNotices(QObject):
    """Turns signals into sentences.

    Attributes
    ----------
    said : Signal of (severity, sentence)
    """

    said = Signal(str, str)

    def __init__(
        self,
        documents: DocumentSession,
        exports: ExportSession,
        restores: RestoreSession,
        files: FileActions,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        documents.saved.connect(self._saved)
        exports.exported.connect(self._exported)
        restores.restored.connect(self._restored)
        restores.picture_missing.connect(self._picture_missing)
        files.imported.connect(self._imported)

    def say_failure(self, error: AppError) -> None:
        """Something went wrong."""
        self.said.emit("error", error_words(error))

    def _saved(self, path: Path) -> None:
        self.said.emit("good", self.tr("Saved {name}").format(name=path.name))

    def _exported(self, path: Path) -> None:
        self.said.emit("good", self.tr("Exported {name}").format(name=path.name))

    def _restored(self, _: object) -> None:
        self.said.emit("good", self.tr("The version's drags and settings are back."))

    def _picture_missing(self) -> None:
        words = self.tr(
            "The original picture is not on this computer; the first frame stands in for it."
        )
        self.said.emit("warning", words)

    def _imported(self, count: int) -> None:
        self.said.emit("good", self.tr("{count} layers were added.").format(count=count))
