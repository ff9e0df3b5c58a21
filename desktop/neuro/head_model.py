"""What the head's picture shows: power of a band, the voltage now, or the quality of channels."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from shared.neuro.spectra import BANDS_HZ

VOLTAGE, QUALITY = "voltage", "quality"
MODES: tuple[str, ...] = ("alpha", "theta", "delta", "beta", "gamma", VOLTAGE, QUALITY)
_STEPS = (1.0, 2.0, 5.0)


@dataclass(frozen=True)
class HeadValues:
    """Values by label with their unit; `low` and `high` end the colour bar."""

    values: Mapping[str, float]
    unit: str
    low: float
    high: float


def band_values(power: Mapping[str, float], before_high: float | None) -> HeadValues:
    """Power of a band in µV²; the scale follows slowly, in steps of 1, 2 and 5."""
    known = [value for value in power.values() if math.isfinite(value)]
    high = nice_above(float(np.percentile(known, 95)) if known else 1.0)
    if before_high is not None and 0.4 * before_high <= high <= before_high:
        high = before_high
    return HeadValues(power, "µV²", 0.0, high)


def voltage_values(values: Mapping[str, float], scale_uv: float) -> HeadValues:
    """Voltages now, around zero; half the height of a trace's lane ends the scale."""
    return HeadValues(values, "µV", -scale_uv / 2, scale_uv / 2)


def nice_above(value: float) -> float:
    """The smallest of 1, 2, 5 × 10ⁿ that is not below `value`."""
    if not value > 0 or not math.isfinite(value):
        return 1.0
    decade = 10.0 ** math.floor(math.log10(value))
    for step in (*_STEPS, 10.0):
        if step * decade >= value * 0.999999:
            return step * decade
    return 10 * decade


def band_hz(mode: str) -> tuple[float, float]:
    """The limits of a band."""
    return BANDS_HZ[mode]
