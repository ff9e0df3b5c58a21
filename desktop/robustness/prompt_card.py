"""The prompt with its buttons above and the meaning of its chips below."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.tokens import LABEL_PX
from desktop.robustness.model import RobustModel
from desktop.robustness.prompt_editor import PromptEditor, lock_color, paint_chip
from desktop.robustness.words import translate
from desktop.widgets.controls import button, label, name
from desktop.widgets.theme import Theme


class LockLegend(QWidget):
    """What each kind of chip stands for, as chips."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._texts = {
            "placeholder": translate("Robust", "sample"),
            "label": translate("Robust", "label"),
            "template": translate("Robust", "template"),
            "asked": translate("Robust", "locked by you"),
        }
        self.setAccessibleName(translate("Robust", "Locked words"))
        self.setToolTip(
            translate("Robust", "No attack changes a locked word. Ctrl+click locks and frees.")
        )
        theme.changed.connect(self.update)

    def release(self) -> None:
        """Let go of the theme."""
        self._theme.changed.disconnect(self.update)

    def sizeHint(self) -> QSize:
        """All chips side by side."""
        metrics = QFontMetricsF(self._theme.font(LABEL_PX))
        width = sum(metrics.horizontalAdvance(text) + 22 for text in self._texts.values())
        return QSize(round(width), self._theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the chips."""
        painter, x = QPainter(self), 0.0
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(LABEL_PX))
        for lock, text in self._texts.items():
            width = painter.fontMetrics().horizontalAdvance(text) + 12
            box = QRectF(x, 1, width, self.height() - 2)
            paint_chip(painter, box, lock_color(self._theme, lock))
            painter.setPen(self._theme.color("text"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            x += width + 8
        painter.end()


class PromptCard(QFrame):
    """Editor, lock mode, library."""

    def __init__(
        self, model: RobustModel, theme: Theme, open_library: Callable[[], object]
    ) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.editor = PromptEditor(model, theme)
        self.legend = LockLegend(theme)
        self.lock = button(
            translate("Robust", "Lock words"),
            translate("Robust", "Click words to lock or free them  (Ctrl+click at any time)"),
            self._lock,
        )
        self.lock.setCheckable(True)
        self.insert = button(
            translate("Robust", "Insert {content}"),
            translate("Robust", "Put the place of the sample at the caret"),
            self.editor.insert_content,
        )
        self.library = button(
            translate("Robust", "Prompt library…"),
            translate("Robust", "Prompts by role and task, zero-shot and few-shot  (Ctrl+Shift+L)"),
            open_library,
        )
        name(self.lock, translate("Robust", "Lock words"), self.lock.toolTip())
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(label(translate("Robust", "Prompt"), "label"))
        top.addSpacing(8)
        top.addWidget(self.legend)
        top.addStretch(1)
        for widget in (self.insert, self.lock, self.library):
            top.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.editor, 1)

    def _lock(self) -> None:
        self.editor.set_locking(self.lock.isChecked())

    def release(self) -> None:
        """Let go of model and theme."""
        self.editor.release()
        self.legend.release()
