"""Power spectra and what a band holds, from a few seconds of signal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

BANDS_HZ: Mapping[str, tuple[float, float]] = {
    "delta": (1.0, 4.0),
    "theta": (4.0, 8.0),
    "alpha": (8.0, 13.0),
    "beta": (13.0, 30.0),
    "gamma": (30.0, 45.0),
}
# Below this (µV²/Hz) a channel is silent: the logarithm needs a floor.
FLOOR = 1e-6


@dataclass(frozen=True)
class Spectrum:
    """Power density: `hz` float64 [F]; `density` float64 [F, C], µV²/Hz, NaN if unknown."""

    hz: np.ndarray
    density: np.ndarray

    def decibels(self) -> np.ndarray:
        """The density in dB re 1 µV²/Hz, [F, C]."""
        return np.asarray(10 * np.log10(np.maximum(self.density, FLOOR)))

    def band_power(self, low_hz: float, high_hz: float) -> np.ndarray:
        """Power of each channel in a band, µV² [C]; NaN where the band holds no frequency."""
        inside = (self.hz >= low_hz) & (self.hz < high_hz)
        if not inside.any():
            return np.full(self.density.shape[1], np.nan)
        return np.asarray(self.density[inside].sum(axis=0) * (self.hz[1] - self.hz[0]))


def welch(samples: np.ndarray, rate_hz: float, segment_s: float = 2.0) -> Spectrum:
    """Welch's estimate: Hann-weighted segments without their mean, overlapping by a half.

    A segment in which a channel has a value that is not finite does not count for that channel.

    Parameters
    ----------
    samples : np.ndarray
        floating [n, C] in µV.
    rate_hz : float
        Rate of the samples.
    segment_s : float
        Length of a segment; shorter where there is less. Its inverse is the resolution in Hz.

    Raises
    ------
    ValueError
        If there are fewer than 4 samples.
    """
    length = min(round(segment_s * rate_hz), len(samples))
    if length < 4:
        raise ValueError(f"{length} samples make no spectrum")
    window = np.hanning(length + 1)[:-1, None]  # periodic, as spectra want it
    hz = np.fft.rfftfreq(length, 1.0 / rate_hz)
    total = np.zeros((len(hz), samples.shape[1]))
    count = np.zeros(samples.shape[1])
    for start in range(0, len(samples) - length + 1, length - length // 2):
        part = np.asarray(samples[start : start + length], np.float64)
        whole = np.isfinite(part).all(axis=0)
        part = np.where(whole, part, 0.0)
        spectrum = np.fft.rfft((part - part.mean(axis=0)) * window, axis=0)
        total += spectrum.real**2 + spectrum.imag**2
        count += whole
    scale = 1.0 / (rate_hz * (window**2).sum())
    density = total * scale / np.where(count > 0, count, np.nan)
    # All but 0 Hz and the Nyquist frequency stand for the negative ones too.
    density[1 : -1 if length % 2 == 0 else None] *= 2
    return Spectrum(hz, density)
