"""The live preview in the window: frames on the canvas while the mouse drags, paint included.

Run `OMP_NUM_THREADS=1 QT_QPA_PLATFORM=offscreen python -m tests.bench.gui_preview`.
"""

from __future__ import annotations

import io
import os
import time

import numpy as np

DRAGS, SECONDS = 8, 4.0
TARGET = "target ≥ 24 frames/s"


def run() -> list[tuple[str, str, str]]:
    """Rows (name, value, baseline)."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication([])
    paced, busy_ms = _measure(app, in_thread=True)
    inline, inline_ms = _measure(app, in_thread=False)
    title = f"window: preview 256×144 while the mouse moves, {DRAGS} drags"
    return [
        (title, f"{paced:.0f} frames/s", f"{TARGET}; in the GUI thread: {inline:.0f} frames/s"),
        (
            "window: longest stay in the GUI thread meanwhile (99 %)",
            f"{busy_ms:.1f} ms",
            f"target ≤ 16 ms; in the GUI thread: {inline_ms:.1f} ms",
        ),
    ]


def _measure(app: object, *, in_thread: bool) -> tuple[float, float]:
    from PySide6.QtCore import QEvent, QEventLoop, QPointF, Qt
    from PySide6.QtGui import QMouseEvent

    from desktop.motion.canvas import MotionCanvas
    from desktop.motion.pictures import make_levels, to_image
    from desktop.motion.player import Player
    from desktop.motion.preview import LIVE_SIZE_PX, PreviewRequest, _SceneStore
    from desktop.widgets.theme import Theme

    model, pixels = _model()
    canvas, player = MotionCanvas(model, Theme("dark")), Player(model)
    canvas.resize(900, 600)
    canvas.show()
    model.load(model.document, pixels)
    canvas.set_levels(make_levels(pixels))
    shown = [0]

    def show(image: object) -> None:
        canvas.set_frame_image(image)  # type: ignore[arg-type]
        shown[0] += image is not None

    if in_thread:
        player.image_changed.connect(show)
    store = _SceneStore()
    start = canvas.screen_point(*model.document.layers[0].points[-1])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    loop, busy = QEventLoop(), []

    def mouse(kind: QEvent.Type, x: float, y: float) -> None:
        at = QPointF(x, y)
        event = QMouseEvent(kind, at, canvas.mapToGlobal(at), left, left, none)
        began = time.perf_counter()
        canvas.event(event)
        if not in_thread:
            request = PreviewRequest(0, model.document, (13,), LIVE_SIZE_PX)
            show(to_image(store.scene(request, pixels).frame(13)))
        busy.append(1000 * (time.perf_counter() - began))

    mouse(QEvent.Type.MouseButtonPress, start.x(), start.y())
    began, moves = time.perf_counter(), 0
    shown[0] = 0
    while (now := time.perf_counter()) - began < SECONDS:
        # A mouse reports 125 times a second; what cannot be shown in time is skipped.
        if now - began >= moves / 125:
            moves += 1
            turn = 2 * np.pi * (now - began) / 2
            mouse(
                QEvent.Type.MouseMove,
                start.x() + 60 * np.cos(turn),
                start.y() + 40 * np.sin(turn),
            )
        # What Qt delivers at a time: one paint, however many moves and frames asked for it.
        turned = time.perf_counter()
        loop.processEvents()
        busy.append(1000 * (time.perf_counter() - turned))
        time.sleep(0.001)
    rate = shown[0] / (time.perf_counter() - began)
    mouse(QEvent.Type.MouseButtonRelease, start.x(), start.y())
    player.close()
    canvas.release()
    canvas.close()
    canvas.deleteLater()
    return rate, float(np.percentile(busy, 99))


def _model() -> tuple:
    from PIL import Image
    from skimage import data

    from desktop.motion import edits
    from desktop.motion.document import MotionDocument, Picture
    from desktop.motion.model import MotionModel

    pixels = np.asarray(data.chelsea())
    height, width = pixels.shape[:2]
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    picture = Picture(name="cat.png", data=buffer.getvalue(), width=width, height=height)
    document = MotionDocument(picture=picture)
    rng = np.random.default_rng(3)
    for row in range(2):
        for column in range(DRAGS // 2):
            x, y = (column + 0.5) * width / 4, (row + 0.5) * height / 2
            dx, dy = rng.normal(0, 20, 2).tolist()
            document, _ = edits.add_layer(document, "object", [(x, y), (x + dx, y + dy)])
    model = MotionModel()
    model.load(document, pixels)
    model.use_tool("select")
    return model, pixels


if __name__ == "__main__":
    for row in run():
        print(" · ".join(filter(None, row)))
