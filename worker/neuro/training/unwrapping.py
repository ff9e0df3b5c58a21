"""The network inside of what accelerate hands to a loss."""

from __future__ import annotations

from typing import TypeVar

from torch import nn

Network = TypeVar("Network", bound=nn.Module)


def unwrapped(model: nn.Module, kind: type[Network]) -> Network:
    """The network itself where accelerate has wrapped it for several processes."""
    inner = getattr(model, "module", model)
    assert isinstance(inner, kind)
    return inner
