"""The column at the left: samples, model, attacks, how to search, and the button that starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.core.model_refs import SMALL_MODELS
from desktop.robustness.attack_list import AttackList
from desktop.robustness.attacks import SEARCHES
from desktop.robustness.lab import Lab
from desktop.robustness.lab_view import LabView
from desktop.robustness.model import RobustModel
from desktop.robustness.setup import typed_labels
from desktop.robustness.words import count, problem_words, search_words, translate
from desktop.widgets.controls import button, label, name, rule, set_role
from desktop.widgets.form_section import Section, combo_row
from desktop.widgets.model_choice import ModelChoice
from desktop.widgets.number_field import LABEL_WIDTH_PX, NumberField
from desktop.widgets.scroll_room import keep_bar_room
from desktop.widgets.theme import Theme

WIDTH_PX = 292


@dataclass(frozen=True)
class SetupActions:
    """What the column asks of the workspace."""

    open_data: Callable[[], object]
    run: Callable[[], object]
    stop: Callable[[], object]
    models: Callable[[], tuple[str, ...]]


class SetupPane(LabView):
    """Edits the settings."""

    def __init__(self, model: RobustModel, lab: Lab, theme: Theme, actions: SetupActions) -> None:
        super().__init__(model, lab, theme)
        self._actions = actions
        self.setProperty("role", "panel")
        self.attacks = AttackList(model, lab, theme)
        content = QFrame()
        content.setProperty("role", "panel")
        rows = QVBoxLayout(content)
        rows.setContentsMargins(0, 0, 0, 8)
        rows.setSpacing(0)
        for part in (self._data(), self._model(), self._attacks(), self._search()):
            rows.addWidget(part)
        rows.addStretch(1)
        area = QScrollArea()
        area.setWidget(content)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        keep_bar_room(area)
        # Nothing scrolls sideways, so that all of it must fit beside the bar.
        bar_px = area.verticalScrollBar().sizeHint().width()
        fitting = content.minimumSizeHint().width() + bar_px + 2
        self.setMinimumWidth(max(theme.px(WIDTH_PX), fitting))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(area, 1)
        column.addWidget(rule())
        column.addLayout(self._buttons())
        self.refresh()

    def release(self) -> None:
        """Let go of everything."""
        super().release()
        self.attacks.release()

    # --- parts ------------------------------------------------------------------------------------

    def _data(self) -> Section:
        part = Section(translate("Robust", "Samples"))
        self.data = button(
            translate("Robust", "Open samples…"),
            translate("Robust", 'JSON lines with "content" and "label"  (Ctrl+O)'),
            self._actions.open_data,
        )
        self.facts = label("", "muted")
        self.facts.setWordWrap(True)
        self.labels = QLineEdit()
        name(
            self.labels,
            translate("Robust", "Labels"),
            translate(
                "Robust", "What the model may answer, parted by commas; empty: as in the data"
            ),
        )
        self.labels.editingFinished.connect(
            lambda: self.model.change("Labels", labels=typed_labels(self.labels.text()))
        )
        part.rows.addWidget(self.data)
        part.rows.addWidget(self.facts)
        part.rows.addLayout(_field_row(translate("Robust", "Labels"), self.labels))
        return part

    def _model(self) -> Section:
        part = Section(translate("Robust", "Model"))
        self.lm = ModelChoice(self.theme, SMALL_MODELS)
        self.lm.chosen.connect(lambda ref: self.model.change("Model", model=ref))
        part.rows.addWidget(self.lm)
        return part

    def _attacks(self) -> Section:
        part = Section(translate("Robust", "Attacks"))
        part.rows.addWidget(self.attacks)
        return part

    def _search(self) -> Section:
        part = Section(translate("Robust", "Search"))
        self.search = QComboBox()
        for search in SEARCHES:
            self.search.addItem(search_words(search), search)
        self.search.activated.connect(
            lambda: self.model.change("Search", search=self.search.currentData())
        )
        part.rows.addLayout(
            combo_row(
                translate("Robust", "Method"),
                self.search,
                translate("Robust", "How candidates are tried, one after the other or in waves"),
            )
        )
        samples = translate("Robust", "samples")
        self.samples = self._number(
            "samples", translate("Robust", "Search"), 100_000, samples, 200, 10,
            translate("Robust", "Samples that the search sees, at most half of all"),
        )  # fmt: skip
        self.report = self._number(
            "report", translate("Robust", "Measure"), 100_000, samples, 1000, 50,
            translate("Robust", "Further samples that measure what was found"),
        )  # fmt: skip
        self.queries = self._number(
            "queries", translate("Robust", "Budget"), 1_000_000_000,
            translate("Robust", "queries"), 0, 1000,
            translate("Robust", "Prompts times samples to ask at most"), minimum=0,
        )  # fmt: skip
        self.queries.set_special(translate("Robust", "No limit"))
        self.seed = self._number(
            "seed", translate("Robust", "Seed"), 2**32 - 1, "", 0, 1,
            translate("Robust", "The same seed finds the same prompt"), minimum=0,
        )  # fmt: skip
        self.write = QCheckBox(translate("Robust", "Let the model write its answer"))
        name(
            self.write,
            translate("Robust", "Let the model write its answer"),
            translate("Robust", "Slower; otherwise it chooses the likeliest label"),
        )
        self.write.toggled.connect(lambda on: self.model.change("Answer", write=on))
        for field in (self.samples, self.report, self.queries, self.seed, self.write):
            part.rows.addWidget(field)
        return part

    def _number(
        self, key: str, title: str, maximum: int, unit: str, default: int, step: int, told: str,
        *, minimum: int = 1,
    ) -> NumberField:  # fmt: skip
        field = NumberField(
            title, minimum=minimum, maximum=maximum, step=step, unit=unit, default=default,
            help_text=told,
        )  # fmt: skip
        field.edited.connect(lambda value: self.model.change(title, **{key: int(value)}))
        field.scrubbing.connect(lambda value: self.model.change(title, **{key: int(value)}))
        return field

    def _buttons(self) -> QVBoxLayout:
        self.why = label("", "muted")
        self.why.setWordWrap(True)
        self.run = button(
            translate("Robust", "Run"),
            translate("Robust", "Attack the prompt  (Ctrl+Return)"),
            self._actions.run,
            "primary",
        )
        self.stop = button(
            translate("Robust", "Stop"),
            translate("Robust", "Stop all that runs; what was asked stays known  (Esc)"),
            self._actions.stop,
        )
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.run, 1)
        row.addWidget(self.stop)
        column = QVBoxLayout()
        column.setContentsMargins(16, 10, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.why)
        column.addLayout(row)
        return column

    # --- follow -----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the newest settings."""
        setup = self.model.setup.value
        self._show_data()
        self.lm.show_model(setup.model, self._actions.models())
        with QSignalBlocker(self.search), QSignalBlocker(self.write):
            self.search.setCurrentIndex(SEARCHES.index(setup.search))
            self.write.setChecked(setup.write)
        self.samples.set_value(setup.samples)
        self.report.set_value(setup.report)
        self.queries.set_value(setup.queries)
        self.seed.set_value(setup.seed)
        problem = self.model.problem
        self.why.setText(problem_words(problem))
        self.why.setVisible(bool(problem))
        self.run.setEnabled(not problem)
        words = translate("Robust", "Run")
        if len(setup.attacks) > 1:
            words = translate("Robust", "Run {n} attacks").format(n=len(setup.attacks))
        self.run.setText(words)
        self.stop.setEnabled(bool(self.lab.under_way()))

    def _show_data(self) -> None:
        setup, facts = self.model.setup.value, self.model.facts.value
        self.data.setText(Path(setup.data).name or translate("Robust", "Open samples…"))
        words = problem_words("data")
        if facts.samples:
            words = translate("Robust", "{n} samples · {labels}").format(
                n=count(facts.samples), labels=", ".join(facts.labels[:6])
            )
            if len(facts.labels) > 6:
                words += " …"
        if facts.bad:
            bad = translate("Robust", "{n} rows left out: {reason}")
            words += "\n" + bad.format(n=count(facts.bad), reason=facts.first_problem)
        set_role(self.facts, "bad" if facts.bad else "muted")
        self.facts.setText(words)
        self.labels.setPlaceholderText(", ".join(facts.labels) or "positive, negative")
        if not self.labels.hasFocus():
            self.labels.setText(", ".join(setup.labels))


def _field_row(title: str, field: QWidget) -> QHBoxLayout:
    text = label(title, "muted")
    text.setFixedWidth(LABEL_WIDTH_PX)
    text.setBuddy(field)
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(text)
    row.addWidget(field, 1)
    return row
