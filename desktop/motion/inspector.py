"""The inspector: the selected layer's fields, or the render's settings when nothing is selected."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget

from desktop.motion.document import MotionDocument
from desktop.motion.model import MotionModel
from desktop.widgets.number_field import NumberField

WIDTH_PX = 308

SetNumber = Callable[[MotionDocument, float], MotionDocument]


def bind_number(model: MotionModel, field: NumberField, label: str, put: SetNumber) -> None:
    """Make a number field edit the document: each entry and each drag is one undo step."""
    field.edited.connect(lambda value: model.edit(label, put(model.document, value)))
    field.scrub_started.connect(model.begin)
    field.scrubbing.connect(lambda value: model.update(label, put(model.document, value)))
    field.scrub_ended.connect(model.commit)


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
