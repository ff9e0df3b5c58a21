"""Opening, saving, recovering; and what cannot be opened says so and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from desktop.motion import layer_actions
from desktop.motion.project_file import read_project
from tests.gui.motion.conftest import Bench

RAMP = np.dstack([np.tile(np.arange(200, dtype=np.uint8), (120, 1))] * 3)


def not_an_image(path: Path) -> None:
    path.write_text("hello")


def empty(path: Path) -> None:
    path.write_bytes(b"")


def truncated(path: Path) -> None:
    rng = np.random.default_rng(0)
    Image.fromarray(rng.integers(0, 256, (200, 300, 3), np.uint8)).save(path)
    path.write_bytes(path.read_bytes()[:5000])


def one_pixel(path: Path) -> None:
    Image.new("RGB", (1, 1)).save(path)


def huge(path: Path) -> None:
    Image.new("1", (12000, 9000)).save(path)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (not_an_image, "cannot be read as a picture"),
        (empty, "bad.png"),
        (truncated, "bad.png"),
        (one_pixel, "16"),
        (huge, "12000"),
    ],
)
def test_a_bad_picture_is_named_and_the_document_stays(
    opened: Bench, tmp_path: Path, make: Callable[[Path], None], words: str
) -> None:
    opened.drag([(100, 100), (150, 120), (200, 140)])
    opened.workspace.prompts.ask_save = lambda: "discard"
    before = opened.model.document
    make(tmp_path / "bad.png")
    said = opened.refuse(tmp_path / "bad.png")
    assert words.replace(",", "") in said.replace(",", "").replace("\u202f", "")
    assert opened.model.document is before
    assert opened.model.undo_stack.can_undo


def cmyk(path: Path) -> None:
    Image.fromarray(RAMP).convert("CMYK").save(path, "JPEG")


def sixteen_bit(path: Path) -> None:
    Image.fromarray(RAMP[..., 0].astype(np.uint16) * 257).save(path, "PNG")


def turned(path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(RAMP).save(path, "JPEG", exif=exif)


@pytest.mark.parametrize(
    ("make", "size"), [(cmyk, (200, 120)), (sixteen_bit, (200, 120)), (turned, (120, 200))]
)
def test_unusual_pictures_open(
    bench: Bench, tmp_path: Path, make: Callable[[Path], None], size: tuple[int, int]
) -> None:
    make(tmp_path / "unusual.dat")
    bench.open(tmp_path / "unusual.dat")
    picture = bench.model.document.picture
    assert (picture.width, picture.height) == size
    assert bench.canvas.content.backdrop.levels[0].width() == size[0]


def test_a_damaged_project_is_refused(opened: Bench, tmp_path: Path) -> None:
    before = opened.model.document
    (tmp_path / "p.vitrine").write_bytes(b"PK\x03\x04 not really")
    assert "p.vitrine" in opened.refuse(tmp_path / "p.vitrine")
    assert opened.model.document is before


def test_save_and_reopen_give_an_equal_document(
    opened: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.drag([(100, 100), (150, 150), (220, 120)])
    opened.model.use_tool("brush")
    opened.drag([(100, 100), (140, 110)])
    opened.model.use_tool("pin")
    opened.click((400, 40))
    saved = opened.model.document
    assert opened.workspace.is_modified
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "my"), ""))
    with opened.qtbot.waitSignal(opened.workspace.documents.saved):
        opened.run("motion.save")
    assert not opened.workspace.is_modified
    assert opened.workspace.document_name == "my"
    assert read_project(tmp_path / "my.vitrine").document == saved
    assert opened.workspace._settings.value.recent == (str(tmp_path / "my.vitrine"),)
    layer_actions.delete_selected(opened.model)
    opened.workspace.prompts.ask_save = lambda: "discard"
    opened.open(tmp_path / "my.vitrine")
    assert opened.model.document == saved
    assert not opened.model.undo_stack.can_undo
    opened.drag([(300, 200), (350, 220)])
    with opened.qtbot.waitSignal(opened.workspace.documents.saved):
        opened.run("motion.save")
    assert read_project(tmp_path / "my.vitrine").document == opened.model.document


def test_unsaved_changes_are_asked_about(opened: Bench, picture_file: Path) -> None:
    opened.drag([(100, 100), (150, 150), (220, 120)])
    before = opened.model.document
    asked: list[int] = []

    def cancel() -> str:
        asked.append(1)
        return "cancel"

    opened.workspace.prompts.ask_save = cancel
    assert opened.workspace.open_path(picture_file)
    assert not opened.workspace.close_document()
    opened.wait_idle()
    assert asked == [1, 1]
    assert opened.model.document is before


def test_unsaved_work_of_a_crashed_window_is_offered(
    opened: Bench, tmp_path: Path, fresh_folders: Path
) -> None:
    opened.drag([(100, 100), (150, 150), (220, 120)])
    lost = opened.model.document
    opened.workspace.documents.autosave_now()
    opened.wait_idle()
    (file,) = (fresh_folders / "autosave").glob("*.vitrine")
    # A crash leaves the file without the process that held its lock.
    orphan = file.with_name("0123.vitrine")
    orphan.write_bytes(file.read_bytes())
    assert opened.workspace.documents.recoverable() == [orphan]
    opened.workspace.prompts.ask_save = lambda: "discard"
    with opened.qtbot.waitSignal(opened.workspace.documents.opened):
        opened.workspace.prompts.recover()
    assert opened.model.document == lost
    assert opened.workspace.is_modified
    opened.wait_idle()
    assert not orphan.exists()
    assert opened.workspace.documents.recoverable() == []


def test_a_running_window_is_not_offered_for_recovery(opened: Bench, fresh_folders: Path) -> None:
    from desktop.motion.autosave import Autosave

    other = Autosave(fresh_folders / "autosave")
    other.claim().write_bytes(b"x")
    assert opened.workspace.documents.recoverable() == []
    other.release()
    assert opened.workspace.documents.recoverable() == [other.path]


def test_a_clean_end_leaves_no_autosave(opened: Bench, fresh_folders: Path) -> None:
    opened.drag([(100, 100), (150, 150), (220, 120)])
    opened.workspace.documents.autosave_now()
    opened.wait_idle()
    opened.workspace.prompts.ask_save = lambda: "discard"
    assert opened.workspace.close_document()
    assert not list((fresh_folders / "autosave").glob("*.vitrine"))


def test_the_empty_state_teaches(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    page = bench.workspace.empty_page
    assert page.isVisible() and page.open_button.isVisible()
    asked: list[int] = []
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: asked.append(1) or ("", ""))
    bench.qtbot.mouseClick(page.open_button, Qt.MouseButton.LeftButton)
    assert asked == [1]
    assert not page.recovery.isVisible()


def test_the_sample_opens_with_its_drags(bench: Bench) -> None:
    if bench.workspace.prompts.sample_folder() is None:
        pytest.skip("no sample is installed")
    with bench.qtbot.waitSignal(bench.workspace.documents.opened, timeout=20_000):
        bench.run("motion.open_sample")
    assert bench.model.document.layers
    assert not bench.workspace.is_modified


def test_every_control_has_a_name_and_the_language_can_change(opened: Bench) -> None:
    from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit

    def check() -> None:
        for kind in (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit):
            for control in opened.workspace.findChildren(kind):
                if control.objectName().startswith("qt_"):
                    continue
                named = control.accessibleName() or getattr(control, "text", lambda: "")()
                assert named, control
                assert control.toolTip(), named

    opened.drag([(100, 100), (150, 150), (220, 120)])
    check()
    document, levels = opened.model.document, opened.canvas.content.backdrop.levels
    QApplication.sendEvent(opened.workspace, QEvent(QEvent.Type.LanguageChange))
    QApplication.processEvents()
    check()
    assert opened.model.document is document
    assert opened.canvas.content.backdrop.levels == levels
    opened.drag([(300, 200), (350, 220)])
    assert len(opened.model.document.layers) == 2


def test_an_end_without_a_question_keeps_unsaved_work(opened: Bench, fresh_folders: Path) -> None:
    opened.drag([(100, 100), (150, 150), (220, 120)])
    opened.workspace.shut_down()
    (kept,) = (fresh_folders / "autosave").glob("*.vitrine")
    assert read_project(kept).document == opened.model.document
