"""What EEG shows before a source is open: one sentence, one button, and where streams are found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.widgets.controls import Paragraph, button, label
from desktop.widgets.theme import Theme


@dataclass(frozen=True)
class EmptyActions:
    """What the page can start."""

    simulate: Callable[[], object]
    find: Callable[[], object]
    open_file: Callable[[], object]
    evaluate: Callable[[], object]


class EmptyPage(QWidget):
    """Teaches the first step, and says why a source could not be opened."""

    def __init__(self, theme: Theme, actions: EmptyActions) -> None:
        super().__init__()
        self._theme = theme
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        heading = label(self.tr("Watch a brain at work"), "hero")
        self.words = Paragraph(theme.px(460))
        self.words.setText(
            self.tr(
                "Stream a headset, see at once how good each channel is, and record safely. "
                "Without a headset, a simulated participant shows you everything."
            )
        )
        self.status = Paragraph(theme.px(460), "muted")
        for text in (heading, self.words, self.status):
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.simulate_button = button(
            self.tr("Simulated participant"),
            self.tr("Stream a simulated participant: 64 channels, labelled as simulated"),
            actions.simulate,
            "primary",
        )
        self.find_button = button(
            self.tr("Find streams…"),
            self.tr("Choose a stream, a board or a recorded file  (Ctrl+O)"),
            actions.find,
        )
        self.file_button = button(
            self.tr("or play a recording"),
            self.tr("Open a recorded file and play it as if it were live"),
            actions.open_file,
            "link",
        )
        self.evaluate_button = button(
            self.tr("Can a decoder be fooled? See the confound demonstration"),
            self.tr("Decode 40 classes from EEG without any answer, and see why that works"),
            actions.evaluate,
            "link",
        )
        research = label(self.tr("For research only. Not a medical device."), "label")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.simulate_button)
        buttons.addWidget(self.find_button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(2)
        for widget in (self._icon, heading, self.words):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(4)
        column.addLayout(buttons)
        column.addWidget(self.file_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.status, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        column.addWidget(self.evaluate_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(research, 0, Qt.AlignmentFlag.AlignHCenter)
        self.show_status("")
        theme.changed.connect(self._repaint_icon)
        self._repaint_icon()

    def show_status(self, text: str, *, bad: bool = False) -> None:
        """Say what happens, or why nothing does."""
        from desktop.widgets.controls import set_role

        set_role(self.status, "bad" if bad else "muted")
        self.status.setText(text)
        self.status.setVisible(bool(text))

    def set_enabled(self, enabled: bool) -> None:
        """Whether something can be opened now."""
        for widget in (self.simulate_button, self.find_button, self.file_button):
            widget.setEnabled(enabled)

    def _repaint_icon(self) -> None:
        self._icon.setPixmap(self._theme.pixmap("activity", "muted", 56, self.devicePixelRatioF()))

    def release(self) -> None:
        """Let go of the theme."""
        self._theme.changed.disconnect(self._repaint_icon)
