"""The prompt as the model reads it, each part in its colour, and how full the window is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFontDatabase,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QToolTip, QWidget

from desktop.core.tokens import BODY_PX, LABEL_PX
from desktop.icl.demo_paint import CENTER
from desktop.icl.model import PickModel
from desktop.icl.sections import Measured, Part
from desktop.icl.words import count_words, translate
from desktop.widgets.controls import name
from desktop.widgets.theme import Theme

GUTTER_PX, BAR_PX = 30, 4
TINT, CHOSEN_TINT = 0.09, 0.22


def part_color(theme: Theme, measured: Measured, place: int) -> QColor:
    """The colour of a part: demonstrations count up the data colours, the query is the accent."""
    part = measured.parts[place]
    if part.kind == "demonstration":
        before = sum(one.kind == "demonstration" for one in measured.parts[:place])
        return theme.data_color(before)
    return theme.color("accent" if part.kind == "query" else "muted")


class PromptView(QPlainTextEdit):
    """Read-only text with a coloured bar beside each part; a click chooses its demonstration."""

    def __init__(self, model: PickModel, theme: Theme) -> None:
        super().__init__()
        self._model, self._theme = model, theme
        self._measured = Measured()
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setPlaceholderText(translate("Icl", "The prompt appears here once there is a query."))
        name(
            self,
            translate("Icl", "Prompt"),
            translate("Icl", "The text that the model reads, to the letter"),
        )
        self._gutter = _Gutter(self)
        self.setViewportMargins(GUTTER_PX, 0, 0, 0)
        self.updateRequest.connect(lambda *_: self._gutter.update())
        self._connections = [model.chosen.changed.connect(lambda _: self._tint())]
        theme.changed.connect(self._recolor)
        self._recolor()

    def release(self) -> None:
        """Let go of model and theme."""
        for disconnect in self._connections:
            disconnect()
        self._theme.changed.disconnect(self._recolor)

    @property
    def theme(self) -> Theme:
        """The look, for the gutter."""
        return self._theme

    @property
    def measured(self) -> Measured:
        """What is shown."""
        return self._measured

    def show_prompt(self, measured: Measured) -> None:
        """Show a prompt; where only lengths changed the text stays where it is scrolled."""
        if measured.text != self._measured.text:
            bar = self.verticalScrollBar()
            at_end = 0 < bar.maximum() == bar.value()
            at = bar.value()
            self.setPlainText(measured.text)
            bar.setValue(bar.maximum() if at_end else at)
        self._measured = measured
        self._tint()

    def _recolor(self) -> None:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(self._theme.px(BODY_PX - 1))
        self.setFont(font)
        self._tint()

    def _tint(self) -> None:
        self.viewport().update()
        self._gutter.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The parts' tints below the text."""
        painter, chosen = QPainter(self.viewport()), self._model.chosen.value
        for place, part in enumerate(self._measured.parts):
            color = part_color(self._theme, self._measured, place)
            color.setAlphaF(CHOSEN_TINT if part.id and part.id == chosen else TINT)
            painter.fillRect(self.part_rect(part), color)
        painter.end()
        super().paintEvent(event)

    def part_rect(self, part: Part) -> QRect:
        """Where a part stands, in the viewport's coordinates."""
        first = self.document().findBlock(part.start)
        last = self.document().findBlock(part.start + len(part.text.rstrip("\n")))
        offset = self.contentOffset()
        top = self.blockBoundingGeometry(first).translated(offset).top()
        bottom = self.blockBoundingGeometry(last).translated(offset).bottom()
        return QRect(0, round(top), self.viewport().width(), round(bottom - top))

    def part_at(self, at: QPoint) -> Part | None:
        """The part under a point of the viewport."""
        return next(
            (part for part in self._measured.parts if self.part_rect(part).contains(at)), None
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Every view points at the demonstration that was clicked."""
        part = self.part_at(event.position().toPoint())
        if part is not None and part.id:
            self._model.chosen.value = part.id
        super().mousePressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say which part is under the mouse, and how long it is."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            part = self.part_at(event.pos())
            if part is not None:
                QToolTip.showText(event.globalPos(), part_words(part), self)
                return True
        return bool(super().viewportEvent(event))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The gutter is as high as the text."""
        super().resizeEvent(event)
        area = self.contentsRect()
        self._gutter.setGeometry(QRect(area.left(), area.top(), GUTTER_PX, area.height()))


def part_words(part: Part) -> str:
    """What a part is and how long."""
    kind = {
        "instruction": translate("Icl", "Instruction"),
        "demonstration": translate("Icl", "Demonstration {id}").format(id=part.id),
        "query": translate("Icl", "Query"),
    }[part.kind]
    count = count_words(part.tokens)
    words = translate("Icl", "{part}: {count} tokens")
    if not part.is_counted:
        words = translate("Icl", "{part}: about {count} tokens")
    return words.format(part=kind, count=count)


class _Gutter(QWidget):
    """Numbers and bars beside the parts."""

    def __init__(self, view: PromptView) -> None:
        super().__init__(view)
        self._view = view
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, view = QPainter(self), self._view
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(view.theme.font(LABEL_PX, bold=True))
        number = 0
        for place, part in enumerate(view.measured.parts):
            rect = view.part_rect(part)
            color = part_color(view.theme, view.measured, place)
            if part.kind == "demonstration":
                number += 1
            if rect.bottom() < 0 or rect.top() > self.height():
                continue
            bar = QRectF(GUTTER_PX - BAR_PX - 4, rect.top() + 1, BAR_PX, rect.height() - 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawRoundedRect(bar, 2, 2)
            painter.setPen(view.theme.color("muted"))
            mark = {"instruction": "i", "query": "?"}.get(part.kind, str(number))
            painter.drawText(QRectF(0, rect.top() + 1, bar.left() - 2, 18), CENTER, mark)
        painter.end()


class TokenMeter(QWidget):
    """The model's window as a bar: every part in its colour, and what is kept for the answer."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._measured = Measured()
        self.setFixedHeight(theme.px(40))
        self.setAccessibleName(translate("Icl", "Token budget"))
        theme.changed.connect(self.update)

    def release(self) -> None:
        """Let go of the theme."""
        self._theme.changed.disconnect(self.update)

    def show_prompt(self, measured: Measured) -> None:
        """Show a prompt's lengths."""
        self._measured = measured
        lines = [part_words(part) for part in measured.parts]
        kept = translate("Icl", "Kept for the answer: {count} tokens")
        lines.append(kept.format(count=measured.answer_tokens))
        if measured.dropped:
            words = translate("Icl", "Dropped to fit, the least useful first: {ids}")
            lines.append(words.format(ids=", ".join(measured.dropped)))
        self.setToolTip("\n".join(lines))
        self.update()

    @property
    def words(self) -> str:
        """The sum in words, and what did not fit."""
        measured = self._measured
        if not measured.parts:
            return ""
        words = translate("Icl", "{tokens} of {limit} tokens")
        if not measured.is_counted:
            words = translate("Icl", "about {tokens} of {limit} tokens")
        text = words.format(tokens=count_words(measured.tokens), limit=count_words(measured.limit))
        if measured.over:
            over = translate("Icl", "{count} too many: unpin some or shorten the query")
            return f"{text} · {over.format(count=count_words(measured.over))}"
        if measured.dropped:
            dropped = translate("Icl", "{count} left out to fit").format(
                count=len(measured.dropped)
            )
            return f"{text} · {dropped}"
        return text

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bar and the sum below it."""
        painter, theme, measured = QPainter(self), self._theme, self._measured
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        full = max(measured.limit, measured.tokens + measured.answer_tokens, 1)
        bar = QRectF(0, 4, self.width(), theme.px(8))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("line"))
        painter.drawRoundedRect(bar, 3, 3)
        x = bar.left()
        for place, part in enumerate(measured.parts):
            width = bar.width() * part.tokens / full
            painter.setBrush(part_color(theme, measured, place))
            painter.drawRect(QRectF(x, bar.top(), max(1.0, width - 1), bar.height()))
            x += width
        if measured.parts:
            painter.setBrush(theme.color("edge"))
            width = max(2.0, bar.width() * measured.answer_tokens / full)
            painter.drawRect(QRectF(x, bar.top(), width, bar.height()))
        if measured.over:
            limit = bar.left() + bar.width() * measured.limit / full
            painter.fillRect(QRectF(limit - 1, 0, 2, bar.bottom() + 4), theme.color("bad"))
        color = "bad" if measured.over else "warning" if measured.dropped else "muted"
        painter.setPen(theme.color(color))
        painter.setFont(theme.font(LABEL_PX))
        box = QRectF(0, bar.bottom() + 4, self.width(), theme.px(18))
        painter.drawText(
            box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.words
        )
        painter.end()
