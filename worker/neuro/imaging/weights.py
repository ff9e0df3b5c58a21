"""A network as two files: weights as safetensors in half precision, and settings as JSON."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import nn

from shared.errors import AppError, first_line
from shared.paths import write_atomic

Settings = TypeVar("Settings", bound=msgspec.Struct)
Network = TypeVar("Network", bound=nn.Module)
_FIX = "Install it again with python3 installer repair, or train it: vitrine-worker train neuro."


def save_network(
    folder: Path,
    name: str,
    network: nn.Module,
    settings: msgspec.Struct,
    dtype: torch.dtype = torch.float16,
) -> None:
    """Write `<name>.safetensors` and `<name>.json` into `folder`; floats are stored as `dtype`."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {
        key: (value.to(dtype) if value.is_floating_point() else value).detach().cpu().contiguous()
        for key, value in network.state_dict().items()
    }
    temporary = folder / f".{name}.partial"
    save_file(tensors, temporary)
    temporary.replace(folder / f"{name}.safetensors")
    write_atomic(
        folder / f"{name}.json", msgspec.json.format(msgspec.json.encode(settings)) + b"\n"
    )


def load_network(
    folder: Path,
    name: str,
    settings: type[Settings],
    build: Callable[[Settings], Network],
    device: str = "cpu",
) -> Network:
    """The network of `save_network` in float32 and evaluation mode.

    Raises
    ------
    AppError
        `missing_model` when its files are not there, `bad_model` when they are damaged or of
        another architecture.
    """
    weights, config = folder / f"{name}.safetensors", folder / f"{name}.json"
    for path in (weights, config):
        if not path.is_file():
            raise AppError("missing_model", model=f"{folder.name}/{path.name}", fix=_FIX)
    try:
        network = build(msgspec.json.decode(config.read_bytes(), type=settings))
        network.load_state_dict({k: _full(v) for k, v in load_file(weights).items()})
    except (OSError, ValueError, SafetensorError, RuntimeError) as error:
        # msgspec's errors, and those of widths that no network can have, are ValueErrors.
        raise AppError(
            "bad_model", model=f"{folder.name}/{name}", reason=first_line(error), fix=_FIX
        ) from error
    return network.to(device).eval().requires_grad_(False)


def damaged(model: str, error: Exception | str) -> AppError:
    """What is said of another file of a model that cannot be used."""
    fix = "Repair the installation: python3 installer repair"
    return AppError("bad_model", model=model, reason=str(error), fix=fix)


def _full(value: torch.Tensor) -> torch.Tensor:
    return value.float() if value.is_floating_point() else value
