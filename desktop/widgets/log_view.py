"""The log view: what the window and the worker's link reported, newest at the end."""

from __future__ import annotations

import logging
from datetime import datetime

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QFontDatabase
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.core.link import Dispatch
from desktop.core.logs import MAX_LINES, LogLine, Logs
from desktop.widgets.controls import IconButton, name
from desktop.widgets.theme import Theme

_LEVELS = (logging.INFO, logging.WARNING, logging.ERROR)


class LogView(QWidget):
    """Lines of at least the chosen level, with their time of day and source."""

    def __init__(self, theme: Theme, logs: Logs, post: Dispatch) -> None:
        super().__init__()
        self._theme, self._logs = theme, logs
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setMaximumBlockCount(MAX_LINES)
        self.text.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.level = QComboBox()
        self.level.addItems(["", "", ""])
        self.level.currentIndexChanged.connect(lambda _: self._refill())
        self.open_file = IconButton(theme, "ph.file-text", self._open_file)
        self.tools = QWidget()
        row = QHBoxLayout(self.tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.level)
        row.addWidget(self.open_file)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.text)
        logs.memory.on_line = lambda line: post(lambda: self._append(line))
        theme.changed.connect(self._restyle)
        self._restyle()
        self.retranslate()
        self._refill()

    def stop(self) -> None:
        """Take no more lines."""
        self._logs.memory.on_line = None

    def _restyle(self) -> None:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(self._theme.px(12))
        self.text.setFont(font)

    def retranslate(self) -> None:
        """Take all texts in the current language."""
        titles = (self.tr("Everything"), self.tr("Warnings"), self.tr("Errors"))
        for index, title in enumerate(titles):
            self.level.setItemText(index, title)
        name(self.level, self.tr("Show"), self.tr("Which lines are shown"))
        name(self.text, self.tr("Log"), self.tr("What happened so far; the newest line is last"))
        self.open_file.describe(self.tr("Open the log file"))

    def _refill(self) -> None:
        least = _LEVELS[self.level.currentIndex()]
        lines = [_line(line) for line in tuple(self._logs.memory.lines) if line.level >= least]
        self.text.setPlainText("\n".join(lines))
        bar = self.text.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _append(self, line: LogLine) -> None:
        if line.level >= _LEVELS[self.level.currentIndex()]:
            self.text.appendPlainText(_line(line))

    def _open_file(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._logs.path)))


def _line(line: LogLine) -> str:
    clock = datetime.fromtimestamp(line.time_s).strftime("%H:%M:%S")
    text = f"{clock}  {logging.getLevelName(line.level):<8}{line.source}: {line.text}"
    return f"{text}\n{line.detail}" if line.detail else text
