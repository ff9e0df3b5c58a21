"""A prompt's words in their order, each over two bars: what its gradient and its deletion say."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.core.tokens import BODY_PX
from desktop.robustness.words import translate
from desktop.widgets.theme import Theme
from shared.tasks.robustness import Importance

GRADIENT, DELETION = 0, 1  # data colours: blue and orange
WORD_PX, BAR_PX, GAP_PX, LEAST_PX = 20, 30, 12, 22


class Place(NamedTuple):
    """Where a word is drawn."""

    box: QRectF
    number: int


class WordBars(QWidget):
    """As high as its lines."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self._theme = theme
        self._importance: Importance | None = None
        self.places: tuple[Place, ...] = ()
        self.setAccessibleName(title)
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._lay_out)

    def release(self) -> None:
        """Let go of the theme."""
        self._theme.changed.disconnect(self._lay_out)

    def show_importance(self, importance: Importance | None) -> None:
        """Show a prompt's words."""
        self._importance = importance
        self._lay_out()
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other lines."""
        super().resizeEvent(event)
        self._lay_out()

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all lines."""
        places = self._placed(width)
        return round(places[-1].box.bottom()) + 4 if places else 0

    def sizeHint(self) -> QSize:
        """For the width that there is."""
        return QSize(400, self.heightForWidth(max(200, self.width())))

    def minimumSizeHint(self) -> QSize:
        """No line may be cut."""
        return QSize(120, self.heightForWidth(max(200, self.width())))

    def _lay_out(self) -> None:
        self.places = self._placed(self.width())
        height = round(self.places[-1].box.bottom()) + 4 if self.places else 0
        self.setMinimumHeight(height)
        self.update()

    def _placed(self, width: int) -> tuple[Place, ...]:
        if self._importance is None:
            return ()
        theme = self._theme
        metrics = QFontMetricsF(theme.font(BODY_PX))
        height = theme.px(WORD_PX) + theme.px(BAR_PX)
        x, y, found = 0.0, 0.0, []
        for number, word in enumerate(self._importance.words):
            wide = max(float(LEAST_PX), metrics.horizontalAdvance(word.text) + 6)
            if x + wide > width and x > 0:
                x, y = 0.0, y + height + GAP_PX
            found.append(Place(QRectF(x, y, wide, height), number))
            x += wide + 6
        return tuple(found)

    def event(self, event: QEvent) -> bool:
        """The word under the mouse, in figures."""
        if isinstance(event, QHelpEvent):
            words = self.words_at(event.pos())
            QToolTip.showText(event.globalPos(), words)
            return True
        return bool(super().event(event))

    def words_at(self, at: QPoint) -> str:
        """What is known of the word under a point."""
        one = self._importance
        for box, number in self.places:
            if one is not None and box.contains(at.toPointF()):
                low, high = one.deletion_ci95[number]
                words = translate(
                    "Robust",
                    "{word} (word {place})\nwithout it: {loss} nats [{low}, {high}]",
                ).format(
                    word=one.words[number].text, place=number + 1,
                    loss=f"{one.deletion[number]:+.3f}", low=f"{low:+.3f}", high=f"{high:+.3f}",
                )  # fmt: skip
                if one.gradient is not None:
                    gradient = translate("Robust", "gradient: {value} of the largest")
                    words += "\n" + gradient.format(value=f"{one.gradient[number]:.2f}")
                return words
        return ""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint words and bars."""
        one = self._importance
        if one is None:
            return
        painter, theme = QPainter(self), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(BODY_PX))
        largest = max((abs(value) for value in one.deletion), default=0.0) or 1.0
        for box, number in self.places:
            word = one.words[number]
            share = max(0.0, one.deletion[number]) / largest
            text = QRectF(box.left(), box.top(), box.width(), theme.px(WORD_PX))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("warning", 0.32 * share))
            painter.drawRoundedRect(text, 3, 3)
            painter.setPen(theme.color("muted" if word.lock == "placeholder" else "text"))
            painter.drawText(text, Qt.AlignmentFlag.AlignCenter, word.text)
            self._bars(painter, box, number, largest)
        painter.end()

    def _bars(self, painter: QPainter, box: QRectF, number: int, largest: float) -> None:
        theme, one = self._theme, self._importance
        assert one is not None
        zero = box.top() + theme.px(WORD_PX) + theme.px(BAR_PX) * 0.8
        room = theme.px(BAR_PX) * 0.75
        middle = box.center().x()
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawLine(round(box.left()), round(zero), round(box.right()), round(zero))
        painter.setPen(Qt.PenStyle.NoPen)
        if one.gradient is not None:
            height = room * max(0.0, one.gradient[number])
            painter.setBrush(theme.data_color(GRADIENT))
            painter.drawRect(QRectF(middle - 7, zero - height, 6, height))
        value = one.deletion[number]
        low, high = (end / largest for end in one.deletion_ci95[number])
        height = room * max(-0.25, value / largest)
        painter.setBrush(theme.data_color(DELETION))
        painter.drawRect(QRectF(middle + 1, min(zero, zero - height), 6, abs(height)))
        painter.setPen(QPen(theme.color("muted"), 1))
        top, bottom = (zero - room * max(-0.25, min(1.1, end)) for end in (high, low))
        painter.drawLine(round(middle + 4), round(top), round(middle + 4), round(bottom))
