"""Which recordings are measured, and what the test does not share with training."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QSizePolicy

from desktop.neuro.evaluation.recordings import (
    FORMATS,
    LEAKY_SPLITS,
    SPLITS,
    Format,
    Recordings,
    command_of,
    find_recordings,
    request_of,
)
from desktop.neuro.evaluation.words import (
    format_help,
    format_words,
    found_words,
    leak_warning,
    split_help,
    split_words,
    translate,
)
from desktop.widgets.background import Background
from desktop.widgets.controls import button, name, set_role
from desktop.widgets.form_section import Section, combo_row
from desktop.widgets.number_field import LABEL_WIDTH_PX
from desktop.widgets.words import error_words
from shared.errors import AppError
from shared.tasks.neuro_evaluate import NeuroEvaluateRequest, SplitName


class RecordingsForm(Section):
    """Looks through a folder on a thread.

    Attributes
    ----------
    wanted : Signal of NeuroEvaluateRequest
        The button was pressed.
    """

    wanted = Signal(object)

    def __init__(self, copy: Callable[[str], object]) -> None:
        super().__init__(translate("Evaluation", "Recordings"))
        self._background = Background("eeg-recordings", self)
        self._path: Path | None = None
        self._found: Recordings | None = None
        self._is_busy = False
        self._choices()
        self._what()
        self.warning = self.add_hint()
        set_role(self.warning, "warning")
        self.add_hint().setText(
            self.tr("The files are copied to the worker and stay there. Takes minutes.")
        )
        self.measure = button(
            self.tr("Measure"),
            self.tr("Measure decoders and controls on these recordings"),
            lambda: self.wanted.emit(request_of(self.found, self.chosen_split, self.typed)),
        )
        self.copy = button(
            self.tr("Copy as a command"),
            self.tr("For a terminal: it reads recordings of any size where they lie"),
            lambda: copy(self.command),
            "link",
        )
        self.rows.addWidget(self.measure)
        self.rows.addWidget(self.copy)
        self._show_format()

    # --- parts ------------------------------------------------------------------------------------

    def _choices(self) -> None:
        self.format = QComboBox()
        for kind in FORMATS:
            self.format.addItem(format_words(kind), kind)
        self.format.activated.connect(lambda _: self._show_format())
        self.rows.addLayout(
            combo_row(self.tr("Format"), self.format, self.tr("What the recordings are"))
        )
        self.folder = button(
            self.tr("Folder…"), self.tr("Choose a folder of recordings"), self._ask_folder
        )
        self.file = button(self.tr("File…"), self.tr("Choose one recording"), self._ask_file)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.folder, 1)
        row.addWidget(self.file, 1)
        self.rows.addLayout(row)
        self.said = self.add_hint()

    def _what(self) -> None:
        self.split = QComboBox()
        self.split.activated.connect(lambda _: self._refresh())
        self.rows.addLayout(
            combo_row(
                self.tr("Split"),
                self.split,
                self.tr("What the test does not share with training"),
            )
        )
        self.classes = QLineEdit()
        self.classes.setPlaceholderText(self.tr("all"))
        self.classes.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        name(
            self.classes,
            self.tr("Classes"),
            self.tr("Markers that name the classes, parted by commas; empty: all"),
        )
        self.classes_label = QLabel(self.tr("Classes"))
        self.classes_label.setProperty("role", "muted")
        self.classes_label.setFixedWidth(LABEL_WIDTH_PX)
        self.classes_label.setBuddy(self.classes)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.classes_label)
        row.addWidget(self.classes, 1)
        self.rows.addLayout(row)

    # --- what is chosen ---------------------------------------------------------------------------

    @property
    def kind(self) -> Format:
        """What the recordings are."""
        return cast(Format, self.format.currentData())

    @property
    def chosen_split(self) -> SplitName:
        """What the test does not share with training."""
        return cast(SplitName, self.split.currentData())

    @property
    def typed(self) -> tuple[str, ...]:
        """Markers that name the classes."""
        if self.kind != "auto":
            return ()
        parts = (part.strip() for part in self.classes.text().split(","))
        return tuple(dict.fromkeys(part for part in parts if part))

    @property
    def found(self) -> Recordings:
        """What was found where a person pointed."""
        assert self._found is not None, "the button is off until there is something"
        return self._found

    @property
    def command(self) -> str:
        """What a terminal would be asked."""
        return command_of(self._path, self.kind, self.chosen_split, self.typed)

    def _ask_folder(self) -> None:
        title = self.tr("Folder of recordings")
        chosen = QFileDialog.getExistingDirectory(self, title, self._begin())
        if chosen:
            self.choose(Path(chosen))

    def _ask_file(self) -> None:
        title = self.tr("Recording")
        chosen, _ = QFileDialog.getOpenFileName(self, title, self._begin())
        if chosen:
            self.choose(Path(chosen))

    def _begin(self) -> str:
        return str(self._path or Path.home())

    def choose(self, path: Path) -> None:
        """Look what is there; the newest choice counts."""
        self._path, self._found = path, None
        kind = self.kind
        set_role(self.said, "muted")
        self.said.setText(self.tr("Looking through {name}…").format(name=path.name))
        self.said.setToolTip(str(path))
        self._refresh()

        def is_asked() -> bool:
            return (path, kind) == (self._path, self.kind)

        def take(found: Recordings) -> None:
            if is_asked():
                self._found = found
                self.said.setText(found_words(found))
                self._refresh()

        def refuse(error: AppError) -> None:
            if is_asked():
                set_role(self.said, "bad")
                self.said.setText(error_words(error))

        self._background.run(lambda: find_recordings(path, kind), take, refuse)

    def show_request(self, request: NeuroEvaluateRequest, path: Path | None) -> None:
        """Take format, split and classes of an earlier evaluation, and look at its recordings."""
        self._path, self._found = None, None
        self.format.setCurrentIndex(max(0, self.format.findData(request.format)))
        self.classes.setText(", ".join(request.classes))
        self._show_format()
        self.split.setCurrentIndex(max(0, self.split.findData(request.split)))
        self._refresh()
        if path is not None:
            self.choose(path)

    # --- what is shown ----------------------------------------------------------------------------

    def _show_format(self) -> None:
        """Offer the splits of the format; one that both have stays chosen."""
        before = self.split.currentData()
        with QSignalBlocker(self.split):
            self.split.clear()
            for split in SPLITS[self.kind]:
                self.split.addItem(split_words(split), split)
            self.split.setCurrentIndex(max(0, self.split.findData(before)))
        is_auto = self.kind == "auto"
        self.classes.setVisible(is_auto)
        self.classes_label.setVisible(is_auto)
        self.file.setVisible(self.kind != "n170")
        self.format.setToolTip(format_help(self.kind))
        if self._path is not None:
            self.choose(self._path)
        else:
            self.said.setText(format_help(self.kind))
            self._refresh()

    def _refresh(self) -> None:
        split = self.chosen_split
        self.split.setToolTip(split_help(split))
        self.warning.setText(leak_warning(split))
        self.warning.setVisible(split in LEAKY_SPLITS)
        self.measure.setEnabled(self._found is not None and not self._is_busy)

    def show_busy(self, is_busy: bool) -> None:
        """Whether an evaluation is under way."""
        self._is_busy = is_busy
        self._refresh()

    def release(self) -> None:
        """Let go of the thread."""
        self._background.close()
