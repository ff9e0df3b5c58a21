"""The page of models: what is installed, what it enables, and what a person adds to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.core.link import Link
from desktop.models.add_dialog import AddDialog, NewModel
from desktop.models.table import ModelTable
from desktop.models.tool import ModelTool
from desktop.models.words import backend_lines, translate
from desktop.widgets.background import Background
from desktop.widgets.controls import button, label, name, set_role
from desktop.widgets.theme import Theme
from desktop.widgets.words import error_words
from shared.errors import AppError
from shared.models import BackendState
from shared.protocol.messages import Models

WIDTH_PX, HEIGHT_PX = 920, 600


class ModelsDialog(QDialog):
    """Asks the worker what it has each time it is shown; `release` lets go of its thread."""

    def __init__(self, link: Link, theme: Theme, home: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link, self._theme, self._tool = link, theme, ModelTool(home)
        self._background = Background("models", self)
        self._backends: list[BackendState] = []
        self._taken: frozenset[str] = frozenset()
        self.add_dialog: AddDialog | None = None
        self.setMinimumSize(theme.px(760), theme.px(480))
        self.resize(theme.px(WIDTH_PX), theme.px(HEIGHT_PX))
        self.table = ModelTable(theme)
        self.table.itemSelectionChanged.connect(self._refresh_buttons)
        self.add_button = button("", "", self.ask_folder, "primary")
        self.check_button = button("", "", self.check)
        self.forget_button = button("", "", self.forget)
        self.close_button = button("", "", self.close)
        self.said = label("", "muted")
        self.said.setWordWrap(True)
        self._titles = label("", "label"), label("", "label")
        self._hint = label("", "muted")
        self._hint.setWordWrap(True)
        self._ways = QGridLayout()
        self._ways.setHorizontalSpacing(16)
        self._ways.setVerticalSpacing(6)
        self._ways.setColumnStretch(1, 1)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        actions = QHBoxLayout()
        actions.setSpacing(8)
        for each in (self.add_button, self.check_button, self.forget_button):
            actions.addWidget(each)
        actions.addSpacing(8)
        actions.addWidget(self.said, 1)
        foot = QHBoxLayout()
        foot.setSpacing(16)
        foot.addWidget(self._hint, 1)
        foot.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(self._titles[0])
        column.addWidget(self.table, 1)
        column.addLayout(actions)
        column.addSpacing(4)
        column.addWidget(self._titles[1])
        column.addLayout(self._ways)
        column.addSpacing(4)
        column.addLayout(foot)

    # --- what the worker has ------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask what there is."""
        self._link.then(self._link.models(), self._show, self._say_failure)

    def _show(self, found: Models) -> None:
        self._taken = frozenset(info.id for info in found.models)
        self._backends = list(found.backends)
        self.table.show_models(found.models)
        self._show_ways()
        self._refresh_buttons()

    def _show_ways(self) -> None:
        while (item := self._ways.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for row, (title, ready, reason) in enumerate(backend_lines(self._backends)):
            self._ways.addWidget(label(title), row, 0, Qt.AlignmentFlag.AlignTop)
            words = translate("Models", "Ready") if ready else reason
            told = QLabel(words or "–")
            told.setTextFormat(Qt.TextFormat.PlainText)
            told.setWordWrap(True)
            told.setProperty("role", "good" if ready else "muted")
            self._ways.addWidget(told, row, 1)

    # --- what a person does -------------------------------------------------------------------

    def ask_folder(self) -> None:
        """Ask for files of one's own."""
        self.add_dialog = AddDialog(self._theme, self._taken, self.add, self)
        self.add_dialog.open()

    def add(self, new: NewModel) -> None:
        """Register a model, after a look at its files."""
        done = translate("Models", "{model} was added.").format(model=new.id)
        self._do(
            lambda: self._tool.add(new.id, new.kind, new.path, new.base, new.licence),
            translate("Models", "Looking at {model}…").format(model=new.id),
            done,
        )

    def check(self) -> None:
        """Look closely at the chosen model."""
        info = self.table.chosen
        if info is not None:
            done = (
                translate("Models", "{model}: every file is the one that was shipped.")
                if info.sha256
                else translate("Models", "{model}: its files are laid out as they should be.")
            )
            model = info.title or info.id
            self._do(
                lambda: self._tool.check(info.id),
                translate("Models", "Checking {model}…").format(model=model),
                done.format(model=model),
            )

    def forget(self) -> None:
        """Take the chosen model off the list."""
        info = self.table.chosen
        if info is not None and not info.sha256:
            done = translate("Models", "{model} is off the list; its files stay where they are.")
            self._do(
                lambda: self._tool.forget(info.id), "", done.format(model=info.title or info.id)
            )

    def _do(self, call: Callable[[], None], under_way: str, done: str) -> None:
        self._say(under_way, "muted")
        self._background.run(call, lambda _: self._done(done), self._failed)
        self._refresh_buttons()

    def _done(self, words: str) -> None:
        self._say(words, "good")
        self._refresh_buttons()
        self.refresh()

    def _failed(self, error: AppError) -> None:
        self._say_failure(error)
        self.refresh()  # a check may have found what was not known

    def _say_failure(self, error: AppError) -> None:
        self._say(error_words(error), "bad")
        self._refresh_buttons()

    def _say(self, words: str, role: str) -> None:
        set_role(self.said, role)
        self.said.setText(words)

    def _refresh_buttons(self) -> None:
        info, is_free = self.table.chosen, not self._background.is_busy
        self.add_button.setEnabled(is_free)
        self.check_button.setEnabled(is_free and info is not None)
        self.forget_button.setEnabled(is_free and info is not None and not info.sha256)

    # --- window -------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Take all texts in the current language."""
        self.setWindowTitle(translate("Models", "Models"))
        self._titles[0].setText(translate("Models", "On this computer"))
        self._titles[1].setText(translate("Models", "Ways of making frames, and pictures from EEG"))
        self._hint.setText(
            translate(
                "Models",
                "Language models are chosen in Demos and Robustness: a folder, a GGUF file or a"
                " server.",
            )
        )
        for one, text, told in (
            (
                self.add_button,
                translate("Models", "Add a folder…"),
                translate("Models", "Weights of your own; they stay where they are"),
            ),
            (
                self.check_button,
                translate("Models", "Check"),
                translate("Models", "Compare every file of the chosen model with its hash"),
            ),
            (
                self.forget_button,
                translate("Models", "Forget"),
                translate("Models", "Take a model of your own off the list; its files stay"),
            ),
            (self.close_button, translate("Models", "Close"), translate("Models", "Close")),
        ):
            one.setText(text)
            name(one, text, told)
        self._say("", "muted")
        self.table.retranslate()
        self._show_ways()
        self._refresh_buttons()

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def release(self) -> None:
        """Close, and let go of the thread."""
        self.close()
        self._background.close()
