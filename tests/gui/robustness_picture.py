"""The picture of Robustness, from the real window, worker and model.

`python -m tests.gui.robustness_picture [HOME]` with `QT_QPA_PLATFORM=offscreen` attacks the sample
and writes `docs/images/robustness.png`; a home that is kept has the model converted already.
"""

from __future__ import annotations

import os
import sys
import tempfile
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from desktop.app import Desktop, parse_options
from desktop.robustness.workspace import RobustWorkspace
from tests.gui.event_loop import turn_until

OUT = Path(__file__).resolve().parents[2] / "docs" / "images" / "robustness.png"
wait_for = partial(turn_until, limit_s=900.0)
ATTACKS = ("deepwordbug", "stresstest")


def shoot(app: QApplication, home: Path) -> None:
    """Open the sample, attack it twice, show the worse."""
    program = Desktop(app, parse_options(["--home", str(home), "--theme", "dark", "--lang", "en"]))
    window = program.window
    window.resize(1280, 800)
    program.show()
    window.show_workspace("robustness")
    robust = window.workspaces["robustness"]
    assert isinstance(robust, RobustWorkspace)
    wait_for(lambda: "Ready · CPU" in window.chip.text(), "the worker is ready")
    robust.open_sample()
    wait_for(lambda: robust.panel is not None, "the sample opens")
    robust.model.change("picture", attacks=ATTACKS, samples=24, report=60)
    robust.launcher.run()
    wait_for(lambda: not robust.launcher.is_running, "the attacks end")
    wait_for(lambda: all(run.step == "done" for run in robust.lab.runs()), "they succeed")
    drops = [(run.drop.drop if run.drop else 0.0, run.job_id) for run in robust.lab.attacks()]
    robust.model.chosen.value = max(drops)[1]
    window.toasts.clear()
    toggle = window.jobs_bar.toggle
    wait_for(lambda: toggle.text() == "Jobs: none running", "the bar follows")
    wait_for(lambda: toggle.width() >= toggle.sizeHint().width(), "the bar is laid out")
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
        home = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "home"
        shoot(app, home)
    print(OUT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
