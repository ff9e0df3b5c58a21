"""List items with a title and a sentence about it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

SENTENCE_ROLE = Qt.ItemDataRole.UserRole + 1
_PADDING_PX = 8
# What the list's own frame may take: a sentence that is given less room has another line.
_FRAME_PX = 24
_DIMMED = 0.72  # at least 4.5:1 on the light and on the dark background
_WRAPPED = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
Index = QModelIndex | QPersistentModelIndex


class SentenceDelegate(QStyledItemDelegate):
    """A title with its sentence below; dimmed where the choice cannot be made."""

    def __init__(self, width_px: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._width_px = width_px

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        enabled = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
        palette: QPalette = option.palette
        rect: QRect = option.rect
        state = option.state
        painter.save()
        chosen = enabled and bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, palette.highlight() if chosen else palette.base())
        color = palette.highlightedText().color() if chosen else palette.text().color()
        inner = rect.adjusted(_PADDING_PX, _PADDING_PX, -_PADDING_PX, -_PADDING_PX)
        if not enabled:
            # Only the title is dimmed: the reason below it has to be read.
            color.setAlphaF(_DIMMED)
        painter.setPen(color)
        title = index.data(Qt.ItemDataRole.DisplayRole)
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, title)
        if not chosen:
            color.setAlphaF(_DIMMED)
        painter.setPen(color)
        inner.setTop(inner.top() + QFontMetrics(painter.font()).height() + 2)
        painter.drawText(inner, _WRAPPED, index.data(SENTENCE_ROLE))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        metrics: QFontMetrics = option.fontMetrics
        room = QRect(0, 0, self._width_px - 2 * _PADDING_PX - _FRAME_PX, 1000)
        sentence = metrics.boundingRect(room, _WRAPPED.value, str(index.data(SENTENCE_ROLE)))
        height = metrics.height() + 2 + sentence.height() + 2 * _PADDING_PX
        return QSize(self._width_px, height)
