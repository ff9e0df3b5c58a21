"""A value between a button for less and one for more; double-click and wheel work on it too."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.widgets.controls import IconButton
from desktop.widgets.theme import Theme


class Stepper(QWidget):
    """Shows a value with its unit; `step(+1)` and `step(-1)` change it, `reset` sets it back."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        step: Callable[[int], object],
        reset: Callable[[], object],
        widest: str,
        keys: tuple[str, str],
    ) -> None:
        super().__init__()
        self._step, self._reset = step, reset
        self.less = IconButton(theme, "ph.minus", lambda: step(-1), color="muted", size_px=14)
        self.more = IconButton(theme, "ph.plus", lambda: step(1), color="muted", size_px=14)
        self.less.describe(self.tr("{title}: less").format(title=title), keys[0])
        self.more.describe(self.tr("{title}: more").format(title=title), keys[1])
        self.value = QLabel(widest)
        self.value.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.value.setFixedWidth(self.value.sizeHint().width() + 8)
        self.value.setToolTip(self.tr("{title}; double-click sets it back").format(title=title))
        self.value.setAccessibleName(title)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for widget in (self.less, self.value, self.more):
            row.addWidget(widget)

    def show_value(self, text: str) -> None:
        """Show a value."""
        self.value.setText(text)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """One step for each notch."""
        event.accept()
        if event.angleDelta().y():
            self._step(1 if event.angleDelta().y() > 0 else -1)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Set it back."""
        self._reset()
