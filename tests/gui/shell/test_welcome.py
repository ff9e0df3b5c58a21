"""The welcome page: samples by one click, documents of before, and a choice that is kept."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.core.settings import SettingsStore
from desktop.core.tokens import THEMES
from desktop.icl.workspace import IclWorkspace
from desktop.motion.workspace import MotionWorkspace
from desktop.robustness.workspace import SAMPLES, RobustWorkspace
from desktop.welcome.page import WelcomePage
from shared.neuro.acquisition import SimulatedChoice
from shared.paths import config_dir
from shared.protocol.eeg_messages import EegOpen
from shared.protocol.messages import Models
from tests.gui.conftest import App, close_app, make_app
from tests.gui.screens import settle
from tests.gui.shell.test_look import controls
from tests.gui.shell.waiting import until
from worker.models.availability import backend_states
from worker.models.registry import ModelRegistry

ALT = Qt.KeyboardModifier.AltModifier


def begin(qapp: QApplication, qtbot: QtBot, home: Path) -> App:
    made = make_app(qapp, home)
    made.window.resize(1280, 800)
    made.desktop.show()
    qtbot.waitExposed(made.window)
    until(qtbot, lambda: made.client.is_open)
    return made


@pytest.fixture
def fresh(qapp: QApplication, qtbot: QtBot, fresh_folders: Path) -> Iterator[App]:
    """The program on a home that nobody has used."""
    (config_dir() / "window.toml").unlink()
    made = begin(qapp, qtbot, fresh_folders)
    yield made
    close_app(made)


def page_of(app: App) -> WelcomePage:
    return app.window.welcome.page


def is_welcomed(app: App) -> bool:
    return app.window.stack.currentWidget() is page_of(app)


def click(widget: QAbstractButton) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def open_sample(app: App, workspace_id: str) -> None:
    click(page_of(app).cards[workspace_id].open_button)
    assert app.window.workspace.workspace_id == workspace_id
    assert app.window.stack.currentWidget() is app.window.workspaces[workspace_id]
    assert app.window.rail.buttons[workspace_id].isChecked()


def test_a_fresh_home_begins_with_the_welcome_page(fresh: App) -> None:
    assert is_welcomed(fresh)
    assert fresh.window.top_bar.title.text() == "Welcome"
    assert fresh.window.rail.home_button.isChecked()
    assert not any(button.isChecked() for button in fresh.window.rail.buttons.values())
    assert list(page_of(fresh).cards) == list(fresh.window.workspaces)


def test_the_sample_of_motion_opens_with_its_drags(fresh: App, qtbot: QtBot) -> None:
    open_sample(fresh, "motion")
    motion = fresh.window.workspaces["motion"]
    assert isinstance(motion, MotionWorkspace)
    until(qtbot, lambda: bool(motion.model.document.layers))
    assert fresh.window.top_bar.title.text() == "Motion"


def test_the_sample_of_eeg_streams_a_simulated_participant(fresh: App, qtbot: QtBot) -> None:
    fresh.client.engine("ready")
    settle()
    open_sample(fresh, "neuro")
    until(qtbot, lambda: any(isinstance(m, EegOpen) for m, _ in fresh.client.asked))
    asked = next(m for m, _ in fresh.client.asked if isinstance(m, EegOpen))
    assert isinstance(asked.choice, SimulatedChoice)


def test_the_sample_of_demos_opens_its_pool_and_queries(fresh: App, qtbot: QtBot) -> None:
    open_sample(fresh, "icl")
    demos = fresh.window.workspaces["icl"]
    assert isinstance(demos, IclWorkspace)
    until(qtbot, lambda: demos.pool.summary.rows > 100 and not demos.pool.is_busy)
    until(qtbot, lambda: bool(demos.model.queries))


def test_the_sample_of_robustness_opens_reviews_and_a_prompt(fresh: App, qtbot: QtBot) -> None:
    open_sample(fresh, "robustness")
    robust = fresh.window.workspaces["robustness"]
    assert isinstance(robust, RobustWorkspace)
    until(qtbot, lambda: robust.is_open)
    assert robust.launcher.can_run
    # A first figure comes soon.
    setup = robust.model.setup.value
    assert (setup.attacks, setup.samples, setup.report) == (("stresstest",), 8, 24)


def test_settings_of_before_are_kept_when_the_sample_opens(fresh: App, qtbot: QtBot) -> None:
    robust = fresh.window.workspaces["robustness"]
    assert isinstance(robust, RobustWorkspace)
    robust.model.change("Prompt", prompt="Good or bad? {content}")
    before = robust.model.setup.value
    open_sample(fresh, "robustness")
    until(qtbot, lambda: robust.is_open)
    after = robust.model.setup.value
    assert (after.prompt, after.attacks, after.samples) == (
        before.prompt, before.attacks, before.samples,
    )  # fmt: skip


def test_the_keyboard_reaches_every_sample_and_opens_one(fresh: App) -> None:
    fresh.window.activateWindow()
    buttons = [card.open_button for card in page_of(fresh).cards.values()]
    settle()
    assert QApplication.focusWidget() is buttons[0]
    for expected in buttons[1:]:
        QTest.keyClick(fresh.window, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is expected
    QTest.keyClick(buttons[-1], Qt.Key.Key_Space)
    assert fresh.window.workspace.workspace_id == "robustness"
    assert not is_welcomed(fresh)


def test_what_was_chosen_about_the_page_is_kept(
    qapp: QApplication, qtbot: QtBot, fresh: App, fresh_folders: Path
) -> None:
    box = page_of(fresh).at_start
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(10, box.height() // 2))
    assert not SettingsStore(config_dir()).value.welcome_at_start
    again = begin(qapp, qtbot, fresh_folders)
    assert again.window.workspace.workspace_id == "motion"
    assert not is_welcomed(again)
    # The way back is in the rail, by key, and in the settings.
    click(again.window.rail.home_button)
    assert is_welcomed(again)
    assert not page_of(again).at_start.isChecked()
    again.window.open_settings()
    dialog = again.window._dialog
    assert dialog is not None
    box = dialog.welcome_at_start
    assert not box.isChecked()
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(10, box.height() // 2))
    close_app(again)
    assert SettingsStore(config_dir()).value.welcome_at_start


def test_keys_and_palette_go_to_the_page_and_back(app: App) -> None:
    assert not is_welcomed(app)
    QTest.keyClick(app.window, Qt.Key.Key_Home, ALT)
    assert is_welcomed(app)
    assert app.window.windowTitle() == "Vitrine"
    QTest.keyClick(app.window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert app.window.workspace.workspace_id == "icl"
    assert not app.window.rail.home_button.isChecked()
    app.window.open_palette()
    QTest.keyClicks(app.window.palette_card.line, "welcome samples")
    QTest.keyClick(app.window.palette_card.line, Qt.Key.Key_Return)
    assert is_welcomed(app)


def test_the_keys_of_a_workspace_rest_behind_the_page(app: App, qtbot: QtBot) -> None:
    app.window.registry.run("motion.open_sample")
    motion = app.window.workspaces["motion"]
    assert isinstance(motion, MotionWorkspace)
    until(qtbot, lambda: bool(motion.model.document.layers))
    QTest.keyClick(app.window, Qt.Key.Key_Home, ALT)
    QTest.keyClick(app.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not app.client.submitted
    undo = app.window.registry.get("edit.undo")
    assert undo is not None
    assert not undo.enabled()
    app.window.show_workspace("motion")
    QTest.keyClick(app.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    until(qtbot, lambda: bool(app.client.submitted))


def test_a_document_of_before_opens_where_it_was(app: App, qtbot: QtBot, tmp_path: Path) -> None:
    mine = tmp_path / "my & reviews.jsonl"
    shutil.copy(SAMPLES / "reviews.jsonl", mine)
    robust = app.window.workspaces["robustness"]
    assert isinstance(robust, RobustWorkspace)
    app.window.show_workspace("robustness")
    robust.open_data(mine)
    until(qtbot, lambda: robust.is_open)
    app.window.show_workspace("motion")
    QTest.keyClick(app.window, Qt.Key.Key_Home, ALT)
    (line,) = page_of(app).recent.buttons
    assert line.text() == "my && reviews.jsonl"
    assert "Robustness" in line.accessibleName()
    click(line)
    assert app.window.workspace.workspace_id == "robustness"
    until(qtbot, lambda: not robust.is_busy)
    mine.unlink()
    app.window.show_welcome()
    assert page_of(app).recent.buttons == []


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize(("scale", "width"), [(1.0, 1280), (1.0, 960), (1.5, 1280), (2.0, 960)])
def test_no_text_of_the_page_is_cut(
    fresh: App, fresh_folders: Path, language: str, scale: float, width: int
) -> None:
    shipped(fresh, fresh_folders)
    fresh.client.engine("ready")
    fresh.desktop.settings.update(language=language, font_scale=scale)
    fresh.window.resize(width, 800)
    settle()
    page = page_of(fresh)
    assert is_welcomed(fresh)
    assert page.widget().width() <= page.viewport().width()
    assert not cut(page)


def cut(page: QWidget) -> list[str]:
    found = []
    for widget in page.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QLabel | QAbstractButton):
            continue
        wanted = widget.sizeHint()
        if widget.text() and wanted.width() > widget.width() + 1:
            found.append(f"{widget.text()!r}: {wanted.width()} px in {widget.width()} px")
        if isinstance(widget, QLabel) and wanted.height() > widget.height() + 1:
            found.append(f"{widget.text()!r}: {wanted.height()} px high in {widget.height()} px")
    return found


def test_every_control_of_the_page_is_named(fresh: App) -> None:
    for widget in controls(page_of(fresh)):
        assert widget.accessibleName(), widget
        assert widget.toolTip(), widget


@pytest.mark.parametrize("name", THEMES)
def test_the_pictures_follow_the_theme(fresh: App, name: str) -> None:
    fresh.desktop.settings.update(theme=name)
    settle()
    picture = page_of(fresh).cards["robustness"].picture
    corner = picture.grab().toImage().pixelColor(picture.width() - 6, picture.height() - 6)
    assert corner == fresh.desktop.theme.color("canvas")


def shipped(app: App, home: Path) -> None:
    """Let the scripted worker tell what a real one of this home would."""
    registry = ModelRegistry(home)
    app.client.known_models = Models(models=registry.infos(), backends=backend_states(registry))


def lines(app: App) -> dict[str, str]:
    return {key: line.text() for key, line in page_of(app).check.lines.items()}


def test_the_check_tells_of_device_and_models_once_the_worker_answers(
    fresh: App, qtbot: QtBot, fresh_folders: Path
) -> None:
    assert lines(fresh)["device"] == "Looking for a graphics processor…"
    assert lines(fresh)["motion"] == "Asking the worker…"
    shipped(fresh, fresh_folders)
    fresh.client.engine("ready")
    until(qtbot, lambda: "Ready: Warp, DragNUWA nano." in lines(fresh)["motion"])
    told = lines(fresh)
    assert "No usable graphics processor" in told["device"]
    assert "Wan-Move" in told["motion"]
    assert "decoder is there" in told["neuro"]
    assert "trained selector" in told["icl"]
    fresh.client.engine("ready", device="cuda")
    until(qtbot, lambda: "was found (CUDA)" in lines(fresh)["device"])
    fresh.client.link("offline", reason="host_unreachable", params={"endpoint": "ipc://x"})
    until(qtbot, lambda: "No worker answers at ipc://x" in lines(fresh)["device"])
    assert lines(fresh)["motion"] == "Asking the worker…"
    for key, line in page_of(fresh).check.lines.items():
        assert line.text() in line.accessibleName(), key


def test_what_is_missing_says_what_to_do(fresh: App, qtbot: QtBot, fresh_folders: Path) -> None:
    shipped(fresh, fresh_folders)
    known = fresh.client.known_models
    others = [model for model in known.models if model.kind != "neuro"]
    fresh.client.known_models = Models(models=others, backends=known.backends)
    fresh.client.engine("ready")
    until(qtbot, lambda: "installer repair" in lines(fresh)["neuro"])
    # The page of models may change that: it is looked at again when that page is closed.
    QTest.mouseClick(page_of(fresh).check.models_button, Qt.MouseButton.LeftButton)
    models = fresh.window.models_page
    assert models is not None
    assert models.isVisible()
    fresh.client.known_models = known
    QTest.keyClick(models, Qt.Key.Key_Escape)
    until(qtbot, lambda: "decoder is there" in lines(fresh)["neuro"])
