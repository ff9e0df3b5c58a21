"""A recording as EDF, FIF or BIDS: made here, or by the command that is shown."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.neuro.export_run import ExportRun
from desktop.widgets.controls import Paragraph, button, label, name, set_role

WIDTH_PX = 520
FORMATS = ("edf", "fif", "bids")


class ExportSheet(QDialog):
    """Stays until it is closed, and says what became of the export.

    Parameters
    ----------
    path : Path
        The recording, on the worker's computer.
    copy : callable
        Takes the command.
    show_folder : callable
        Takes what was made.
    """

    def __init__(
        self,
        parent: QWidget,
        path: Path,
        copy: Callable[[str], object],
        show_folder: Callable[[Path], object],
    ) -> None:
        super().__init__(parent)
        self._path, self._copy, self._show_folder = path, copy, show_folder
        self.run = ExportRun(self)
        self.setWindowTitle(self.tr("Export the recording"))
        text = Paragraph(WIDTH_PX - 48)
        text.setText(
            self.tr(
                "Recordings are XDF files, with everything as it was received. An export is a copy "
                "in another format beside it; the recording itself stays as it is."
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
        name(self.command, self.tr("Command"), self.tr("The same in a terminal"))
        self.copy_button = button(
            self.tr("Copy"), self.tr("Copy the command"), lambda: copy(self.command.text())
        )
        self.message = Paragraph(WIDTH_PX - 48, "muted")
        self.folder = button(
            self.tr("Show in folder"),
            self.tr("Open the folder of the export"),
            lambda: show_folder(self.out),
            "link",
        )
        self.close_button = button(self.tr("Close"), self.tr("Close this window"), self.reject)
        self.export = button(
            self.tr("Export"), self.tr("Make the copy now"), self._export, "primary"
        )
        self._lay_out(text)
        self.kind.currentIndexChanged.connect(lambda _: self._refresh())
        self.run.ended.connect(self._ended)
        self._refresh()

    def _lay_out(self, text: QWidget) -> None:
        row = QHBoxLayout()
        row.addWidget(label(self.tr("Format"), "muted"))
        row.addWidget(self.kind, 1)
        command = QHBoxLayout()
        command.addWidget(self.command, 1)
        command.addWidget(self.copy_button)
        buttons = QHBoxLayout()
        buttons.addWidget(self.folder)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.export)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(text)
        column.addLayout(row)
        column.addLayout(command)
        column.addWidget(self.message)
        column.addLayout(buttons)

    @property
    def out(self) -> Path:
        """The folder that the export goes to."""
        return self._path.with_suffix("")

    def _arguments(self) -> list[str]:
        kind = self.kind.currentData()
        return ["eeg", "export", str(self._path), "--format", kind, "--out", str(self.out)]

    def _refresh(self) -> None:
        self.command.setText(shlex.join(["vitrine-worker", *self._arguments()]))
        self.command.setCursorPosition(0)
        self._say("")
        self.folder.hide()

    def _say(self, text: str, role: str = "muted") -> None:
        set_role(self.message, role)
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def _export(self) -> None:
        if not self._path.is_file():
            words = self.tr("{file} is not on this computer. Run the command where it is.")
            self._say(words.format(file=self._path.name), "bad")
            return
        self._busy(True)
        self._say(self.tr("Exporting…"))
        self.run.start(self._arguments())

    def _busy(self, busy: bool) -> None:
        self.kind.setEnabled(not busy)
        self.export.setEnabled(not busy)

    def _ended(self, worked: bool, said: str) -> None:
        self._busy(False)
        if worked:
            self._say(self.tr("Exported to {folder}").format(folder=self.out), "good")
        else:
            self._say(said or self.tr("The export failed."), "bad")
        self.folder.setVisible(worked)

    def done(self, result: int) -> None:
        """End what runs; what is not whole yet does not stay."""
        self.run.stop()
        super().done(result)
