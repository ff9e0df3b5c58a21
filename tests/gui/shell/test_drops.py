"""What is dropped anywhere on the window: outputs bring their projects back, in words if not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from desktop.icl.workspace import SAMPLES as DEMOS
from desktop.icl.workspace import IclWorkspace
from desktop.main_window import MainWindow
from desktop.motion.workspace import MotionWorkspace
from desktop.neuro.workspace import NeuroWorkspace
from desktop.robustness.workspace import SAMPLES, RobustWorkspace
from shared.artefacts import SCHEME
from shared.ids import sha256_file
from shared.neuro.acquisition import FileChoice
from shared.protocol.eeg_messages import EegOpen
from shared.provenance import PNG_KEY, build_provenance, encode_provenance, redact_provenance
from shared.tasks.icl import IclPredictRequest
from shared.tasks.motion import DragLayer, Drags, MotionRenderRequest
from shared.tasks.neuro import NeuroDecodeRequest
from shared.tasks.neuro_evaluate import NeuroEvaluateRequest
from shared.tasks.robustness import RobustnessAttackRequest
from tests.gui.conftest import App
from tests.gui.screens import settle
from tests.gui.shell.dragging import drop, enter, leave, mime_of
from tests.gui.shell.waiting import until

REVIEWS = SAMPLES / "reviews.jsonl"
PROMPT = "Is this film good or bad? {content} Answer:"


def made_by(task: str, request: msgspec.Struct, *inputs: Path) -> dict[str, Any]:
    return build_provenance(
        task=task,
        task_version=1,
        request=msgspec.to_builtins(request),
        inputs={str(path): sha256_file(path) for path in inputs},
        device="cpu",
    )


def result_of(folder: Path, made: dict[str, Any]) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "result.json"
    path.write_text(json.dumps({"status": "succeeded", "files": {}, "provenance": made}))
    return path


@pytest.fixture
def render(sample_picture: Path, tmp_path: Path) -> Path:
    """A frame of a render of the sample picture."""
    layer = DragLayer(points=((20.0, 20.0), (30.0, 24.0)))
    drags = Drags(width=64, height=48, frames=12, layers=(layer,))
    request = MotionRenderRequest(image=str(sample_picture), drags=drags, seed=7)
    info = PngInfo()
    info.add_itxt(PNG_KEY, encode_provenance(made_by("motion.render", request, sample_picture)))
    Image.new("RGB", (64, 48)).save(tmp_path / "frame.png", pnginfo=info)
    return tmp_path / "frame.png"


@pytest.fixture(autouse=True)
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All that the window said: a message may be gone before a slow machine looks."""
    texts: list[str] = []
    notify = MainWindow.notify

    def record(window: MainWindow, severity: str, text: str, details: str = "") -> None:
        texts.append(text)
        notify(window, severity, text, details)

    monkeypatch.setattr(MainWindow, "notify", record)
    return texts


def robust_of(app: App) -> RobustWorkspace:
    robust = app.window.workspaces["robustness"]
    assert isinstance(robust, RobustWorkspace)
    return robust


def test_a_render_dropped_on_a_text_field_opens_in_motion(
    app: App, qtbot: QtBot, render: Path
) -> None:
    robust = robust_of(app)
    app.window.show_workspace("robustness")
    robust.open_sample()
    until(qtbot, lambda: robust.panel is not None)
    assert robust.panel is not None
    editor = robust.panel.prompt.editor
    settle()
    before = editor.toPlainText()
    motion = app.window.workspaces["motion"]
    assert isinstance(motion, MotionWorkspace)
    drop(app.window, render, over=editor)
    until(qtbot, lambda: bool(motion.model.document.layers))
    assert app.window.workspace.workspace_id == "motion"
    assert motion.model.document.seed == 7
    assert motion.model.document.frames == 12
    assert editor.toPlainText() == before


def test_the_frame_says_what_would_be_opened(app: App, render: Path) -> None:
    event = enter(app.window, mime_of(render), QPoint(700, 400))
    assert event.isAccepted()
    assert app.window.drops.hint.isVisible()
    assert "frame.png" in app.window.drops.hint.words.text()
    leave(app.window)
    assert not app.window.drops.hint.isVisible()


def test_drags_of_text_and_those_over_a_dialog_are_left_alone(app: App, render: Path) -> None:
    assert not enter(app.window, mime_of(text="words"), QPoint(700, 400)).isAccepted()
    assert not app.window.drops.hint.isVisible()
    dialog = QDialog(app.window)
    dialog.open()
    assert QApplication.activeModalWidget() is dialog
    enter(app.window, mime_of(render), QPoint(700, 400))
    assert not app.window.drops.hint.isVisible()
    dialog.close()


def attack(data: str) -> RobustnessAttackRequest:
    return RobustnessAttackRequest(
        prompt=PROMPT, data=data, attack="deepwordbug", samples=24, report=60, seed=5
    )


def test_an_attack_brings_prompt_samples_and_settings_back(
    app: App, said: list[str], qtbot: QtBot, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.jsonl"
    shutil.copy(REVIEWS, mine)
    result = result_of(tmp_path / "out", made_by("robustness.attack", attack(str(mine)), mine))
    robust = robust_of(app)
    drop(app.window, result.parent)  # the folder
    until(qtbot, lambda: robust.is_open)
    assert app.window.workspace.workspace_id == "robustness"
    setup = robust.model.setup.value
    assert (setup.prompt, setup.data, setup.attacks) == (PROMPT, str(mine), ("deepwordbug",))
    assert (setup.samples, setup.report, setup.seed) == (24, 60, 5)
    assert "The project of out is back." in " ".join(said)


def test_samples_that_only_the_worker_has_are_fetched(
    app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    sha256 = sha256_file(REVIEWS)
    app.client.artefacts[sha256] = REVIEWS.read_bytes()
    result = result_of(tmp_path / "out", made_by("robustness.attack", attack(SCHEME + sha256)))
    robust = robust_of(app)
    drop(app.window, result)
    until(qtbot, lambda: robust.is_open)
    data = Path(robust.model.setup.value.data)
    assert data.read_bytes() == REVIEWS.read_bytes()
    assert data.is_relative_to(app.desktop.home)


def test_samples_that_are_gone_are_named(
    app: App, said: list[str], qtbot: QtBot, tmp_path: Path
) -> None:
    gone = tmp_path / "gone.jsonl"
    shutil.copy(REVIEWS, gone)
    result = result_of(tmp_path / "out", made_by("robustness.attack", attack(str(gone)), gone))
    gone.unlink()
    drop(app.window, result)
    until(qtbot, lambda: "gone.jsonl, from which result.json was made" in " ".join(said))
    assert robust_of(app).model.setup.value.prompt == PROMPT


def test_what_was_exported_for_sharing_says_why_it_stays_closed(
    app: App, said: list[str], qtbot: QtBot, tmp_path: Path
) -> None:
    made = redact_provenance(made_by("robustness.attack", attack("/home/me/x.jsonl")))
    drop(app.window, result_of(tmp_path / "out", made))
    until(qtbot, lambda: "exported for sharing" in " ".join(said))
    assert not robust_of(app).is_open


def test_a_prediction_brings_pool_queries_and_settings_back(
    app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    pool, queries = tmp_path / "pool.jsonl", tmp_path / "queries.jsonl"
    shutil.copy(DEMOS / "topics.jsonl", pool)
    shutil.copy(DEMOS / "questions.jsonl", queries)
    request = IclPredictRequest(pool=str(pool), queries=str(queries), retriever="bm25", k=3)
    result = result_of(tmp_path / "out", made_by("icl.predict", request, pool, queries))
    demos = app.window.workspaces["icl"]
    assert isinstance(demos, IclWorkspace)
    drop(app.window, result)
    until(qtbot, lambda: demos.pool.summary.rows > 100 and bool(demos.model.queries))
    setup = demos.model.setup.value
    assert (setup.retriever, setup.k) == ("bm25", 3)
    assert setup.query.text == demos.model.queries[0].text
    first = demos.pool.pool
    assert first is not None
    until(qtbot, lambda: not demos.pool.is_busy)
    drop(app.window, result)
    until(qtbot, lambda: demos.pool.pool is not None and demos.pool.pool is not first)
    assert demos.pool.pool is not None
    assert demos.pool.pool.path == first.path
    until(qtbot, lambda: not demos.pool.is_busy)


def test_a_decoded_recording_is_played(app: App, qtbot: QtBot, tmp_path: Path) -> None:
    recording = tmp_path / "seen.csv"
    recording.write_text("Fz,Cz\n1,2\n")
    request = NeuroDecodeRequest(recording=str(recording))
    app.client.engine("ready")
    drop(app.window, result_of(tmp_path / "out", made_by("neuro.decode", request, recording)))
    until(qtbot, lambda: any(isinstance(m, EegOpen) for m, _ in app.client.asked))
    asked = next(m for m, _ in app.client.asked if isinstance(m, EegOpen))
    assert asked.choice == FileChoice(path=str(recording))


def test_live_decoding_says_where_its_signals_are(
    app: App, said: list[str], qtbot: QtBot, tmp_path: Path
) -> None:
    result = result_of(tmp_path / "out", made_by("neuro.decode", NeuroDecodeRequest()))
    drop(app.window, result)
    until(qtbot, lambda: "decoded live" in " ".join(said))
    assert app.window.workspace.workspace_id == "neuro"


def test_an_evaluation_is_set_up_as_it_was(
    app: App, said: list[str], qtbot: QtBot, tmp_path: Path
) -> None:
    request = NeuroEvaluateRequest(simulate="demo", participants=3, pictures=16, seed=4)
    neuro = app.window.workspaces["neuro"]
    assert isinstance(neuro, NeuroWorkspace)
    drop(app.window, result_of(tmp_path / "out", made_by("neuro.evaluate", request)))
    until(qtbot, lambda: "is back" in " ".join(said))
    assert neuro.evaluation.widget().form.request() == request
    assert neuro.evaluation.widget().isVisible()


def test_a_task_without_a_project_or_a_workspace_is_named(
    app: App, said: list[str], qtbot: QtBot, tmp_path: Path
) -> None:
    made = {**made_by("motion.train", NeuroDecodeRequest()), "request": {}}
    drop(app.window, result_of(tmp_path / "one", made))
    until(qtbot, lambda: "a result of motion.train" in " ".join(said))
    drop(app.window, result_of(tmp_path / "two", {**made, "task": "lab.thing"}))
    until(qtbot, lambda: "made by lab.thing" in " ".join(said))
