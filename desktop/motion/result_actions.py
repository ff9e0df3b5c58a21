"""What can be done with a result: play, compare, export, put its settings back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.motion.compare_page import ORIGINAL
from desktop.motion.export_dialog import PREVIEW, ExportDialog
from desktop.motion.export_session import ExportSession
from desktop.motion.export_source import ExportSource
from desktop.motion.exports import KINDS, ExportId
from desktop.motion.model import MotionModel
from desktop.motion.renders import RenderSession
from desktop.motion.restore_session import RestoreSession
from desktop.motion.restoring import Origin, read_origin
from desktop.motion.result_card import CardActions
from desktop.motion.results_model import ResultsModel
from desktop.widgets.background import Background
from shared.errors import AppError


class ResultActions(QObject):
    """Joins the cards to the sessions that do the work.

    Attributes
    ----------
    failed : Signal of AppError
    """

    failed = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        model: MotionModel,
        results: ResultsModel,
        renders: RenderSession,
        restores: RestoreSession,
        exports: ExportSession,
        suggest: Callable[[str], Path],
    ) -> None:
        super().__init__(parent)
        self._parent, self._model, self._results = parent, model, results
        self._renders, self._restores, self._exports = renders, restores, exports
        self._suggest = suggest
        self._background = Background("motion-origins", self)
        self._playing = ORIGINAL
        self.dialog: ExportDialog | None = None

    @property
    def is_busy(self) -> bool:
        """Whether something is being read or exported."""
        return self._background.is_busy or self._exports.is_busy

    def close(self) -> None:
        """Let go of the thread and of the dialog."""
        if self.dialog is not None:
            self.dialog.close()
        self._background.close()

    def for_cards(self) -> CardActions:
        """What a card can start."""
        return CardActions(
            play=self.play,
            compare=self.compare,
            save=self.export_video,
            export=self.show_formats,
            use_settings=self.use_settings,
            reveal=self.reveal,
            cancel=self._renders.cancel,
            retry=self._renders.retry,
            remove=self._results.remove,
        )

    def play(self, job_id: str) -> None:
        """Play a result in the canvas."""
        self._playing = job_id
        self._renders.play(job_id)

    def compare(self, job_id: str) -> None:
        """Compare a result with the one that played before, else another one, else the picture."""
        others = [
            other
            for other in reversed(self._results.job_ids)
            if other != job_id
            and (result := self._results.get(other)) is not None
            and result.succeeded
        ]
        chosen = self._playing if self._playing in others else (others or [ORIGINAL])[0]
        self.compare_pair(chosen, job_id)

    def compare_pair(self, left: str, right: str) -> None:
        """Compare two versions; `RenderSession.compared` follows."""
        if self._model.pixels is not None:
            self._renders.compare((left, right), self._model.pixels)

    def use_settings(self, job_id: str) -> None:
        """Put a result's drags and settings into the document, as one undo step."""
        result = self._results.get(job_id)
        folder = result.folder if result is not None else None
        if folder is None:
            return
        path = folder / "result.json"

        def take(origin: Origin | None) -> None:
            if origin is None:
                self.failed.emit(AppError("missing_file", file=str(path)))
            else:
                self._restores.use_settings(self._model.document, origin)

        self._background.run(lambda: read_origin(path), take, self.failed.emit)

    def export_video(self, job_id: str) -> None:
        """Ask where to and copy a result's video there; frames for a PNG sequence."""
        result = self._results.get(job_id)
        if result is None or result.video is None or self._model.pixels is None:
            return
        suffix = result.video.suffix
        kind: ExportId = next((k.id for k in KINDS.values() if k.suffix == suffix), "png")
        if KINDS[kind].takes != "video":
            kind = "png"
        wanted = KINDS[kind].suffix
        words = self.tr("Video ({pattern})").format(pattern=f"*{wanted}") if wanted else ""
        name, _ = QFileDialog.getSaveFileName(
            self._parent, self.tr("Save the video"), str(self._suggest(wanted or " frames")), words
        )
        if not name:
            return
        target = Path(name)
        if wanted and target.suffix.lower() != wanted:
            target = target.with_name(target.name + wanted)
        source = ExportSource(self._model.document, self._model.pixels, result)
        self._exports.start(kind, source, target)

    def show_formats(self, job_id: str = PREVIEW, kind: ExportId = "mp4") -> None:
        """Open the dialog of all formats; an empty id exports the preview."""
        if self._model.pixels is None:
            return
        if self.dialog is not None:
            self.dialog.close()
        dialog = ExportDialog(
            self._parent, self._model, self._results, self._exports, self._suggest
        )
        dialog.choose(kind, job_id or self._newest())

        def gone() -> None:
            if self.dialog is dialog:
                self.dialog = None
            dialog.deleteLater()

        self.dialog = dialog
        dialog.finished.connect(lambda _: gone())
        dialog.show()

    def _newest(self) -> str:
        finished = [
            job_id
            for job_id in self._results.job_ids
            if (result := self._results.get(job_id)) is not None and result.figures is not None
        ]
        return finished[-1] if finished else PREVIEW

    def reveal(self, job_id: str) -> None:
        """Show a result's folder in the file manager."""
        result = self._results.get(job_id)
        if result is not None and result.folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(result.folder)))
