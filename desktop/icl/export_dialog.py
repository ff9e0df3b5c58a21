"""Export of the prompt: eight formats, each seen before it is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.icl.words import translate
from desktop.widgets.controls import button, label, name
from desktop.widgets.theme import Theme
from desktop.widgets.words import error_words
from shared.errors import AppError, file_error
from shared.icl.exported import ExportedPrompt
from shared.icl.exports import FORMATS, export


def format_words(name: str) -> str:
    """What an export format is called."""
    return {
        "plain": translate("Icl", "Plain text"),
        "json": translate("Icl", "JSON with ids, scores and hashes"),
        "messages": translate("Icl", "OpenAI messages"),
        "dspy": translate("Icl", "DSPy demos"),
        "langchain": translate("Icl", "LangChain few-shot prompt"),
        "lmops": translate("Icl", "LMOps prompts"),
        "promptfoo": translate("Icl", "promptfoo test"),
        "csv": translate("Icl", "CSV table"),
    }.get(name, name)


class ExportDialog(QDialog):
    """Formats at the left, the file's text at the right."""

    def __init__(
        self,
        prompt: ExportedPrompt,
        theme: Theme,
        notice: Callable[[str, str], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._prompt, self._notice = prompt, notice
        self.setWindowTitle(translate("Icl", "Export the prompt"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(theme.px(760), theme.px(460))
        self.formats = QListWidget()
        name(self.formats, translate("Icl", "Format"))
        self.formats.setStyleSheet("QListWidget::item { padding: 6px 8px; }")
        self.formats.setFixedWidth(theme.px(240))
        for one in FORMATS:
            item = QListWidgetItem(format_words(one))
            item.setData(Qt.ItemDataRole.UserRole, one)
            self.formats.addItem(item)
        self.formats.currentRowChanged.connect(lambda _: self._show())
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(theme.px(12))
        self.text.setFont(font)
        name(self.text, translate("Icl", "The file's text"))
        self._lay_out()
        self.formats.setCurrentRow(0)

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self.formats)
        middle.addWidget(self.text, 1)
        self.save = button(
            translate("Icl", "Save…"), translate("Icl", "Write the file"), self._save, "primary"
        )
        self.copy = button(
            translate("Icl", "Copy"), translate("Icl", "Put the text on the clipboard"), self._copy
        )
        close = button(translate("Icl", "Close"), translate("Icl", "Close"), self.reject)
        ends = QHBoxLayout()
        ends.setSpacing(8)
        ends.addWidget(
            label(translate("Icl", "Every format can be read back to the letter."), "muted")
        )
        ends.addStretch(1)
        for widget in (close, self.copy, self.save):
            ends.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addLayout(middle, 1)
        column.addLayout(ends)

    @property
    def format(self) -> str:
        """Name of the chosen format."""
        return str(self.formats.currentItem().data(Qt.ItemDataRole.UserRole))

    def _show(self) -> None:
        try:
            self.text.setPlainText(FORMATS[self.format].write([self._prompt]).decode())
            enabled = True
        except AppError as error:
            self.text.setPlainText(error_words(error))
            enabled = False
        if hasattr(self, "save"):
            for widget in (self.save, self.copy):
                widget.setEnabled(enabled)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self._notice("good", translate("Icl", "Copied."))

    def _save(self) -> None:
        suffix = FORMATS[self.format].suffix
        file, _ = QFileDialog.getSaveFileName(
            self, translate("Icl", "Save the prompt"), f"prompt{suffix}", f"*{suffix}"
        )
        if file:
            self.write(Path(file))

    def write(self, path: Path) -> None:
        """Write the file and close."""
        try:
            export(path, [self._prompt], self.format)
        except AppError as error:
            self._notice("error", error_words(error))
            return
        except OSError as error:
            known = file_error(error, path) or AppError("bad_request", reason=f"{path}: {error}.")
            self._notice("error", error_words(known))
            return
        self._notice("good", translate("Icl", "Saved {name}.").format(name=path.name))
        self.accept()
