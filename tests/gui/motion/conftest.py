"""The Motion workspace on a scripted client, driven by real mouse and key events."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.core.link import Link
from desktop.core.settings import SettingsStore
from desktop.motion.canvas import MotionCanvas
from desktop.motion.workspace import MotionWorkspace
from desktop.widgets.link_bridge import LinkBridge
from desktop.widgets.theme import Theme
from tests.gui.fake_client import FakeClient

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Bench:
    """A shown workspace and hands to use it."""

    def __init__(self, workspace: MotionWorkspace, client: FakeClient, qtbot: QtBot) -> None:
        self.workspace, self.client, self.qtbot = workspace, client, qtbot
        self.notices: list[tuple[str, str]] = []
        workspace.notice.connect(lambda severity, text: self.notices.append((severity, text)))

    @property
    def model(self):
        return self.workspace.model

    @property
    def canvas(self) -> MotionCanvas:
        return self.workspace.editor.canvas

    def open(self, path: Path) -> None:
        with self.qtbot.waitSignal(self.workspace.documents.opened, timeout=20_000):
            assert self.workspace.open_path(path)

    def refuse(self, path: Path) -> str:
        """Open something that cannot be opened; returns the sentence that was shown."""
        with self.qtbot.waitSignal(self.workspace.documents.failed, timeout=20_000):
            assert self.workspace.open_path(path)
        return self.notices[-1][1]

    def at(self, point: tuple[float, float]) -> QPoint:
        return self.canvas.screen_point(*point)

    def drag(
        self,
        points: Sequence[tuple[float, float]],
        modifiers: Qt.KeyboardModifier = NONE,
        each: Callable[[], object] = lambda: None,
    ) -> None:
        """Press, move through picture positions, release."""
        QTest.mousePress(self.canvas, LEFT, modifiers, self.at(points[0]))
        for point in points[1:]:
            self.hover(point, modifiers)
            each()
        QTest.mouseRelease(self.canvas, LEFT, modifiers, self.at(points[-1]))

    def hover(self, point: tuple[float, float], modifiers: Qt.KeyboardModifier = NONE) -> None:
        pressed = self.model.in_gesture
        self.move_over(self.canvas, QPointF(self.at(point)), modifiers, pressed=pressed)

    def move_over(
        self,
        widget: QWidget,
        position: QPointF,
        modifiers: Qt.KeyboardModifier = NONE,
        *,
        pressed: bool = True,
    ) -> None:
        # QTest.mouseMove cannot hold a modifier, so the event is made by hand.
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            position,
            widget.mapToGlobal(position),
            Qt.MouseButton.NoButton,
            LEFT if pressed else Qt.MouseButton.NoButton,
            modifiers,
        )
        QCoreApplication.sendEvent(widget, event)

    def click(self, point: tuple[float, float], modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.mouseClick(self.canvas, LEFT, modifiers, self.at(point))

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.canvas, key, modifiers)

    def wheel(self, position: QPoint, turns: int) -> None:
        at = QPointF(position)
        event = QWheelEvent(
            at,
            self.canvas.mapToGlobal(at),
            QPoint(),
            QPoint(0, 120 * turns),
            Qt.MouseButton.NoButton,
            NONE,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QCoreApplication.sendEvent(self.canvas, event)

    def run(self, command_id: str) -> None:
        command = next(c for c in self.workspace.commands() if c.id == command_id)
        assert command.enabled()
        command.callback()

    def wait(self, condition: Callable[[], bool], timeout_ms: int = 20_000) -> None:
        self.qtbot.waitUntil(condition, timeout=timeout_ms)

    def wait_idle(self) -> None:
        space = self.workspace
        busy = (space.documents, space.renders, space.masks, space.files, space.restores)
        busy = (*busy, space.actions_of_results)
        self.wait(lambda: not any(session.is_busy for session in busy))

    def shown(self) -> QImage:
        return self.canvas.grab().toImage()


@pytest.fixture
def bench(qapp: QApplication, qtbot: QtBot, tmp_path: Path, fresh_folders: Path) -> Iterator[Bench]:
    theme = Theme("dark")
    theme.apply(qapp)
    clients: list[FakeClient] = []
    bridge = LinkBridge()

    def make_client(on_message, on_link) -> FakeClient:
        clients.append(FakeClient(on_message, on_link))
        return clients[-1]

    link = Link(make_client, bridge.post)
    workspace = MotionWorkspace(link, theme, SettingsStore(tmp_path / "config"), tmp_path / "home")
    workspace.resize(1224, 732)
    workspace.show()
    qtbot.waitExposed(workspace)
    made = Bench(workspace, clients[0], qtbot)
    yield made
    workspace.shut_down()
    link.close()
    workspace.hide()
    workspace.deleteLater()
    bridge.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(scope="session")
def photograph() -> np.ndarray:
    from skimage import data

    return data.chelsea()


@pytest.fixture
def picture_file(tmp_path: Path, photograph: np.ndarray) -> Path:
    path = tmp_path / "cat.png"
    Image.fromarray(photograph).save(path)
    return path


@pytest.fixture
def opened(bench: Bench, picture_file: Path) -> Bench:
    """A workspace with a photograph of 451 x 300 px open."""
    bench.open(picture_file)
    return bench
