"""How a demonstration is painted: its words, its label, and bars that share one scale."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTextCharFormat, QTextLayout, QTextOption

from desktop.core.tokens import BODY_PX, LABEL_PX
from desktop.icl.matches import matched_spans
from desktop.widgets.jobs_table import elided
from desktop.widgets.theme import Theme

HELPS, HURTS, REWARD = 0, 1, 4  # data colours: blue and orange; a prediction has its own
MIDDLE = Qt.AlignmentFlag.AlignVCenter
LEFT, RIGHT = MIDDLE | Qt.AlignmentFlag.AlignLeft, MIDDLE | Qt.AlignmentFlag.AlignRight
CENTER = Qt.AlignmentFlag.AlignCenter


def paint_words(
    painter: QPainter,
    rect: QRect,
    text: str,
    words: frozenset[str],
    theme: Theme,
    *,
    color: str = "text",
    lines: int = 2,
) -> None:
    """At most `lines` lines, words of the query in the accent colour; an ellipsis ends a cut."""
    shown = " ".join(text[:600].split())
    layout = QTextLayout(shown, theme.font(BODY_PX))
    layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
    marked = QTextCharFormat()
    marked.setForeground(theme.color("accent"))
    ranges = []
    for start, length in matched_spans(shown, words):
        one = QTextLayout.FormatRange()
        one.start, one.length, one.format = start, length, marked
        ranges.append(one)
    layout.setFormats(ranges)
    layout.beginLayout()
    y, end = 0.0, 0
    for number in range(lines):
        line = layout.createLine()
        if not line.isValid():
            break
        is_last = number == lines - 1
        line.setLineWidth(rect.width() - (14 if is_last else 0))
        line.setPosition(QPointF(0, y))
        y += line.height()
        end = line.textStart() + line.textLength()
    layout.endLayout()
    painter.setPen(theme.color(color))
    for number in range(layout.lineCount()):
        layout.lineAt(number).draw(painter, QPointF(rect.topLeft()))
    if end < len(shown) and layout.lineCount():
        last = layout.lineAt(layout.lineCount() - 1)
        x = rect.left() + last.naturalTextWidth() + 1
        box = QRectF(x, rect.top() + last.y(), 16, last.height())
        painter.setPen(theme.color("muted"))
        painter.setFont(theme.font(BODY_PX))
        painter.drawText(box, LEFT, "…")


def paint_chip(
    painter: QPainter, left: int, middle: int, text: str, theme: Theme, color: QColor, most: int
) -> int:
    """A rounded label; gives the x behind it."""
    painter.setFont(theme.font(LABEL_PX))
    shown = elided(painter, " ".join(text.split()), most - 16)
    width = painter.fontMetrics().horizontalAdvance(shown) + 16
    height = theme.px(18)
    box = QRectF(left, middle - height / 2, width, height)
    back = QColor(color)
    back.setAlphaF(0.18)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(back)
    painter.drawRoundedRect(box, height / 2, height / 2)
    painter.setPen(theme.color("text"))
    painter.drawText(box, CENTER, shown)
    return round(box.right())


def paint_bar(
    painter: QPainter, box: QRectF, share: float, theme: Theme, color: QColor | str = "edge"
) -> None:
    """A bar from the left; `share` of it is filled."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("line"))
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    if share > 0:
        filled = QRectF(box)
        filled.setWidth(max(box.height(), box.width() * min(1.0, share)))
        painter.setBrush(theme.color(color) if isinstance(color, str) else color)
        painter.drawRoundedRect(filled, box.height() / 2, box.height() / 2)


def paint_signed_bar(
    painter: QPainter, box: QRectF, share: float, theme: Theme, color: QColor | None = None
) -> None:
    """A bar from the middle: to the right in blue what helps, to the left in orange what hurts.

    With `color`, both sides are of that colour.
    """
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("line"))
    painter.drawRoundedRect(box, 2, 2)
    middle = box.center().x()
    length = box.width() / 2 * min(1.0, abs(share))
    filled = QRectF(box)
    filled.setLeft(middle if share >= 0 else middle - length)
    filled.setRight(middle + length if share >= 0 else middle)
    painter.setBrush(color or theme.data_color(HELPS if share >= 0 else HURTS))
    painter.drawRect(filled)
    painter.setPen(theme.color("muted"))
    x = round(middle)
    painter.drawLine(x, round(box.top()) - 2, x, round(box.bottom()) + 1)


def label_color(theme: Theme, label: str, labels: tuple[str, ...]) -> QColor:
    """A label's colour: the same everywhere in the workspace; free text has none."""
    if label in labels:
        return theme.data_color(labels.index(label))
    return theme.color("edge")
