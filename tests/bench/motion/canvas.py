"""The canvas with many layers: one repaint while hovering, moving a key, zooming and panning.

A repaint's time on a busy machine says little, so its processor time stands beside it.

Run `OMP_NUM_THREADS=1 QT_QPA_PLATFORM=offscreen python -m tests.bench.motion.canvas`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from PySide6.QtCore import QCoreApplication

    from desktop.motion.canvas import MotionCanvas

LAYERS, KEYS, REPEATS = 50, 20, 60
TARGET = "target ≤ 16 ms"
IDLE_MS = 0.5  # a turn of the event loop that found nothing to do


@dataclass(frozen=True)
class Spent:
    """What something took, by the clock and of the processor."""

    wall_ms: float
    processor_ms: float


def run() -> list[tuple[str, str, str]]:
    """Rows (name, value, baseline)."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication([])
    empty = _measure(app, 0)["hovering"]
    measured = _measure(app, LAYERS)
    baseline = f"{TARGET}; empty canvas {_words(empty)}"
    title = f"canvas: repaint, {LAYERS} layers × {KEYS} keys"
    return [(f"{title}, {act} (95 %)", _words(spent), baseline) for act, spent in measured.items()]


def _words(spent: Spent) -> str:
    return f"{spent.wall_ms:.1f} ms ({spent.processor_ms:.1f} ms processor)"


def _measure(app: QCoreApplication, layers: int) -> dict[str, Spent]:
    from PySide6.QtCore import QEvent, QPointF, Qt
    from PySide6.QtGui import QMouseEvent

    from desktop.motion.canvas import MotionCanvas
    from desktop.motion.pictures import make_levels
    from desktop.widgets.theme import Theme

    model, pixels = _model(layers)
    canvas = MotionCanvas(model, Theme("dark"))
    canvas.resize(1100, 700)
    canvas.set_levels(make_levels(pixels))
    canvas.show()
    for _ in range(5):
        app.processEvents()  # nothing is painted before the window is exposed
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier

    def mouse(kind: QEvent.Type, x: float, y: float, *, held: bool) -> None:
        at, buttons = QPointF(x, y), left if held else Qt.MouseButton.NoButton
        button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else left
        canvas.event(QMouseEvent(kind, at, canvas.mapToGlobal(at), button, buttons, none))

    def over(turn: float, *, held: bool) -> None:
        at = 550 + 300 * np.cos(turn), 350 + 200 * np.sin(turn)
        mouse(QEvent.Type.MouseMove, *at, held=held)
        canvas.repaint()

    model.use_tool("select")
    hover = _times_ms(lambda turn: over(turn, held=False))
    if layers:
        start = canvas.screen_point(*model.document.layers[-1].points[-1])
        mouse(QEvent.Type.MouseButtonPress, start.x(), start.y(), held=True)
    drag = _times_ms(lambda turn: over(turn, held=True))
    mouse(QEvent.Type.MouseButtonRelease, 550, 350, held=False)

    def zoom(turn: float) -> None:
        canvas.zoom_by(1.05 if turn < np.pi else 1 / 1.05, QPointF(500, 300))
        canvas.repaint()

    def pan(turn: float) -> None:
        canvas.pan_by(round(9 * np.cos(turn)), round(9 * np.sin(turn)))
        canvas.repaint()

    zooming, panning = _times_ms(zoom), _times_ms(pan)
    rest = _until_rest_ms(app, canvas)
    canvas.release()
    canvas.close()
    canvas.deleteLater()
    return {
        "hovering": hover,
        "moving a key": drag,
        "zooming": zooming,
        "panning": panning,
        "coming to rest, each slot": rest,
    }


def _times_ms(act: Callable[[float], None]) -> Spent:
    act(0.0)
    turns = np.linspace(0, 2 * np.pi, REPEATS).tolist()
    return _high([_spent(partial(act, turn)) for turn in turns])


def _until_rest_ms(app: QCoreApplication, canvas: MotionCanvas) -> Spent:
    slots = []
    while not canvas.is_at_rest:
        slots.append(_spent(app.processEvents))
    busy = [slot for slot in slots if slot.processor_ms > IDLE_MS]
    return _high(busy or slots)


def _spent(act: Callable[[], object]) -> Spent:
    wall, processor = time.perf_counter(), time.thread_time()
    act()
    return Spent(1000 * (time.perf_counter() - wall), 1000 * (time.thread_time() - processor))


def _high(times: list[Spent]) -> Spent:
    wall, processor = np.percentile([(x.wall_ms, x.processor_ms) for x in times], 95, axis=0)
    return Spent(float(wall), float(processor))


def _model(layers: int) -> tuple:
    from desktop.motion import edits
    from desktop.motion.document import MotionDocument, Picture
    from desktop.motion.model import MotionModel

    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 255, (540, 960, 3), dtype=np.uint8)
    document = MotionDocument(picture=Picture(name="p.png", data=b"-", width=960, height=540))
    for _ in range(layers):
        start = rng.uniform((50, 50), (900, 480))
        points = start + np.cumsum(rng.normal(0, 12, (KEYS, 2)), axis=0)
        document, _ = edits.add_layer(document, "object", [tuple(p) for p in points.tolist()])
    model = MotionModel()
    model.load(document, pixels)
    return model, pixels


if __name__ == "__main__":
    for row in run():
        print(" · ".join(row))
