"""The page of models over the worker's real registry, by real events and its real command line."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.models.add_dialog import AddDialog
from desktop.models.dialog import ModelsDialog
from desktop.models.kinds import ADDED_KINDS, WORKSPACES, suggested_id
from desktop.models.table import STATE
from desktop.models.tool import ModelTool
from shared.errors import AppError
from shared.models import is_model_id
from shared.motion.backends import BACKENDS
from shared.neuro.generators import GENERATORS
from shared.protocol.messages import Models
from tests.gui.conftest import App
from tests.gui.fake_client import done
from tests.gui.screens import settle
from tests.unit.models.conftest import make_pipeline as make_pipeline  # a fixture
from worker.models.availability import backend_states
from worker.models.kinds import KINDS
from worker.models.registry import ModelRegistry

MakePipeline = Callable[..., Path]
LONG_MS = 60_000  # another Python starts


@pytest.fixture
def page(app: App, fresh_folders: Path, monkeypatch: pytest.MonkeyPatch) -> ModelsDialog:
    """Opened by its key, on what the worker of this home would tell."""

    def models() -> Future[Models]:
        registry = ModelRegistry(fresh_folders)
        return done(Models(models=registry.infos(), backends=backend_states(registry)))

    monkeypatch.setattr(app.client, "models", models)
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(app.window, Qt.Key.Key_M, keys)
    shown = app.window.models_page
    assert shown is not None
    settle()
    return shown


def click(widget: QAbstractButton) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def rows(page: ModelsDialog) -> dict[str, int]:
    found = {}
    for row in range(page.table.rowCount()):
        item = page.table.item(row, 0)
        assert item is not None
        found[item.text()] = row
    return found


def choose(page: ModelsDialog, title: str) -> None:
    item = page.table.item(rows(page)[title], 0)
    at = page.table.visualItemRect(item).center()
    QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=at)


def add(page: ModelsDialog, folder: Path) -> AddDialog:
    click(page.add_button)
    dialog = page.add_dialog
    assert dialog is not None
    dialog.path.setFocus()
    QTest.keyClicks(dialog.path, str(folder))
    return dialog


def test_it_shows_what_came_with_the_product_and_what_is_missing(page: ModelsDialog) -> None:
    assert {"DragNUWA nano", "NeuroImagen small"} <= set(rows(page))
    row = rows(page)["DragNUWA nano"]
    texts = [page.table.item(row, column).text() for column in range(STATE + 1)]  # type: ignore[union-attr]
    assert texts[2:4] == ["Motion", "3.9 MB"]
    assert texts[STATE] == "Ready"
    assert "SHA-256" in page.table.item(row, 0).toolTip()  # type: ignore[union-attr]
    told = {label.text() for label in page.findChildren(QLabel)}
    assert {info.title for info in BACKENDS.values()} <= told
    assert {info.title for info in GENERATORS.values()} <= told
    assert "Add a folder: Stable Diffusion 1 or 2" in told
    assert "Add a folder: Image-to-video: SVD, Wan, CogVideoX, LTX" in told  # for Time-to-Move
    assert not page.check_button.isEnabled()  # nothing is chosen
    assert not page.forget_button.isEnabled()


def test_a_folder_is_added_looked_at_and_forgotten(
    page: ModelsDialog, make_pipeline: MakePipeline, qtbot: QtBot, fresh_folders: Path
) -> None:
    folder = make_pipeline("My Wan 2.2", "WanImageToVideoPipeline")
    dialog = add(page, folder)
    assert dialog.model_id.text() == "my-wan-2"  # what a path's stem gives
    dialog.model_id.selectAll()
    QTest.keyClicks(dialog.model_id, "wan")
    QTest.keyClicks(dialog.licence, "Apache-2.0")
    assert "Time-to-Move" in dialog.enables.text()
    click(dialog.add_button)
    qtbot.waitUntil(lambda: "wan" in rows(page), timeout=LONG_MS)
    assert page.said.text() == "wan was added."
    told = {label.text() for label in page.findChildren(QLabel)}
    assert "Ready" in told
    assert ModelRegistry(fresh_folders).find("image-to-video", "wan").path == folder

    choose(page, "wan")
    click(page.check_button)
    qtbot.waitUntil(lambda: "laid out as they should be" in page.said.text(), timeout=LONG_MS)
    (folder / "model_index.json").unlink()
    click(page.check_button)
    qtbot.waitUntil(lambda: "model_index.json" in page.said.text(), timeout=LONG_MS)
    assert page.said.property("role") == "bad"
    click(page.forget_button)
    qtbot.waitUntil(lambda: "wan" not in rows(page), timeout=LONG_MS)
    assert (folder / "unet").is_dir()


def test_files_of_another_layout_are_refused_in_words(
    page: ModelsDialog, make_pipeline: MakePipeline, qtbot: QtBot
) -> None:
    before = rows(page)
    click(add(page, make_pipeline("sdxl", "StableDiffusionXLPipeline")).add_button)
    qtbot.waitUntil(lambda: page.said.property("role") == "bad", timeout=LONG_MS)
    assert "StableDiffusionXLPipeline" in page.said.text()
    assert rows(page) == before
    assert page.add_button.isEnabled()


def test_what_is_not_there_or_taken_cannot_be_added(page: ModelsDialog, tmp_path: Path) -> None:
    dialog = add(page, tmp_path / "nowhere")
    assert "nowhere" in dialog.wrong.text()
    assert not dialog.add_button.isEnabled()
    dialog.path.selectAll()
    QTest.keyClicks(dialog.path, str(tmp_path))
    assert dialog.add_button.isEnabled()
    dialog.model_id.selectAll()
    QTest.keyClicks(dialog.model_id, "neuro")
    assert "neuro" in dialog.wrong.text()
    assert not dialog.add_button.isEnabled()
    dialog.kind.setFocus()
    QTest.keyClick(dialog.kind, Qt.Key.Key_Down)  # a checkpoint, which builds on SVD
    assert dialog.base.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_what_was_shipped_is_compared_with_its_hashes(page: ModelsDialog, qtbot: QtBot) -> None:
    choose(page, "DragNUWA nano")
    assert not page.forget_button.isEnabled()
    click(page.check_button)
    assert not page.check_button.isEnabled()  # one at a time
    qtbot.waitUntil(lambda: "every file" in page.said.text(), timeout=LONG_MS)
    assert page.said.property("role") == "good"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_no_text_is_cut(app: App, page: ModelsDialog, language: str) -> None:
    app.desktop.settings.update(language=language)
    settle()
    if language == "zh_CN":
        assert page.windowTitle() == "模型"
    click(page.add_button)
    settle()
    cut = []
    for root in (page, page.add_dialog):
        assert root is not None
        for widget in (*root.findChildren(QLabel), *root.findChildren(QPushButton)):
            if widget.isVisible() and widget.text() and not getattr(widget, "wordWrap", bool)():
                wanted = widget.sizeHint().width()
                if wanted > widget.width() + 1:
                    cut.append(f"{widget.text()}: {wanted} in {widget.width()}")
            corner = widget.mapTo(root, QPoint(0, 0))
            if widget.isVisible() and not root.rect().contains(widget.rect().translated(corner)):
                cut.append(f"{widget.text()} reaches out")
    assert not cut, cut
    assert page.add_dialog is not None
    page.add_dialog.reject()
    QApplication.processEvents()


def test_the_other_folder_is_called_by_what_the_kind_builds_on(
    page: ModelsDialog, tmp_path: Path
) -> None:
    adapter = tmp_path / "ip-adapter.safetensors"
    adapter.write_bytes(b"x")
    dialog = add(page, adapter)
    dialog.kind.setCurrentIndex(dialog.kind.findData("sdxl-ip-adapter"))
    assert "SDXL with IP-Adapter" in dialog.enables.text()
    assert "Folder of SDXL" in {label.text() for label in dialog.findChildren(QLabel)}
    assert dialog.wrong.text() == "Name the folder of SDXL-Turbo as well."
    dialog.kind.setCurrentIndex(dialog.kind.findData("dragnuwa-svd"))
    assert "Stable Video Diffusion" in dialog.wrong.text()


def test_the_command_lines_errors_come_through(tmp_path: Path) -> None:
    tool = ModelTool(tmp_path)
    with pytest.raises(AppError, match="nothing is not known"):
        tool.check("nothing")
    with pytest.raises(AppError) as found:
        tool.add("--json", "wan-move", tmp_path, None, "")  # an id is no option
    assert (found.value.code, found.value.params["field"]) == ("bad_field", "id")


def test_every_kind_has_a_workspace() -> None:
    assert set(KINDS) == set(WORKSPACES)
    for one in ADDED_KINDS:
        assert one.needs_base == (KINDS[one.name].check_base is not None)


@given(st.text(max_size=80), st.frozensets(st.sampled_from(["model", "a", "a-2", "wan"])))
def test_a_suggested_name_is_valid_and_free(folder: str, taken: frozenset[str]) -> None:
    found = suggested_id(folder, taken)
    assert is_model_id(found)
    assert found not in taken
