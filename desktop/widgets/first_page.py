"""What a workspace shows before something is open: an icon, a sentence, the first steps."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.widgets.controls import Paragraph, label
from desktop.widgets.theme import Theme

ICON_PX = 56
CENTRE = Qt.AlignmentFlag.AlignHCenter


class FirstPage(QWidget):
    """Teaches the first step, in the middle of the workspace.

    Parameters
    ----------
    icon : str
        A name of the theme's icons.
    """

    def __init__(self, theme: Theme, icon: str) -> None:
        super().__init__()
        self._theme, self._icon_name = theme, icon
        self._icon = QLabel()
        self._icon.setAlignment(CENTRE)
        theme.changed.connect(self._repaint_icon)
        self._repaint_icon()

    def fill(
        self,
        heading: str,
        words: str,
        buttons: Sequence[QWidget],
        *,
        below: Sequence[QWidget] = (),
        foot: Sequence[QWidget] = (),
        width_px: int = 480,
    ) -> None:
        """Lay the page out: `buttons` in a row, `below` them one under the other, `foot` last."""
        title, text = label(heading, "hero"), Paragraph(self._theme.px(width_px))
        text.setText(words)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for widget in buttons:
            row.addWidget(widget)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(2)
        for widget in (self._icon, title, text):
            column.addWidget(widget, 0, CENTRE)
        for centred in (title, text):
            centred.setAlignment(CENTRE)
        column.addSpacing(4)
        column.addLayout(row)
        for widget in below:
            column.addWidget(widget, 0, CENTRE)
        column.addStretch(3)
        for widget in foot:
            column.addWidget(widget, 0, CENTRE)

    def _repaint_icon(self) -> None:
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(self._theme.pixmap(self._icon_name, "muted", ICON_PX, ratio))

    def release(self) -> None:
        """Let go of the theme."""
        self._theme.changed.disconnect(self._repaint_icon)
