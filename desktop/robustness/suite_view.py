"""Suites: every attack on every prompt, row by row as they come, and the gate at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.core.model_refs import DEFAULT_MODEL
from desktop.robustness.lab import Lab
from desktop.robustness.lab_view import LabView
from desktop.robustness.model import RobustModel
from desktop.robustness.runs import Run
from desktop.robustness.suite_table import SuiteTable
from desktop.robustness.suite_words import (
    cost_line,
    file_words,
    kind_help,
    kind_words,
    progress_words,
    suite_name,
    suite_title,
    verdict_words,
)
from desktop.robustness.suites import Kind, SuiteFiles, read_suite_files, suite_request
from desktop.robustness.words import model_words, translate
from desktop.widgets.background import Background
from desktop.widgets.controls import button, label, name, set_role
from desktop.widgets.number_field import NumberField
from desktop.widgets.theme import Theme
from desktop.widgets.words import error_words
from shared.errors import AppError
from shared.tasks.robustness_evaluate import (
    JUNIT_FILE,
    REPORT_FILE,
    ROBUSTNESS_EVALUATE,
    RobustnessEvaluateRequest,
)

ASK = "ask"
WIDTH_PX = 232


@dataclass(frozen=True)
class SuiteActions:
    """What the page asks of the workspace."""

    start: Callable[[RobustnessEvaluateRequest, str], object]
    open_report: Callable[[Run], object]
    save_junit: Callable[[Run], object]


class SuiteView(LabView):
    """What is started at the left; the newest suite at the right."""

    def __init__(self, model: RobustModel, lab: Lab, theme: Theme, actions: SuiteActions) -> None:
        super().__init__(model, lab, theme)
        self._actions = actions
        self._background = Background("robustness-suite", self)
        self._path: Path | None = None
        self._found: SuiteFiles | None = None
        self._kind: Kind = "quick"
        self.table = SuiteTable(theme)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(16)
        row.addWidget(self._left())
        row.addLayout(self._right(), 1)
        self._offer()

    def release(self) -> None:
        """Let go of everything."""
        super().release()
        self._background.close()

    # --- parts ------------------------------------------------------------------------------------

    def _left(self) -> QWidget:
        self.suite = QComboBox()
        self.suite.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        name(self.suite, translate("Suites", "Suite"), kind_help("quick"))
        self.suite.activated.connect(self._choose)
        self.hint = label("", "muted")
        self.hint.setWordWrap(True)
        self.limit = NumberField(
            translate("Suites", "Gate"), minimum=0, maximum=100, step=1, unit="%",
            help_text=translate(
                "Robust", "Least accuracy under attack, by the lower end of its interval"
            ),
        )  # fmt: skip
        self.limit.set_special(translate("Suites", "None"))
        self.run = button(
            translate("Suites", "Run the suite"),
            translate("Suites", "Every attack on every prompt of the suite, with this model"),
            self._begin,
            "primary",
        )
        self.cancel = button(
            translate("Suites", "Cancel"),
            translate("Suites", "Stop the suite; attacks that are done stay known"),
            self._cancel,
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.run, 1)
        buttons.addWidget(self.cancel)
        part = QWidget()
        part.setFixedWidth(self.theme.px(WIDTH_PX))
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.suite)
        column.addWidget(self.limit)
        column.addLayout(buttons)
        column.addWidget(self.hint)
        column.addStretch(1)
        return part

    def _right(self) -> QVBoxLayout:
        self.verdict = label("", "title")
        self.verdict.setWordWrap(True)
        self.said = label("", "muted")
        self.said.setWordWrap(True)
        self.report = button(
            translate("Suites", "Open the report"),
            translate("Suites", "Heat map, bars and attacked prompts, in the browser"),
            lambda: self._with_newest(self._actions.open_report),
            "link",
        )
        self.junit = button(
            translate("Suites", "Save JUnit…"),
            translate("Suites", "Save the gate's report for a build server"),
            lambda: self._with_newest(self._actions.save_junit),
            "link",
        )
        self.again = button(
            translate("Suites", "Go on"),
            translate("Suites", "Run it once more; what is known is not asked again"),
            lambda: self._with_newest(lambda run: self.lab.retry(run.job_id)),
        )
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        name(self.progress, translate("Suites", "Progress of the suite"))
        below = QHBoxLayout()
        below.setSpacing(8)
        for widget in (self.again, self.report, self.junit):
            below.addWidget(widget)
        below.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(self.verdict)
        column.addWidget(self.said)
        column.addLayout(below)
        column.addWidget(self.progress)
        column.addWidget(self.table, 1)
        column.addStretch(0)
        return column

    # --- what is chosen ---------------------------------------------------------------------------

    def _offer(self) -> None:
        """The suites there are, and the file that was chosen last."""
        with QSignalBlocker(self.suite):
            self.suite.clear()
            for kind in ("quick", "packages"):
                self.suite.addItem(kind_words(kind), kind)
            if self._path is not None:
                self.suite.addItem(self._path.name, "file")
            self.suite.addItem(kind_words("file"), ASK)
            self.suite.setCurrentIndex(self.suite.findData(self._kind))
        told = str(self._path) if self._kind == "file" else kind_help(self._kind)
        self.suite.setToolTip(told)

    def _choose(self, place: int) -> None:
        kind = self.suite.itemData(place)
        if kind == ASK:
            self._ask()
        else:
            self._kind = kind
        self._offer()
        self.refresh()

    def _ask(self) -> None:
        title = translate("Suites", "Open a suite")
        kinds = translate("Robust", "Suites ({patterns})").format(patterns="*.yaml *.yml")
        before = str(self._path or Path.home())
        chosen, _ = QFileDialog.getOpenFileName(self, title, before, kinds)
        if chosen:
            self.choose_file(Path(chosen))

    def choose_file(self, path: Path) -> None:
        """Read a suite; it can be run once it is good."""
        self._path, self._found, self._kind = path, None, "file"
        set_role(self.hint, "muted")
        self.hint.setText(translate("Suites", "Reading {name}…").format(name=path.name))
        self._offer()
        self.refresh()

        def take(found: SuiteFiles) -> None:
            if path == self._path:
                self._found = found
                self.hint.setText(file_words(found))
                self.refresh()

        def refuse(error: AppError) -> None:
            if path == self._path:
                set_role(self.hint, "bad")
                self.hint.setText(error_words(error))

        self._background.run(lambda: read_suite_files(path), take, refuse)

    @property
    def fail_under(self) -> float | None:
        """The limit, from 0 to 1; None for no gate."""
        value = self.limit.box.value()
        return value / 100 if value > 0 else None

    def _begin(self) -> None:
        setup = self.model.setup.value
        request = suite_request(self._kind, self._found, setup.model, self.fail_under, setup.seed)
        self._actions.start(request, suite_title(self._kind, self._found))

    def _cancel(self) -> None:
        for run in self.lab.under_way(ROBUSTNESS_EVALUATE.name):
            self.lab.cancel(run.job_id)

    def _with_newest(self, act: Callable[[Run], object]) -> None:
        run = self.lab.newest(ROBUSTNESS_EVALUATE.name)
        if run is not None:
            act(run)

    # --- what is shown ----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the newest suite."""
        is_busy = bool(self.lab.under_way(ROBUSTNESS_EVALUATE.name))
        is_ready = self._kind != "file" or self._found is not None
        self.run.setEnabled(is_ready and not is_busy)
        self.cancel.setEnabled(is_busy)
        self.hint.setVisible(self._kind == "file")
        self.run.setToolTip(self._told_of_model())
        run = self.lab.newest(ROBUSTNESS_EVALUATE.name)
        self._show_state(run)
        self.table.show_run(run)
        self.table.setVisible(run is not None and bool(run.cells))

    def _told_of_model(self) -> str:
        words = translate("Suites", "Every attack on every prompt of the suite, with this model")
        model = self.model.setup.value.model
        own = self._found.models if self._found is not None and self._kind == "file" else ()
        # The request's model goes before the file's, unless it is the usual one.
        models = own if own and model == DEFAULT_MODEL else (model,)
        return f"{words}: {', '.join(map(model_words, models))}"

    def _show_state(self, run: Run | None) -> None:
        judged = run.judged if run is not None else None
        verdict = verdict_words(run) if run is not None else ""
        self.verdict.setText(verdict)
        self.verdict.setVisible(bool(verdict))
        role = {True: "good", False: "bad", None: "muted"}[judged.passed if judged else None]
        set_role(self.verdict, role)
        for widget, file in ((self.report, REPORT_FILE), (self.junit, JUNIT_FILE)):
            widget.setVisible(judged is not None and run is not None and file in run.files)
        is_over = run is not None and run.step in ("failed", "cancelled")
        self.again.setVisible(is_over)
        self.again.setEnabled(not self.lab.under_way(ROBUSTNESS_EVALUATE.name))
        set_role(self.said, "bad" if run is not None and run.step == "failed" else "muted")
        if run is None:
            self.said.setText(kind_help(self._kind))
        elif judged is not None:
            self.said.setText(f"{suite_name(run)} · {cost_line(run)}")
        else:
            self.said.setText(f"{suite_name(run)} · {progress_words(run)}")
        self.progress.setVisible(run is not None and run.is_under_way)
        if run is not None:
            self.progress.setRange(0, 1000 if run.total else 0)
            self.progress.setValue(round(1000 * run.done / run.total) if run.total else 0)
