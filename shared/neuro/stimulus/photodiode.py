"""Markers against the light on the screen, by a photodiode that is recorded beside the EEG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shared.errors import AppError

# How far light may lie from its marker.
WINDOW_S = 0.25
MIN_MARKS = 5
# Noise may cover this share of the step between dark and light, peak to peak.
_HYSTERESIS = 0.25
_MIN_STEP_TO_NOISE = 6.0


@dataclass(frozen=True)
class PhotodiodeReport:
    """How markers lie to what was seen.

    Attributes
    ----------
    bias_ms : float
        Mean time from marker to light: what to add to the screen offset.
    sd_ms : float
        Standard deviation of that time.
    n : int
        Markers that have their light.
    n_missing : int
        Markers without a change of light nearby.
    delays_ms : tuple of float
        Each marker's time to its light.
    """

    bias_ms: float
    sd_ms: float
    n: int
    n_missing: int
    delays_ms: tuple[float, ...]


def find_edges(samples: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where the light rises and where it falls, in samples with their fraction.

    An edge lies where the signal crosses the middle between dark and light, interpolated between
    two samples; noise around the middle makes no further edges.

    Parameters
    ----------
    samples : np.ndarray
        The photodiode's channel in any unit, float [n]; NaN where samples are lost.

    Returns
    -------
    tuple of np.ndarray
        Rising and falling edges, float64, ascending.

    Raises
    ------
    AppError
        `bad_request` if light and dark cannot be told apart.
    """
    known = np.isfinite(samples)
    values = samples[known].astype(np.float64)
    slots = np.flatnonzero(known)
    if len(values) < 2:
        raise AppError("bad_request", reason="The photodiode's channel is empty.")
    dark, light = _levels(values)
    middle, reach = (dark + light) / 2, _HYSTERESIS * (light - dark)
    state = np.where(values >= middle + reach, 1, np.where(values <= middle - reach, -1, 0))
    sure = np.flatnonzero(state)
    turns = np.flatnonzero(np.diff(state[sure]))
    rising: list[float] = []
    falling: list[float] = []
    for before, after in zip(sure[turns], sure[turns + 1], strict=True):
        if slots[after] - slots[before] != after - before:
            continue  # the change fell into a gap: nobody knows when
        sign = state[after]
        crossed = np.flatnonzero(sign * (values[before : after + 1] - middle) >= 0)[0]
        at = before + max(1, crossed)
        low, high = values[at - 1], values[at]
        fraction = (middle - low) / (high - low) if high != low else 1.0
        (rising if sign > 0 else falling).append(float(slots[at - 1] + fraction))
    return np.array(rising), np.array(falling)


def _levels(values: np.ndarray) -> tuple[float, float]:
    """The values of dark and light: means of the two groups that a middle parts."""
    low, high = np.percentile(values, (1, 99))
    middle = (low + high) / 2
    for _ in range(20):
        upper = values >= middle
        if not upper.any() or upper.all():
            break
        dark, light = float(values[~upper].mean()), float(values[upper].mean())
        moved = (dark + light) / 2
        if moved == middle:
            break
        middle = moved
    upper = values >= middle
    if upper.any() and not upper.all():
        dark, light = float(np.median(values[~upper])), float(np.median(values[upper]))
        noise = float(np.median(np.abs(np.diff(values)))) / 0.95  # of the difference of two
        if light - dark > _MIN_STEP_TO_NOISE * noise:
            return dark, light
    raise AppError(
        "bad_request",
        reason="Light and dark cannot be told apart in the photodiode's channel. Put the sensor on"
        " the square in the corner of the screen and choose its channel.",
    )


def photodiode_report(
    samples: np.ndarray, rate_hz: float, marks: Sequence[float], window_s: float = WINDOW_S
) -> PhotodiodeReport:
    """Compare the markers of pictures with the light on the photodiode.

    Parameters
    ----------
    samples : np.ndarray
        The photodiode's channel, float [n]; NaN where samples are lost. Light rises with a picture.
    rate_hz : float
        Its rate.
    marks : sequence of float
        Where in `samples` the markers `picture/…` lie, with their fraction.
    window_s : float
        Light that is farther from a marker, or nearer to the next, is not its own.

    Raises
    ------
    AppError
        `bad_request` if light and dark cannot be told apart, or too few markers have their light.
    """
    rising, _ = find_edges(samples)
    if len(marks) > 1:
        window_s = min(window_s, float(np.median(np.diff(np.sort(marks)))) / rate_hz / 2)
    delays_s: list[float] = []
    for mark in marks:
        near = rising[np.abs(rising - mark) <= window_s * rate_hz] if len(rising) else rising
        if len(near):
            delays_s.append(float(near[np.argmin(np.abs(near - mark))] - mark) / rate_hz)
    if len(delays_s) < MIN_MARKS:
        reason = (
            f"{len(delays_s)} of {len(marks)} markers have a change of light within"
            f" {1000 * window_s:.0f} ms; {MIN_MARKS} are needed. Show more pictures with the square"
            " for the photodiode switched on."
        )
        raise AppError("bad_request", reason=reason)
    delays_ms = 1000 * np.array(delays_s)
    return PhotodiodeReport(
        bias_ms=float(delays_ms.mean()),
        sd_ms=float(delays_ms.std(ddof=1)),
        n=len(delays_ms),
        n_missing=len(marks) - len(delays_ms),
        delays_ms=tuple(map(float, delays_ms)),
    )
