"""The wizard of an import: which column is what, and how the first rows will read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.icl.demo_paint import label_color
from desktop.icl.flow_layout import FlowLayout
from desktop.icl.words import translate
from desktop.widgets.background import Background
from desktop.widgets.controls import IconButton, button, label, name, set_role
from desktop.widgets.form_section import combo_row
from desktop.widgets.theme import Theme
from desktop.widgets.words import error_words
from shared.errors import AppError
from shared.icl.example import DEFAULT_TASK, Example, RowError, from_row
from shared.icl.pool.importing import ImportPlan
from shared.icl.pool.mapping import PoolMapping, guess_mapping
from shared.icl.pool.source_files import Preview, preview

MOST_COLUMN_BUTTONS = 12


class ImportDialog(QDialog):
    """Asks for the mapping and shows what comes of it, live."""

    def __init__(
        self,
        path: Path,
        theme: Theme,
        start: Callable[[ImportPlan], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._path, self._theme, self._start = path, theme, start
        self._preview: Preview | None = None
        self._row = 0
        self._background = Background("import-preview", self)
        self.setWindowTitle(translate("Icl", "Import {name}").format(name=path.name))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(theme.px(820), theme.px(480))
        self._make_form()
        self._make_preview()
        self._lay_out()
        self._set_ready(False)
        self._read("")

    # --- parts ------------------------------------------------------------------------------------

    def _make_form(self) -> None:
        self.said = label("", "muted")
        self.said.setWordWrap(True)
        self.by_hand = button(
            translate("Icl", "Map the columns by hand"),
            translate("Icl", "The columns are known; say yourself what they are"),
            lambda: self._show_mapping(True), "link",
        )  # fmt: skip
        self.template = QPlainTextEdit()
        self.template.setTabChangesFocus(True)
        self.template.setFixedHeight(self._theme.px(84))
        name(
            self.template,
            translate("Icl", "Template of the input"),
            translate("Icl", "Text with columns in braces; press a column below to put it in"),
        )
        self.template.textChanged.connect(self._show_row)
        self.columns = QWidget()
        self._column_row = FlowLayout(self.columns)
        self.output, self.options, self.task, self.id, self.group, self.split = (
            QComboBox() for _ in range(6)
        )
        self.default_task = QLineEdit(self._path.name.partition(".")[0] or DEFAULT_TASK)
        name(
            self.default_task,
            translate("Icl", "Name of the task"),
            translate("Icl", "For rows without a task of their own"),
        )
        for combo in (self.output, self.options, self.task, self.id, self.group):
            combo.activated.connect(lambda _: self._show_row())
        self.default_task.textChanged.connect(lambda _: self._show_row())
        self.split.activated.connect(lambda _: self._read(self.split.currentText()))

    def _make_preview(self) -> None:
        self.previous = IconButton(self._theme, "caret-left", lambda: self._turn(-1))
        self.previous.describe(translate("Icl", "Previous row"))
        self.next = IconButton(self._theme, "caret-right", lambda: self._turn(1))
        self.next.describe(translate("Icl", "Next row"))
        self.place = label("", "muted")
        self.shown_input = _wrapped()
        self.shown_output = _wrapped()
        self.shown_rest = _wrapped("muted")
        self.problem = _wrapped("bad")

    def _lay_out(self) -> None:
        self.mapping = QWidget()
        form = QVBoxLayout(self.mapping)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(8)
        form.addWidget(label(translate("Icl", "Input: a text with columns in braces"), "label"))
        form.addWidget(self.template)
        form.addWidget(self.columns)
        rows = (
            (translate("Icl", "Answer"), self.output, translate("Icl", "The right answer")),
            (
                translate("Icl", "Options"), self.options,
                translate("Icl", "A list of answers to choose from, or parted by |"),
            ),
            (translate("Icl", "Task"), self.task, translate("Icl", "Name of each row's task")),
            (translate("Icl", "Id"), self.id, translate("Icl", "Unique name of each row")),
            (
                translate("Icl", "Group"), self.group,
                translate("Icl", "Rows of one group stay on one side of a split"),
            ),
        )  # fmt: skip
        for title, combo, help_text in rows:
            form.addLayout(combo_row(title, combo, help_text))
        self.task_row = QWidget()
        task_row = QHBoxLayout(self.task_row)
        task_row.setContentsMargins(0, 0, 0, 0)
        task_row.addWidget(label(translate("Icl", "Name of the task"), "muted"))
        task_row.addWidget(self.default_task, 1)
        self.split_row = QWidget()
        split_row = combo_row(
            translate("Icl", "Split"), self.split, translate("Icl", "Part of the data set")
        )
        split_row.setContentsMargins(0, 0, 0, 0)
        self.split_row.setLayout(split_row)
        left = QVBoxLayout()
        left.setSpacing(8)
        for widget in (self.said, self.by_hand, self.split_row, self.mapping, self.task_row):
            left.addWidget(widget)
        left.addStretch(1)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addLayout(left, 1)
        middle.addWidget(self._preview_card(), 1)
        self.start_button = button(
            translate("Icl", "Import"), translate("Icl", "Import all rows"), self._accept, "primary"
        )
        cancel = button(translate("Icl", "Cancel"), translate("Icl", "Import nothing"), self.reject)
        ends = QHBoxLayout()
        ends.setSpacing(8)
        ends.addStretch(1)
        ends.addWidget(cancel)
        ends.addWidget(self.start_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addLayout(middle, 1)
        column.addLayout(ends)

    def _preview_card(self) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        top = QHBoxLayout()
        top.addWidget(label(translate("Icl", "How the rows will read"), "label"))
        top.addStretch(1)
        for widget in (self.previous, self.place, self.next):
            top.addWidget(widget)
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 8, 16, 16)
        column.setSpacing(12)
        column.addLayout(top)
        for widget in (self.shown_input, self.shown_output, self.shown_rest, self.problem):
            column.addWidget(widget)
        column.addStretch(1)
        return card

    # --- the file ---------------------------------------------------------------------------------

    def _read(self, split: str) -> None:
        self._set_ready(False)
        self.said.setText(translate("Icl", "Reading the first rows…"))
        self._background.run(lambda: preview(self._path, split), self._take, self._fail)

    def _fail(self, error: AppError) -> None:
        self.said.setText(error_words(error))
        set_role(self.said, "bad")

    def _take(self, found: Preview) -> None:
        self._preview, self._row = found, 0
        set_role(self.said, "muted")
        with QSignalBlocker(self.split):
            if not self.split.count():
                self.split.addItems(list(found.splits))
        self.split_row.setVisible(len(found.splits) > 1)
        guessed = guess_mapping(found.columns, found.labels, found.rows) if found.columns else None
        for combo, value in (
            (self.output, guessed.output if guessed else ""),
            (self.options, guessed.options[0] if guessed and guessed.options else ""),
            (self.task, guessed.task if guessed else ""),
            (self.id, guessed.id if guessed else ""),
            (self.group, guessed.group if guessed else ""),
        ):
            with QSignalBlocker(combo):
                combo.clear()
                combo.addItem(translate("Icl", "(none)"), "")
                for column in found.columns:
                    combo.addItem(column, column)
                combo.setCurrentIndex(max(0, combo.findData(value)))
        if guessed is not None:
            with QSignalBlocker(self.template):
                self.template.setPlainText(guessed.template)
        self._fill_columns(found)
        self._show_mapping(not found.is_known)
        self._set_ready(bool(found.rows))

    def _fill_columns(self, found: Preview) -> None:
        self._column_row.clear()
        for column in found.columns[:MOST_COLUMN_BUTTONS]:
            words = translate("Icl", "Put the column {name} into the input")
            insert = partial(self._insert, column)
            self._column_row.addWidget(button(column, words.format(name=column), insert, "link"))

    def _insert(self, column: str) -> None:
        self.template.insertPlainText(f"{{{column}}}")
        self.template.setFocus()

    def _show_mapping(self, shown: bool) -> None:
        self.mapping.setVisible(shown)
        known = self._preview is not None and self._preview.is_known
        self.by_hand.setVisible(known and not shown)
        kind = self._preview.kind if self._preview is not None else ""
        columns = len(self._preview.columns) if self._preview is not None else 0
        words = translate("Icl", "{kind}, {count} columns.").format(kind=kind, count=columns)
        if known and not shown:
            words += " " + translate("Icl", "The columns are known: nothing to set.")
        self.said.setText(words)
        self._show_row()

    def _set_ready(self, ready: bool) -> None:
        self.start_button.setEnabled(ready)
        if not ready:
            for widget in (self.mapping, self.by_hand, self.split_row, self.task_row):
                widget.hide()

    # --- what will come ---------------------------------------------------------------------------

    @property
    def plan(self) -> ImportPlan:
        """What the form says."""
        split = self.split.currentText() if self.split.count() else ""
        task = self.default_task.text().strip() or DEFAULT_TASK
        if self.mapping.isHidden():
            return ImportPlan(None, split, task)
        labels = self._preview.labels if self._preview is not None else {}
        output = self.output.currentData() or ""
        options = self.options.currentData() or ""
        mapping = PoolMapping(
            template=self.template.toPlainText(),
            output=output,
            options=(options,) if options else (),
            task=self.task.currentData() or "",
            id=self.id.currentData() or "",
            group=self.group.currentData() or "",
            labels=tuple(labels.get(output, ())),
            default_task=task,
        )
        return ImportPlan(mapping, split, task)

    def example(self, place: int) -> Example:
        """A row of the preview as it would be imported.

        Raises
        ------
        RowError
            It would be left out.
        AppError
            The mapping is not possible.
        """
        assert self._preview is not None
        plan, fields = self.plan, dict(self._preview.rows[place])
        if plan.mapping is not None:
            plan.mapping.require(self._preview.columns)
            fields = plan.mapping.fields(fields)
        return from_row(
            fields, default_id=f"line-{place + 1}", default_task=plan.default_task,
            require_output=plan.require_output,
        )  # fmt: skip

    def _turn(self, by: int) -> None:
        self._row += by
        self._show_row()

    def _show_row(self) -> None:
        found = self._preview
        rows = len(found.rows) if found is not None else 0
        self._row = min(max(self._row, 0), max(rows - 1, 0))
        self.place.setText(f"{self._row + 1} / {rows}" if rows else "")
        self.previous.setEnabled(self._row > 0)
        self.next.setEnabled(self._row < rows - 1)
        self.task_row.setVisible(bool(rows) and not (self.task.currentData() or ""))
        if found is None or not rows:
            self._show_problem(translate("Icl", "There is no row that can be read."))
            return
        try:
            example = self.example(self._row)
        except (RowError, AppError) as error:
            words = error_words(error) if isinstance(error, AppError) else str(error)
            self._show_problem(translate("Icl", "Left out: {reason}").format(reason=words))
            self.start_button.setEnabled(isinstance(error, RowError))
            return
        self.start_button.setEnabled(True)
        self.problem.hide()
        self.shown_input.setText(_cut(example.input))
        color = label_color(self._theme, "", ()).name()
        self.shown_output.setText(f"→ {_cut(example.output)}")
        self.shown_output.setStyleSheet(f"border-left: 3px solid {color}; padding-left: 8px;")
        rest = [translate("Icl", "task {task}").format(task=example.task)]
        if not example.id.startswith("line-"):
            rest.append(translate("Icl", "id {id}").format(id=example.id))
        if example.options:
            rest.append(" | ".join(example.options))
        if example.group:
            rest.append(translate("Icl", "group {group}").format(group=example.group))
        self.shown_rest.setText(" · ".join(rest))
        for widget in (self.shown_input, self.shown_output, self.shown_rest):
            widget.show()

    def _show_problem(self, words: str) -> None:
        for widget in (self.shown_input, self.shown_output, self.shown_rest):
            widget.hide()
        self.problem.setText(words)
        self.problem.show()

    def _accept(self) -> None:
        plan = self.plan
        self.accept()
        self._start(plan)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter imports."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.start_button.isEnabled():
                self._accept()
            return
        super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """Let go of the thread."""
        self._background.close()
        super().done(result)


def _wrapped(role: str = "") -> QLabel:
    found = label("", role)
    found.setWordWrap(True)
    found.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    return found


def _cut(text: str, longest: int = 700) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"
