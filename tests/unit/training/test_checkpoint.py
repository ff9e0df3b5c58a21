"""A stage that is stopped and gone on with equals an unbroken one, dropout included."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from worker.training.checkpoint import load_average, read_state
from worker.training.loop import Plan, run_stage

PLAN = Plan(name="noisy", steps=7, learning_rate=1e-2)


class Noisy(nn.Module):
    """Nothing but a product and dropout."""

    def __init__(self) -> None:
        super().__init__()
        self.product = nn.Linear(6, 3)
        self.dropout = nn.Dropout(0.5)

    def forward(self, given: Tensor) -> Tensor:
        return self.dropout(self.product(given))


class NoisyStage:
    """See `worker.training.loop.Stage`."""

    def __init__(self) -> None:
        torch.manual_seed(5)
        self.model: nn.Module = Noisy()

    def draw(self, step: int, rng: np.random.Generator) -> Tensor:
        return torch.from_numpy(rng.standard_normal((8, 6), dtype=np.float32))

    def loss(self, model: nn.Module, batch: Tensor) -> tuple[Tensor, dict[str, float]]:
        return (model(batch) - 1).square().mean(), {}

    def validate(self, model: nn.Module) -> dict[str, float]:
        return {"sum": float(sum(value.sum() for value in model.state_dict().values()))}


def _trained(folder: Path, *, broken: bool) -> tuple[dict[str, Tensor], dict[str, float], int]:
    stops = 0
    deadline = 0.0 if broken else None
    while not run_stage(NoisyStage(), PLAN, folder, 3, deadline=deadline, report=lambda line: None):
        stops += 1
        torch.manual_seed(1000 + stops)  # whatever else draws in between
        assert stops < PLAN.steps
    model, state = Noisy(), read_state(folder)
    load_average(folder, model)
    assert state is not None
    return model.state_dict(), state.figures, stops


def test_dropout_goes_on_where_it_was(tmp_path: Path) -> None:
    whole, figures, stops = _trained(tmp_path / "whole", broken=False)
    parts, same, often = _trained(tmp_path / "parts", broken=True)
    assert (stops, often) == (0, PLAN.steps - 1)
    for name, value in whole.items():
        torch.testing.assert_close(parts[name], value, rtol=0, atol=0)
    assert figures == same


def test_a_checkpoint_without_it_still_loads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as old:
        old.setattr("worker.training.checkpoint.generator_states", lambda learner: {})
        run_stage(NoisyStage(), PLAN, tmp_path, 3, deadline=0.0, report=lambda line: None)
    assert run_stage(NoisyStage(), PLAN, tmp_path, 3, deadline=None, report=lambda line: None)
