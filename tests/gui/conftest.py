"""Fixtures of all GUI tests: a fresh home each, a scripted client, and nothing left behind."""

from __future__ import annotations

import argparse
import gc
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Desktop
from desktop.core.link import Link
from desktop.main_window import MainWindow
from desktop.widgets.link_bridge import LinkBridge
from tests.gui.fake_client import FakeClient


@pytest.fixture(autouse=True)
def fresh_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test has its own home and configuration, and begins in a workspace."""
    home, config = tmp_path / "home", tmp_path / "config"
    home.mkdir()
    config.mkdir()
    (config / "window.toml").write_text("welcome_at_start = false\n")
    monkeypatch.setenv("VITRINE_HOME", str(home))
    monkeypatch.setenv("VITRINE_CONFIG", str(config))
    return home


@pytest.fixture(autouse=True, scope="session")
def few_objects_to_look_at() -> Iterator[None]:
    """What the tests before imported is set aside, or each look for garbage walks through it."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def nothing_left(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that leaves a thread, a running timer or a visible top-level widget."""
    threads_before = set(threading.enumerate())
    widgets_before = set(map(id, QApplication.topLevelWidgets()))
    started: dict[int, tuple[QTimer, str]] = {}
    original = QTimer.start

    def start(self: QTimer, *args: Any) -> None:
        started[id(self)] = (self, "".join(traceback.format_stack(limit=4)[:-1]))
        original(self, *args)

    monkeypatch.setattr(QTimer, "start", start)
    yield
    gc.collect()
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()
    left = [t for t in threading.enumerate() if t not in threads_before and t.is_alive()]
    assert not [t.name for t in left], "threads left running"
    timers = [where for timer, where in started.values() if _is_active(timer)]
    assert not timers, "timers left running, started at:\n" + "\n".join(timers)
    widgets = [
        w for w in QApplication.topLevelWidgets() if id(w) not in widgets_before and w.isVisible()
    ]
    assert not widgets, f"top-level widgets left: {widgets}"


def _is_active(timer: QTimer) -> bool:
    try:
        return timer.isActive()
    except RuntimeError:  # deleted together with its parent
        return False


class App:
    """A window on a scripted client."""

    def __init__(self, desktop: Desktop, client: FakeClient) -> None:
        self.desktop, self.client = desktop, client

    @property
    def window(self) -> MainWindow:
        return self.desktop.window


def make_app(qapp: QApplication, home: Path, **options: Any) -> App:
    """Make the program around a FakeClient, with the options of its command line."""
    values: dict[str, Any] = {"project": None, "home": home, "sample": False, "lang": "en"}
    values |= {"theme": None, **options}
    clients: list[FakeClient] = []
    bridge = LinkBridge()

    def make_client(on_message: Any, on_link: Any) -> FakeClient:
        clients.append(FakeClient(on_message, on_link))
        return clients[-1]

    link = Link(make_client, bridge.post)
    desktop = Desktop(qapp, argparse.Namespace(**values), link=link)
    return App(desktop, clients[0])


@pytest.fixture
def app(qapp: QApplication, qtbot: QtBot, fresh_folders: Path) -> Iterator[App]:
    """The whole program on a FakeClient, shown at 1280×800."""
    made = make_app(qapp, fresh_folders)
    made.window.resize(1280, 800)
    made.desktop.show()
    qtbot.waitExposed(made.window)
    qtbot.waitUntil(lambda: made.client.is_open)
    yield made
    close_app(made)


def close_app(made: App) -> None:
    """End the program as the person would, and delete its window."""
    made.desktop.close()
    made.window.deleteLater()
    made.desktop.bridge.deleteLater()
    made.desktop.translation.use("en")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


__all__ = ["App", "close_app", "make_app"]
