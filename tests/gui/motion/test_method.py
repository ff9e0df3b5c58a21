"""How the frames are made: what can be chosen, what is saved and what is asked of the worker."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.motion.backend_words import backend_summary
from desktop.widgets.sentence_items import SENTENCE_ROLE
from shared.models import BackendState, ModelInfo
from shared.motion.backends import BACKENDS
from shared.protocol.messages import Models
from tests.gui.motion.conftest import LEFT, Bench
from tests.gui.motion.rendering import submit

READY = Models(
    models=[
        ModelInfo(id="nano-1", kind="motion-nano", title="Nano 1"),
        ModelInfo(id="nano-2", kind="motion-nano", title="Nano 2"),
    ],
    backends=[
        BackendState(name="warp"),
        BackendState(name="nano"),
        BackendState(
            name="ttm",
            ready=False,
            reason="missing_model",
            params={"model": "image-to-video", "fix": "Add one."},
        ),
    ],
)


@pytest.fixture
def ready(opened: Bench) -> Bench:
    opened.client.known_models = READY
    opened.client.link("ready")
    method = opened.workspace.editor.document_page.method
    opened.wait(lambda: not _reason(method, "nano"))
    opened.drag([(100, 100), (150, 110), (180, 115)])
    opened.model.select(None)
    return opened


def test_a_model_added_meanwhile_is_there_when_the_window_comes_back(ready: Bench) -> None:
    method = ready.workspace.editor.document_page.method
    assert _reason(method, "ttm")
    model = ModelInfo(id="svd", kind="image-to-video", title="SVD")
    ready.client.known_models = Models(
        models=[*READY.models, model],
        backends=[*READY.backends[:2], BackendState(name="ttm")],
    )
    QApplication.sendEvent(ready.workspace.window(), QEvent(QEvent.Type.WindowActivate))
    ready.wait(lambda: not _reason(method, "ttm"))


def _item(method, name: str):
    return method.backend.model().item(method.backend.findData(name))


def _reason(method, name: str) -> bool:
    return not bool(_item(method, name).flags() & Qt.ItemFlag.ItemIsEnabled)


def choose(bench: Bench, name: str) -> None:
    """Pick a backend by the arrow keys, which pass over what cannot run."""
    combo = bench.workspace.editor.document_page.method.backend
    combo.setFocus()
    down = combo.findData(name) > combo.currentIndex()
    for _ in range(combo.count()):
        if combo.currentData() == name:
            break
        QTest.keyClick(combo, Qt.Key.Key_Down if down else Qt.Key.Key_Up)
    assert combo.currentData() == name


def test_the_sentences_are_those_of_the_backends(qapp) -> None:
    for name, info in BACKENDS.items():
        assert backend_summary(name) == info.summary


def test_what_cannot_run_is_visible_and_says_why(ready: Bench) -> None:
    method = ready.workspace.editor.document_page.method
    assert method.backend.count() == 6
    assert not _reason(method, "warp") and not _reason(method, "nano")
    assert _reason(method, "ttm") and _reason(method, "ati")
    assert "The model image-to-video is not installed. Add one." in _item(method, "ttm").data(
        SENTENCE_ROLE
    )
    choose(ready, "nano")
    assert ready.model.document.backend == "nano"


def test_a_choice_is_one_undo_step_and_goes_into_the_request(ready: Bench) -> None:
    method, model = ready.workspace.editor.document_page.method, ready.model
    assert not method.prompt.isVisible() and not method.steps.isVisible()
    steps = len(model.undo_stack)
    choose(ready, "nano")
    assert len(model.undo_stack) == steps + 1
    assert method.prompt.isVisible() and method.steps.isVisible()
    method.prompt.setFocus()
    QTest.keyClicks(method.prompt, "slow pan, dusk")
    method.steps.box.setValue(8)
    method.text_guidance.box.setValue(2.5)
    method.model_choice.setCurrentIndex(method.model_choice.findData("nano-2"))
    method.model_choice.activated.emit(method.model_choice.currentIndex())
    QTest.mouseClick(method.new_seed, LEFT)
    _, request = submit(ready)
    assert request.backend == "nano" and request.model == "nano-2"
    assert request.prompt == "slow pan, dusk"
    assert request.steps == 8 and request.text_guidance == 2.5
    assert request.motion_guidance is None
    assert request.seed == model.document.seed != 0
    choose(ready, "warp")
    _, request = submit(ready)
    assert (request.model, request.prompt, request.steps) == ("", None, None)
    assert model.document.prompt == "slow pan, dusk", "words are the person's own"
    ready.workspace.undo()
    assert model.document.backend == "nano" and model.document.steps == 8


def test_settings_are_saved_and_reopened(ready: Bench, tmp_path: Path) -> None:
    choose(ready, "nano")
    method = ready.workspace.editor.document_page.method
    method.prompt.setFocus()
    QTest.keyClicks(method.prompt, "rain")
    method.steps.box.setValue(6)
    path = tmp_path / "p.vitrine"
    with ready.qtbot.waitSignal(ready.workspace.documents.saved):
        ready.workspace.flush()
        ready.workspace.documents.save(path)
    before = ready.model.document
    assert before.prompt == "rain"
    ready.open(path)
    assert ready.model.document == before
    assert method.prompt.toPlainText() == "rain" and method.steps.box.value() == 6


def test_sampling_shows_its_steps_and_estimates(ready: Bench) -> None:
    choose(ready, "nano")
    job_id, _ = submit(ready)
    ready.client.run(job_id)
    ready.client.progress(job_id, 2, 4, unit="steps")
    ready.client.partial(job_id, np.full((60, 90, 3), 90, np.uint8), final=False)
    card = ready.workspace.editor.results.card(job_id)
    ready.wait(lambda: card._state.text() == "Step 2 of 4\nestimate")
    assert "DragNUWA nano" in card._settings.text()
    assert card._title.text() == "Version 1"
