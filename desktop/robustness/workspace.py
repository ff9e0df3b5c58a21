"""The Robustness workspace as the window knows it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from desktop.core.commands import Command
from desktop.core.link import Link
from desktop.core.observable import Signal
from desktop.core.outputs import Bring, Output
from desktop.core.settings import SettingsStore
from desktop.core.undo import UndoStack
from desktop.robustness.command_list import robust_commands
from desktop.robustness.empty_page import EmptyPage
from desktop.robustness.lab import Lab
from desktop.robustness.launcher import Launcher
from desktop.robustness.library import LibraryPrompt, load_library
from desktop.robustness.model import RobustModel
from desktop.robustness.preferences import PreferenceStore
from desktop.robustness.restoring import is_of_one_prompt, restored_setup
from desktop.robustness.runs import Run
from desktop.robustness.setup import DataFacts, Setup
from desktop.robustness.suite_words import suite_name, verdict_words
from desktop.robustness.words import drop_line, run_name, translate
from desktop.widgets.background import Background
from desktop.widgets.dialog_slot import DialogSlot
from desktop.widgets.panes import drop_pages, remember_panes, restore_panes
from desktop.widgets.restore_words import (
    missing_words,
    no_project_words,
    restored_words,
    unreadable_words,
)
from desktop.widgets.theme import Theme
from desktop.widgets.words import error_words
from shared.errors import AppError
from shared.robustness.samples import read_samples
from shared.tasks.robustness import ROBUSTNESS_ATTACK
from shared.tasks.robustness_evaluate import ROBUSTNESS_EVALUATE

if TYPE_CHECKING:
    from desktop.robustness.panel import Panel

SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples" / "robustness"
SAMPLE_PROMPT = (
    "Decide whether the film review below is positive or negative, and answer with that one word."
    "\n\nReview: {content}\nSentiment:"
)
SUFFIXES = (".jsonl",)


class RobustWorkspace(QWidget):
    """Owns settings and runs; its views come and go with the language."""

    workspace_id = "robustness"
    recovery = None

    def __init__(self, link: Link, theme: Theme, settings: SettingsStore, home: Path) -> None:
        super().__init__()
        self.title_changed: Signal[()] = Signal()
        self.notice: Signal[str, str] = Signal()
        self._theme, self._settings, self._home = theme, settings, home
        self.preferences = PreferenceStore(settings.path.parent)
        self.model = RobustModel()
        self.model.setup.value = self.preferences.value.setup
        self.lab = Lab(link)
        self.launcher = Launcher(self.model, self.lab, self.preferences, lambda: self.shown)
        self._files = Background("robustness-files", self)
        self.panel: Panel | None = None
        self.dialogs = DialogSlot()
        self._was_active = False
        self._closed = False
        self._stack = QStackedWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self.lab.ended.connect(self._ended)
        self._build_empty()

    @property
    def is_busy(self) -> bool:
        """Whether files are being read or written."""
        return self._files.is_busy

    # --- views ------------------------------------------------------------------------------------

    def _build_empty(self) -> None:
        self.empty_page = EmptyPage(self._theme, self.choose_data, self.open_sample)
        self._stack.insertWidget(0, self.empty_page)
        self._show_page()

    def _build_panel(self) -> None:
        from desktop.robustness.panel import Panel, PanelActions
        from desktop.robustness.search_view import SearchActions
        from desktop.robustness.setup_pane import SetupActions
        from desktop.robustness.suite_output import SuiteOutput
        from desktop.robustness.suite_view import SuiteActions

        output = SuiteOutput(self.lab, self, self.notice.emit)
        self.panel = Panel(
            self.model,
            self.lab,
            self._theme,
            PanelActions(
                SetupActions(
                    self.choose_data,
                    self.launcher.run,
                    self.launcher.stop,
                    lambda: self.preferences.value.models,
                ),
                SearchActions(self.copy_prompt, self.export, self.make_check, self.lab.retry),
                self.launcher.explain,
                self.launcher.transfer,
                self.launcher.defend,
                SuiteActions(self.launcher.start_suite, output.open_report, output.save_junit),
                self.open_library,
                lambda words: self.notice.emit("info", words),
            ),
        )
        self._stack.addWidget(self.panel)
        restore_panes(self.panel.splitters(), self._settings)

    def _show_page(self) -> None:
        if self.is_open and self.panel is None:
            self._build_panel()
        shown = self.panel if self.is_open and self.panel is not None else self.empty_page
        self._stack.setCurrentWidget(shown)

    def _drop_views(self) -> None:
        self._remember_panes()
        drop_pages(self._stack, self.panel, self.empty_page)
        self.panel = None

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        if event.type() is QEvent.Type.LanguageChange and not self._closed:
            self.dialogs.close()
            self._drop_views()
            self._build_empty()
            self.title_changed.emit()
        super().changeEvent(event)

    def _remember_panes(self) -> None:
        if self.panel is not None and self.panel.isVisible():
            remember_panes(self.panel.splitters(), self._settings)

    # --- samples and model ------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether there are samples."""
        return bool(self.model.facts.value.path)

    def choose_data(self) -> None:
        """Ask for a file of samples."""
        title = translate("Robust", "Open samples")
        kinds = translate("Robust", "JSON lines ({patterns})").format(patterns="*.jsonl *.json")
        chosen, _ = QFileDialog.getOpenFileName(self, title, "", kinds)
        if chosen:
            self.open_data(Path(chosen))

    def open_sample(self) -> None:
        """Open the reviews that ship, and a prompt for them."""
        self._open_sample()

    def open_quick_sample(self) -> None:
        """Open the sample with the quickest attack, on few reviews: a first figure comes soon."""
        self._open_sample(attacks=("stresstest",), samples=8, report=24)

    def _open_sample(self, **settings: object) -> None:
        setup = self.model.setup.value
        if not setup.prompt.strip():
            fresh = msgspec.structs.replace(setup, prompt=SAMPLE_PROMPT, labels=(), **settings)
            self.model.edit("Sample", fresh)
        self.open_data(SAMPLES / "reviews.jsonl")

    def open_data(self, path: Path) -> None:
        """Read samples; the settings take them once they are good."""

        def take(facts: DataFacts) -> None:
            self.model.change("Samples", data=str(path))
            if not self.model.setup.value.prompt.strip():
                self.model.change("Prompt", prompt=SAMPLE_PROMPT)
            self.model.facts.value = facts
            self._show_page()
            self.title_changed.emit()

        self._files.run(lambda: read_facts(path), take, self.say_failure)

    def choose_model(self) -> None:
        """Ask for a model's folder."""
        title = translate("Robust", "Choose a model's folder")
        folder = QFileDialog.getExistingDirectory(self, title)
        if folder:
            self.model.change("Model", model=folder)

    def say_failure(self, error: AppError) -> None:
        """Tell of an error in words."""
        self.notice.emit("error", error_words(error))

    # --- results ----------------------------------------------------------------------------------

    def _ended(self, run: Run) -> None:
        if run.step == "done" and run.drop is not None:
            words = translate("Robust", "{attack}: {figures}")
            self.notice.emit(
                "good", words.format(attack=run_name(run), figures=drop_line(run.drop))
            )
        elif run.judged is not None:
            severity = "warning" if run.judged.passed is False else "good"
            self.notice.emit(severity, f"{suite_name(run)}: {verdict_words(run)}")
        elif run.step == "failed" and run.error is not None:
            self.say_failure(run.error)

    @property
    def shown(self) -> Run | None:
        """The attack that is looked at."""
        return self.panel.search.run if self.panel is not None else None

    @property
    def has_find(self) -> bool:
        """Whether there is an adversarial prompt to copy."""
        run = self.shown
        return run is not None and bool(run.adversarial)

    @property
    def has_figures(self) -> bool:
        """Whether the attack that is looked at is measured."""
        return self.shown is not None and self.shown.drop is not None

    def copy_prompt(self) -> None:
        """Put the adversarial prompt on the clipboard."""
        run = self.shown
        if run is not None and run.adversarial:
            QGuiApplication.clipboard().setText(run.adversarial)
            words = translate("Robust", "The adversarial prompt is on the clipboard.")
            self.notice.emit("good", words)

    def export(self) -> None:
        """Ask for a format and file."""
        from desktop.robustness.export_dialog import ExportDialog

        run = self.shown
        if run is not None and run.drop is not None:
            runs = tuple(one for one in self.lab.attacks() if one.drop is not None)
            self.dialogs.show(ExportDialog(run, runs, self._theme, self.notice.emit, self.window()))

    def make_check(self) -> None:
        """Write a suite that fails when the prompt gets weaker."""
        from desktop.robustness.check_dialog import CheckDialog

        run = self.shown
        if run is not None and run.drop is not None:
            facts = self.model.facts.value
            self.dialogs.show(
                CheckDialog(
                    self.model.setup.value, facts, run, self._theme, self.notice.emit,
                    self.window(),
                )
            )  # fmt: skip

    def open_library(self) -> None:
        """Choose a prompt from the library."""
        from desktop.robustness.library_dialog import LibraryDialog

        if self.is_open:
            self.dialogs.show(LibraryDialog(load_library(), self._theme, self._use, self.window()))

    def _use(self, prompt: LibraryPrompt) -> None:
        """Take a prompt, and its labels where the data have others of their own."""
        facts = self.model.facts.value
        known = {one.casefold() for one in facts.labels}
        fits = {one.casefold() for one in prompt.labels} <= known
        labels = () if fits or not prompt.labels else prompt.labels
        self.model.change(
            "Library", prompt=prompt.text, labels=labels, locked=prompt.locked, unlocked=()
        )

    def toggle_tabs(self) -> None:
        """Show or hide what is below the search."""
        if self.panel is not None:
            self.panel.tabs.toggle()

    def show_tab(self, key: str) -> None:
        """Bring a page to the front."""
        if self.panel is not None:
            self.panel.tabs.show_page(key)

    def focus_prompt(self) -> None:
        """Type the prompt."""
        if self.panel is not None:
            self.panel.prompt.editor.setFocus()

    def toggle_lock(self) -> None:
        """Lock or free the word at the caret."""
        if self.panel is not None:
            self.panel.prompt.editor.toggle_at_caret()

    # --- what the window asks ---------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The workspace's name."""
        return translate("Workspaces", "Robustness")

    @property
    def document_name(self) -> str:
        """The samples."""
        return Path(self.model.setup.value.data).name if self.is_open else ""

    @property
    def is_modified(self) -> bool:
        """Runs are kept by the worker, settings when the window closes."""
        return False

    @property
    def undo_stack(self) -> UndoStack[Setup] | None:
        """Gestures on the settings."""
        return self.model.undo_stack

    def undo(self) -> None:
        """Take the last gesture back."""
        self.model.undo()

    def redo(self) -> None:
        """Repeat the gesture that was taken back."""
        self.model.redo()

    def commands(self) -> Sequence[Command]:
        """All commands of Robustness."""
        return robust_commands(self)

    def activated(self) -> None:
        """Open the last samples the first time."""
        if not self._was_active:
            self._was_active = True
            last = self.model.setup.value.data
            if last and not self.is_open and Path(last).is_file():
                self.open_data(Path(last))

    def deactivated(self) -> None:
        """Nobody looks."""
        self._remember_panes()

    def open_path(self, path: Path) -> bool:
        """Open samples while this workspace is in front: such a file means others elsewhere."""
        if path.suffix.lower() not in SUFFIXES or not self.isVisible():
            return False
        self.open_data(path)
        return True

    def recent_documents(self) -> Sequence[Path]:
        """The samples that were open last."""
        data = self.model.setup.value.data
        return (Path(data),) if data else ()

    def restore(self, output: Output, bring: Bring) -> None:
        """Put prompt, samples and settings of a run back, and show the run where it is known."""
        setup = restored_setup(output) if is_of_one_prompt(output) else None
        if setup is not None:
            bring(output, (setup.data,), ".jsonl", lambda files: self._restored(output, files))
        elif is_of_one_prompt(output):
            self.notice.emit("warning", unreadable_words(output))
        elif not self.open_result(output.job_id):
            self.notice.emit("warning", no_project_words(output))

    def _restored(self, output: Output, files: dict[str, Path]) -> None:
        setup = restored_setup(output)
        if setup is None:
            return
        path = files.get(setup.data)
        data = str(path) if path is not None else self.model.setup.value.data
        self.model.edit("Restore", msgspec.structs.replace(setup, data=data))
        self.open_result(output.job_id)
        if path is None:
            self.notice.emit("warning", missing_words(output, setup.data))
        else:
            self.open_data(path)
            self.notice.emit("good", restored_words(output))

    def open_result(self, job_id: str) -> bool:
        """Show a run."""
        run = self.lab.get(job_id)
        if run is None:
            return False
        if run.task == ROBUSTNESS_ATTACK.name:
            self.model.compared.value = ""
            self.model.chosen.value = job_id
        elif run.task == ROBUSTNESS_EVALUATE.name:
            self.show_tab("suite")
        return self.is_open

    def close_document(self) -> bool:
        """Everything is kept already."""
        self.shut_down()
        return True

    def shut_down(self) -> None:
        """Let go of threads, link and files; a second call does nothing."""
        if self._closed:
            return
        self._closed = True
        self.preferences.update(setup=self.model.setup.value)
        self.dialogs.close()
        self._remember_panes()
        self.lab.close()
        if self.panel is not None:
            self.panel.release()
        self.empty_page.release()
        self._files.close()


def read_facts(path: Path) -> DataFacts:
    """What a file of samples holds.

    Raises
    ------
    AppError
        Of `read_samples`.
    """
    report = read_samples(path)
    first = f"{report.bad[0].line}: {report.bad[0].reason}" if report.bad else ""
    return DataFacts(str(path), len(report.samples), len(report.bad), report.labels, first)
