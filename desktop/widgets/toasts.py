"""Toasts: short messages over the window; errors stay until they are closed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.widgets.controls import IconButton, button, label, name
from desktop.widgets.theme import Theme

SHOWN_MS = 5000
WIDTH_PX = 380
MAX_TOASTS = 4
_ICONS = {
    "info": ("ph.info", "accent"),
    "good": ("ph.check-circle", "good"),
    "warning": ("ph.warning", "warning"),
    "error": ("ph.warning-circle", "bad"),
}


class Toast(QFrame):
    """One message; `details` can be copied but is shown in the log only."""

    def __init__(
        self, theme: Theme, severity: str, text: str, details: str, close: Callable[[Toast], None]
    ) -> None:
        super().__init__()
        self.severity, self.text, self.details = severity, text, details
        self.setProperty("role", "card")
        self.setFixedWidth(WIDTH_PX)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(text)
        icon, color = _ICONS[severity]
        picture = QLabel()
        picture.setPixmap(theme.pixmap(icon, color, 20, self.devicePixelRatioF()))
        self.message = label(text)
        self.message.setWordWrap(True)
        self.message.setContentsMargins(0, 2, 0, 0)
        self.message.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        closer = IconButton(theme, "ph.x", lambda: close(self), color="muted", size_px=14)
        closer.describe(self.tr("Close message"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.message, 1)
        row.addWidget(closer, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 8, 12)
        column.setSpacing(8)
        column.addLayout(row)
        if severity == "error":
            column.addLayout(self._actions())
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(lambda: close(self))
        if severity != "error":
            self._timer.start(SHOWN_MS)

    def _actions(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(28, 0, 0, 0)
        row.setSpacing(4)
        copy = button(
            self.tr("Copy"), self.tr("Copy the message and its details"), self._copy, "link"
        )
        if self.details:
            self._more = button(
                self.tr("Details"), self.tr("Show what is known besides"), self._expand, "link"
            )
            row.addWidget(self._more)
        row.addWidget(copy)
        row.addStretch(1)
        return row

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n\n".join(filter(None, (self.text, self.details))))

    def _expand(self) -> None:
        self._more.setEnabled(False)
        details = label(self.details[-1200:], "label")
        details.setWordWrap(True)
        details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        name(details, self.tr("Details"))
        layout = self.layout()
        assert layout is not None
        layout.addWidget(details)
        self.adjustSize()


class Toasts(QObject):
    """The stack of toasts in the lower right corner of a window, over the part named `above`."""

    def __init__(self, window: QWidget, theme: Theme, above: QWidget | None = None) -> None:
        super().__init__(window)
        self._window, self._theme, self._above = window, theme, above or window
        self.shown: list[Toast] = []
        self._above.installEventFilter(self)

    def show(self, severity: str, text: str, details: str = "") -> Toast:
        """Show a message: info, good, warning or error. The same message is not shown twice."""
        for toast in self.shown:
            if (toast.severity, toast.text) == (severity, text):
                return toast
        while len(self.shown) >= MAX_TOASTS:
            self.close(self.shown[0])
        toast = Toast(self._theme, severity, text, details, self.close)
        toast.setParent(self._window)
        toast.installEventFilter(self)
        self.shown.append(toast)
        toast.adjustSize()
        toast.show()
        self._place()
        return toast

    def close(self, toast: Toast) -> None:
        """Take a message away."""
        if toast in self.shown:
            self.shown.remove(toast)
            toast.hide()
            toast.deleteLater()
            self._place()

    def clear(self) -> None:
        """Take all messages away."""
        for toast in tuple(self.shown):
            self.close(toast)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the stack in its corner."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._place()
        return False

    def _place(self) -> None:
        # Over the foot of the picture, so that they cover neither the jobs nor the log.
        bottom = self._above.mapTo(self._window, QPoint(0, self._above.height())).y() - 16
        for toast in reversed(self.shown):
            height = toast.heightForWidth(WIDTH_PX)
            height = max(height, toast.sizeHint().height()) if height > 0 else toast.height()
            toast.setGeometry(
                self._window.width() - WIDTH_PX - 16, bottom - height, WIDTH_PX, height
            )
            toast.raise_()
            bottom -= height + 8
