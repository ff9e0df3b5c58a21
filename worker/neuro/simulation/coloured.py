"""Noise with a memory, made block by block: the same numbers however it is asked for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

_AHEAD = 512


class Ahead:
    """Hands out in any portions what is made 512 samples at a time.

    Short blocks would cost several times more, and samples do not depend on the portions.

    Parameters
    ----------
    make : callable
        Gives the next [n, count].
    """

    def __init__(self, make: Callable[[int], npt.NDArray[np.float64]]) -> None:
        self._make = make
        self._ready: npt.NDArray[np.float64] | None = None

    def block(self, n: int) -> npt.NDArray[np.float64]:
        """The next [n, count]."""
        ready = self._make(_AHEAD) if self._ready is None else self._ready
        missing = n - len(ready)
        if missing > 0:
            made = [self._make(_AHEAD) for _ in range(0, missing, _AHEAD)]
            ready = np.concatenate([ready, *made])
        self._ready = ready[n:]
        return ready[:n]


class PowerLawNoise:
    """Independent signals whose power falls as 1/f^β between 0.1 Hz and the Nyquist frequency.

    A chain of poles and zeros, evenly spaced in log frequency, approaches the slope (Oustaloup's
    filter); the standard deviation is 1.

    Parameters
    ----------
    beta : float
        Slope, 0 to 2.
    """

    def __init__(self, count: int, beta: float, rate_hz: float, rng: np.random.Generator) -> None:
        from scipy import signal

        self._rng, self._count = rng, count
        poles_hz = np.geomspace(0.05, rate_hz / 2.5, 8)
        ratio = poles_hz[1] / poles_hz[0]
        zeros_hz = poles_hz * ratio ** (beta / 2)
        zeros, poles = (np.exp(-2 * np.pi * hz / rate_hz) for hz in (zeros_hz, poles_hz))
        self._sos = signal.zpk2sos(zeros, poles, 1.0)
        frequencies, response = signal.sosfreqz(self._sos, worN=1 << 16, fs=rate_hz)
        power = float(np.trapezoid(abs(response) ** 2, frequencies) / (rate_hz / 2))
        self._sos[0, :3] /= np.sqrt(power)
        self._state = np.zeros((len(self._sos), 2, count))
        self.block(round(20 * rate_hz))  # the start-up of the slowest pole

    def block(self, n: int) -> npt.NDArray[np.float64]:
        """The next [n, count]."""
        from scipy import signal

        white = self._rng.standard_normal((n, self._count))
        out, self._state = signal.sosfilt(self._sos, white, axis=0, zi=self._state)
        return np.asarray(out)


class BandNoise:
    """Independent signals between two frequencies, with standard deviation 1."""

    def __init__(
        self, count: int, band_hz: tuple[float, float], rate_hz: float, rng: np.random.Generator
    ) -> None:
        from scipy import signal

        self._rng, self._count = rng, count
        top = min(band_hz[1], 0.45 * rate_hz)
        self._sos = signal.butter(2, (band_hz[0], top), "bandpass", fs=rate_hz, output="sos")
        frequencies, response = signal.sosfreqz(self._sos, worN=1 << 14, fs=rate_hz)
        power = float(np.trapezoid(abs(response) ** 2, frequencies) / (rate_hz / 2))
        self._sos[0, :3] /= np.sqrt(power)
        self._state = np.zeros((len(self._sos), 2, count))
        self.block(round(3 * rate_hz))

    def block(self, n: int) -> npt.NDArray[np.float64]:
        """The next [n, count]."""
        from scipy import signal

        white = self._rng.standard_normal((n, self._count))
        out, self._state = signal.sosfilt(self._sos, white, axis=0, zi=self._state)
        return np.asarray(out)


class SlowWalk:
    """Signals that wander about 0 with standard deviation 1 and forget within `memory_s`."""

    def __init__(
        self, count: int, memory_s: float, rate_hz: float, rng: np.random.Generator
    ) -> None:
        from scipy import signal

        self._rng, self._count = rng, count
        self._keep = float(np.exp(-1 / (memory_s * rate_hz)))
        start = rng.standard_normal(count) * self._keep
        self._state = start[None, :]
        self._filter = signal.lfilter

    def block(self, n: int) -> npt.NDArray[np.float64]:
        """The next [n, count]."""
        white = self._rng.standard_normal((n, self._count)) * np.sqrt(1 - self._keep**2)
        out, self._state = self._filter([1.0], [1.0, -self._keep], white, axis=0, zi=self._state)
        return np.asarray(out)
