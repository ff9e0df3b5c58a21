"""Nothing that fails takes the window with it, and everything that fails is told."""

from __future__ import annotations

import logging
import sys
import threading

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop.widgets.fault_hooks import FaultHooks
from desktop.widgets.link_bridge import LinkBridge
from shared.errors import AppError
from tests.gui.conftest import App


def test_an_error_stays_until_it_is_closed_and_can_be_copied(app: App) -> None:
    app.window.show_error(AppError("timeout", seconds=5), "trace")
    toast = app.window.toasts.shown[0]
    assert not toast._timer.isActive()
    copy = next(b for b in toast.findChildren(QPushButton) if b.text() == "Copy")
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "No answer from the worker within 5 s.\n\ntrace"
    details = next(b for b in toast.findChildren(QPushButton) if b.text() == "Details")
    QTest.mouseClick(details, Qt.MouseButton.LeftButton)
    assert not details.isEnabled()
    app.window.toasts.close(toast)
    assert app.window.toasts.shown == []


def test_the_same_message_is_shown_once_and_old_ones_give_way(app: App) -> None:
    for _ in range(3):
        app.window.notify("info", "Saved")
    assert len(app.window.toasts.shown) == 1
    for n in range(9):
        app.window.notify("info", f"Saved {n}")
    assert [t.text for t in app.window.toasts.shown] == [f"Saved {n}" for n in range(5, 9)]


def test_toasts_lie_inside_the_window_and_do_not_overlap(app: App) -> None:
    app.window.notify("error", "A long sentence that has to be wrapped. " * 4)
    app.window.notify("info", "Short")
    upper, lower = (toast.geometry() for toast in app.window.toasts.shown)
    assert app.window.rect().contains(upper)
    assert app.window.rect().contains(lower)
    assert not upper.intersects(lower)


def test_an_uncaught_error_reaches_the_person_and_the_log(app: App, qtbot: QtBot) -> None:
    try:
        raise ValueError("seven is too many")
    except ValueError as error:
        app.desktop.hooks._uncaught(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: bool(app.window.toasts.shown))
    assert "seven is too many" in app.window.toasts.shown[0].text
    assert "seven is too many" in app.desktop.logs.path.read_text()
    assert app.window.isVisible()


def test_an_error_in_a_thread_reaches_the_person(app: App, qtbot: QtBot) -> None:
    def fail() -> None:
        raise AppError("disk_full", path="/data")

    # pytest looks for errors in threads itself: for this test our hook is the one in place.
    before, threading.excepthook = threading.excepthook, app.desktop.hooks._in_thread
    try:
        thread = threading.Thread(target=fail, name="failing")
        thread.start()
        thread.join()
    finally:
        threading.excepthook = before
    qtbot.waitUntil(lambda: bool(app.window.toasts.shown))
    assert "disk that holds /data is full" in app.window.toasts.shown[0].text


def test_hooks_are_removed(app: App) -> None:
    before = sys.excepthook
    hooks = FaultHooks(app.desktop.home / "other")
    assert hooks.last_crash is None
    assert sys.excepthook is not before
    hooks.remove()
    assert sys.excepthook is before
    assert list((app.desktop.home / "other" / "logs").iterdir()) == []


def test_the_log_view_follows_the_log_and_filters(app: App, qtbot: QtBot) -> None:
    app.window.open_log()
    logging.getLogger("test").info("all is well")
    logging.getLogger("test").error("it broke")
    view = app.window.log_view
    qtbot.waitUntil(lambda: "it broke" in view.text.toPlainText())
    assert "all is well" in view.text.toPlainText()
    view.level.setCurrentIndex(2)
    assert "all is well" not in view.text.toPlainText()
    assert "it broke" in view.text.toPlainText()


def test_a_call_that_fails_does_not_stop_the_ones_behind_it(qtbot: QtBot) -> None:
    bridge = LinkBridge()
    ran: list[int] = []

    def fail() -> None:
        raise RuntimeError("expected")

    with qtbot.captureExceptions() as caught:
        bridge.post(lambda: ran.append(1))
        bridge.post(fail)
        bridge.post(lambda: ran.append(2))
        qtbot.waitUntil(lambda: ran == [1, 2])
    assert len(caught) == 1
    bridge.deleteLater()


def test_calls_of_many_threads_all_run_on_the_gui_thread(qtbot: QtBot) -> None:
    bridge = LinkBridge()
    ran: list[tuple[int, str]] = []

    def post_many(n: int) -> None:
        for k in range(500):
            bridge.post(lambda k=k: ran.append((n * 500 + k, threading.current_thread().name)))

    threads = [threading.Thread(target=post_many, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    qtbot.waitUntil(lambda: len(ran) == 2000)
    for thread in threads:
        thread.join()
    assert {name for _, name in ran} == {threading.main_thread().name}
    first = [n for n, _ in ran if n < 500]
    assert first == sorted(first)
    bridge.deleteLater()


def test_a_timer_that_runs_out_closes_an_information(app: App, qtbot: QtBot) -> None:
    toast = app.window.toasts.show("info", "Saved")
    timer = toast.findChild(QTimer)
    assert timer is not None
    timer.timeout.emit()
    assert app.window.toasts.shown == []
