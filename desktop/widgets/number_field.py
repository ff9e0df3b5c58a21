"""A number with its label: type it, turn the wheel, drag the label, double-click it to reset."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QSizePolicy, QWidget

LABEL_WIDTH_PX = 96
DRAG_PX_PER_STEP = 4


class ScrubLabel(QLabel):
    """A label that reports being dragged sideways and being double-clicked."""

    started = Signal()
    moved = Signal(int)
    ended = Signal()
    reset = Signal()

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self._from: float | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._from = event.position().x()
            self.started.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            self.moved.emit(round((event.position().x() - self._from) / DRAG_PX_PER_STEP))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            self._from = None
            self.ended.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.reset.emit()


class NumberField(QWidget):
    """A labelled number with its unit.

    Attributes
    ----------
    edited : Signal of float
        A value was typed, stepped or reset: one change.
    scrubbing : Signal of float
        A value while the label is dragged, between `scrub_started` and `scrub_ended`.
    """

    edited = Signal(float)
    scrub_started = Signal()
    scrubbing = Signal(float)
    scrub_ended = Signal()

    def __init__(
        self,
        label: str,
        *,
        minimum: float,
        maximum: float,
        step: float = 1.0,
        decimals: int = 0,
        unit: str = "",
        default: float = 0.0,
        help_text: str = "",
    ) -> None:
        super().__init__()
        self._default, self._start = default, 0.0
        self._label = ScrubLabel(label)
        self._label.setFixedWidth(LABEL_WIDTH_PX)
        self._label.setProperty("role", "muted")
        self.box = QDoubleSpinBox()
        self.box.setRange(minimum, maximum)
        self.box.setDecimals(decimals)
        self.box.setSingleStep(step)
        self.box.setKeyboardTracking(False)
        self.box.setAccessibleName(label)
        # A range of thousands would otherwise ask for more room than the inspector has.
        self.box.setMinimumWidth(64)
        self.box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.box.lineEdit().setTextMargins(6, 0, 0, 0)
        if unit:
            self.box.setSuffix(f" {unit}")
        for widget in (self.box, self._label):
            widget.setToolTip(help_text or label)
        self._label.setBuddy(self.box)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._label)
        layout.addWidget(self.box, 1)
        self.box.valueChanged.connect(self.edited)
        self._label.started.connect(self._begin)
        self._label.moved.connect(self._scrub)
        self._label.ended.connect(self.scrub_ended)
        self._label.reset.connect(lambda: self.box.setValue(self._default))

    def set_value(self, value: float) -> None:
        """Show a value without reporting it."""
        if self.box.value() != value:
            with QSignalBlocker(self.box):
                self.box.setValue(value)

    def set_default(self, value: float) -> None:
        """The value that a double-click gives."""
        self._default = value

    def set_special(self, text: str) -> None:
        """Words for the minimum, for example `Auto`."""
        self.box.setSpecialValueText(text)

    def _begin(self) -> None:
        self._start = self.box.value()
        self.scrub_started.emit()

    def _scrub(self, steps: int) -> None:
        value = self._start + steps * self.box.singleStep()
        value = min(max(value, self.box.minimum()), self.box.maximum())
        self.set_value(value)
        self.scrubbing.emit(self.box.value())
