"""States of the Demos workspace for its pictures."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.icl.drawer_tabs import CHECKS, COMPARE, MAP
from desktop.icl.setup import Query
from desktop.icl.workspace import SAMPLES, IclWorkspace
from tests.gui.conftest import App
from tests.gui.icl.picker import FakePicker
from tests.gui.motion_states import settle, wait


class IclStates:
    """Puts a window into one state after another."""

    def __init__(self, app: App) -> None:
        self._app = app
        workspace = app.window.workspaces["icl"]
        assert isinstance(workspace, IclWorkspace)
        self.workspace = workspace
        self.picker = FakePicker(app.client)

    def names(self) -> dict[str, Callable[[], QWidget]]:
        """Each state and what shows it; later ones build on earlier ones."""
        return {
            "picked": self.picked,
            "curated": self.curated,
            "compare": self.compare,
            "accuracy": self.accuracy,
            "orders": self.orders,
            "checks": self.checks,
            "map": self.map,
            "heatmap": self.heatmap,
            "export": self.export,
            "server": self.server,
            "streaming": self.streaming,
            "no_answer": self.no_answer,
            "wizard": self.wizard,
            "sources": self.sources,
        }

    def open(self) -> None:
        """The sample is open, and known to the worker."""
        self._app.client.engine()
        workspace = self.workspace
        workspace.open_sample()
        wait(lambda: len(workspace.model.queries) == 20)
        wait(lambda: any(job.task == "icl.index" for job in self._app.client.jobs.values()))
        self.picker.index()
        wait(lambda: workspace.model.pick.value.prediction is not None)
        wait(lambda: not workspace.session.is_waiting)
        self._app.window.toasts.clear()

    def picked(self) -> QWidget:
        """A query with its demonstrations and what they do."""
        self.workspace.model.chosen.value = self.workspace.model.pick.value.order[-1]
        return self._app.window

    def curated(self) -> QWidget:
        """One is pinned, one banned, one moved."""
        panel = self.workspace.panel
        assert panel is not None
        demos = [entry.demo.id for entry in panel.demos.rows.entries if entry.demo]
        panel.demos.pin(demos[1])
        panel.demos.ban(demos[6])
        wait(lambda: not self.workspace.session.is_waiting)
        panel.demos.move_to(demos[7], 1)
        wait(lambda: not self.workspace.session.is_waiting)
        return self._app.window

    def compare(self) -> QWidget:
        """Three retrievers side by side."""
        panel = self.workspace.panel
        assert panel is not None
        for one in ("bm25", "minilm"):
            panel.drawer.compare.toggle(one)  # type: ignore[arg-type]
        panel.drawer.show_tab(COMPARE)
        wait(lambda: not self.workspace.session.is_waiting)
        return self._app.window

    def accuracy(self) -> QWidget:
        """The same three over all queries."""
        self.workspace.run_accuracy()
        wait(lambda: not self.workspace.accuracy.trial.value.is_running)
        return self._app.window

    def orders(self) -> QWidget:
        """Orders that were tried."""
        self.workspace.try_orders()
        wait(lambda: not self.workspace.session.is_waiting)
        return self._app.window

    def checks(self) -> QWidget:
        """A leak, and the balance of labels."""
        panel = self.workspace.panel
        assert panel is not None
        row = self.workspace.pool.pool.by_id(["m7"])["m7"]  # type: ignore[union-attr]
        self.workspace.model.ask(Query(row.example.input + "!", row.example.output, "topics"))
        panel.drawer.show_tab(CHECKS)
        wait(lambda: not self.workspace.session.is_waiting)
        return self._app.window

    def map(self) -> QWidget:
        """The map of the pool."""
        panel = self.workspace.panel
        assert panel is not None
        panel.drawer.show_tab(MAP)
        wait(lambda: panel.drawer.map._map is not None)
        return self._app.window

    def heatmap(self) -> QWidget:
        """A run over the queries."""
        self.workspace.model.step_query(1)
        wait(lambda: not self.workspace.session.is_waiting)
        self.workspace.run_batch()
        wait(lambda: not self.workspace.batch.batch.value.is_running)
        return self._app.window

    def export(self) -> QWidget:
        """The formats of an export."""
        self.workspace.export()
        dialog = self.workspace.dialogs.dialog
        assert dialog is not None
        dialog.formats.setCurrentRow(1)  # type: ignore[attr-defined]
        return dialog

    def server(self) -> QWidget:
        """A server that tells little answers, and a re-ranker has seen the task."""
        panel = self.workspace.panel
        assert panel is not None
        self._drop_dialog()
        panel.drawer.set_open(False)
        self.picker.rewards = True
        ref = "http://localhost:8000/v1#smollm2-135m-instruct"
        self.picker.abilities[ref] = "first-token"
        panel.lm.choice.choose(ref)
        wait(lambda: not self.workspace.session.is_waiting)
        return self._app.window

    def _drop_dialog(self) -> None:
        if self.workspace.dialogs.dialog is not None:
            self.workspace.dialogs.dialog.reject()

    def streaming(self) -> QWidget:
        """Scores come in."""
        panel = self.workspace.panel
        assert panel is not None
        panel.drawer.set_open(False)
        self.picker.hold = True
        self.workspace.model.step_query(1)
        wait(lambda: not any(t.isActive() for t in self.workspace.session._timers))
        wait(lambda: bool(self.picker._held))
        self.picker.release(6)
        settle()
        return self._app.window

    def no_answer(self) -> QWidget:
        """The right answer is not known."""
        self.picker.hold = False
        self.picker.release()
        panel = self.workspace.panel
        assert panel is not None
        panel.query.answer.setEditText("")
        wait(lambda: not self.workspace.session.is_waiting)
        return self._app.window

    def wizard(self) -> QWidget:
        """A file whose columns have to be mapped."""
        path = self.workspace.pool.new_path("x").parent / "reviews.csv"
        path.write_text(
            "review_id,product,review,stars\n"
            "1,Kettle,Boils fast but the lid is loose.,3\n"
            "2,Lamp,Warm light and very easy to set up.,5\n"
        )
        self.workspace.wizard(path, new=True)
        dialog = self.workspace.dialogs.dialog
        assert dialog is not None
        wait(lambda: dialog.start_button.isEnabled())  # type: ignore[attr-defined]
        return dialog

    def sources(self) -> QWidget:
        """What was left out of a file."""
        path = self.workspace.pool.new_path("x").parent / "broken.jsonl"
        good = (SAMPLES / "questions.jsonl").read_bytes()
        path.write_bytes(
            good + b'{"id": "b1", "input": "no answer"}\n{"id": "b2", "input": 7, "output": "a"}\n'
            b'{"id": "q225", "input": "caf\xe9", "output": "a"}\nnot json\n'
        )
        from shared.icl.pool.importing import ImportPlan

        self.workspace.pool.add(path, ImportPlan())
        wait(lambda: len(self.workspace.pool.summary.sources) == 2)
        self.workspace.show_sources()
        dialog = self.workspace.dialogs.dialog
        assert dialog is not None
        dialog.files.setCurrentRow(1)  # type: ignore[attr-defined]
        return dialog
