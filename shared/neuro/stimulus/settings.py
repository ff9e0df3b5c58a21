"""How pictures are presented: the settings of a protocol, their limits, and presets."""

from __future__ import annotations

from typing import Literal

import msgspec

from shared.errors import AppError

Paradigm = Literal["slow", "rapid", "calibration"]

# Time for a response to fade before the next picture, and what keeps slow presentation safe: at
# most one picture comes and goes in any second.
MIN_SLOW_ON_S = 0.3
MIN_SLOW_OFF_S = 0.7
# Rapid pictures are never brighter than this share of the screen's luminance.
RAPID_BRIGHTNESS = 0.5
MAX_CALIBRATION_S = 15 * 60.0

# Lowest and highest value by setting.
LIMITS: dict[str, tuple[float, float]] = {
    "on_s": (0.05, 10.0),
    "off_s": (0.0, 10.0),
    "jitter_s": (0.0, 5.0),
    "fade_s": (0.0, 1.0),
    "repeats": (1, 100),
    "block_trials": (10, 500),
    "break_s": (0.0, 600.0),
    "target_every": (0, 100),
    "brightness": (0.1, 1.0),
    "seed": (0, 999_999),
}


class ProtocolSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that decides which picture is shown when.

    Attributes
    ----------
    on_s, off_s : float
        A picture's time on the screen and the gray after it.
    jitter_s : float
        The gray is longer by a random time up to this.
    fade_s : float
        Pictures fade in and out over this time; 0 switches them.
    repeats : int
        How often each picture (in calibration: each concept) is shown.
    block_trials : int
        Most pictures between two breaks.
    target_every : int
        One attention target for this many pictures; 0 for none.
    brightness : float
        Share of the screen's luminance that white has.
    """

    paradigm: Paradigm = "slow"
    on_s: float = 0.5
    off_s: float = 0.7
    jitter_s: float = 0.2
    fade_s: float = 0.0
    repeats: int = 4
    block_trials: int = 50
    break_s: float = 20.0
    target_every: int = 20
    brightness: float = 1.0
    seed: int = 1


PRESETS: dict[Paradigm, ProtocolSettings] = {
    "slow": ProtocolSettings(),
    # The presentation of THINGS-EEG2: 100 ms on, 200 ms from onset to onset, sequences of 20.
    "rapid": ProtocolSettings(
        paradigm="rapid",
        on_s=0.1,
        off_s=0.1,
        jitter_s=0.0,
        repeats=4,
        block_trials=20,
        break_s=2.0,
        brightness=RAPID_BRIGHTNESS,
    ),
    # Three rounds of 200 concepts fit into a quarter of an hour.
    "calibration": ProtocolSettings(
        paradigm="calibration", jitter_s=0.1, repeats=10, block_trials=100, break_s=15.0
    ),
}


def limits(paradigm: Paradigm, field: str) -> tuple[float, float]:
    """Lowest and highest value of a setting in this paradigm."""
    low, high = LIMITS[field]
    if paradigm == "rapid":
        return (low, RAPID_BRIGHTNESS) if field == "brightness" else (low, high)
    if field == "on_s":
        return MIN_SLOW_ON_S, high
    return (MIN_SLOW_OFF_S, high) if field == "off_s" else (low, high)


def max_fade_s(settings: ProtocolSettings) -> float:
    """The longest fade that leaves a picture and the gray whole for half of their time."""
    return min(LIMITS["fade_s"][1], settings.on_s / 2, settings.off_s / 2)


def check(settings: ProtocolSettings) -> None:
    """Raise `AppError` for the first setting that is out of its limits."""
    for field in LIMITS:
        low, high = limits(settings.paradigm, field)
        value = getattr(settings, field)
        if not low <= value <= high:  # also for NaN
            limit = f"{low:g} to {high:g} in the {settings.paradigm} presentation"
            raise AppError("bad_field", field=field, value=value, limit=limit)
    if settings.fade_s > max_fade_s(settings):
        limit = "at most half of the picture's time and of the gray's"
        raise AppError("bad_field", field="fade_s", value=settings.fade_s, limit=limit)
