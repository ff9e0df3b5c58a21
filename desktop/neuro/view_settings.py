"""How traces are shown: how long, how large, filtered how, and how many at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from shared.neuro.filters import FilterSettings

SCALES_UV = (
    1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 50.0, 70.0, 100.0, 150.0, 200.0, 300.0, 500.0, 1000.0,
    2000.0, 5000.0, 10_000.0,
)  # fmt: skip
WINDOWS_S = (1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0)
LANES = (0, 8, 16, 32, 64)


class ViewSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about the picture that is not the signal.

    Attributes
    ----------
    window_s : float
        What one sweep shows.
    scale_uv : float
        Height of one channel's lane in µV.
    lanes : int
        Channels that are shown at a time; 0 shows all.
    filters : FilterSettings
        The causal chain; its `bad` is not used: which channels are bad belongs to the session.
    """

    window_s: Annotated[float, Meta(ge=0.5, le=120)] = 10.0
    scale_uv: Annotated[float, Meta(gt=0, le=1e6)] = 100.0
    lanes: Annotated[int, Meta(ge=0, le=512)] = 0
    filters: FilterSettings = FilterSettings()


def stepped(steps: Sequence[float], value: float, by: int) -> float:
    """The step `by` places after `value`; from between two steps the next one is the first."""
    if by > 0:
        larger = [step for step in steps if step > value * 1.001]
        return larger[min(by, len(larger)) - 1] if larger else steps[-1]
    smaller = [step for step in steps if step < value * 0.999]
    return smaller[max(by, -len(smaller))] if smaller else steps[0]


def at_least(steps: Sequence[float], value: float) -> float:
    """The smallest step that is not below `value`."""
    return next((step for step in steps if step >= value), steps[-1])
