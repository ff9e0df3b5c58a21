"""The processes that train one network together, as `accelerate launch` starts them.

Each draws data of its own and has the whole network; gradients are averaged before a step, so all
networks stay alike. That is done here and not by torch's wrapper, which sees only what goes through
the network's own call: a stage may call any part of it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

import torch
import torch.distributed as dist
from torch import Tensor, nn

from worker.training.launched import RANK

if TYPE_CHECKING:
    from accelerate import Accelerator, PartialState

Made = TypeVar("Made")
PATIENCE = timedelta(hours=12)


class Team:
    """This process among all of them; with one process nothing is exchanged."""

    def __init__(self, accelerator: Accelerator) -> None:
        self._device = accelerator.device
        self.rank: int = accelerator.process_index
        self.size: int = accelerator.num_processes
        self._wait = accelerator.wait_for_everyone

    @property
    def is_main(self) -> bool:
        """Whether this process writes files and tells how far all are."""
        return self.rank == 0

    def wait(self) -> None:
        """Until all have come here."""
        self._wait()

    def start_alike(self, model: nn.Module) -> None:
        """Give every process the network of the main one, and dropout of its own."""
        if self.size == 1:
            return
        with torch.no_grad():
            for value in model.state_dict().values():
                dist.broadcast(value, 0)
        if not self.is_main:
            torch.manual_seed(torch.initial_seed() + self.rank)

    def average_gradients(self, model: nn.Module) -> None:
        """Put the mean over all processes in place of each gradient, with one exchange.

        A parameter without a gradient in any process keeps none, so that it is not decayed.
        """
        if self.size == 1:
            return
        parameters = [each for each in model.parameters() if each.requires_grad]
        parts = [
            torch.zeros_like(each).flatten() if each.grad is None else each.grad.flatten()
            for each in parameters
        ]
        has = [float(each.grad is not None) for each in parameters]
        flat = torch.cat([*parts, parts[0].new_tensor(has)])
        dist.all_reduce(flat)
        *means, had = torch.split(flat, [*(part.numel() for part in parts), len(has)])
        for each, mean, count in zip(parameters, means, had.tolist(), strict=True):
            each.grad = (mean / self.size).view_as(each) if count else None

    def agree(self, wish: int) -> int:
        """What the main process wishes: clocks differ, and all have to stop at the same step."""
        if self.size == 1:
            return wish
        told = torch.tensor([wish], device=self._device)
        dist.broadcast(told, 0)
        return int(told.item())

    def mean(self, value: float) -> float:
        """The mean over all processes."""
        if self.size == 1:
            return value
        told = torch.tensor([value], dtype=torch.float32, device=self._device)
        dist.all_reduce(told)
        return float(told.item()) / self.size

    def gather(self, states: dict[str, Tensor]) -> Sequence[dict[str, Tensor]]:
        """The states of all processes, in their order."""
        if self.size == 1:
            return [states]
        found: list[dict[str, Tensor] | None] = [None] * self.size
        dist.all_gather_object(found, states)
        return [each or {} for each in found]


def main_first(make: Callable[[], Made]) -> Made:
    """What `make` gives: first in the main process, whose files the others then find."""
    if RANK not in os.environ:
        return make()
    with _state().main_process_first():
        return make()


def main_only(act: Callable[[], bool]) -> bool:
    """What `act` says, done by the main process alone while the others wait for its answer.

    What it raises ends the main process, and the launcher then ends the others.
    """
    if RANK not in os.environ:
        return act()
    state = _state()
    told = torch.tensor([int(state.is_main_process and act())], device=state.device)
    if state.num_processes > 1:
        dist.broadcast(told, 0)
    return bool(told.item())


def _state() -> PartialState:
    from accelerate import PartialState
    from accelerate.utils import parse_flag_from_env

    # Alone among accelerate's classes, this one does not look whether processors were asked for,
    # and then each process would believe to be the only one. Preparing data takes longer than
    # processes wait for each other by themselves.
    return PartialState(cpu=parse_flag_from_env("ACCELERATE_USE_CPU"), timeout=PATIENCE)
