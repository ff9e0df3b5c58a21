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
    load_checkpoint,
    read_state,
    save_checkpoint,
)
from worker.training.prefetch import prefetched

Drawn = TypeVar("Drawn")
_REPORT_STEPS = 50
_CLIP_NORM = 1.0
_DECAY = 0.999


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
    """
    # accelerate takes half a second to import and touches torch's global state.
    from accelerate import Accelerator

    state = read_state(folder)
    if state is not None and state.finished:
        return True
    accelerator = Accelerator()
    optimizer = torch.optim.AdamW(
        stage.model.parameters(), lr=plan.learning_rate, weight_decay=plan.weight_decay
    )
    model, optimizer = accelerator.prepare(stage.model, optimizer)
    bare = accelerator.unwrap_model(model)
    learner = Learner(bare, _copy(bare), getattr(optimizer, "optimizer", optimizer))
    if state is not None:
        load_checkpoint(folder, learner, state)
    first = state.step if state else 0
    spent_s = state.seconds if state else 0.0
    began, saved = time.monotonic(), time.monotonic()
    window: list[dict[str, float]] = []

    def draw(step: int) -> Drawn:
        key = [seed, _number(plan.name), accelerator.process_index, step]
        return stage.draw(step, np.random.default_rng(key))

    batches = prefetched(draw, range(first, plan.steps))
    for step, batch in batches:
        for group in optimizer.param_groups:
            group["lr"] = plan.rate(step)
        loss, figures = stage.loss(model, batch)
        optimizer.zero_grad()
        accelerator.backward(loss)
        accelerator.clip_grad_norm_(model.parameters(), _CLIP_NORM)
        optimizer.step()
        _follow(learner, step)
        window.append({"loss": float(loss.detach()), **figures})
        now = time.monotonic()
        done = step + 1
        if done % _REPORT_STEPS == 0:
            report(_line(plan, done, spent_s + now - began, window))
            window = []
        over = deadline is not None and now > deadline
        if done < plan.steps and (over or now - saved > plan.checkpoint_s):
            saved = now
            if accelerator.is_main_process:
                _save(folder, learner, done, spent_s + now - began)
            if over:
                batches.close()
                return False
    if accelerator.is_main_process:
        _finish(stage, plan, folder, learner, spent_s + time.monotonic() - began, report)
    accelerator.wait_for_everyone()
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


def _save(folder: Path, learner: Learner, step: int, seconds: float) -> None:
    state = StageState(step=step, tensors=f"step-{step:07d}.safetensors", seconds=seconds)
    save_checkpoint(folder, learner, state)


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


def _line(plan: Plan, done: int, seconds: float, window: list[dict[str, float]]) -> str:
    means = {k: sum(w[k] for w in window) / len(window) for k in window[0]}
    parts = ", ".join(f"{name} {value:.4f}" for name, value in means.items())
    return f"{plan.name}: step {done} of {plan.steps}, {seconds:.0f} s, {parts}"
