"""The choice of pictures: scenes, shapes or a folder, and what was found there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox

from desktop.neuro.stimulus.loading import LoadedSet
from desktop.neuro.stimulus.sources import DEFAULT_SCENES, MAX_PICTURES, scenes_source, source_of
from desktop.widgets.controls import set_role
from desktop.widgets.form_section import Section, combo_row
from desktop.widgets.number_field import NumberField
from desktop.widgets.words import code_words, error_words, translate
from shared.errors import AppError

_SCENES, _SHAPES, _FOLDER, _ASK = "scenes", "shapes", "folder", "ask"
_NAMED_PROBLEMS = 3

AskFolder = Callable[[str], str]


class PictureSection(Section):
    """Emits `chosen` with the source as options name it.

    Parameters
    ----------
    ask_folder : callable
        Takes the folder to begin in and returns the one a person chose, or an empty string.
    """

    chosen = Signal(str)

    def __init__(self, ask_folder: AskFolder) -> None:
        super().__init__(translate("PictureSection", "Pictures"))
        self._ask_folder = ask_folder
        self._value = ""
        self.choice = QComboBox()
        help_text = self.tr("A folder of PNG, JPEG or WebP; each subfolder is a category")
        self.rows.addLayout(combo_row(self.tr("From"), self.choice, help_text))
        self.count = NumberField(
            self.tr("Number"),
            minimum=2,
            maximum=MAX_PICTURES,
            step=10,
            default=DEFAULT_SCENES,
            help_text=self.tr("How many scenes: each shows one thing before a background"),
        )
        self.rows.addWidget(self.count)
        self.hint, self.problems = self.add_hint(), self.add_hint()
        set_role(self.problems, "bad")
        self.problems.hide()
        self.choice.activated.connect(self._choose)
        self.count.edited.connect(self._choose_count)

    def show_source(self, value: str) -> None:
        """Offer what there is and select `value`."""
        self._value = value
        source = source_of(value)
        with QSignalBlocker(self.choice):
            self.choice.clear()
            self.choice.addItem(self.tr("Rendered scenes"), _SCENES)
            self.choice.addItem(self.tr("Simple shapes"), _SHAPES)
            if source.kind == "folder":
                self.choice.addItem(source.name, _FOLDER)
            self.choice.addItem(self.tr("Choose a folder…"), _ASK)
            self.choice.setCurrentIndex(max(0, self.choice.findData(source.kind)))
        self.choice.setToolTip(str(source.path or self.choice.currentText()))
        self.count.setVisible(source.kind == "scenes")
        if source.kind == "scenes":
            self.count.set_value(source.count)

    def _choose(self, index: int) -> None:
        kind = str(self.choice.itemData(index))
        value = self._value
        if kind == _ASK:
            source = source_of(self._value)
            begin = str(source.path) if source.kind == "folder" else str(Path.home())
            folder = self._ask_folder(begin)
            value = f"folder:{folder}" if folder else self._value
        elif kind == _SCENES:
            value = scenes_source(round(self.count.box.value())).value
        elif kind == _SHAPES:
            value = _SHAPES
        self.show_source(value)
        self.chosen.emit(value)

    def _choose_count(self, count: float) -> None:
        self.chosen.emit(scenes_source(round(count)).value)

    def show_reading(self) -> None:
        """A set is about to be read."""
        self.hint.setText(self.tr("Reading…"))
        self.problems.hide()

    def show_progress(self, done: int, total: int) -> None:
        """A set is being read."""
        self.hint.setText(self.tr("Reading {n} of {total}…").format(n=done, total=total))

    def show_set(self, loaded: LoadedSet) -> None:
        """What was found, and by name what was left out."""
        categories = len({picture.category for picture in loaded.pictures})
        concepts = len({(p.category, p.concept) for p in loaded.pictures})
        text = self.tr("Pictures: {n}\nConcepts: {concepts} · categories: {categories}").format(
            n=len(loaded.pictures), concepts=concepts, categories=categories
        )
        self.hint.setText(text)
        lines = [_short(error) for error in loaded.problems[:_NAMED_PROBLEMS]]
        if len(loaded.problems) > _NAMED_PROBLEMS:
            lines.append("…")
        left_out = self.tr("Left out: {n}.").format(n=len(loaded.problems))
        self._show_problems([left_out, *lines] if lines else [], loaded.problems)

    def show_failure(self, error: AppError) -> None:
        """Why nothing can be shown."""
        self.hint.setText("")
        self._show_problems([_short(error)], [error])

    def _show_problems(self, lines: Sequence[str], errors: Sequence[AppError]) -> None:
        self.problems.setVisible(bool(lines))
        self.problems.setText("\n".join(lines))
        self.problems.setToolTip("\n".join(error_words(error) for error in errors))


def _short(error: AppError) -> str:
    """A sentence with the file's name in place of its path, which the tooltip has."""
    params = dict(error.params)
    if "file" in params:
        params["file"] = Path(str(params["file"])).name
    return code_words(error.code, params)
