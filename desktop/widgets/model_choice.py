"""Which language model: the default, one that was named before, a folder, a file or a server."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.core.model_refs import DEFAULT_MODEL, problem_of
from desktop.widgets.controls import button, label, name
from desktop.widgets.theme import Theme

translate = QCoreApplication.translate


def model_problem_words(problem: str) -> str:
    """Why a reference is not taken; empty where it is."""
    return {
        "secret": translate(
            "ModelChoice",
            "An address must not carry a password or a key. Start Vitrine with the key in the"
            " environment variable VITRINE_LM_KEY.",
        ),
        "name": translate(
            "ModelChoice", "Add the model's name at the server, such as http://host/v1#name."
        ),
    }.get(problem, "")


class ModelChoice(QWidget):
    """An editable list, and a button that looks for folders and files.

    Parameters
    ----------
    others : tuple of str
        Models that ship besides the default, offered after it.

    Attributes
    ----------
    chosen : Signal of str
        A reference that can be used; one with a problem is not told, and the problem shown.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, others: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._others = others
        self.current = DEFAULT_MODEL
        self._is_edited = False
        self.models = QComboBox()
        self.models.setEditable(True)
        self.models.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.models.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        line = self.models.lineEdit()
        assert line is not None
        self._line = line
        self._describe()
        line.editingFinished.connect(self._typed)
        line.textEdited.connect(self._edited)
        self.models.activated.connect(lambda _: self.choose(self.models.currentText()))
        self.browse = button(
            "…",
            translate("ModelChoice", "Look for a model's folder or a GGUF file"),
            self._menu,
        )
        name(self.browse, translate("ModelChoice", "Look for a model"), self.browse.toolTip())
        self.browse.setFixedWidth(theme.px(36))
        self.browse.setStyleSheet("padding: 0;")
        self.problem = label("", "bad")
        self.problem.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.models, 1)
        row.addWidget(self.browse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.problem)
        self._say("")

    def show_model(self, current: str, before: tuple[str, ...]) -> None:
        """Show the model in use, and offer the default and those that were named before."""
        self.current = current
        offered = list(dict.fromkeys((DEFAULT_MODEL, *self._others, *before, current)))
        with QSignalBlocker(self.models):
            typed = self.models.currentText()
            if [self.models.itemText(n) for n in range(self.models.count())] != offered:
                self.models.clear()
                self.models.addItems(offered)
                self.models.setEditText(typed)
            # What is being typed stays, and so does what was refused: it is to be put right.
            if not self._is_edited:
                self.models.setCurrentText(current)
                self._line.setCursorPosition(0)
        self._describe()

    def _describe(self) -> None:
        """The whole reference is in the tooltip: the field is often too short for it."""
        told = translate(
            "ModelChoice",
            "default, a folder, a GGUF file, or the address of a server: http://host/v1#name",
        )
        if self._others:
            small = translate(
                "ModelChoice",
                "{names}: our own, much smaller and quicker; they know sentiments and topics only",
            )
            told = f"{told}\n{small.format(names=', '.join(self._others))}"
        if self.current != DEFAULT_MODEL:
            told = f"{self.current}\n\n{told}"
        for part in (self.models, self._line):
            name(part, translate("ModelChoice", "Language model"), told)

    def choose(self, ref: str) -> None:
        """Take a reference, or say why not."""
        ref = ref.strip() or DEFAULT_MODEL
        problem = problem_of(ref)
        self._say(model_problem_words(problem))
        self._is_edited = bool(problem)
        if not problem and ref != self.current:
            self.chosen.emit(ref)

    def choose_folder(self) -> None:
        """Ask for a model's folder."""
        title = translate("ModelChoice", "Choose a model's folder")
        self._chosen(QFileDialog.getExistingDirectory(self, title))

    def choose_file(self) -> None:
        """Ask for a GGUF file."""
        title = translate("ModelChoice", "Choose a GGUF file")
        kinds = translate("ModelChoice", "Models ({pattern})").format(pattern="*.gguf")
        self._chosen(QFileDialog.getOpenFileName(self, title, "", kinds)[0])

    def _chosen(self, path: str) -> None:
        if path:
            self.models.setEditText(path)
            self.choose(path)

    def _edited(self) -> None:
        self._is_edited = True
        self._say("")

    def _typed(self) -> None:
        # The end of editing is told whenever the focus goes, after an undo with the old text.
        if self._is_edited:
            self.choose(self.models.currentText())

    def _say(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def _menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        folder = menu.addAction(translate("ModelChoice", "A model's folder…"))
        folder.triggered.connect(self.choose_folder)
        file = menu.addAction(translate("ModelChoice", "A GGUF file…"))
        file.triggered.connect(self.choose_file)
        menu.popup(self.browse.mapToGlobal(self.browse.rect().bottomLeft()))
