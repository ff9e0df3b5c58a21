"""Planned against shown: how well a run kept its times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

# A change that comes within a frame of its time is in time; a little more is the clock's.
FRAMES_IN_TIME = 1.05


@dataclass(frozen=True)
class Shown:
    """Something that came to the screen.

    Attributes
    ----------
    marker : str
        Its marker, such as `picture/17`.
    planned_s, shown_s : float
        When it was due and when its frame was swapped, on the monotonic clock.
    trial : int or None
        Its place in the plan; None for what belongs to no trial.
    """

    marker: str
    planned_s: float
    shown_s: float
    trial: int | None = None


@dataclass(frozen=True)
class TimingReport:
    """Errors of a run.

    Attributes
    ----------
    n : int
        Changes of the screen.
    error_p50_ms, error_p95_ms : float
        Percentiles of the size of their errors; NaN without any.
    worst_ms : float
    jitter_ms : float
        Standard deviation of the errors; NaN for fewer than two.
    missed_frames : int
        Whole frames that changes came too late, added up.
    """

    n: int
    error_p50_ms: float
    error_p95_ms: float
    worst_ms: float
    jitter_ms: float
    missed_frames: int


def timing_report(shown: Sequence[Shown], frame_s: float) -> TimingReport:
    """Sum up a run on a screen whose frames last `frame_s`."""
    if not shown:
        return TimingReport(0, *(float("nan"),) * 4, missed_frames=0)
    errors_s = np.array([entry.shown_s - entry.planned_s for entry in shown])
    sizes_ms = 1000 * np.abs(errors_s)
    p50, p95 = np.percentile(sizes_ms, (50, 95))
    # Up to a whole frame is not a miss: what is due just after a frame waits for the next.
    missed = np.ceil(np.maximum(0.0, errors_s / frame_s - FRAMES_IN_TIME))
    jitter_ms = 1000 * float(errors_s.std(ddof=1)) if len(errors_s) > 1 else float("nan")
    return TimingReport(
        len(shown), float(p50), float(p95), float(sizes_ms.max()), jitter_ms, int(missed.sum())
    )
