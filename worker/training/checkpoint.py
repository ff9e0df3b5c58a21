"""Checkpoints of a stage: tensors as safetensors, numbers as JSON, exact to the bit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from shared.paths import write_atomic

_STATE = "state.json"
_MOMENTS = ("exp_avg", "exp_avg_sq")


class StageState(msgspec.Struct, frozen=True, kw_only=True):
    """Where a stage is: finished `step`s, the tensors' file, seconds spent, validation figures."""

    step: int
    tensors: str
    seconds: float = 0.0
    finished: bool = False
    figures: dict[str, float] = {}


@dataclass(frozen=True)
class Learner:
    """What a stage trains: a model, its moving average and its optimiser."""

    model: nn.Module
    average: dict[str, Tensor]
    optimizer: torch.optim.AdamW


def save_checkpoint(
    folder: Path,
    learner: Learner,
    state: StageState,
    generators: Sequence[Mapping[str, Tensor]] = (),
) -> None:
    """Write the tensors under a new name, then the state that names them, then drop the old ones.

    A kill at any point leaves a state that names a complete file. `generators` are those of all
    processes that train together, in their order; without them, those of this one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {f"model.{k}": v for k, v in learner.model.state_dict().items()}
    tensors |= {f"average.{k}": v for k, v in learner.average.items()}
    for name, parameter in learner.model.named_parameters():
        for moment in _MOMENTS:
            if parameter in learner.optimizer.state:
                tensors[f"{moment}.{name}"] = learner.optimizer.state[parameter][moment]
    for rank, states in enumerate(generators or [generator_states(learner)]):
        tensors |= {f"{_generators_of(rank)}{k}": v for k, v in states.items()}
    temporary = folder / ".tensors.partial"
    save_file({k: v.detach().cpu().contiguous() for k, v in tensors.items()}, temporary)
    temporary.replace(folder / state.tensors)
    save_state(folder, state)
    for old in folder.glob("step-*.safetensors"):
        if old.name != state.tensors:
            old.unlink()


def save_state(folder: Path, state: StageState) -> None:
    """Write the state of a stage whose file `state.tensors` is there already."""
    write_atomic(folder / _STATE, msgspec.json.encode(state))


def read_state(folder: Path) -> StageState | None:
    """The state of a stage, or None when it has not begun."""
    path = folder / _STATE
    return msgspec.json.decode(path.read_bytes(), type=StageState) if path.is_file() else None


def stage_states(stages: Path) -> dict[str, StageState]:
    """The state of each stage that has begun, by its name."""
    folders = (path for path in sorted(stages.iterdir()) if path.is_dir())
    states = ((folder.name, read_state(folder)) for folder in folders)
    return {name: state for name, state in states if state is not None}


def load_checkpoint(folder: Path, learner: Learner, state: StageState, rank: int = 0) -> None:
    """Put a checkpoint into a fresh learner of the process of that rank."""
    tensors = load_file(folder / state.tensors)
    learner.model.load_state_dict(_under(tensors, "model."))
    for name, value in _under(tensors, "average.").items():
        learner.average[name].copy_(value)
    # Checkpoints of before this was kept, or of fewer processes, have none: dropout begins anew.
    for name, value in _under(tensors, _generators_of(rank)).items():
        if name == "cpu":
            torch.set_rng_state(value)
        elif torch.cuda.is_available():
            torch.cuda.set_rng_state(value, _device(learner))
    moments = {moment: _under(tensors, f"{moment}.") for moment in _MOMENTS}
    for name, parameter in learner.model.named_parameters():
        if name in moments["exp_avg"]:
            learner.optimizer.state[parameter] = {
                "step": torch.tensor(float(state.step)),
                **{moment: moments[moment][name].to(parameter.device) for moment in _MOMENTS},
            }


def load_average(folder: Path, model: nn.Module) -> None:
    """Put the moving average of a stage into a model."""
    state = read_state(folder)
    if state is None:
        raise FileNotFoundError(folder / _STATE)
    model.load_state_dict(_under(load_file(folder / state.tensors), "average."))


def _generators_of(rank: int) -> str:
    return f"generator{rank or ''}."


def generator_states(learner: Learner) -> dict[str, Tensor]:
    """Where the random numbers of dropout are, which are torch's own and not drawn by step."""
    states = {"cpu": torch.get_rng_state()}
    if _device(learner).type == "cuda":
        states["cuda"] = torch.cuda.get_rng_state(_device(learner))
    return states


def _device(learner: Learner) -> torch.device:
    return next(learner.model.parameters()).device


def _under(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}
