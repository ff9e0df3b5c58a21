"""The GUI thread while a job runs: the longest time for which the event loop does not turn.

Run `OMP_NUM_THREADS=1 QT_QPA_PLATFORM=offscreen python -m tests.bench gui_job`.
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from tests.gui.event_loop import let_pass, turn_until

BEAT_MS = 2
IDLE_S = 3.0


def run() -> list[tuple[str, str, str]]:
    """Rows (name, value, baseline)."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory(prefix="vb-") as folder:
        os.environ["VITRINE_CONFIG"] = f"{folder}/config"
        busy, idle, frames = _measure(app, Path(folder) / "home")
    title = f"window: longest stay in the GUI thread while {frames} frames render (99 %, worst)"
    return [(title, _figures(busy), f"{_figures(idle)} (nothing runs); target ≤ 50 ms")]


def _measure(app: object, home: Path) -> tuple[list[float], list[float], int]:
    from PySide6.QtCore import QCoreApplication, QEvent, QTimer

    from desktop.app import Desktop, parse_options
    from desktop.motion.edits import set_settings
    from shared.jobs import ENDED

    program = Desktop(app, parse_options(["--home", str(home), "--sample"]))  # type: ignore[arg-type]
    program.show()
    motion = program.window.workspaces["motion"]
    motion.prompts.ask_save = lambda: "discard"
    gaps: list[float] = []
    last = [time.perf_counter()]

    def beat() -> None:
        now = time.perf_counter()
        gaps.append((now - last[0]) * 1000)
        last[0] = now

    timer = QTimer()
    timer.timeout.connect(beat)
    timer.start(BEAT_MS)
    turn_until(lambda: motion.model.pixels is not None and "CPU" in program.window.chip.text())
    let_pass(round(1000 * IDLE_S))
    gaps.clear()
    let_pass(round(1000 * IDLE_S))
    idle, frames = list(gaps), 100
    motion.model.edit("frames", set_settings(motion.model.document, frames=frames))
    gaps.clear()
    program.window.registry.run("motion.render")
    turn_until(lambda: motion.results.job_ids)
    job_id = motion.results.job_ids[0]

    def ended() -> bool:
        view = motion.results.get(job_id).view
        return view is not None and view.state in ENDED

    turn_until(ended)
    busy = list(gaps)
    timer.stop()
    program.close()
    program.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return busy, idle, frames


def _figures(gaps_ms: list[float]) -> str:
    ordered = sorted(gaps_ms)
    return f"{ordered[int(len(ordered) * 0.99)]:.1f} ms, {ordered[-1]:.1f} ms"
