"""The inspector: the selected layer's fields, or the render's settings when nothing is selected."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.motion.document import MotionDocument
from desktop.motion.model import MotionModel
from desktop.motion.number_field import LABEL_WIDTH_PX, NumberField

WIDTH_PX = 308

SetNumber = Callable[[MotionDocument, float], MotionDocument]


def bind_number(model: MotionModel, field: NumberField, label: str, put: SetNumber) -> None:
    """Make a number field edit the document: each entry and each drag is one undo step."""
    field.edited.connect(lambda value: model.edit(label, put(model.document, value)))
    field.scrub_started.connect(model.begin)
    field.scrubbing.connect(lambda value: model.update(label, put(model.document, value)))
    field.scrub_ended.connect(model.commit)


def section(title: str) -> tuple[QFrame, QVBoxLayout]:
    """A titled group of fields."""
    frame = QFrame()
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(16, 12, 16, 8)
    layout.setSpacing(8)
    heading = QLabel(title)
    heading.setProperty("role", "label")
    layout.addWidget(heading)
    return frame, layout


class Section(QFrame):
    """A part of a page: a titled group whose `rows` take its fields."""

    def __init__(self, title: str) -> None:
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        frame, self.rows = section(title)
        outer.addWidget(frame)

    def add_hint(self) -> QLabel:
        """A muted sentence below what is there."""
        hint = QLabel()
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        self.rows.addWidget(hint)
        return hint


def combo_row(label: str, combo: QComboBox, help_text: str) -> QHBoxLayout:
    """A labelled choice."""
    name = QLabel(label)
    name.setProperty("role", "muted")
    name.setFixedWidth(LABEL_WIDTH_PX)
    name.setBuddy(combo)
    combo.setAccessibleName(label)
    combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    combo.setToolTip(help_text)
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(name)
    row.addWidget(combo, 1)
    return row


class Inspector(QScrollArea):
    """Shows the page that the selection needs."""

    def __init__(self, model: MotionModel, document_page: QWidget, layer_page: QWidget) -> None:
        super().__init__()
        self._model = model
        self._pages = QStackedWidget()
        self._pages.addWidget(document_page)
        self._pages.addWidget(layer_page)
        self.setWidget(self._pages)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(WIDTH_PX)
        self.setAccessibleName(self.tr("Inspector"))
        self._disconnect = model.selection.changed.connect(lambda _: self._choose())
        self._choose()

    def _choose(self) -> None:
        selected = self._model.selection.value.layer_id is not None
        self._pages.setCurrentIndex(1 if selected else 0)

    def release(self) -> None:
        """Let go of the model."""
        self._disconnect()
