"""The reconstruction, large, with how far it is, how old, and how sure."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.core.tokens import BODY_PX, LABEL_PX
from desktop.neuro.decoding.answer import Answer
from desktop.neuro.decoding.thumbnails import image_of
from desktop.neuro.decoding.words import age_words, step_words, verdict_words
from desktop.widgets.theme import Theme

MOST_PX, LEAST_PX = 420, 160
RADIUS_PX, MARGIN_PX = 6, 8
_CHIP_ALPHA = 0.82


class PictureView(QWidget):
    """A square; until there is a picture it holds a sentence."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._answer: Answer | None = None
        self._pixels: np.ndarray | None = None
        self._image: QImage | None = None
        self._words = ""
        self._age = ""
        self._is_simulated = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumSize(LEAST_PX, LEAST_PX)
        self.setMaximumWidth(MOST_PX)
        self.setAccessibleName(self.tr("Reconstructed picture"))
        self.setToolTip(self.tr("What the decoder makes of the EEG: a guess"))
        theme.changed.connect(self.update)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stay a square: a layout in a scroll area would give it the least height."""
        super().resizeEvent(event)
        self.setFixedHeight(self.width())

    def sizeHint(self) -> QSize:
        """Room for a picture that can be looked at."""
        return QSize(280, 280)

    # --- what is shown ----------------------------------------------------------------------------

    def show_answer(self, answer: Answer | None) -> None:
        """Show what is there of an answer; a picture stays until the next one has begun."""
        if answer is None or (answer.pixels is None and answer.done):
            self._image = None
        elif answer.pixels is not None and answer.pixels is not self._pixels:
            self._image = image_of(answer.pixels)
        self._pixels = answer.pixels if answer is not None else None
        self._answer = answer
        self._describe()
        self.update()

    def show_words(self, words: str) -> None:
        """What stands there while there is no picture."""
        if words != self._words:
            self._words = words
            self._describe()
            self.update()

    def show_age(self, seconds: float | None) -> None:
        """How old the newest sample in the picture is."""
        age = "" if seconds is None else age_words(seconds)
        if age != self._age:
            self._age = age
            self.update()

    def set_simulated(self, simulated: bool) -> None:
        """Whether nobody's brain was measured."""
        if simulated != self._is_simulated:
            self._is_simulated = simulated
            self.update()

    @property
    def has_picture(self) -> bool:
        """Whether a picture is shown."""
        return self._image is not None

    @property
    def is_stale(self) -> bool:
        """Whether the picture belongs to the answer before the one whose names are there."""
        return self._answer is not None and self._answer.pixels is None and self.has_picture

    def _describe(self) -> None:
        answer = self._answer
        if answer is None or not self.has_picture:
            self.setAccessibleDescription(self._words)
            return
        self.setAccessibleDescription(
            ", ".join(text for text in (verdict_words(answer), step_words(answer)) if text)
        )

    # --- painting ---------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        side = min(self.width(), self.height())
        box = QRectF((self.width() - side) / 2, 0, side, side)
        path = QPainterPath()
        path.addRoundedRect(box, RADIUS_PX, RADIUS_PX)
        painter.setClipPath(path)
        painter.fillRect(box, self._theme.color("canvas"))
        if self._image is not None and self._answer is not None:
            painter.setOpacity(0.55 if self.is_stale else 1.0)
            painter.drawImage(box, self._image)
            painter.setOpacity(1.0)
            self._paint_state(painter, box, self._answer)
        else:
            self._paint_words(painter, box)
        if self._is_simulated:
            self._chip(painter, box, self.tr("SIMULATED"), "warning", right=True, bottom=True)
        painter.end()

    def _paint_words(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(self._theme.color("muted"))
        painter.setFont(self._theme.font(BODY_PX))
        inner = box.adjusted(20, 20, -20, -20)
        painter.drawText(
            inner, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._words
        )

    def _paint_state(self, painter: QPainter, box: QRectF, answer: Answer) -> None:
        if answer.is_named and not answer.sure:
            self._chip(painter, box, verdict_words(answer), "warning")
        elif answer.is_named:
            self._chip(painter, box, verdict_words(answer), "good")
        if self._age:
            self._chip(painter, box, self._age, "text", right=True)
        if answer.steps and not answer.done:
            self._chip(painter, box, step_words(answer), "text", bottom=True)
            done = QRectF(box.left(), box.bottom() - 3, box.width() * answer.step / answer.steps, 3)
            painter.fillRect(done, self._theme.color("accent"))

    def _chip(
        self,
        painter: QPainter,
        box: QRectF,
        text: str,
        token: str,
        *,
        right: bool = False,
        bottom: bool = False,
    ) -> None:
        painter.setFont(self._theme.font(LABEL_PX, bold=True))
        metrics = painter.fontMetrics()
        width, height = metrics.horizontalAdvance(text) + 14, metrics.height() + 6
        left = box.right() - MARGIN_PX - width if right else box.left() + MARGIN_PX
        top = box.bottom() - MARGIN_PX - height if bottom else box.top() + MARGIN_PX
        chip = QRectF(left, top, width, height)
        ground: QColor = self._theme.color("surface", _CHIP_ALPHA)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(chip, 4, 4)
        painter.setPen(self._theme.color(token))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)

    def release(self) -> None:
        """Let go of the theme."""
        self._theme.changed.disconnect(self.update)
