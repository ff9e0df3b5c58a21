"""What is on the screen of the person who is measured, as markers say; it can be hidden."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.neuro.decoding.live_decoder import LiveDecoder
from desktop.neuro.decoding.pane_model import PaneModel
from desktop.neuro.decoding.thumbnails import Thumbnails
from desktop.widgets.controls import label, name
from desktop.widgets.theme import Theme

THUMB_PX = 48


class ShownRow(QWidget):
    """Follows the markers; an earlier picture that is looked at again is told instead."""

    def __init__(
        self, decoder: LiveDecoder, model: PaneModel, thumbnails: Thumbnails, theme: Theme
    ) -> None:
        super().__init__()
        self._decoder, self._model, self._thumbnails = decoder, model, thumbnails
        self._side = theme.px(THUMB_PX)
        self.picture = QLabel()
        self.picture.setFixedSize(QSize(self._side, self._side))
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title, self.words = label("", "label"), label("", "")
        self.words.setWordWrap(True)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.MinimumExpanding)
        self.hide_box = QCheckBox(self.tr("Hide"))
        name(
            self.hide_box,
            self.tr("Hide what is shown"),
            self.tr("For sessions in which nobody here may know what is shown"),
        )
        self.hide_box.setChecked(model.blind.value)
        self.hide_box.toggled.connect(self._hide)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self.title)
        texts.addWidget(self.words)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.picture)
        row.addLayout(texts, 1)
        row.addWidget(self.hide_box, 0, Qt.AlignmentFlag.AlignTop)
        self._connections = [
            decoder.shown.changed.connect(lambda _: self.refresh()),
            model.chosen.changed.connect(lambda _: self.refresh()),
            model.blind.changed.connect(lambda _: self.refresh()),
        ]
        thumbnails.ready.connect(self._drawn)
        self.refresh()

    def _hide(self, hidden: bool) -> None:
        self._model.blind.value = hidden

    @property
    def number(self) -> int | None:
        """The picture that is told; None if there is none or nobody may know."""
        chosen = self._model.chosen.value
        return (
            None
            if self._model.blind.value
            else (chosen.picture if chosen is not None else self._decoder.shown.value)
        )

    def refresh(self) -> None:
        """Show it."""
        number, chosen = self.number, self._model.chosen.value
        self.title.setText(self.tr("Was shown") if chosen is not None else self.tr("On the screen"))
        thumbnail = self._thumbnails.get(number) if number is not None else None
        if thumbnail is not None:
            size = QSize(self._side, self._side)
            pixmap = QPixmap.fromImage(thumbnail.image)
            mode = Qt.TransformationMode.SmoothTransformation
            self.picture.setPixmap(pixmap.scaled(size, mode=mode))
        else:
            self.picture.setPixmap(QPixmap())
        if self._model.blind.value:
            self.words.setText(self.tr("hidden"))
        elif number is None:
            self.words.setText(self.tr("nothing"))
        else:
            unknown = self.tr("picture {number}").format(number=number)
            self.words.setText(thumbnail.caption if thumbnail is not None else unknown)

    def _drawn(self, number: int) -> None:
        if number == self.number:
            self.refresh()

    def release(self) -> None:
        """Let go of models and thumbnails."""
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()
        self._thumbnails.ready.disconnect(self._drawn)
