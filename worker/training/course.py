"""A run of a recipe: its stages one after the other, each trained or gone on with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import nn

from worker.training.checkpoint import load_average
from worker.training.loop import Plan, Stage, run_stage
from worker.training.recipes import TrainingRun

Network = TypeVar("Network", bound=nn.Module)


@dataclass(frozen=True)
class Course:
    """A run with the moment (monotonic s) at which it stops."""

    run: TrainingRun
    deadline: float | None

    @property
    def stages(self) -> Path:
        """Where checkpoints lie, in a folder of each stage's name."""
        return self.run.out / "stages"

    def scaled(self, plan: Plan) -> Plan:
        """The plan with the run's share of its steps."""
        return replace(plan, steps=max(1, round(plan.steps * self.run.scale)))

    def train(
        self, plan: Plan, build: Callable[[], Network], stage: Callable[[Network], Stage[Any]]
    ) -> Network | None:
        """The trained network's moving average, or None when time ran out.

        `build` starts from the run's seed.
        """
        folder, run = self.stages / plan.name, self.run
        torch.manual_seed(run.seed)
        network = build()
        made = stage(network)
        whole = self.scaled(plan)
        if not run_stage(made, whole, folder, run.seed, deadline=self.deadline, report=run.report):
            return None
        load_average(folder, network)
        return network
