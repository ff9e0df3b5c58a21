"""The loop that trains one stage: seeded by step, so that a resumed run equals an unbroken one."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np
import torch
from torch import Tensor, nn

from worker.training.checkpoint import (
    Learner,
    StageState,
    generator_states,
    load_checkpoint,
    read_state,
    save_checkpoint,
)
from worker.training.prefetch import prefetched
from worker.training.team import Team

Drawn = TypeVar("Drawn")
_REPORT_STEPS = 50
_CLIP_NORM = 1.0
_DECAY = 0.999
_GO_ON, _SAVE, _STOP = range(3)


@dataclass(frozen=True)
class Plan:
    """How long and how fast: AdamW with a warm-up and half a cosine down to 2 %."""

    name: str
    steps: int
    learning_rate: float
    warm_up: int = 100
    weight_decay: float = 1e-2
    checkpoint_s: float = 300.0

    def rate(self, step: int) -> float:
        """Learning rate of a step."""
        cosine = 0.5 * (1 + math.cos(math.pi * step / max(1, self.steps)))
        return self.learning_rate * min(1.0, (step + 1) / self.warm_up) * (0.02 + 0.98 * cosine)


class Stage(Protocol[Drawn]):
    """What is trained: `draw` makes a step's data, `loss` judges it, `validate` the average."""

    model: nn.Module

    def draw(self, step: int, rng: np.random.Generator) -> Drawn:
        """The data of a step; called in a thread of its own, so it may not touch the model."""

    def loss(self, model: nn.Module, batch: Drawn) -> tuple[Tensor, dict[str, float]]:
        """The loss of a batch and figures to report."""

    def validate(self, model: nn.Module) -> dict[str, float]:
        """Figures on data that is never trained on."""


def run_stage(
    stage: Stage[Drawn],
    plan: Plan,
    folder: Path,
    seed: int,
    *,
    deadline: float | None,
    report: Callable[[str], None],
) -> bool:
    """Train until `plan.steps` or until `deadline` (monotonic s); returns whether it is finished.

    Goes on from the checkpoint in `folder`. Data of step n is drawn from (seed, stage, rank, n).
    Processes that `accelerate launch` started train together: n of them as one with n times the
    data; the main one writes.
    """
    # accelerate takes half a second to import and touches torch's global state.
    from accelerate import Accelerator

    state = read_state(folder)
    if state is not None and state.finished:
        return True
    accelerator = Accelerator()
    team = Team(accelerator)
    optimizer = torch.optim.AdamW(
        stage.model.parameters(), lr=plan.learning_rate, weight_decay=plan.weight_decay
    )
    # `evaluation_mode`: on its device but without torch's wrapper; see `Team`.
    model = accelerator.prepare_model(stage.model, evaluation_mode=True)
    optimizer = accelerator.prepare_optimizer(optimizer)
    bare = accelerator.unwrap_model(model)
    team.start_alike(bare)
    learner = Learner(bare, _copy(bare), getattr(optimizer, "optimizer", optimizer))
    if state is not None:
        load_checkpoint(folder, learner, state, team.rank)
    first = state.step if state else 0
    spent_s = state.seconds if state else 0.0
    began, saved = time.monotonic(), time.monotonic()
    window: list[dict[str, float]] = []

    def draw(step: int) -> Drawn:
        key = [seed, _number(plan.name), team.rank, step]
        return stage.draw(step, np.random.default_rng(key))

    batches = prefetched(draw, range(first, plan.steps))
    for step, batch in batches:
        for group in optimizer.param_groups:
            group["lr"] = plan.rate(step)
        loss, figures = stage.loss(model, batch)
        optimizer.zero_grad()
        accelerator.backward(loss)
        team.average_gradients(bare)
        accelerator.clip_grad_norm_(model.parameters(), _CLIP_NORM)
        optimizer.step()
        _follow(learner, step)
        window.append({"loss": float(loss.detach()), **figures})
        now = time.monotonic()
        done = step + 1
        if done % _REPORT_STEPS == 0:
            means = _means(window)
            means["loss"] = team.mean(means["loss"])
            if team.is_main:
                report(_line(plan, done, spent_s + now - began, means))
            window = []
        if done == plan.steps:
            break
        over = deadline is not None and now > deadline
        wish = _STOP if over else _SAVE if now - saved > plan.checkpoint_s else _GO_ON
        wish = team.agree(wish)
        if wish != _GO_ON:
            saved = now
            _save(team, folder, learner, done, spent_s + now - began)
        if wish == _STOP:
            batches.close()
            return False
    if team.is_main:
        _finish(stage, plan, folder, learner, spent_s + time.monotonic() - began, report)
    team.wait()
    return True


def _finish(
    stage: Stage[Drawn],
    plan: Plan,
    folder: Path,
    learner: Learner,
    seconds: float,
    report: Callable[[str], None],
) -> None:
    trained = {k: v.clone() for k, v in learner.model.state_dict().items()}
    learner.model.load_state_dict(learner.average)
    learner.model.eval()
    figures = stage.validate(learner.model)
    learner.model.load_state_dict(trained)
    learner.model.train()
    report(f"{plan.name}: finished; " + ", ".join(f"{k} {v:.4f}" for k, v in figures.items()))
    name = f"step-{plan.steps:07d}.safetensors"
    state = StageState(
        step=plan.steps, tensors=name, seconds=seconds, finished=True, figures=figures
    )
    save_checkpoint(folder, learner, state)


def _save(team: Team, folder: Path, learner: Learner, step: int, seconds: float) -> None:
    generators = team.gather(generator_states(learner))
    if team.is_main:
        state = StageState(step=step, tensors=f"step-{step:07d}.safetensors", seconds=seconds)
        save_checkpoint(folder, learner, state, generators)
    team.wait()


def _copy(model: nn.Module) -> dict[str, Tensor]:
    return {k: v.detach().clone() for k, v in model.state_dict().items()}


def _follow(learner: Learner, step: int) -> None:
    decay = min(_DECAY, (1 + step) / (10 + step))
    with torch.no_grad():
        for name, value in learner.model.state_dict().items():
            average = learner.average[name]
            if average.is_floating_point():
                average.lerp_(value, 1 - decay)
            else:
                average.copy_(value)  # a count, such as that of batch normalisation


def _number(name: str) -> int:
    return int.from_bytes(name.encode()[:8].ljust(8, b"\0"), "big") % (1 << 31)


def _means(window: list[dict[str, float]]) -> dict[str, float]:
    return {k: sum(w[k] for w in window) / len(window) for k in window[0]}


def _line(plan: Plan, done: int, seconds: float, means: dict[str, float]) -> str:
    parts = ", ".join(f"{name} {value:.4f}" for name, value in means.items())
    return f"{plan.name}: step {done} of {plan.steps}, {seconds:.0f} s, {parts}"
