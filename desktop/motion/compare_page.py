"""The comparison in the canvas's place: which two versions, how they are shown, and the way out."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.motion.compare_view import CompareMode, CompareView
from desktop.motion.model import MotionModel
from desktop.motion.results_model import ResultsModel
from desktop.widgets.controls import IconButton, name
from desktop.widgets.theme import Theme

# In place of a job's id: the picture as it was.
ORIGINAL = "original"


class ComparePage(QWidget):
    """Chooses the pair and the way to look at it.

    Attributes
    ----------
    pair_wanted : Signal of (str, str)
        Two jobs, or `ORIGINAL`, whose frames are to be shown.
    closed : Signal
    """

    pair_wanted = Signal(str, str)
    closed = Signal()

    def __init__(self, model: MotionModel, results: ResultsModel, theme: Theme) -> None:
        super().__init__()
        self._results = results
        self.view = CompareView(model, theme)
        self.view.closed.connect(self.closed)
        self.left, self.right = QComboBox(), QComboBox()
        name(self.left, self.tr("Left version"))
        name(self.right, self.tr("Right version"))
        for combo in (self.left, self.right):
            combo.activated.connect(lambda _: self._ask())
        self.modes: dict[CompareMode, QToolButton] = {}
        self.close_button = IconButton(theme, "x", self.closed.emit)
        self.close_button.describe(self.tr("Leave the comparison"), "Esc")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._make_bar())
        layout.addWidget(self.view, 1)

    def _make_bar(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("role", "panel")
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(self.left)
        row.addWidget(QLabel("↔"))
        row.addWidget(self.right)
        row.addStretch(1)
        group = QButtonGroup(bar)
        entries: tuple[tuple[CompareMode, str, str], ...] = (
            ("wipe", self.tr("Wipe"), self.tr("Drag a divider across both")),
            ("side", self.tr("Side by side"), self.tr("Show both beside each other")),
            (
                "difference",
                self.tr("Difference"),
                self.tr("Show how much each pixel differs, four times as strong"),
            ),
        )
        for mode, text, help_text in entries:
            choice = QToolButton()
            choice.setText(text)
            choice.setCheckable(True)
            choice.setChecked(mode == "wipe")
            name(choice, text, help_text)
            choice.clicked.connect(lambda _=False, m=mode: self.view.set_mode(m))
            group.addButton(choice)
            self.modes[mode] = choice
            row.addWidget(choice)
        row.addStretch(1)
        row.addWidget(self.close_button)
        return bar

    def release(self) -> None:
        """Let go of the model."""
        self.view.release()

    def show_pair(self, a: str, b: str) -> None:
        """Offer all finished versions, with these two chosen."""
        entries = [(ORIGINAL, self.tr("Original"))]
        for job_id in self._results.job_ids:
            result = self._results.get(job_id)
            if result is not None and result.succeeded:
                entries.append((job_id, self.tr("Version {n}").format(n=result.number)))
        for combo, chosen in ((self.left, a), (self.right, b)):
            with QSignalBlocker(combo):
                combo.clear()
                for key, text in entries:
                    combo.addItem(text, key)
                combo.setCurrentIndex(combo.findData(chosen))

    def names(self) -> tuple[str, str]:
        """What the two are called."""
        return self.left.currentText(), self.right.currentText()

    def _ask(self) -> None:
        self.pair_wanted.emit(self.left.currentData(), self.right.currentData())
