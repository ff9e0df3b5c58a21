"""The dialog of all export formats: what each is for, where it goes, how far it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from desktop.motion.export_session import ExportSession
from desktop.motion.export_source import ExportSource, masked_layers
from desktop.motion.export_words import format_summary, format_title
from desktop.motion.exports import KINDS, ExportId, ExportKind, obstacle
from desktop.motion.labels import layer_name
from desktop.motion.model import MotionModel
from desktop.motion.results_model import ResultsModel
from desktop.widgets.controls import button, label, name
from desktop.widgets.sentence_items import SENTENCE_ROLE, SentenceDelegate

WIDTH_PX, HEIGHT_PX = 520, 560
PREVIEW = ""


class ExportDialog(QDialog):
    """Stays open while it exports; closing it stops nothing."""

    def __init__(
        self,
        parent: QWidget,
        model: MotionModel,
        results: ResultsModel,
        session: ExportSession,
        suggest: Callable[[str], Path],
    ) -> None:
        super().__init__(parent)
        self._model, self._results, self._session = model, results, session
        self._suggest = suggest
        self.setWindowTitle(self.tr("Export"))
        self.resize(WIDTH_PX, HEIGHT_PX)
        self.formats = QListWidget()
        self.formats.setItemDelegate(SentenceDelegate(WIDTH_PX - 64, self.formats))
        name(self.formats, self.tr("Format"))
        self.source, self.layer = QComboBox(), QComboBox()
        name(self.source, self.tr("What is exported"))
        name(self.layer, self.tr("Which masked layer is exported"))
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        name(self.progress, self.tr("Progress of the export"))
        self.export_button = button(
            self.tr("Export…"), self.tr("Choose where to, and export"), self._export, "primary"
        )
        self.stop_button = button(
            self.tr("Stop"), self.tr("Stop exporting; nothing is left behind"), session.stop
        )
        self.close_button = button(self.tr("Close"), self.tr("Close this window"), self.close)
        self._lay_out()
        self._fill()
        self.formats.currentItemChanged.connect(lambda *_: self._choose())
        session.progress.connect(self._show_progress)
        session.ended.connect(self._ended)
        self._choose()

    def _lay_out(self) -> None:
        self._chooser = QWidget()
        row = QHBoxLayout(self._chooser)
        row.setContentsMargins(0, 0, 0, 0)
        self._chooser_label = label("", "muted")
        row.addWidget(self._chooser_label)
        row.addWidget(self.source, 1)
        row.addWidget(self.layer, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.close_button)
        buttons.addStretch(1)
        buttons.addWidget(self.stop_button)
        buttons.addWidget(self.export_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(12)
        layout.addWidget(self.formats, 1)
        layout.addWidget(self._chooser)
        layout.addWidget(self.progress)
        layout.addLayout(buttons)

    def _fill(self) -> None:
        document = self._model.document
        for kind in KINDS.values():
            reason = obstacle(kind, document)
            item = QListWidgetItem(format_title(kind.id))
            sentence = format_summary(kind.id)
            item.setData(SENTENCE_ROLE, f"{sentence}\n{_obstacle(reason)}" if reason else sentence)
            item.setData(Qt.ItemDataRole.UserRole, kind.id)
            if reason:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
            self.formats.addItem(item)
        self.source.addItem(self.tr("The preview, as the drags are now"), PREVIEW)
        for job_id in self._results.job_ids:
            result = self._results.get(job_id)
            if result is not None and result.figures is not None:
                words = self.tr("Version {n}").format(n=result.number)
                self.source.insertItem(0, words, job_id)
        self.source.setCurrentIndex(0)
        for layer_id in masked_layers(document):
            layer = document.layer(layer_id)
            if layer is not None:
                self.layer.addItem(layer_name(layer), layer_id)
        self.formats.setCurrentRow(0)

    def choose(self, kind_id: ExportId, job_id: str = PREVIEW) -> None:
        """Select a format, and a result to export."""
        for row in range(self.formats.count()):
            if self.formats.item(row).data(Qt.ItemDataRole.UserRole) == kind_id:
                self.formats.setCurrentRow(row)
        index = self.source.findData(job_id)
        if index >= 0:
            self.source.setCurrentIndex(index)

    @property
    def kind(self) -> ExportKind:
        """The chosen format."""
        item = self.formats.currentItem() or self.formats.item(0)
        return KINDS[item.data(Qt.ItemDataRole.UserRole)]

    def _choose(self) -> None:
        takes = self.kind.takes
        self.source.setVisible(takes == "video")
        self.layer.setVisible(takes == "layer")
        self._chooser.setVisible(takes != "drags")
        self._chooser_label.setText(self.tr("Frames of") if takes == "video" else self.tr("Layer"))
        self._show_busy()

    def _show_busy(self) -> None:
        busy = self._session.is_busy
        self.export_button.setEnabled(not busy)
        self.stop_button.setVisible(busy)
        self.progress.setVisible(busy)

    def _export(self) -> None:
        kind, model = self.kind, self._model
        if model.pixels is None:
            return
        suggestion = self._suggest(kind.suffix or f" {kind.id}")
        words = f"{format_title(kind.id)} (*{kind.suffix})" if kind.suffix else ""
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Export"), str(suggestion), words)
        if not chosen:
            return
        target = Path(chosen)
        if kind.suffix and target.suffix.lower() != kind.suffix:
            target = target.with_name(target.name + kind.suffix)
        job_id = self.source.currentData() if kind.takes == "video" else PREVIEW
        source = ExportSource(
            model.document, model.pixels, self._results.get(job_id), self.layer.currentData()
        )
        self._session.start(kind.id, source, target)
        self.progress.setRange(0, 0)
        self._show_busy()

    def _show_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _ended(self) -> None:
        self._show_busy()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let go of the session, which goes on by itself."""
        self._session.progress.disconnect(self._show_progress)
        self._session.ended.disconnect(self._ended)
        super().closeEvent(event)


def _obstacle(reason: str) -> str:
    if reason == "no_mask":
        return QCoreApplication.translate("Motion", "Paint a mask on an object first.")
    return QCoreApplication.translate("Motion", "Draw a drag first.")
