"""Makes a check of a prompt: which attacks, which limit, and the file before it is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.robustness.attacks import OFFERED
from desktop.robustness.check_file import check_text, suggested_limit
from desktop.robustness.runs import Run
from desktop.robustness.setup import DataFacts, Setup
from desktop.robustness.words import attack_help, attack_words, translate
from desktop.widgets.controls import Paragraph, button, label, name
from desktop.widgets.number_field import NumberField
from desktop.widgets.theme import Theme
from desktop.widgets.words import error_words
from shared.errors import AppError, file_error
from shared.paths import write_atomic


class CheckDialog(QDialog):
    """Attacks and limit at the left, the suite at the right."""

    def __init__(
        self,
        setup: Setup,
        facts: DataFacts,
        run: Run,
        theme: Theme,
        notice: Callable[[str, str], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._setup, self._facts, self._notice = setup, facts, notice
        self._prompt = run.prompt or setup.prompt
        self.setWindowTitle(translate("Robust", "Make this a check"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(theme.px(780), theme.px(480))
        self.boxes: dict[str, QCheckBox] = {}
        for attack in OFFERED:
            box = QCheckBox(attack_words(attack))
            name(box, attack_words(attack), attack_help(attack))
            box.setChecked(attack in (run.attack, *setup.attacks))
            box.toggled.connect(lambda _: self.refresh())
            self.boxes[attack] = box
        low = run.drop.attacked.ci95[0] if run.drop is not None else 0.5
        self.limit = NumberField(
            translate("Robust", "Fail under"), minimum=0, maximum=100, step=1, unit="%",
            default=100 * suggested_limit(low),
            help_text=translate(
                "Robust", "Least accuracy under attack, by the lower end of its interval"
            ),
        )  # fmt: skip
        self.limit.set_value(100 * suggested_limit(low))
        self.limit.edited.connect(lambda _: self.refresh())
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        name(self.text, translate("Robust", "The suite"), translate("Robust", "What is written"))
        self._lay_out(theme)
        self.refresh()

    def _lay_out(self, theme: Theme) -> None:
        words = Paragraph(theme.px(220))
        words.setText(
            translate(
                "Robust",
                "A suite for your build: it attacks this prompt again and fails when the accuracy"
                " under attack may be below the limit.",
            )
        )
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(words)
        left.addSpacing(8)
        left.addWidget(label(translate("Robust", "Attacks"), "label"))
        for box in self.boxes.values():
            left.addWidget(box)
        left.addSpacing(8)
        left.addWidget(self.limit)
        left.addStretch(1)
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addLayout(left)
        body.addWidget(self.text, 1)
        close = translate("Robust", "Close")
        self.save_button = button(
            translate("Robust", "Save…"),
            translate("Robust", "Write the suite"),
            self.save,
            "primary",
        )
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(button(close, close, self.reject))
        foot.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addLayout(body, 1)
        column.addLayout(foot)

    @property
    def attacks(self) -> tuple[str, ...]:
        """The attacks that are checked."""
        return tuple(attack for attack, box in self.boxes.items() if box.isChecked())

    @property
    def file_text(self) -> str:
        """The suite."""
        limit = self.limit.box.value() / 100
        return check_text(self._setup, self._facts, self._prompt, self.attacks, limit)

    def refresh(self) -> None:
        """Show the suite."""
        self.text.setPlainText(self.file_text)
        self.save_button.setEnabled(bool(self.attacks))

    def save(self) -> None:
        """Ask for a file and write it."""
        title = translate("Robust", "Make this a check")
        kinds = translate("Robust", "Suites ({patterns})").format(patterns="*.yaml *.yml")
        chosen, _ = QFileDialog.getSaveFileName(self, title, "prompt-check.yaml", kinds)
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
