"""Files dragged over the window and dropped, as the system tells of them: at its handle."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

COPY, MOVE = Qt.DropAction.CopyAction, Qt.DropAction.MoveAction
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def mime_of(*paths: Path, text: str = "") -> QMimeData:
    mime = QMimeData()
    if paths:
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    if text:
        mime.setText(text)
    return mime


def enter(window: QWidget, mime: QMimeData, at: QPoint) -> QDragEnterEvent:
    event = QDragEnterEvent(at, COPY | MOVE, mime, LEFT, NONE)
    event.ignore()
    QApplication.sendEvent(window.windowHandle(), event)
    return event


def leave(window: QWidget) -> None:
    QApplication.sendEvent(window.windowHandle(), QDragLeaveEvent())


def drop(window: QWidget, *paths: Path, over: QWidget | None = None) -> None:
    """Drag files in and let go of them over a widget, or in the middle of the window."""
    target = over or window
    at = target.mapTo(window, target.rect().center())
    mime = mime_of(*paths)
    assert enter(window, mime, at).isAccepted()
    event = QDropEvent(QPointF(at), COPY | MOVE, mime, LEFT, NONE)
    event.ignore()
    QApplication.sendEvent(window.windowHandle(), event)
    assert event.isAccepted()
