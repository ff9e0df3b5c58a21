"""The card of a sample: its picture, one sentence, one button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop.welcome.sample_picture import SamplePicture
from desktop.welcome.words import Sample, translate
from desktop.widgets.controls import Paragraph, button, label
from desktop.widgets.theme import Theme
from desktop.workspaces import workspace_title

WIDTH_PX, MARGIN_PX = 268, 14


class SampleCard(QFrame):
    """`opened` is called with the sample."""

    def __init__(self, theme: Theme, sample: Sample, opened: Callable[[Sample], object]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        width_px = theme.px(WIDTH_PX)
        self.setFixedWidth(width_px)
        title = workspace_title(sample.workspace_id)
        # The frame's line is left free.
        self.picture = SamplePicture(theme, sample.workspace_id, width_px - 2)
        self.sentence = Paragraph(width_px - 2 * MARGIN_PX - 2)
        self.sentence.setText(sample.sentence)
        self.open_button = button(
            translate("Welcome", "Open the sample"), sample.sentence, lambda: opened(sample)
        )
        named = translate("Welcome", "Open the sample of {workspace}")
        self.open_button.setAccessibleName(named.format(workspace=title))
        words = QVBoxLayout()
        words.setContentsMargins(MARGIN_PX, 12, MARGIN_PX, MARGIN_PX)
        words.setSpacing(6)
        words.addWidget(label(title, "title"))
        words.addWidget(self.sentence)
        words.addStretch(1)
        words.addSpacing(6)
        words.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.picture)
        column.addLayout(words, 1)
