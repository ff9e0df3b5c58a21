"""What an EEG output was made from put back: its recording played, its evaluation set up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.core.outputs import Bring, Output
from desktop.widgets.restore_words import (
    missing_words,
    no_project_words,
    restored_words,
    unreadable_words,
)
from shared.provenance import REDACTED
from shared.tasks.neuro_evaluate import NEURO_EVALUATE, NeuroEvaluateRequest

if TYPE_CHECKING:
    from desktop.neuro.workspace import NeuroWorkspace

translate = QCoreApplication.translate


def restore(workspace: NeuroWorkspace, output: Output, bring: Bring) -> None:
    """Set an evaluation up as it was, or play the recording that was decoded."""
    if output.task == NEURO_EVALUATE.name:
        _restore_evaluation(workspace, output)
        return
    recording = output.request.get("recording")
    if recording == REDACTED:
        workspace.notice.emit("warning", unreadable_words(output))
    elif recording:
        bring(output, (recording,), ".xdf", lambda files: _play(workspace, output, files))
    else:
        text = translate(
            "Restore",
            "{file} was decoded live. The signals are in the recording of that session, if one was"
            " made: drop that on the window to play it.",
        )
        workspace.notice.emit("info", text.format(file=output.path.name))


def _play(workspace: NeuroWorkspace, output: Output, files: dict[str, Path]) -> None:
    recording = str(output.request["recording"])
    path = files.get(recording)
    if path is None:
        workspace.notice.emit("warning", missing_words(output, recording))
    elif workspace.open_path(path):
        workspace.notice.emit("good", restored_words(output))
    else:
        workspace.notice.emit("warning", no_project_words(output))


def _restore_evaluation(workspace: NeuroWorkspace, output: Output) -> None:
    request = output.request_as(NeuroEvaluateRequest)
    if workspace.evaluation.evaluator.show(output.job_id):
        workspace.show_evaluation()
    elif request is None or request.recordings == REDACTED or REDACTED in request.files:
        workspace.notice.emit("warning", unreadable_words(output))
    else:
        workspace.show_evaluation()
        path = _place(request)
        workspace.evaluation.widget().form.show_request(request, path)
        if path is None and (request.files or request.recordings):
            ref = request.recordings or request.files[0]
            workspace.notice.emit("warning", missing_words(output, ref))
        else:
            workspace.notice.emit("good", restored_words(output))


def _place(request: NeuroEvaluateRequest) -> Path | None:
    """Where the recordings lie, if they still do: their folder, or the only file."""
    if request.recordings:
        found = Path(request.recordings)
        return found if found.exists() else None
    paths = [Path(ref) for ref in request.files]
    if not paths or not all(path.is_file() for path in paths):
        return None
    if len(paths) == 1:
        return paths[0]
    # The folder below which all of them stand, as their names tell.
    names = request.names or tuple(path.name for path in paths)
    return paths[0].parents[len(Path(names[0]).parts) - 1]
