"""What is worked out each second from the last few: spectra and the quality of each channel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shared.neuro.electrodes import neighbours
from shared.neuro.filters import FilterSettings, reference_weights
from shared.neuro.quality import ChannelQuality, channel_quality
from shared.neuro.spectra import Spectrum, welch

WINDOW_S = 4.0
LEAST_S = 1.0
DEFAULT_LINE_HZ = 50.0


@dataclass(frozen=True)
class AnalysisInput:
    """Raw samples [n, signals] of the last seconds, and what is known of their channels."""

    rows: np.ndarray
    rate_hz: float
    labels: tuple[str, ...]
    places: tuple[str | None, ...]
    filters: FilterSettings

    @property
    def line_hz(self) -> float:
        """The frequency of the power line: the notch's, or 50 Hz without one."""
        return self.filters.notch_hz or DEFAULT_LINE_HZ


@dataclass(frozen=True)
class Analysis:
    """Spectra, re-referenced but not filtered, and quality by label."""

    labels: tuple[str, ...]
    spectrum: Spectrum
    quality: dict[str, ChannelQuality]
    line_hz: float

    def band_power(self, low_hz: float, high_hz: float) -> dict[str, float]:
        """Power (µV²) of each channel in a band."""
        power = self.spectrum.band_power(low_hz, high_hz)
        return dict(zip(self.labels, power.tolist(), strict=True))


def analyse(given: AnalysisInput) -> Analysis:
    """Spectra and quality of all channels."""
    weights = reference_weights(given.filters, given.labels)
    rows = np.asarray(given.rows, np.float64)
    total = weights.sum()
    if total:
        finite = np.where(np.isfinite(rows), rows, 0.0)
        shared = finite @ weights / total
        referenced = rows - shared[:, None]
    else:
        referenced = rows
    near = neighbours(given.places) if any(given.places) else None
    quality = channel_quality(rows, given.rate_hz, given.line_hz, near)
    return Analysis(
        labels=given.labels,
        spectrum=welch(referenced, given.rate_hz),
        quality=dict(zip(given.labels, quality, strict=True)),
        line_hz=given.line_hz,
    )
