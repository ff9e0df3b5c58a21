"""States of the Robustness workspace for its pictures."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.robustness.workspace import RobustWorkspace
from shared.jobs import JobView
from tests.gui.conftest import App
from tests.gui.motion_states import settle, wait
from tests.gui.robustness.engine import FakeLab, drop


class RobustStates:
    """Puts a window into one state after another."""

    def __init__(self, app: App) -> None:
        self._app = app
        workspace = app.window.workspaces["robustness"]
        assert isinstance(workspace, RobustWorkspace)
        self.workspace = workspace
        self.engine = FakeLab(app.client)

    def names(self) -> dict[str, Callable[[], QWidget]]:
        """Each state and what shows it; later ones build on earlier ones."""
        return {
            "ready": self.ready,
            "searching": self.searching,
            "result": self.result,
            "compare": self.compare,
            "explain": self.explain,
            "heat": self.heat,
            "transfer": self.transfer,
            "defend": self.defend,
            "words": self.words,
            "suite_running": self.suite_running,
            "suite": self.suite,
            "export": self.export,
            "check": self.check,
            "library": self.library,
        }

    def open(self) -> None:
        """The sample is open."""
        self._app.client.engine()
        self.workspace.open_sample()
        wait(lambda: self.workspace.panel is not None)

    def ready(self) -> QWidget:
        """Nothing ran yet; a word is locked by hand."""
        model = self.workspace.model
        model.toggle_lock(next(word for word in model.words if word.text == "film"))
        return self._app.window

    def searching(self) -> QWidget:
        """An attack is half through its search, others wait."""
        for attack in ("deepwordbug", "checklist"):
            self.workspace.model.toggle_attack(attack, on=True)
        self.workspace.launcher.run()
        wait(lambda: len(self.engine.jobs()) == 3)
        jobs = self.engine.jobs()
        self.workspace.model.chosen.value = jobs[1].job_id
        self.engine.begin(jobs[1])
        self.engine.search(jobs[1], 0.55)
        settle()
        return self._app.window

    def result(self) -> QWidget:
        """All attacks are done, and one measured nothing above chance."""
        for job in self.engine.jobs():
            self.engine.attack(job)
        model = self.workspace.model
        for attack in ("textbugger", "bertattack", "stresstest", "semantic", "ensemble"):
            model.toggle_attack(attack, on=True)
            for other in ("textfooler", "deepwordbug", "checklist"):
                model.toggle_attack(other, on=False)
        self.workspace.launcher.run()
        wait(lambda: len(self.engine.jobs()) == 5)
        for job in self.engine.jobs():
            self.engine.attack(job, drop(0.53, 0.47) if len(self.engine.jobs()) == 3 else None)
        wait(lambda: all(run.step == "done" for run in self.workspace.lab.runs()))
        fooled = next(run for run in self.workspace.lab.attacks() if run.attack == "textfooler")
        model.chosen.value = fooled.job_id
        self._app.window.toasts.clear()
        return self._app.window

    def compare(self) -> QWidget:
        """Two runs side by side."""
        found = next(run for run in self.workspace.lab.attacks() if run.attack == "ensemble")
        self.workspace.model.compared.value = found.job_id
        return self._app.window

    def explain(self) -> QWidget:
        """Words by position, and the certificate."""
        model = self.workspace.model
        model.compared.value = ""
        fooled = next(run for run in self.workspace.lab.attacks() if run.attack == "textfooler")
        model.chosen.value = fooled.job_id
        self.workspace.show_tab("explain")
        self.workspace.launcher.explain(3)
        self._finish("robustness.explain", self.engine.explain)
        return self._app.window

    def heat(self) -> QWidget:
        """The same attacks on a second model, too."""
        model = self.workspace.model
        model.change("Model", model="small-lm")
        model.change("Attacks", attacks=("deepwordbug", "textfooler", "ensemble"))
        chosen = model.chosen.value
        self.workspace.launcher.run()
        self._finish("robustness.attack", self.engine.attack)
        model.chosen.value = chosen
        self.workspace.show_tab("heat")
        return self._app.window

    def transfer(self) -> QWidget:
        """Three models, each asked the finds of all."""
        assert self.workspace.panel is not None
        models = "default, small-lm, http://localhost:8000/v1#llama-3.2-1b"
        self.workspace.panel.transfer.models.setText(models)
        self.workspace.show_tab("transfer")
        self.workspace.launcher.transfer(self.workspace.panel.transfer.named, "textfooler")
        self._finish("robustness.transfer", self.engine.transfer)
        return self._app.window

    def defend(self) -> QWidget:
        """Two defences together and each alone, and attacked again."""
        self.workspace.show_tab("defend")
        self.workspace.launcher.defend(("unicode", "spelling"), "deepwordbug", True, True)
        self._finish("robustness.defend", self.engine.defend)
        return self._app.window

    def words(self) -> QWidget:
        """Fragile and robust words."""
        self.workspace.show_tab("words")
        return self._app.window

    def suite_running(self) -> QWidget:
        """A suite is half through."""
        self.workspace.show_tab("suite")
        assert self.workspace.panel is not None
        view = self.workspace.panel.suite
        view.limit.box.setValue(60)
        view.run.click()
        wait(lambda: self.engine.jobs("robustness.evaluate"))
        for number in range(5):
            self.engine.suite_cell(self.engine.jobs("robustness.evaluate")[0], number)
        settle()
        return self._app.window

    def suite(self) -> QWidget:
        """It is over, and the gate failed."""
        self._finish("robustness.evaluate", lambda job: self.engine.suite(job, passed=False))
        return self._app.window

    def export(self) -> QWidget:
        """The dialog of exports."""
        self.workspace.export()
        assert self.workspace.dialogs.dialog is not None
        return self.workspace.dialogs.dialog

    def check(self) -> QWidget:
        """The dialog of checks."""
        self.workspace.make_check()
        assert self.workspace.dialogs.dialog is not None
        return self.workspace.dialogs.dialog

    def library(self) -> QWidget:
        """The prompt library."""
        self.workspace.open_library()
        assert self.workspace.dialogs.dialog is not None
        return self.workspace.dialogs.dialog

    def _finish(self, task: str, answer: Callable[[JobView], None]) -> None:
        wait(lambda: self.engine.jobs(task))
        for job in self.engine.jobs(task):
            answer(job)
        wait(lambda: not self.workspace.launcher.is_running)
        wait(lambda: all(run.step == "done" for run in self.workspace.lab.runs()))
        self._app.window.toasts.clear()
