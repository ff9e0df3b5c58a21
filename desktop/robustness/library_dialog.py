"""The prompt library: choose by data set and family, read, use."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.robustness.library import LibraryPrompt, chosen, datasets
from desktop.robustness.words import translate
from desktop.widgets.controls import button, label, name
from desktop.widgets.theme import Theme

BEGINNING = 42


def family_words(family: str) -> str:
    """Role or task."""
    return {
        "role": translate("Robust", "Role"),
        "task": translate("Robust", "Task"),
    }.get(family, family)


def shots_words(shots: str) -> str:
    """Zero-shot or few-shot."""
    return {
        "zero": translate("Robust", "Zero-shot"),
        "few": translate("Robust", "Few-shot"),
    }.get(shots, shots)


class LibraryDialog(QDialog):
    """A list at the left, the prompt's text at the right."""

    def __init__(
        self,
        prompts: Sequence[LibraryPrompt],
        theme: Theme,
        use: Callable[[LibraryPrompt], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._prompts, self._use = tuple(prompts), use
        self.found: tuple[LibraryPrompt, ...] = ()
        self.setWindowTitle(translate("Robust", "Prompt library"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(theme.px(820), theme.px(500))
        everything = translate("Robust", "All data sets")
        self.dataset = _combo(
            translate("Robust", "Data set"),
            [(everything, ""), *((one, one) for one in datasets(self._prompts))],
        )
        self.family = _combo(
            translate("Robust", "Family"),
            [
                (translate("Robust", "Role and task"), ""),
                (family_words("role"), "role"),
                (family_words("task"), "task"),
            ],
        )
        self.shots = _combo(
            translate("Robust", "Examples"),
            [
                (translate("Robust", "Zero and few shots"), ""),
                (shots_words("zero"), "zero"),
                (shots_words("few"), "few"),
            ],
        )
        self.typed = QLineEdit()
        self.typed.setPlaceholderText(translate("Robust", "Find words"))
        name(self.typed, translate("Robust", "Find words"))
        self.list = QListWidget()
        self.list.setFixedWidth(theme.px(330))
        self.list.setStyleSheet("QListWidget::item { padding: 4px 6px; }")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        name(self.list, translate("Robust", "Prompts"))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        name(self.text, translate("Robust", "The prompt's text"))
        self.said = label("", "muted")
        self.use_button = button(
            translate("Robust", "Use this prompt"),
            translate("Robust", "Put it into the editor; labels follow  (Return)"),
            self.use,
            "primary",
        )
        self._lay_out()
        for combo in (self.dataset, self.family, self.shots):
            combo.currentIndexChanged.connect(lambda _: self.refresh())
        self.typed.textChanged.connect(lambda _: self.refresh())
        self.list.currentRowChanged.connect(self._show)
        self.list.itemActivated.connect(lambda _: self.use())
        self.refresh()
        self.typed.setFocus()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        for widget in (self.dataset, self.family, self.shots):
            top.addWidget(widget)
        top.addWidget(self.typed, 1)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self.list)
        body.addWidget(self.text, 1)
        close = translate("Robust", "Close")
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.said, 1)
        foot.addWidget(button(close, close, self.reject))
        foot.addWidget(self.use_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addLayout(top)
        column.addLayout(body, 1)
        column.addLayout(foot)

    @property
    def current(self) -> LibraryPrompt | None:
        """The prompt that is read."""
        row = self.list.currentRow()
        return self.found[row] if 0 <= row < len(self.found) else None

    def refresh(self) -> None:
        """List what fits."""
        self.found = chosen(
            self._prompts,
            str(self.dataset.currentData()),
            str(self.family.currentData()),
            str(self.shots.currentData()),
            self.typed.text(),
        )
        self.list.clear()
        for one in self.found:
            head = f"{one.dataset} · {family_words(one.family)} · {shots_words(one.shots)}"
            start = one.text.partition("\n")[0]
            item = QListWidgetItem(f"{head}\n{start[:BEGINNING]}…")
            item.setToolTip(one.text[:300])
            self.list.addItem(item)
        self.said.setText(translate("Robust", "{n} prompts").format(n=len(self.found)))
        self.list.setCurrentRow(0 if self.found else -1)
        self._show(self.list.currentRow())

    def _show(self, _: int) -> None:
        one = self.current
        self.text.setPlainText(one.text if one is not None else "")
        self.use_button.setEnabled(one is not None)

    def use(self) -> None:
        """Take the prompt."""
        one = self.current
        if one is not None:
            self._use(one)
            self.accept()


def _combo(title: str, entries: Sequence[tuple[str, str]]) -> QComboBox:
    combo = QComboBox()
    for words, value in entries:
        combo.addItem(words, value)
    name(combo, title)
    return combo
