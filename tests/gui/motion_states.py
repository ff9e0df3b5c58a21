"""States of the Motion workspace for its pictures: what a person sees in the middle of work."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.motion import edits
from desktop.motion.mask import mask_size, pack_mask
from desktop.motion.workspace import MotionWorkspace
from shared.models import BackendState, ModelInfo
from shared.protocol.messages import Models
from shared.tasks.motion import MotionRenderResult
from tests.gui.conftest import App

WAIT_S = 60.0
MODELS = Models(
    models=[
        ModelInfo(id="nano", kind="motion-nano", title="DragNUWA nano"),
        ModelInfo(id="svd", kind="image-to-video", title="Stable Video Diffusion"),
    ],
    backends=[
        BackendState(name="warp"),
        BackendState(name="nano"),
        BackendState(name="ttm"),
        *(
            BackendState(
                name=name, ready=False, reason="missing_model", params={"model": name, "fix": ""}
            )
            for name in ("dragnuwa-svd", "wan-move", "ati")
        ),
    ],
)


def settle(rounds: int = 8) -> None:
    """Let Qt lay out, paint and deliver what waits."""
    for _ in range(rounds):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()


def wait(true: Callable[[], object]) -> None:
    """Handle events until `true()`."""
    deadline = time.monotonic() + WAIT_S
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError
        settle(1)
        time.sleep(0.01)


class MotionStates:
    """Puts a window with the open sample into one state after another."""

    def __init__(self, app: App, folder: Path) -> None:
        self._app, self._folder = app, folder
        workspace = app.window.workspaces["motion"]
        assert isinstance(workspace, MotionWorkspace)
        self.workspace = workspace
        self.jobs: list[str] = []

    def names(self) -> dict[str, Callable[[], QWidget]]:
        """Each state and what shows it; later ones build on earlier ones."""
        return {
            "layer": self.layer,
            "settings": self.settings,
            "backends": self.backends,
            "results": self.results,
            "compare": self.compare,
            "export": self.export,
        }

    def open(self) -> None:
        """Wait for the sample and for what the worker can run."""
        wait(lambda: self.workspace.model.pixels is not None)
        self._app.client.known_models = MODELS
        self._app.client.link("starting")
        self._app.client.engine()
        wait(lambda: not self.workspace.renders.choices.value["nano"].reason)

    def layer(self) -> QWidget:
        """A masked layer in the middle of its way."""
        model = self.workspace.model
        document = model.document
        assert document.picture is not None
        chosen = next(layer for layer in document.layers if layer.role == "object")
        width, height = mask_size(document.picture.width, document.picture.height)
        y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
        head = ((x - 0.5) / 0.36) ** 2 + ((y - 0.5) / 0.44) ** 2 < 1
        mask = pack_mask(np.where(head, 255, 0).astype(np.uint8))
        model.edit("x", edits.set_layer(document, chosen.layer_id, mask=mask, feather_px=6.0))
        model.select(chosen.layer_id, 0)
        model.frame.value = model.document.frames // 2
        wait(lambda: self.workspace.editor.canvas.content.backdrop.frame is not None)
        return self._app.window

    def settings(self) -> QWidget:
        """A model that reads a prompt, with settings of its own."""
        model = self.workspace.model
        model.select(None)
        changed = edits.set_settings(
            model.document, backend="nano", prompt="a cat looks up, warm light", steps=8, seed=42
        )
        model.edit("x", changed)
        return self._app.window

    def backends(self) -> QWidget:
        """The list of all backends, with those that cannot run."""
        combo = self.workspace.editor.document_page.method.backend
        combo.showPopup()
        settle()
        return combo.view().window()

    def results(self) -> QWidget:
        """Two finished versions and one that samples."""
        self.workspace.editor.document_page.method.backend.hidePopup()
        for number, shift in enumerate((3, 5)):
            self._render(number, shift)
        job_id = self._submit()
        self._app.client.run(job_id)
        self._app.client.partial(job_id, self._frame(2)[::3, ::3].copy(), final=False)
        self._app.client.progress(job_id, 3, 8, eta_s=4.2, unit="steps")
        result = self.workspace.results.get
        wait(lambda: (known := result(job_id)) is not None and known.estimate is not None)
        settle()
        self._app.window.toasts.clear()
        self._app.window.jobs_bar.refresh()
        return self._app.window

    def compare(self) -> QWidget:
        """Both versions on one play-head."""
        editor = self.workspace.editor
        self.workspace.actions_of_results.compare_pair(*self.jobs[:2])
        wait(lambda: editor.stage.currentWidget() is editor.compare)
        self.workspace.player.pause()
        self.workspace.model.frame.value = 6
        return self._app.window

    def export(self) -> QWidget:
        """The dialog of all formats."""
        self.workspace.actions_of_results.show_formats(self.jobs[0])
        dialog = self.workspace.actions_of_results.dialog
        assert dialog is not None
        return dialog

    def _submit(self) -> str:
        before = len(self._app.client.submitted)
        self.workspace.render_video()
        wait(lambda: len(self._app.client.submitted) > before)
        return self.workspace.results.job_ids[-1]

    def _render(self, number: int, shift: int) -> None:
        job_id = self._submit()
        out = self._folder / job_id
        (out / "frames").mkdir(parents=True)
        for index in range(8):
            frame = self._frame(index * shift)
            Image.fromarray(frame).save(out / "frames" / f"{index:04}.png")
        figures = MotionRenderResult(
            files={},
            width=256,
            height=170,
            num_frames=8,
            fps=12.0,
            backend="nano",
            seed=42 + number,
            seconds=2.4 + number,
            epe_per_drag_px=[0.31, 0.78 * (1 + number), None],
            leak_px=0.04,
        )
        (out / "result.json").write_bytes(msgspec.json.encode(figures))
        self._app.client.run(job_id)
        self._app.client.finish(job_id, result_dir=str(out))
        result = self.workspace.results.get
        wait(lambda: (known := result(job_id)) is not None and known.figures is not None)
        wait(lambda: (known := result(job_id)) is not None and known.thumbnail is not None)
        self.jobs.append(job_id)

    def _frame(self, shift: int) -> np.ndarray:
        pixels = self.workspace.model.pixels
        assert pixels is not None
        return np.roll(pixels, shift, axis=1)[::2, ::2].copy()
