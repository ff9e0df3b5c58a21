"""Export of runs: four formats, each seen before it is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.robustness.exporting import FORMATS, SUFFIX, Format, exported
from desktop.robustness.runs import Run
from desktop.robustness.words import translate
from desktop.widgets.controls import button, label, name
from desktop.widgets.number_field import NumberField
from desktop.widgets.theme import Theme
from desktop.widgets.words import error_words
from shared.errors import AppError, file_error
from shared.paths import write_atomic

SHOWN = 60_000


def format_words(kind: str) -> str:
    """What a format is called."""
    return {
        "html": translate("Robust", "HTML page with diffs"),
        "csv": translate("Robust", "CSV table"),
        "jsonl": translate("Robust", "JSON lines with edits"),
        "junit": translate("Robust", "JUnit report"),
    }.get(kind, kind)


class ExportDialog(QDialog):
    """Formats at the left, the file's text at the right."""

    def __init__(
        self,
        run: Run,
        runs: tuple[Run, ...],
        theme: Theme,
        notice: Callable[[str, str], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._run, self._runs, self._notice = run, runs, notice
        self.setWindowTitle(translate("Robust", "Export runs"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(theme.px(780), theme.px(480))
        self.formats = QListWidget()
        name(self.formats, translate("Robust", "Format"))
        for kind in FORMATS:
            item = QListWidgetItem(format_words(kind))
            item.setData(Qt.ItemDataRole.UserRole, kind)
            self.formats.addItem(item)
        self.formats.setFixedWidth(theme.px(220))
        self.all = QCheckBox(translate("Robust", "All runs that are done"))
        name(self.all, self.all.text(), translate("Robust", "Otherwise only the run that is shown"))
        self.limit = NumberField(
            translate("Robust", "Fail under"), minimum=0, maximum=100, step=1, unit="%",
            default=50,
            help_text=translate(
                "Robust", "Least accuracy under attack, by the lower end of its interval"
            ),
        )  # fmt: skip
        self.limit.set_value(50)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        name(self.text, translate("Robust", "The file"), translate("Robust", "What is written"))
        self._lay_out()
        self.formats.currentRowChanged.connect(lambda _: self.refresh())
        self.all.toggled.connect(lambda _: self.refresh())
        self.limit.edited.connect(lambda _: self.refresh())
        self.formats.setCurrentRow(0)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(label(translate("Robust", "Format"), "label"))
        left.addWidget(self.formats, 1)
        left.addWidget(self.all)
        left.addWidget(self.limit)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addLayout(left)
        body.addWidget(self.text, 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(
            button(translate("Robust", "Close"), translate("Robust", "Close"), self.reject)
        )
        copy = translate("Robust", "Copy")
        foot.addWidget(
            button(copy, translate("Robust", "Put the text on the clipboard"), self.copy)
        )
        self.save_button = button(
            translate("Robust", "Save…"),
            translate("Robust", "Write the file"),
            self.save,
            "primary",
        )
        foot.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addLayout(body, 1)
        column.addLayout(foot)

    @property
    def kind(self) -> Format:
        """The chosen format."""
        kind: Format = self.formats.currentItem().data(Qt.ItemDataRole.UserRole)
        return kind

    @property
    def file_text(self) -> str:
        """What is written."""
        runs = self._runs if self.all.isChecked() else (self._run,)
        return exported(runs, self.kind, self.limit.box.value() / 100)

    def refresh(self) -> None:
        """Show the file's text."""
        self.limit.setVisible(self.kind == "junit")
        self.text.setPlainText(self.file_text[:SHOWN])

    def copy(self) -> None:
        """Put the text on the clipboard."""
        QGuiApplication.clipboard().setText(self.file_text)
        self._notice("good", translate("Robust", "The text is on the clipboard."))

    def save(self) -> None:
        """Ask for a file and write it."""
        suggestion = f"robustness{SUFFIX[self.kind]}"
        kinds = f"{format_words(self.kind)} (*{SUFFIX[self.kind]})"
        title = translate("Robust", "Export runs")
        chosen, _ = QFileDialog.getSaveFileName(self, title, suggestion, kinds)
        if chosen:
            self.write(Path(chosen))

    def write(self, path: Path) -> None:
        """Write the file."""
        try:
            write_atomic(path, self.file_text.encode())
        except OSError as error:
            self._notice(
                "error",
                error_words(file_error(error, path) or AppError("internal", reason=str(error))),
            )
            return
        self._notice("good", translate("Robust", "{file} was written.").format(file=path.name))
        self.accept()
