"""The Demos workspace as the window knows it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QStackedWidget, QVBoxLayout, QWidget

from desktop.core.commands import Command
from desktop.core.link import Link
from desktop.core.model_refs import remembered
from desktop.core.observable import Signal
from desktop.core.outputs import Bring, Output
from desktop.core.settings import SettingsStore
from desktop.core.undo import UndoStack
from desktop.icl.accuracy_run import AccuracyRun, compared
from desktop.icl.batch import BatchRun
from desktop.icl.command_list import icl_commands
from desktop.icl.drawer_tabs import COMPARE, HEATMAP, ORDER
from desktop.icl.empty_page import EmptyActions, EmptyPage
from desktop.icl.exporting import exported
from desktop.icl.index_session import IndexSession
from desktop.icl.model import PickModel
from desktop.icl.pick_session import PickSession
from desktop.icl.pool_session import PoolSession
from desktop.icl.preferences import PreferenceStore
from desktop.icl.restore_pool import restore
from desktop.icl.sections import measured
from desktop.icl.setup import Query, Setup, with_ban, with_pin
from desktop.icl.words import count_words, translate
from desktop.widgets.background import Background
from desktop.widgets.dialog_slot import DialogSlot
from desktop.widgets.panes import drop_pages, remember_panes, restore_panes
from desktop.widgets.theme import Theme
from desktop.widgets.words import error_words
from shared.errors import AppError
from shared.icl.files import ReadReport, read_examples
from shared.icl.pool.importing import ImportPlan, ImportReport
from shared.icl.pool.store import SUFFIX, PoolRow

if TYPE_CHECKING:
    from desktop.icl.panel import Panel

SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples" / "icl"
IMPORTED = (".jsonl", ".json", ".csv", ".tsv", ".parquet", ".gz")
MOST_QUERIES = 5_000


class IclWorkspace(QWidget):
    """Owns the models and sessions; its views come and go with the language."""

    workspace_id = "icl"
    recovery = None

    def __init__(self, link: Link, theme: Theme, settings: SettingsStore, home: Path) -> None:
        super().__init__()
        self.title_changed: Signal[()] = Signal()
        self.notice: Signal[str, str] = Signal()
        self._theme, self._settings = theme, settings
        self.preferences = PreferenceStore(settings.path.parent)
        self.model = PickModel()
        self.model.setup.value = self.preferences.value.setup
        self.pool = PoolSession(home / "pools", self)
        self.index = IndexSession(link, home / "requests", self)
        self.session = PickSession(link, self.model, self.index, self)
        self.batch = BatchRun(link)
        self.accuracy = AccuracyRun(link)
        self._files = Background("icl-files", self)
        self.panel: Panel | None = None
        self.dialogs = DialogSlot()
        self._was_active = False
        self._closed = False
        self._stack = QStackedWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._connect()
        self._build_empty()

    def _connect(self) -> None:
        self.pool.opened.connect(self._opened)
        self.pool.summed.connect(self._summed)
        self.pool.imported.connect(self._imported)
        self.pool.failed.connect(self.say_failure)
        self.model.setup.changed.connect(self._keep_model)

    # --- views ------------------------------------------------------------------------------------

    def _build_empty(self) -> None:
        actions = EmptyActions(self.import_file, self.choose_pool, self.open_sample)
        self.empty_page = EmptyPage(self._theme, actions)
        self._stack.insertWidget(0, self.empty_page)
        self._show_page()

    def _build_panel(self) -> None:
        from desktop.icl.panel import Panel, PanelActions, Parts

        self.panel = Panel(
            Parts(self.model, self.pool, self.index, self.session, self.batch, self.accuracy),
            self._theme,
            PanelActions(
                self.choose_queries,
                self.add_file,
                self.show_sources,
                self.export,
                self._row_menu,
                self.run_batch,
                self.run_accuracy,
                lambda: self.preferences.value.models,
            ),
        )
        self._stack.addWidget(self.panel)
        restore_panes(self.panel.splitters(), self._settings)

    def _show_page(self) -> None:
        if self.pool.pool is not None and self.panel is None:
            self._build_panel()
        is_open = self.pool.pool is not None and self.panel is not None
        self._stack.setCurrentWidget(self.panel if is_open and self.panel else self.empty_page)

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

    # --- the pool ---------------------------------------------------------------------------------

    def open_pool(self, path: Path) -> None:
        """Open a pool's file."""
        if self.pool.open(path):
            self.preferences.update(pool=str(path))

    def _opened(self) -> None:
        self.model.forget()
        self.index.forget()
        self.batch.clear()
        self.accuracy.clear()
        self._show_page()
        self.title_changed.emit()

    def _summed(self) -> None:
        summary, pool = self.pool.summary, self.pool.pool
        if pool is not None and summary.rows and not self.pool.importing:
            title = translate("Icl", "Encode the pool {name}").format(name=self.pool.name)
            self.index.prepare(pool.path, summary.content, title)

    def _imported(self, report: ImportReport) -> None:
        if report.finished and not report.bad_rows:
            words = translate("Icl", "{rows} rows were imported.")
            self.notice.emit("good", words.format(rows=count_words(report.rows)))
        elif report.finished:
            words = translate(
                "Icl", "{rows} rows were imported; {bad} were left out, see the pool's files."
            )
            text = words.format(rows=count_words(report.rows), bad=count_words(report.bad_rows))
            self.notice.emit("warning", text)
        else:
            words = translate("Icl", "The import stopped after {rows} rows; resume it any time.")
            self.notice.emit("info", words.format(rows=count_words(report.rows)))

    def say_failure(self, error: AppError) -> None:
        """Tell of an error in words."""
        self.notice.emit("error", error_words(error))

    def import_file(self) -> None:
        """Ask for a file and make a pool of it."""
        path = self._ask_file(translate("Icl", "Import examples"))
        if path is not None:
            self.wizard(path, new=True)

    def add_file(self) -> None:
        """Ask for a file and add it to the open pool."""
        path = self._ask_file(translate("Icl", "Import into this pool"))
        if path is not None:
            self.wizard(path, new=self.pool.pool is None)

    def wizard(self, path: Path, *, new: bool) -> None:
        """Ask how a file is read, then import it into a new pool or the open one."""
        from desktop.icl.import_dialog import ImportDialog

        def start(plan: ImportPlan) -> None:
            if new:
                file = self.pool.new_path(path.name.removesuffix(".gz").rpartition(".")[0])
                if not self.pool.open(file, create=True):
                    return
                self.preferences.update(pool=str(file))
            self.pool.add(path, plan)

        self.dialogs.show(ImportDialog(path, self._theme, start, self.window()))

    def choose_pool(self) -> None:
        """Ask for a pool that was made before."""
        folder = self.pool.new_path("pool").parent
        kinds = translate("Icl", "Pools ({pattern})").format(pattern=f"*{SUFFIX}")
        title = translate("Icl", "Open a pool")
        name, _ = QFileDialog.getOpenFileName(self, title, str(folder), kinds)
        if name:
            self.open_pool(Path(name))

    def open_sample(self) -> None:
        """Open the sample with its queries, as a pool of its own."""
        path = self.pool.new_path("topics").with_name(f"topics{SUFFIX}")
        is_new = not path.exists()
        if self.pool.open(path, create=True):
            self.preferences.update(pool=str(path))
            if is_new:
                self.pool.add(SAMPLES / "topics.jsonl", ImportPlan())
            self.open_queries(SAMPLES / "questions.jsonl")

    def show_sources(self) -> None:
        """Show the pool's files and what was left out."""
        from desktop.icl.sources_dialog import SourcesDialog

        if self.pool.pool is not None:
            self.dialogs.show(SourcesDialog(self.pool, self._theme, self.window()))

    def _ask_file(self, title: str) -> Path | None:
        patterns = " ".join(f"*{suffix}" for suffix in IMPORTED)
        kinds = translate("Icl", "Examples ({patterns})").format(patterns=patterns)
        name, _ = QFileDialog.getOpenFileName(self, title, "", kinds)
        return Path(name) if name else None

    # --- queries ----------------------------------------------------------------------------------

    def choose_queries(self) -> None:
        """Ask for a file of queries."""
        path = self._ask_file(translate("Icl", "Open queries"))
        if path is not None:
            self.open_queries(path)

    def open_queries(self, path: Path) -> None:
        """Read queries; answers may be unknown."""

        def take(report: ReadReport) -> None:
            queries = tuple(Query.of(row) for row in report.examples[:MOST_QUERIES])
            self.model.open_queries(queries)
            if report.bad:
                words = translate("Icl", "{good} queries were read, {bad} were left out: {reason}")
                first = report.bad[0]
                self.notice.emit(
                    "warning",
                    words.format(good=len(queries), bad=len(report.bad), reason=first.reason),
                )

        self._files.run(lambda: read_examples(path, require_output=False), take, self.say_failure)

    def _row_menu(self, row: object, at: QPoint) -> None:
        assert isinstance(row, PoolRow)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        setup = self.model.setup.value
        row_id = row.example.id
        ask = menu.addAction(translate("Icl", "Use as the query"))
        ask.triggered.connect(lambda: self.model.ask(Query.of(row.example)))
        pinned, banned = row_id in setup.pinned, row_id in setup.banned
        pin = menu.addAction(translate("Icl", "Unpin") if pinned else translate("Icl", "Pin"))
        pin.triggered.connect(lambda: self._edit("Pin", with_pin(setup, row_id)))
        ban = menu.addAction(translate("Icl", "Allow again") if banned else translate("Icl", "Ban"))
        ban.triggered.connect(lambda: self._edit("Ban", with_ban(setup, row_id)))
        menu.popup(at)

    def _edit(self, label: str, setup: Setup) -> None:
        self.model.edit(label, setup)

    def run_batch(self) -> None:
        """Run over the queries of the file, from the one that is shown."""
        self._show_tab(HEATMAP)
        state, queries = self.index.state, self.model.queries
        if state.step == "ready" and queries:
            start = max(0, self.model.place)
            self.batch.start(
                (*queries[start:], *queries[:start]), self.model.setup.value, state.pool
            )

    def run_accuracy(self) -> None:
        """Answer the queries of the file with each of the retrievers that are compared."""
        self._show_tab(COMPARE)
        if self.panel is not None:
            self.panel.drawer.compare.show_page(1)
        state, setup, queries = self.index.state, self.model.setup.value, self.model.queries
        retrievers = compared(setup)
        if state.step == "ready" and queries and len(retrievers) > 1:
            self.accuracy.start(queries, retrievers, setup, state.pool)

    def try_orders(self) -> None:
        """Let the model answer the prompt in other orders."""
        self._show_tab(ORDER)
        self.session.try_orders()

    def _show_tab(self, tab: int) -> None:
        if self.panel is not None:
            self.panel.drawer.show_tab(tab)

    def toggle_drawer(self) -> None:
        """Show or hide what is below the columns."""
        if self.panel is not None:
            self.panel.drawer.toggle()

    def focus_filter(self) -> None:
        """Type a filter."""
        if self.panel is not None:
            self.panel.pool.filter.setFocus()
            self.panel.pool.filter.selectAll()

    def focus_query(self) -> None:
        """Type a query."""
        if self.panel is not None:
            self.panel.query.text.setFocus()

    def focus_model(self) -> None:
        """Name another language model."""
        if self.panel is not None:
            self.panel.lm.choice.models.setFocus()

    @property
    def is_open(self) -> bool:
        """Whether a pool is open."""
        return self.pool.pool is not None

    def export(self) -> None:
        """Ask for format and file of the prompt."""
        from desktop.icl.export_dialog import ExportDialog

        pick, setup = self.model.pick.value, self.model.setup.value
        if setup.query.text:
            self.dialogs.show(
                ExportDialog(
                    exported(pick, setup, self.pool.summary.content),
                    self._theme,
                    self.notice.emit,
                    self.window(),
                )
            )

    def copy_prompt(self) -> None:
        """Put the prompt's text on the clipboard."""
        text = measured(self.model.pick.value, self.model.setup.value).text
        if text:
            QGuiApplication.clipboard().setText(text)
            self.notice.emit("good", translate("Icl", "The prompt is on the clipboard."))

    # --- what the window asks ---------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The workspace's name."""
        return translate("Workspaces", "Demos")

    @property
    def document_name(self) -> str:
        """The open pool."""
        return self.pool.name

    @property
    def is_modified(self) -> bool:
        """A pool is on disk at once."""
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
        """All commands of Demos."""
        return icl_commands(self)

    def activated(self) -> None:
        """Open the last pool the first time, and ask again."""
        if not self._was_active:
            self._was_active = True
            last = Path(self.preferences.value.pool) if self.preferences.value.pool else None
            if self.pool.pool is None and last is not None and last.is_file():
                self.open_pool(last)
        self.session.ask()

    def deactivated(self) -> None:
        """Nobody looks."""
        self._remember_panes()
        self.session.pause()

    def open_path(self, path: Path) -> bool:
        """Open a pool, or ask how a file of examples is read."""
        is_set = path.is_dir() and (
            (path / "dataset_dict.json").is_file() or any(path.glob("*.arrow"))
        )
        suffix = path.suffix.lower()
        if suffix == SUFFIX:
            self.open_pool(path)
        elif is_set or suffix in IMPORTED:
            self.wizard(path, new=self.pool.pool is None)
        else:
            return False
        return True

    def recent_documents(self) -> Sequence[Path]:
        """The pool that was open last."""
        pool = self.preferences.value.pool
        return (Path(pool),) if pool else ()

    def restore(self, output: Output, bring: Bring) -> None:
        """Open the pool and queries of a result, with its settings."""
        restore(self, output, bring)

    def open_result(self, job_id: str) -> bool:
        """Results of other tasks open in their folder."""
        return job_id == self.index.state.job_id

    def close_document(self) -> bool:
        """Everything is on disk already."""
        self.shut_down()
        return True

    def shut_down(self) -> None:
        """Let go of threads, link and files; a second call does nothing."""
        if self._closed:
            return
        self._closed = True
        self._keep_settings()
        self.dialogs.close()
        self._remember_panes()
        self.session.close()
        self.batch.close()
        self.accuracy.close()
        self.index.close()
        if self.panel is not None:
            self.panel.release()
        self.empty_page.release()
        self._files.close()
        self.pool.close()

    def _keep_model(self, setup: Setup) -> None:
        self.preferences.update(models=remembered(setup.lm, self.preferences.value.models))

    def _keep_settings(self) -> None:
        setup: Any = self.model.setup.value
        kept = {"retriever", "k", "per_label", "order", "candidates", "instruction", "seed", "lm"}
        values = {name: getattr(setup, name) for name in kept}
        self.preferences.update(setup=Setup(**values))
