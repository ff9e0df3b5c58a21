"""Starts what the settings and views ask for, and stops it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from desktop.core.model_refs import remembered
from desktop.robustness.lab import Lab
from desktop.robustness.model import RobustModel
from desktop.robustness.preferences import PreferenceStore
from desktop.robustness.runs import Run
from desktop.robustness.setup import (
    attack_request,
    defend_request,
    explain_request,
    transfer_request,
)
from desktop.robustness.words import attack_words, task_words, translate
from shared.tasks.robustness import (
    ROBUSTNESS_ATTACK,
    ROBUSTNESS_DEFEND,
    ROBUSTNESS_EXPLAIN,
    ROBUSTNESS_TRANSFER,
    DefenceName,
)
from shared.tasks.robustness_evaluate import ROBUSTNESS_EVALUATE, RobustnessEvaluateRequest
from shared.tasks.spec import TaskRequest


class Launcher:
    """Runs of one workspace. `shown` is the attack that is looked at."""

    def __init__(
        self,
        model: RobustModel,
        lab: Lab,
        preferences: PreferenceStore,
        shown: Callable[[], Run | None],
    ) -> None:
        self._model, self._lab, self._preferences, self._shown = model, lab, preferences, shown

    @property
    def can_run(self) -> bool:
        """Whether nothing is missing for a run."""
        return bool(self._model.facts.value.path) and not self._model.problem

    @property
    def is_running(self) -> bool:
        """Whether something can be stopped."""
        return bool(self._lab.under_way())

    def run(self) -> None:
        """Start every chosen attack; the first of them is looked at."""
        if not self.can_run:
            return
        setup = self._model.setup.value
        self._keep_model(setup.model)
        words = translate("Robust", "{attack} on {data}")
        started = [
            self._lab.start(
                ROBUSTNESS_ATTACK.name,
                attack_request(setup, attack),
                words.format(attack=attack_words(attack), data=Path(setup.data).name),
            )
            for attack in setup.attacks
        ]
        self._model.compared.value = ""
        self._model.chosen.value = started[0]

    def stop(self) -> None:
        """Stop all that runs."""
        for run in self._lab.under_way():
            self._lab.cancel(run.job_id)

    def explain(self, ablated: int) -> None:
        """Measure the words of the prompt, and of its attacked form that is shown."""
        setup, shown = self._model.setup.value, self._shown()
        attacked = shown.adversarial if shown is not None and shown.prompt == setup.prompt else ""
        self._start(ROBUSTNESS_EXPLAIN.name, explain_request(setup, attacked, ablated))

    def transfer(self, models: tuple[str, ...], attack: str) -> None:
        """Attack the prompt on each model, and ask all of them the finds."""
        for model in models:
            self._keep_model(model)
        request = transfer_request(self._model.setup.value, models, attack)
        self._start(ROBUSTNESS_TRANSFER.name, request)

    def defend(
        self, defences: tuple[DefenceName, ...], attack: str, separately: bool, adaptive: bool
    ) -> None:
        """Put defences before the prompt; the attacked prompt that is shown is used again."""
        setup, shown = self._model.setup.value, self._shown()
        is_same = (
            shown is not None
            and shown.step == "done"
            and (shown.prompt, shown.attack) == (setup.prompt, attack)
        )
        attacked = shown.adversarial if shown is not None and is_same else ""
        request = defend_request(
            setup, defences, attack, attacked, separately=separately, adaptive=adaptive
        )
        self._start(ROBUSTNESS_DEFEND.name, request)

    def start_suite(self, request: RobustnessEvaluateRequest, title: str) -> None:
        """Attack every prompt of a suite; one after the other."""
        if not self._lab.under_way(ROBUSTNESS_EVALUATE.name):
            self._keep_model(request.model)
            self._lab.start(ROBUSTNESS_EVALUATE.name, request, title)

    def _start(self, task: str, request: TaskRequest) -> None:
        if self._model.problem not in ("", "attacks"):
            return
        kind = task_words(Run("", task))
        words = translate("Robust", "{task} on {data}")
        data = Path(self._model.setup.value.data).name
        self._lab.start(task, request, words.format(task=kind, data=data))

    def _keep_model(self, model: str) -> None:
        self._preferences.update(models=remembered(model, self._preferences.value.models))
