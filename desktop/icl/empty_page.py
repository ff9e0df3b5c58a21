"""What Demos shows before a pool is open: one sentence, one button, one sample."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.icl.words import translate
from desktop.widgets.controls import Paragraph, button, label
from desktop.widgets.theme import Theme


@dataclass(frozen=True)
class EmptyActions:
    """What the page can start."""

    import_file: Callable[[], object]
    open_pool: Callable[[], object]
    open_sample: Callable[[], object]


class EmptyPage(QWidget):
    """Teaches the first step."""

    def __init__(self, theme: Theme, actions: EmptyActions) -> None:
        super().__init__()
        self._theme = theme
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        heading = label(translate("Icl", "See which examples help a language model"), "hero")
        words = Paragraph(theme.px(480))
        words.setText(
            translate(
                "Icl",
                "Import labelled texts, ask something, and see for every demonstration in the"
                " prompt whether it makes the right answer more or less probable.",
            )
        )
        for text in (heading, words):
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.import_button = button(
            translate("Icl", "Import examples…"),
            translate(
                "Icl", "JSON lines, CSV, TSV, Parquet, LMOps files, saved data sets  (Ctrl+O)"
            ),
            actions.import_file,
            "primary",
        )
        self.sample_button = button(
            translate("Icl", "Try the sample"),
            translate("Icl", "Open short messages on four topics"),
            actions.open_sample,
        )
        self.pool_button = button(
            translate("Icl", "or open a pool again"),
            translate("Icl", "Open a pool that was made before"),
            actions.open_pool,
            "link",
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.import_button)
        buttons.addWidget(self.sample_button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(2)
        for widget in (self._icon, heading, words):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(4)
        column.addLayout(buttons)
        column.addWidget(self.pool_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        theme.changed.connect(self._repaint_icon)
        self._repaint_icon()

    def _repaint_icon(self) -> None:
        self._icon.setPixmap(self._theme.pixmap("stack", "muted", 56, self.devicePixelRatioF()))

    def release(self) -> None:
        """Let go of the theme."""
        self._theme.changed.disconnect(self._repaint_icon)
