"""The EEG workspace on a scripted acquisition, driven by real mouse and key events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.neuro.panel import Panel
from desktop.neuro.trace_view import TraceView
from desktop.neuro.workspace import NeuroWorkspace
from shared.neuro.acquisition import LslChoice
from tests.gui.conftest import App, close_app, make_app
from tests.gui.neuro.acquisition import FakeAcquisition

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
WAIT_MS = 20_000


class Desk:
    """A shown workspace, its acquisition, and hands to use it."""

    def __init__(self, app: App, qtbot: QtBot) -> None:
        self.app, self.qtbot = app, qtbot
        self.acquisition = FakeAcquisition(app.client)
        workspace = app.window.workspaces["neuro"]
        assert isinstance(workspace, NeuroWorkspace)
        self.workspace = workspace
        self.notices: list[tuple[str, str]] = []
        workspace.notice.connect(lambda severity, text: self.notices.append((severity, text)))

    @property
    def panel(self) -> Panel:
        assert self.workspace.panel is not None
        return self.workspace.panel

    @property
    def traces(self) -> TraceView:
        return self.panel.traces

    def wait(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=WAIT_MS)

    def open_headset(self, seconds: float = 3.0) -> None:
        """Somebody's headset streams, and its first seconds are drawn."""
        self.workspace.session.open(LslChoice(name="Cap"))
        self.wait_for_panel(seconds)

    def wait_for_panel(self, seconds: float = 3.0) -> None:
        self.wait(lambda: self.workspace.panel is not None)
        self.acquisition.seconds(seconds)
        self.wait(self.is_drawn)

    def is_drawn(self) -> bool:
        """Whether all that came is in the picture."""
        page, store = self.workspace.streaming.feed.page, self.workspace.streaming.store
        return (
            page is not None
            and store is not None
            and not self.workspace.streaming.feed.is_busy
            and page.next_index == store.next_index == self.acquisition.n_rows > 0
        )

    def stream(self, seconds: float) -> None:
        """So much more comes and is drawn."""
        self.acquisition.seconds(seconds)
        self.wait(self.is_drawn)

    def take(self) -> None:
        """Wait until all that came is kept, drawn or not."""
        store = self.workspace.streaming.store
        assert store is not None
        self.wait(lambda: store.next_index == self.acquisition.n_rows)

    def redraw(self) -> None:
        """Wait until a page that was asked for is there."""
        self.wait(lambda: not self.workspace.streaming.feed.is_busy)

    # --- hands ------------------------------------------------------------------------------------

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        QTest.mouseClick(widget, LEFT, NONE, at if at is not None else widget.rect().center())

    def show_tab(self, title: str) -> None:
        """Click on a tab beside the traces."""
        tabs = self.panel.tabs
        index = next(i for i in range(tabs.count()) if tabs.tabText(i) == title)
        self.click(tabs, tabs.tabRect(index).center())

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        self.app.window.activateWindow()
        self.traces.setFocus()
        QTest.keyClick(self.traces, key, modifiers)

    def point(self, second: float, lane: int) -> QPoint:
        """Where a time of the sweep and a lane are in the traces."""
        page = self.workspace.streaming.feed.page
        assert page is not None
        area = self.traces.canvas.geometry()
        x = area.left() + area.width() * second / page.spec.window_s
        y = area.top() + area.height() * (lane + 0.5) / len(page.spec.lanes)
        return QPoint(round(x), round(y))

    def drag(self, begin: QPoint, end: QPoint) -> None:
        target = self.traces.viewport()
        QTest.mousePress(target, LEFT, NONE, begin)
        for share in (0.3, 0.7, 1.0):
            at = QPointF(begin) + (QPointF(end) - QPointF(begin)) * share
            # QTest.mouseMove presses no button.
            event = QMouseEvent(
                QEvent.Type.MouseMove, at, target.mapToGlobal(at), LEFT, LEFT, NONE
            )  # fmt: skip
            QCoreApplication.sendEvent(target, event)
        QTest.mouseRelease(target, LEFT, NONE, end)

    def wheel(self, turns: int, modifiers: Qt.KeyboardModifier = NONE) -> None:
        target = self.traces.viewport()
        at = QPointF(target.rect().center())
        event = QWheelEvent(
            at, target.mapToGlobal(at), QPoint(), QPoint(0, 120 * turns),
            Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QCoreApplication.sendEvent(target, event)

    def picture(self) -> QImage:
        """The traces as they are seen."""
        return self.traces.canvas.grab().toImage()

    def has_color(self, token: str, picture: QImage, near: int = 24) -> bool:
        """Whether a colour of the theme is somewhere in the picture."""
        wanted = self.app.desktop.theme.color(token)
        for y in range(0, picture.height(), 2):
            for x in range(picture.width()):
                seen = picture.pixelColor(x, y)
                off = max(
                    abs(seen.red() - wanted.red()),
                    abs(seen.green() - wanted.green()),
                    abs(seen.blue() - wanted.blue()),
                )
                if off <= near:
                    return True
        return False


Hands = TypeVar("Hands", bound=Desk)


def at_work(kind: type[Hands], qapp: QApplication, qtbot: QtBot, folder: Path) -> Iterator[Hands]:
    """A person of a kind before a window whose worker is ready; closed at the end."""
    made = make_app(qapp, folder)
    hands = kind(made, qtbot)
    made.window.resize(1280, 800)
    made.desktop.show()
    qtbot.waitExposed(made.window)
    qtbot.waitUntil(lambda: made.client.is_open)
    made.window.show_workspace("neuro")
    made.client.engine("ready")
    qtbot.waitUntil(lambda: hands.workspace.session.online.value)
    yield hands
    hands.workspace.dialogs.ask_leave = lambda name: "background"
    close_app(made)


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, fresh_folders: Path) -> Iterator[Desk]:
    yield from at_work(Desk, qapp, qtbot, fresh_folders)
