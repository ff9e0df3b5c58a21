"""The prompt as text, with locked words as chips that a click locks and frees."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QToolTip

from desktop.core.tokens import BODY_PX
from desktop.robustness.model import RobustModel
from desktop.robustness.words import lock_words, translate
from desktop.widgets.controls import name
from desktop.widgets.theme import Theme
from shared.robustness.figures import PromptWord

TINT = 0.16


def lock_color(theme: Theme, lock: str) -> QColor:
    """The colour of a lock's chip."""
    return {
        "placeholder": theme.color("accent"),
        "label": theme.data_color(2),
        "template": theme.color("muted"),
        "asked": theme.data_color(1),
    }[lock]


def utf16(text: str, place: int) -> int:
    """A place among Python's characters as Qt counts it."""
    return len(text[:place].encode("utf-16-le", "surrogatepass")) // 2


class PromptEditor(QPlainTextEdit):
    """Types into the settings; with Ctrl, or while `locking`, a click locks or frees a word.

    Attributes
    ----------
    refused : Signal of str
        A word that stays locked was clicked; why.
    """

    refused = Signal(str)

    def __init__(self, model: RobustModel, theme: Theme) -> None:
        super().__init__()
        self._model, self._theme = model, theme
        self._locking = False
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMinimumHeight(theme.px(72))
        self.viewport().setMouseTracking(True)
        self.setPlaceholderText(translate("Robust", "Your prompt; {content} stands for the sample"))
        name(
            self,
            translate("Robust", "Prompt"),
            translate("Robust", "What is attacked; the sample itself never is"),
        )
        self._connections = [
            model.setup.changed.connect(lambda _: self._show()),
            model.facts.changed.connect(lambda _: self.viewport().update()),
            theme.changed.connect(self._restyle),
        ]
        self.textChanged.connect(self._typed)
        self._restyle()
        self._show()

    def release(self) -> None:
        """Let go of model and theme."""
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()

    def _restyle(self) -> None:
        self.setFont(self._theme.font(BODY_PX + 1))
        self.viewport().update()

    def _show(self) -> None:
        prompt = self._model.setup.value.prompt
        if self.toPlainText() != prompt:
            self.setPlainText(prompt)
        self.viewport().update()

    def _typed(self) -> None:
        text = self.toPlainText()
        if text != self._model.setup.value.prompt:
            self._model.change("Prompt", prompt=text)

    # --- locks ------------------------------------------------------------------------------------

    @property
    def locking(self) -> bool:
        """Whether each click locks or frees a word."""
        return self._locking

    def set_locking(self, on: bool) -> None:
        """Let clicks lock and free words, or place the caret."""
        self._locking = on
        self.setReadOnly(on)
        shape = Qt.CursorShape.PointingHandCursor if on else Qt.CursorShape.IBeamCursor
        self.viewport().setCursor(shape)

    def toggle_at_caret(self) -> None:
        """Lock or free the word at the caret."""
        text = self._model.setup.value.prompt
        at = self.textCursor().position()
        for word in self._model.words:
            if utf16(text, word.begin) <= at <= utf16(text, word.end):
                self._toggle(word)
                return

    def _toggle(self, word: PromptWord) -> None:
        if not self._model.toggle_lock(word):
            self.refused.emit(lock_words(word.lock))

    def word_rects(self, word: PromptWord) -> list[QRectF]:
        """Where a word stands in the viewport, a box for each line that it touches."""
        text = self._model.setup.value.prompt
        begin, end = utf16(text, word.begin), utf16(text, word.end)
        block = self.document().findBlock(begin)
        layout = block.layout()
        if not block.isValid() or layout is None:
            return []
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).topLeft()
        begin, end = begin - block.position(), end - block.position()
        found = []
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            first = max(begin, line.textStart())
            last = min(end, line.textStart() + line.textLength())
            if first < last:
                left, right = _x(line.cursorToX(first)), _x(line.cursorToX(last))
                rect = QRectF(left, line.y(), right - left, line.height())
                found.append(rect.translated(top))
        return found

    def word_at(self, at: QPointF) -> PromptWord | None:
        """The word under a point of the viewport."""
        return next(
            (
                word
                for word in self._model.words
                if any(rect.adjusted(-1, 0, 1, 0).contains(at) for rect in self.word_rects(word))
            ),
            None,
        )

    # --- events -----------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Lock or free the word under the mouse, or place the caret."""
        is_lock = self._locking or bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if is_lock and event.button() is Qt.MouseButton.LeftButton:
            word = self.word_at(event.position())
            if word is not None:
                self._toggle(word)
            event.accept()
            return
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The usual menu, with the lock of the word on top."""
        menu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        word = self.word_at(event.pos().toPointF())
        if word is not None and word.lock not in ("placeholder", "label"):
            if word.lock:
                words = translate("Robust", "Free “{word}”")
            else:
                words = translate("Robust", "Lock “{word}”")
            first = menu.actions()[0] if menu.actions() else None
            action = menu.addAction(words.format(word=word.text))
            action.triggered.connect(lambda: self._toggle(word))
            if first is not None:
                menu.insertAction(first, action)
                menu.insertSeparator(first)
        menu.popup(event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        """Say why the word under the mouse is locked."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            word = self.word_at(event.pos().toPointF())
            if word is not None:
                QToolTip.showText(event.globalPos(), lock_words(word.lock), self)
                return True
        return bool(super().viewportEvent(event))

    def insert_content(self) -> None:
        """Write the sample's place at the caret."""
        cursor = QTextCursor(self.textCursor())
        cursor.insertText("{content}")
        self.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Chips below the text."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for word in self._model.words:
            if not word.lock:
                continue
            color = lock_color(self._theme, word.lock)
            for rect in self.word_rects(word):
                paint_chip(painter, rect.adjusted(-1, 0, 1, 0), color)
        painter.end()
        super().paintEvent(event)


def paint_chip(painter: QPainter, rect: QRectF, color: QColor) -> None:
    """A tinted box with a fine edge."""
    fill = QColor(color)
    fill.setAlphaF(TINT)
    edge = QColor(color)
    edge.setAlphaF(0.7)
    painter.setPen(QPen(edge, 1))
    painter.setBrush(fill)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)


def _x(found: object) -> float:
    """The binding gives the place alone, or together with the character."""
    if isinstance(found, tuple):
        return float(found[0])
    assert isinstance(found, int | float)
    return float(found)
