"""How good each channel's signal is, from a few seconds of it."""

from __future__ import annotations

from typing import Literal

import msgspec
import numpy as np

Verdict = Literal["good", "poor", "bad"]
Reason = Literal["missing", "flat", "railed", "line", "loud", "alone", "bridged"]

FLAT_UV = 0.1
RAILED_SHARE = 0.05
# A flat value this far from zero is an amplifier at its limit, not a grounded input.
RAILED_UV = 1000.0
LINE_POOR, LINE_BAD = 0.5, 0.9
LOUD_UV = 150.0
# Scalp channels of one head share most of what they see (Bigdely-Shamlo et al. 2015, PREP, reject
# below 0.4); headsets with few, distant electrodes share less.
ALONE, MANY_CHANNELS = 0.4, 16
ALONE_FEW = 0.1
BRIDGED = 0.9995
MISSING_BAD = 0.2
BAND_HZ = (1.0, 45.0)


class ChannelQuality(msgspec.Struct, frozen=True, kw_only=True):
    """One channel over one window.

    `missing_share` of samples that are lost or not finite; `amplitude_uv` standard deviation in
    1–45 Hz; `railed_share` of samples that stand at the window's limits; `line_share` of the power
    that lies at the line frequency and its harmonics; `correlation` the largest with another
    channel in 1–45 Hz (None if there is none to compare with).
    """

    missing_share: float
    amplitude_uv: float
    railed_share: float
    line_share: float
    correlation: float | None
    reasons: tuple[Reason, ...]
    verdict: Verdict


def channel_quality(
    window: np.ndarray,
    rate_hz: float,
    line_hz: float = 50.0,
    neighbours: tuple[tuple[int, ...], ...] | None = None,
) -> tuple[ChannelQuality, ...]:
    """Judge every channel of raw samples, floating [n, C] in µV, about 2 to 4 s of them.

    `neighbours` names for each channel those to correlate it with; without it, all others.
    """
    finite = np.isfinite(window)
    values = _filled(np.asarray(window, np.float64), finite)
    spectrum, hz = _spectrum(values, rate_hz)
    power = np.abs(spectrum) ** 2
    band = (hz >= BAND_HZ[0]) & (hz <= BAND_HZ[1]) & ~_is_line(hz, line_hz)
    correlation = _correlations(spectrum[band])
    missing = 1.0 - finite.mean(axis=0)
    railed = _railed_share(values)
    spread = values.std(axis=0)
    total = power[hz >= BAND_HZ[0]].sum(axis=0)
    line = power[_is_line(hz, line_hz)].sum(axis=0) / np.where(total > 0, total, 1.0)
    # Parseval with the Hann window's mean square of 3/8.
    amplitude = np.sqrt(2 * power[band].sum(axis=0) / (len(values) ** 2 * 0.375))
    result = []
    for channel in range(values.shape[1]):
        alive = spread > FLAT_UV
        others = _others(channel, alive, neighbours)
        with_others = np.abs(correlation[channel, others])
        flat_at_limit = not alive[channel] and abs(values[0, channel]) > RAILED_UV
        measured = ChannelQuality(
            missing_share=float(missing[channel]),
            amplitude_uv=float(amplitude[channel]),
            railed_share=1.0 if flat_at_limit else float(railed[channel]),
            line_share=float(line[channel]) if alive[channel] else 0.0,
            correlation=float(with_others.max()) if len(others) and alive[channel] else None,
            reasons=(),
            verdict="good",
        )
        result.append(_judged(measured, flat=not alive[channel], channels=values.shape[1]))
    return tuple(result)


def _judged(measured: ChannelQuality, *, flat: bool, channels: int) -> ChannelQuality:
    few = channels < MANY_CHANNELS
    # Where nothing can be compared nothing speaks against the channel.
    shared = (ALONE + BRIDGED) / 2 if measured.correlation is None else measured.correlation
    alone = shared < (ALONE_FEW if few else ALONE)
    found: list[tuple[bool, Reason, Verdict]] = [
        (measured.missing_share > MISSING_BAD, "missing", "bad"),
        (0 < measured.missing_share <= MISSING_BAD, "missing", "poor"),
        (measured.railed_share > RAILED_SHARE, "railed", "bad"),
        (flat and measured.railed_share < 1.0, "flat", "bad"),
        (measured.line_share > LINE_BAD, "line", "bad"),
        (LINE_POOR < measured.line_share <= LINE_BAD, "line", "poor"),
        (measured.amplitude_uv > LOUD_UV, "loud", "poor"),
        (alone, "alone", "poor" if few else "bad"),
        (shared > BRIDGED, "bridged", "poor"),
    ]
    reasons = tuple(reason for true, reason, _ in found if true)
    verdicts = {verdict for true, _, verdict in found if true}
    verdict: Verdict = "bad" if "bad" in verdicts else "poor" if "poor" in verdicts else "good"
    return msgspec.structs.replace(measured, reasons=reasons, verdict=verdict)


def _filled(values: np.ndarray, finite: np.ndarray) -> np.ndarray:
    """Values with the channel's median where one is missing: for these statistics only."""
    if finite.all():
        return values
    medians = [np.median(v[f]) if f.any() else 0.0 for v, f in zip(values.T, finite.T, strict=True)]
    return np.where(finite, values, medians)


def _spectrum(values: np.ndarray, rate_hz: float) -> tuple[np.ndarray, np.ndarray]:
    """Spectrum complex [F, C] of the window without its straight line, Hann-weighted; Hz [F]."""
    shaped = _without_line(values) * np.hanning(len(values))[:, None]
    return np.fft.rfft(shaped, axis=0), np.fft.rfftfreq(len(values), 1.0 / rate_hz)


def _without_line(values: np.ndarray) -> np.ndarray:
    """Values without their straight line: scipy's `detrend`, which costs ten times as much."""
    times = np.arange(len(values)) - (len(values) - 1) / 2
    slopes = times @ values / max(float(times @ times), 1.0)
    return np.asarray(values - values.mean(axis=0) - times[:, None] * slopes)


def _is_line(hz: np.ndarray, line_hz: float) -> np.ndarray:
    nearest = np.maximum(1, np.round(hz / line_hz)) * line_hz
    return np.abs(hz - nearest) <= 1.5


def _correlations(spectrum: np.ndarray) -> np.ndarray:
    """Correlation [C, C] of signals in a band, from their spectra there (Parseval)."""
    stacked = np.concatenate([spectrum.real, spectrum.imag])
    size = np.sqrt((stacked**2).sum(axis=0))
    stacked = stacked / np.where(size > 0, size, 1.0)
    return np.asarray(stacked.T @ stacked)


def _railed_share(values: np.ndarray) -> np.ndarray:
    """Share of samples that repeat the window's largest or smallest value at least three times."""
    still = np.diff(values, axis=0) == 0.0
    at_limit = (values == values.max(axis=0)) | (values == values.min(axis=0))
    repeated = np.zeros(values.shape, bool)
    middle = still[1:] & still[:-1]
    for shift in range(3):
        repeated[shift : shift + len(middle)] |= middle
    share = (repeated & at_limit).mean(axis=0)
    return np.asarray(np.where(values.std(axis=0) > FLAT_UV, share, 0.0))


def _others(
    channel: int, alive: np.ndarray, neighbours: tuple[tuple[int, ...], ...] | None
) -> np.ndarray:
    """Channels to correlate one with: those that have a signal at all."""
    near = range(len(alive)) if neighbours is None else neighbours[channel]
    return np.array([c for c in near if c != channel and alive[c]], np.int64)
