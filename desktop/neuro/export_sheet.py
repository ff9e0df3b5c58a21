"""How a recording becomes EDF, FIF or BIDS: the command, ready to be copied."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.widgets.controls import Paragraph, button, label, name

WIDTH_PX = 520
FORMATS = ("edf", "fif", "bids")


class ExportSheet(QDialog):
    """Shows one command."""

    def __init__(self, parent: QWidget, path: Path, copy: Callable[[str], object]) -> None:
        super().__init__(parent)
        self._path, self._copy = path, copy
        self.setWindowTitle(self.tr("Export the recording"))
        text = Paragraph(WIDTH_PX - 48)
        text.setText(
            self.tr(
                "Recordings are XDF files, with everything as it was received. This command makes "
                "a copy in another format; the recording itself stays as it is."
            )
        )
        self.kind = QComboBox()
        for kind, title in zip(
            FORMATS,
            (self.tr("EDF, 16 bits"), self.tr("FIF, for MNE-Python"), self.tr("BIDS-EEG folder")),
            strict=True,
        ):
            self.kind.addItem(title, kind)
        name(self.kind, self.tr("Format"))
        self.command = QLineEdit()
        self.command.setReadOnly(True)
        name(self.command, self.tr("Command"), self.tr("To be run in a terminal"))
        self.copy_button = button(
            self.tr("Copy"),
            self.tr("Copy the command"),
            lambda: copy(self.command.text()),
            "primary",
        )
        self.close_button = button(self.tr("Close"), self.tr("Close this window"), self.reject)
        row = QHBoxLayout()
        row.addWidget(label(self.tr("Format"), "muted"))
        row.addWidget(self.kind, 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.copy_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(text)
        column.addLayout(row)
        column.addWidget(self.command)
        column.addLayout(buttons)
        self.kind.currentIndexChanged.connect(lambda _: self._refresh())
        self._refresh()

    def _refresh(self) -> None:
        file, out = shlex.quote(str(self._path)), shlex.quote(str(self._path.with_suffix("")))
        kind = self.kind.currentData()
        self.command.setText(f"vitrine-worker eeg export {file} --format {kind} --out {out}")
        self.command.setCursorPosition(0)
