"""The README's picture, from the real window and worker: `python -m tests.gui.readme_picture`.

Run with `QT_QPA_PLATFORM=offscreen`; it renders the sample and writes `docs/images/motion.png`.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from desktop.app import Desktop, parse_options
from desktop.motion.workspace import MotionWorkspace
from tests.gui.event_loop import turn_until

OUT = Path(__file__).resolve().parents[2] / "docs" / "images" / "motion.png"


def shoot(app: QApplication, home: Path) -> None:
    """Open the sample, render it, show the middle of the preview."""
    program = Desktop(app, parse_options(["--home", str(home), "--sample", "--theme", "dark"]))
    window = program.window
    window.resize(1280, 800)
    program.show()
    motion = window.workspaces["motion"]
    assert isinstance(motion, MotionWorkspace)
    motion.prompts.ask_save = lambda: "discard"
    turn_until(lambda: motion.model.pixels is not None, "the sample opens")
    turn_until(lambda: "Ready · CPU" in window.chip.text(), "the worker is ready")
    window.registry.run("motion.render")
    turn_until(lambda: motion.results.job_ids, "the job is accepted")
    job_id = motion.results.job_ids[0]
    turn_until(lambda: motion.results.get(job_id).figures is not None, "the render ends")
    objects = [layer for layer in motion.model.document.layers if layer.role == "object"]
    motion.model.select(objects[0].layer_id, 0)
    motion.model.frame.value = motion.model.document.frames // 2
    time_to_sharpen = time.monotonic() + 1.5
    turn_until(lambda: time.monotonic() > time_to_sharpen, "the sharp preview")
    window.toasts.clear()
    OUT.parent.mkdir(parents=True, exist_ok=True)
    window.grab().save(str(OUT))
    program.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def main() -> int:
    """Write the picture."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["VITRINE_CONFIG"] = f"{folder}/config"
        shoot(app, Path(folder) / "home")
    print(OUT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
