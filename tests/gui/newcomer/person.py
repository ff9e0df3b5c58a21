"""A person before the window: sees what is visible, and has a mouse and a keyboard, nothing else.

Events go to the window at a place, as the system's do, so that a control that lies under another,
is switched off or is scrolled away does not take them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QListWidget,
    QScrollArea,
    QTabBar,
    QWidget,
)

from desktop.app import Desktop, parse_options
from tests.gui.event_loop import let_pass

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
WIDTH_PX, HEIGHT_PX = 1280, 800
# Only ends what hangs: an engine imports torch and loads a model, on a busy machine.
PATIENCE_S = 400.0
LOOK_MS = 20
ONE_TURN = 120  # of the wheel, in eighths of a degree

W = TypeVar("W", bound=QWidget)


class Person:
    """Finds controls by the names that assistive technology reads out."""

    def __init__(self, program: Desktop) -> None:
        self.program = program

    # --- eyes -------------------------------------------------------------------------------------

    @property
    def front(self) -> QWidget:
        """The dialog that is open, or the window."""
        return QApplication.activeModalWidget() or self.program.window

    def see(self, kind: type[W], name: str) -> W:
        """Wait for the one visible control of a kind and name."""
        self.wait(lambda: self._named(kind, name), f"{kind.__name__} {name!r}")
        found = self._named(kind, name)
        assert len(found) == 1, f"{len(found)} controls are called {name!r}"
        return found[0]

    def _named(self, kind: type[W], name: str) -> list[W]:
        return [
            one
            for one in self.front.findChildren(kind)
            if one.isVisible() and one.accessibleName() == name
        ]

    def reads(self, words: str) -> bool:
        """Whether a visible label holds these words."""
        labels = self.front.findChildren(QLabel)
        return any(one.isVisible() and words in one.text() for one in labels)

    def wait(self, true: Callable[[], object], what: str) -> None:
        """Look until it is so."""
        deadline = time.monotonic() + PATIENCE_S
        while not true():
            if time.monotonic() > deadline:
                said = [toast.text for toast in self.program.window.toasts.shown]
                raise AssertionError(f"{PATIENCE_S:g} s without: {what}. Messages: {said}")
            let_pass(LOOK_MS)

    # --- mouse ------------------------------------------------------------------------------------

    def press(self, name: str) -> None:
        """Click the control of that name, once it can be clicked."""
        self.click(self.see(QWidget, name))

    def click(
        self, widget: QWidget, at: QPoint | None = None, keys: Qt.KeyboardModifier = NONE
    ) -> None:
        """Click a place of a widget, by default its middle."""
        at = at if at is not None else _middle(widget)
        self.wait(widget.isEnabled, f"{_title(widget)} to be switched on")
        self._reach(widget, at)
        QTest.mouseClick(_handle(widget), LEFT, keys, _in_window(widget, at))

    def drag(self, widget: QWidget, points: Sequence[QPoint]) -> None:
        """Press at the first point, move through the others, let go at the last."""
        self._reach(widget, points[0])
        handle, places = _handle(widget), [_in_window(widget, point) for point in points]
        QTest.mousePress(handle, LEFT, NONE, places[0])
        for place in places[1:]:
            QTest.mouseMove(handle, place)
        QTest.mouseRelease(handle, LEFT, NONE, places[-1])

    def choose(self, names: QListWidget | QTabBar, text: str) -> None:
        """Click the entry of a list, or a tab, with that text."""
        if isinstance(names, QTabBar):
            tab = next(i for i in range(names.count()) if names.tabText(i) == text)
            self.click(names, names.tabRect(tab).center())
            return
        (item,) = names.findItems(text, Qt.MatchFlag.MatchExactly)
        self.click(names.viewport(), names.visualItemRect(item).center())

    def _reach(self, widget: QWidget, at: QPoint) -> None:
        """Turn the wheel until the place can be seen, and wait while something lies over it."""
        area = _scrolled_by(widget)
        while area is not None and not _is_on_top(widget, at):
            bar, room = area.verticalScrollBar(), area.viewport()
            y = widget.mapTo(room, at).y()
            if 0 <= y < room.height():
                break
            before = bar.value()
            turn = -ONE_TURN if y > 0 else ONE_TURN
            place = QPointF(_in_window(room, QPoint(2, room.height() // 2)))
            QTest.wheelEvent(_handle(area), place, QPoint(0, turn))
            assert bar.value() != before, f"{_title(widget)} cannot be scrolled to"
        self.wait(lambda: _is_on_top(widget, at), f"{_title(widget)} with nothing over it")

    # --- keyboard ---------------------------------------------------------------------------------

    def key(self, key: Qt.Key | str, keys: Qt.KeyboardModifier = NONE) -> None:
        """Press a key, wherever the focus is."""
        QTest.keyClick(self.front.windowHandle(), key, keys)

    def type(self, text: str) -> None:
        """Type a text where the focus is."""
        for letter in text:
            self.key(letter)

    def fill(self, widget: QWidget, text: str) -> None:
        """Click into a field, put a text in the place of what stands there, press Enter."""
        self.click(widget)
        self.key(Qt.Key.Key_A, CONTROL)
        self.type(text)
        self.key(Qt.Key.Key_Return)


@contextmanager
def newcomer() -> Iterator[Person]:
    """A person before the welcome page of a fresh home; the program is closed at the end."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    program = Desktop(app, parse_options(["--lang", "en"]))
    program.window.resize(WIDTH_PX, HEIGHT_PX)
    program.show()
    person = Person(program)
    try:
        person.wait(lambda: program.window.isActiveWindow(), "the window")
        yield person
    finally:
        program.close()
        program.window.deleteLater()
        program.bridge.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _handle(widget: QWidget) -> object:
    return widget.window().windowHandle()


def _in_window(widget: QWidget, at: QPoint) -> QPoint:
    return widget.mapTo(widget.window(), at)


def _middle(widget: QWidget) -> QPoint:
    # A box takes clicks on its mark and words only.
    middle = widget.rect().center()
    return QPoint(10, middle.y()) if isinstance(widget, QCheckBox) else middle


def _is_on_top(widget: QWidget, at: QPoint) -> bool:
    seen = widget.window().childAt(_in_window(widget, at))
    return seen is not None and (seen is widget or widget.isAncestorOf(seen))


def _scrolled_by(widget: QWidget) -> QScrollArea | None:
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    return parent


def _title(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName()!r}"


__all__ = ["CONTROL", "Person", "newcomer"]
