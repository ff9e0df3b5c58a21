"""What Motion shows before a picture is open: one sentence, one button, one sample."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.widgets.controls import button, label
from desktop.widgets.theme import Theme


@dataclass(frozen=True)
class EmptyActions:
    """What the page can start; without a sample or a lost document its offer is hidden."""

    open_picture: Callable[[], object]
    open_sample: Callable[[], object] | None
    recover: Callable[[], object]
    discard: Callable[[], object]


class EmptyPage(QWidget):
    """Teaches the first step."""

    def __init__(self, theme: Theme, actions: EmptyActions) -> None:
        super().__init__()
        self._theme = theme
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        heading = label(self.tr("Make a photograph move"), "hero")
        words = label(
            self.tr("Open a picture, drag what should move, and watch it move while you drag."),
            "muted",
        )
        words.setWordWrap(True)
        words.setFixedWidth(theme.px(420))
        # A centred widget is not asked for its height at this width, so it is given one.
        words.setMinimumHeight(words.heightForWidth(theme.px(420)) + theme.px(4))
        for text in (heading, words):
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.open_button = button(
            self.tr("Open a picture…"),
            self.tr("Open a picture or a project  (Ctrl+O); you can drop one here too"),
            actions.open_picture,
            "primary",
        )
        self.recovery = self._make_recovery(actions)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(2)
        for widget in (self._icon, heading, words, self.open_button):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        if actions.open_sample is not None:
            self.sample_button = button(
                self.tr("or try the sample"),
                self.tr("Open a sample picture with drags on it"),
                actions.open_sample,
                "link",
            )
            column.addWidget(self.sample_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(12)
        column.addWidget(self.recovery, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        theme.changed.connect(self._repaint_icon)
        self._repaint_icon()

    def _make_recovery(self, actions: EmptyActions) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "card")
        row = QHBoxLayout(frame)
        row.setContentsMargins(16, 12, 12, 12)
        row.setSpacing(12)
        row.addWidget(label(self.tr("Unsaved work of an earlier session was found.")))
        recover = button(self.tr("Recover"), self.tr("Open the unsaved work"), actions.recover)
        discard = button(
            self.tr("Discard"), self.tr("Delete the unsaved work"), actions.discard, "link"
        )
        for choice in (recover, discard):
            choice.clicked.connect(frame.hide)
            row.addWidget(choice)
        frame.hide()
        return frame

    def _repaint_icon(self) -> None:
        pixmap = self._theme.pixmap("path", "muted", 56, self.devicePixelRatioF())
        self._icon.setPixmap(pixmap)

    def release(self) -> None:
        """Let go of the theme."""
        self._theme.changed.disconnect(self._repaint_icon)
