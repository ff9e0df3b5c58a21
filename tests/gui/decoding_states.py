"""States of decoding and of its evaluation for pictures of the EEG workspace."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cv2
import msgspec
import numpy as np
from PySide6.QtWidgets import QWidget

from desktop.neuro.modes import SIGNALS
from desktop.neuro.workspace import NeuroWorkspace
from shared.jobs import JobState
from shared.neuro.acquisition import SlotMark
from shared.neuro.scenes.concepts import concepts
from shared.neuro.scenes.renderer import render
from shared.neuro.scenes.scene import scene_of
from shared.protocol.messages import StreamPartial, StreamResult
from shared.tasks.neuro import Candidate, NeuroReconstructResult, ReconstructedPicture
from tests.gui.conftest import App
from tests.gui.motion_states import settle, wait
from tests.gui.neuro.acquisition import FakeAcquisition

STEPS, RATE_HZ = 8, 250.0
SURE, UNSURE = (0.46, 0.17, 0.11, 0.06, 0.03), (0.09, 0.08, 0.07, 0.05, 0.05)


def sharpening(picture: int, step: int, steps: int = STEPS) -> np.ndarray:
    """A scene as a decoder might have it after a step, uint8 [64, 64, 3]."""
    pixels = render(scene_of(picture), 64).pixels.astype(np.float32)
    rest = 1 - step / steps
    soft = cv2.GaussianBlur(pixels, (0, 0), 0.8 + 7 * rest)
    noise = np.random.default_rng(step).normal(0, 50 * rest, pixels.shape)
    return np.clip(soft + noise, 0, 255).astype(np.uint8)


class DecodingStates:
    """Answers what the window sends to be decoded, and what it wants to be measured."""

    def __init__(
        self, app: App, workspace: NeuroWorkspace, acquisition: FakeAcquisition, rows: np.ndarray
    ) -> None:
        self._app, self.workspace, self.acquisition = app, workspace, acquisition
        self._rows = rows
        self._seen: list[int] = []

    def names(self) -> dict[str, Callable[[], QWidget]]:
        """Each state and what shows it."""
        return {
            "decoding": self.decoding,
            "unsure": self.unsure,
            "engine_gone": self.engine_gone,
            "evaluation": self.evaluation,
            "evaluating": self.evaluating,
            "confound": self.confound,
            "simulated_people": self.simulated_people,
            "evaluation_failed": self.evaluation_failed,
        }

    # --- live -------------------------------------------------------------------------------------

    @property
    def _pushes(self) -> list[tuple[Any, ...]]:
        return [call for call in self._app.client.calls if call[0] == "stream_push"]

    def _show(self, picture: int) -> tuple[Any, ...]:
        """A picture is shown until its trial is sent."""
        sent = len(self._pushes)
        index = self.acquisition.n_rows + 0.1 * RATE_HZ
        self.acquisition.mark(SlotMark(index=index, text=f"picture/{picture}"))
        begin = self.acquisition.n_rows % (len(self._rows) // 2)
        self.acquisition.stream(self._rows[begin : begin + round(0.9 * RATE_HZ)])
        wait(lambda: len(self._pushes) > sent)
        return self._pushes[-1]

    def _found(self, picture: int, sure: bool) -> ReconstructedPicture:
        names = concepts()
        shares = SURE if sure else UNSURE
        # Each repeat makes it more sure.
        again = self._seen.count(picture)
        self._seen.append(picture)
        shares = (min(0.9, shares[0] * (1 + 0.3 * again)), *(s / (1 + again) for s in shares[1:]))
        numbers = [picture, picture + 61, picture + 7, picture + 118, picture + 33]
        if not sure:
            numbers = [*numbers[1:4], picture, numbers[4]]
        candidates = tuple(
            Candidate(picture=n, concept=names[n % len(names)].concept, probability=share)
            for n, share in zip(numbers, shares, strict=True)
        )
        return ReconstructedPicture(candidates=candidates, confidence=shares[0], sure=sure)

    def _answer(self, picture: int, *, sure: bool = True, until: int = STEPS) -> None:
        """Names, steps of the picture, and the result if `until` is the last."""
        push = self._show(picture)
        stream, seq, client = push[1], push[3], self._app.client
        found = self._found(picture, sure)
        meta = msgspec.to_builtins(found)
        named = StreamPartial(stream=stream, seq=seq, index=0, kind="retrieval", meta=meta)
        client.on_message(named, [np.zeros(4, np.float32)])
        best = found.candidates[0].picture
        piece = {"step": until, "steps": STEPS}
        painted = StreamPartial(stream=stream, seq=seq, index=1, kind="picture", meta=piece)
        client.on_message(painted, [sharpening(best, until)])
        if until == STEPS:
            result = msgspec.to_builtins(NeuroReconstructResult(pictures=(found,)))
            told = StreamResult(stream=stream, seq=seq, result=result)
            client.on_message(told, [sharpening(best, STEPS)])
        settle()
        decoding = self.workspace.decoding
        assert decoding is not None
        numbers = [candidate.picture for candidate in found.candidates]
        wait(lambda: all(decoding.thumbnails.get(n) is not None for n in (*numbers, picture)))

    def _end_loading(self) -> None:
        """The engine has the model; each change of the channels asks for it once more."""
        decoding = self.workspace.decoding
        assert decoding is not None
        wait(lambda: self._pushes)
        answered = 0
        while answered < len(self._pushes):
            answered = len(self._pushes)
            push = self._pushes[-1]
            self._app.client.on_message(StreamResult(stream=push[1], seq=push[3]), [])
            settle()

    def decoding(self) -> QWidget:
        """The fourth picture sharpens; one before was shown three times."""
        workspace = self.workspace
        if workspace.traces.frozen.value:
            workspace.traces.toggle_frozen()
        workspace.show_mode(SIGNALS)
        assert workspace.panel is not None
        workspace.panel.tabs.setCurrentIndex(0)
        self._end_loading()
        for picture in (17, 131, 42, 42, 42):
            self._answer(picture)
        self._answer(42, until=5)
        return self._app.window

    def unsure(self) -> QWidget:
        """Not sure, and what was shown is only the fourth."""
        push = self._pushes[-1]
        self._app.client.on_message(StreamResult(stream=push[1], seq=push[3]), [])
        self._answer(88, sure=False)
        return self._app.window

    def engine_gone(self) -> QWidget:
        """The engine is started again."""
        self._app.client.engine("restarting", pid=None)
        settle()
        return self._app.window

    # --- evaluation -------------------------------------------------------------------------------

    def evaluation(self) -> QWidget:
        """Nothing was measured yet."""
        self._app.client.engine("ready")
        self.workspace.show_evaluation()
        return self._app.window

    def evaluating(self) -> QWidget:
        """The demonstration is under way."""
        self.workspace.show_confound()
        wait(lambda: any(v.task == "neuro.evaluate" for v in self._app.client.jobs.values()))
        self._app.client.run(self._job_id)
        self._app.client.progress(self._job_id, 3, 8, eta_s=4.0)
        settle()
        return self._app.window

    @property
    def _job_id(self) -> str:
        return next(reversed(self._app.client.jobs))

    def confound(self) -> QWidget:
        """What came of it, from the worker's own code."""
        from worker.neuro.evaluation.confound_report import evaluate_confound

        request = self._app.client.submitted[-1][1]
        with tempfile.TemporaryDirectory() as folder:
            context: Any = SimpleNamespace(out=Path(folder))
            *_, result = evaluate_confound(context, request)  # type: ignore[arg-type]
            picture = (Path(folder) / "confound.png").read_bytes()
        self._finish({**msgspec.to_builtins(result), "seconds": 6.3}, picture)
        return self._app.window

    def simulated_people(self) -> QWidget:
        """A long table, and pictures."""
        page = self.workspace.evaluation.page
        assert page is not None
        page.form.measure.click()
        wait(lambda: self._app.client.jobs[self._job_id].state is JobState.QUEUED)
        self._app.client.run(self._job_id)
        rows = [("figure", "value", "95 %", "chance", "p")]
        for repeats in (1, 2, 4, 8, 20):
            for top, chance in ((1, "0.005"), (5, "0.025")):
                name = f"ridge_top_{top}_of_200_r{repeats}"
                rows.append((name, "0.134", "0.119 – 0.149", chance, "0.001"))
        tiles = [render(scene_of(n), 128).pixels for n in range(40, 64)]
        sheet = np.concatenate([np.concatenate(tiles[n : n + 8], 1) for n in (0, 8, 16)])
        _, png = cv2.imencode(".png", sheet[..., ::-1])
        result = {"table": rows, "picture": "gallery.png", "simulated": True, "n_trials": 8000}
        self._finish({**result, "seconds": 412.0}, png.tobytes())
        return self._app.window

    def evaluation_failed(self) -> QWidget:
        """Why there is no result."""
        page = self.workspace.evaluation.page
        assert page is not None
        page.form.measure.click()
        wait(lambda: self._app.client.jobs[self._job_id].state is JobState.QUEUED)
        self._app.client.run(self._job_id)
        self._app.client.fail(self._job_id, "out_of_memory", device="cpu")
        settle()
        self._app.window.toasts.clear()
        return self._app.window

    def _finish(self, document: dict[str, Any], picture: bytes) -> None:
        request = msgspec.to_builtins(self._app.client.submitted[-1][1])
        data = msgspec.json.encode({**document, "provenance": {"request": request}})
        files = {"result.json": data, str(document["picture"]): picture}
        named = {name: hashlib.sha256(each).hexdigest() for name, each in files.items()}
        for name, sha256 in named.items():
            self._app.client.artefacts[sha256] = files[name]
        self._app.client.finish(self._job_id, result_dir="/results", **named)
        page = self.workspace.evaluation.page
        assert page is not None
        wait(page.result.isVisible)
        wait(lambda: not page.result._background.is_busy)
        settle()
