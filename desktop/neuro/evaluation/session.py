"""Joins evaluations to the workspace: they go on while their page comes and goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.core.link import Link
from desktop.neuro.evaluation.evaluator import EvaluationRun, Evaluator
from desktop.widgets.theme import Theme
from desktop.widgets.words import translate

if TYPE_CHECKING:
    from desktop.neuro.evaluation.page import EvaluationPage


class EvaluationSession:
    """Makes the page when it is first wanted.

    Parameters
    ----------
    notice : callable
        Tells a person; severity and words.
    show_file : callable
        Opens the folder of a file.
    go_back : callable
        Leaves the page.
    """

    def __init__(
        self,
        link: Link,
        theme: Theme,
        window: QWidget,
        notice: Callable[[str, str], object],
        show_file: Callable[[Path], object],
        go_back: Callable[[], object],
    ) -> None:
        self._theme, self._window = theme, window
        self._notice, self._show_file, self._go_back = notice, show_file, go_back
        self.evaluator = Evaluator(link)
        self.evaluator.ended.connect(self._ended)
        self.page: EvaluationPage | None = None

    def widget(self) -> EvaluationPage:
        """The page."""
        if self.page is None:
            from desktop.neuro.evaluation.page import EvaluationPage, PageActions
            from desktop.neuro.evaluation.result_view import ResultActions

            result = ResultActions(self._notice, self._ask_target, self._show_files)
            clipboard = QGuiApplication.clipboard
            actions = PageActions(result, self._go_back, lambda text: clipboard().setText(text))
            self.page = EvaluationPage(self.evaluator, self._theme, actions)
        return self.page

    def drop_page(self) -> None:
        """Another language: the page is made anew when it is wanted."""
        page, self.page = self.page, None
        if page is not None:
            page.release()
            page.hide()
            page.setParent(None)
            page.deleteLater()

    def _ended(self, run: EvaluationRun) -> None:
        if self.page is None or not self.page.isVisible():
            self._notice("good", translate("Evaluation", "{name} is done.").format(name=run.title))

    def _ask_target(self, suggestion: str) -> Path | None:
        title = translate("Evaluation", "Save the picture")
        kinds = translate("Evaluation", "PNG picture (*.png)")
        name, _ = QFileDialog.getSaveFileName(self._window, title, suggestion, kinds)
        return Path(name) if name else None

    def _show_files(self, job_id: str) -> None:
        view = self.evaluator.find(job_id)
        folder = Path(view.result_dir) if view is not None and view.result_dir else None
        if folder is not None and folder.is_dir():
            self._show_file(folder / "result.json")
        else:
            words = translate("Evaluation", "The files are not on this computer.")
            self._notice("warning", words)

    def close(self) -> None:
        """Let go of everything; jobs go on."""
        self.drop_page()
        self.evaluator.close()
