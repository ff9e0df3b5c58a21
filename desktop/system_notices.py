"""Tells through the system that a job ended while the window is behind others."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from desktop.core.settings import SettingsStore

# The icon in the tray is there for its message only.
SHOWN_MS = 10_000
Icon = QSystemTrayIcon.MessageIcon
_MINIMIZED = Qt.WindowState.WindowMinimized


class SystemNotices(QObject):
    """A notification where the system has them, else a mark on the taskbar entry.

    Attributes
    ----------
    make_tray : callable
        Makes the icon that notifications come from; tests give their own.
    """

    def __init__(self, window: QWidget, settings: SettingsStore) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self.make_tray: Callable[[QIcon], QSystemTrayIcon] = QSystemTrayIcon
        self._tray: QSystemTrayIcon | None = None
        self._clicked: Callable[[], object] = lambda: None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.hide)

    @property
    def is_wanted(self) -> bool:
        """Whether the person is elsewhere and wants to be told."""
        return self._settings.value.notify_when_done and not self._is_in_front()

    def _is_in_front(self) -> bool:
        widget: QWidget | None = QApplication.activeWindow()
        while widget is not None and widget is not self._window:
            widget = widget.parentWidget()  # a dialog of this window
        return widget is self._window

    def tell(self, text: str, *, good: bool, clicked: Callable[[], object]) -> None:
        """Say something; a click on it brings the window to the front and calls `clicked`."""
        if not self.is_wanted:
            return
        if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
            QApplication.alert(self._window)
            return
        if self._tray is None:
            self._tray = self.make_tray(QApplication.windowIcon())
            self._tray.messageClicked.connect(self._take_click)
            self._tray.activated.connect(lambda _: self._take_click())
        self._clicked = clicked
        self._tray.show()
        icon = Icon.Information if good else Icon.Warning
        self._tray.showMessage("Vitrine", text, icon, SHOWN_MS)
        self._timer.start()

    def _take_click(self) -> None:
        self.hide()
        self._window.setWindowState(self._window.windowState() & ~_MINIMIZED)
        self._window.raise_()
        self._window.activateWindow()
        self._clicked()

    def hide(self) -> None:
        """Take the icon out of the tray."""
        self._timer.stop()
        if self._tray is not None:
            self._tray.hide()

    def close(self) -> None:
        """Let go of the icon."""
        self.hide()
        if self._tray is not None:
            self._tray.deleteLater()
            self._tray = None
