"""What Robustness shows before there are samples: one sentence, one button, one sample."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.robustness.words import translate
from desktop.widgets.controls import Paragraph, button, label
from desktop.widgets.theme import Theme


class EmptyPage(QWidget):
    """Teaches the first step."""

    def __init__(
        self, theme: Theme, open_data: Callable[[], object], open_sample: Callable[[], object]
    ) -> None:
        super().__init__()
        self._theme = theme
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        heading = label(translate("Robust", "Find out how little breaks a prompt"), "hero")
        words = Paragraph(theme.px(480))
        words.setText(
            translate(
                "Robust",
                "Open labelled samples, attack your prompt word by word, and see how far its"
                " accuracy falls on samples that the attack has never seen.",
            )
        )
        for text in (heading, words):
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.open_button = button(
            translate("Robust", "Open samples…"),
            translate("Robust", 'JSON lines with "content" and "label"  (Ctrl+O)'),
            open_data,
            "primary",
        )
        self.sample_button = button(
            translate("Robust", "Try the sample"),
            translate("Robust", "Open made-up film reviews and a prompt for them"),
            open_sample,
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.open_button)
        buttons.addWidget(self.sample_button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(2)
        for widget in (self._icon, heading, words):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(4)
        column.addLayout(buttons)
        column.addStretch(3)
        theme.changed.connect(self._repaint_icon)
        self._repaint_icon()

    def _repaint_icon(self) -> None:
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(self._theme.pixmap("shield-check", "muted", 56, ratio))

    def release(self) -> None:
        """Let go of the theme."""
        self._theme.changed.disconnect(self._repaint_icon)
