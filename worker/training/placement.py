"""Where a batch is computed: on the device of the network that a loss is handed."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, TypeVar

import torch
from torch import nn

Network = TypeVar("Network", bound=nn.Module)
Batch = TypeVar("Batch")


def unwrapped(model: nn.Module, kind: type[Network]) -> Network:
    """The network itself where accelerate has wrapped it for several processes."""
    inner = getattr(model, "module", model)
    assert isinstance(inner, kind)
    return inner


def device_of(network: nn.Module) -> torch.device:
    """Where its parameters are."""
    return next(network.parameters()).device


def beside(batch: Batch, network: nn.Module) -> Batch:
    """A dataclass of tensors on the device of the network."""
    device, given = device_of(network), batch
    tensors: dict[str, Any] = {
        each.name: getattr(given, each.name).to(device)
        for each in fields(given)  # type: ignore[arg-type]
    }
    return replace(given, **tensors)  # type: ignore[type-var]
