"""The report and the gate's file of a suite that has ended: opened or saved, wherever they lie."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.robustness.lab import Lab
from desktop.robustness.runs import Run
from desktop.robustness.words import translate
from desktop.widgets.words import error_words
from shared.errors import AppError, file_error
from shared.paths import write_atomic
from shared.tasks.robustness_evaluate import JUNIT_FILE, REPORT_FILE


class SuiteOutput:
    """Asks where a file goes, and fetches it."""

    def __init__(self, lab: Lab, parent: QWidget, notice: Callable[[str, str], object]) -> None:
        self._lab, self._parent, self._notice = lab, parent, notice

    def open_report(self, run: Run) -> None:
        """Open the report; that of another computer is saved first."""
        path = Path(run.result_dir) / REPORT_FILE if run.result_dir else None
        if path is not None and path.is_file():
            _open(path)
            return
        kinds = translate("Suites", "Pages ({patterns})").format(patterns="*.html")
        self._save(run, REPORT_FILE, translate("Suites", "Save the report"), kinds, _open)

    def save_junit(self, run: Run) -> None:
        """Save the gate's report for a build server."""
        kinds = translate("Suites", "JUnit reports ({patterns})").format(patterns="*.xml")
        self._save(run, JUNIT_FILE, translate("Suites", "Save the JUnit report"), kinds, self._say)

    def _say(self, path: Path) -> None:
        self._notice("good", translate("Robust", "{file} was written.").format(file=path.name))

    def _save(
        self, run: Run, file: str, title: str, kinds: str, done: Callable[[Path], object]
    ) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self._parent, title, file, kinds)
        if not chosen:
            return
        path = Path(chosen)

        def take(data: bytes) -> None:
            try:
                write_atomic(path, data)
            except OSError as error:
                reason = f"{path}: {error.strerror}"
                self._fail(file_error(error, path) or AppError("bad_request", reason=reason))
            else:
                done(path)

        self._lab.fetch(run, file, take, self._fail)

    def _fail(self, error: AppError) -> None:
        self._notice("error", error_words(error))


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
