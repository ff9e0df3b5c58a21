"""What the electrodes record besides responses: brain, muscle, skin, mains, amplifier."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from worker.neuro.simulation.anatomy import Head
from worker.neuro.simulation.coloured import Ahead, BandNoise, PowerLawNoise, SlowWalk

_SLOPES = (1.0, 1.2, 1.4, 1.5)


@dataclass(frozen=True)
class NoiseLevels:
    """Root mean squares over a cap of 64 in µV; `line_hz` 0 leaves the mains out."""

    background_uv: float = 9.0
    alpha_uv: float = 4.0
    muscle_uv: float = 2.0
    drift_uv: float = 12.0
    line_uv: float = 2.0
    line_hz: float = 50.0
    sensor_uv: float = 1.0


class BrainNoise:
    """Ongoing activity of the brain: 1/f everywhere, alpha at the back of the head.

    The power of alpha and muscle wanders slowly (real recordings are not stationary; with
    stationary noise a block design shows no confound after filtering).
    """

    def __init__(
        self, head: Head, rate_hz: float, levels: NoiseLevels, rng: np.random.Generator
    ) -> None:
        count = head.background.shape[1]
        groups = np.array_split(np.arange(count), len(_SLOPES))
        self._sources = [
            PowerLawNoise(len(group), beta, rate_hz, rng)
            for group, beta in zip(groups, _SLOPES, strict=True)
        ]
        self._background = head.background * levels.background_uv
        self._alpha_map = head.alpha * levels.alpha_uv
        peak_hz = float(np.clip(rng.normal(10.0, 0.6), 8.5, 11.5))
        band_hz = (peak_hz - 0.8, peak_hz + 0.8)
        self._alpha = BandNoise(head.alpha.shape[1], band_hz, rate_hz, rng)
        self._alpha_power = SlowWalk(1, 20.0, rate_hz, rng)
        sides = np.exp(-(((abs(head.electrodes_m[:, 0]) - 0.09) / 0.02) ** 2))
        self._muscle_map = levels.muscle_uv * (0.2 + sides)
        self._muscle = BandNoise(len(head.labels), (20.0, 200.0), rate_hz, rng)
        self._muscle_power = SlowWalk(len(head.labels), 30.0, rate_hz, rng)
        self._ahead = Ahead(self._made)

    def block(self, n: int, calm: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """The next [n, C] µV; alpha is weakened to `calm` [n] where a picture has been seen."""
        channels = len(self._background)
        made = self._ahead.block(n)
        # Not a matrix product, whose rounding would depend on how much is asked for.
        alpha = np.einsum("nk,ck->nc", made[:, channels:] * calm[:, None], self._alpha_map)
        return np.asarray(made[:, :channels] + alpha)

    def _made(self, n: int) -> npt.NDArray[np.float64]:
        """The next [n, C + 8]: background with muscle at the electrodes, then sources of alpha."""
        currents = np.hstack([source.block(n) for source in self._sources])
        alpha = self._alpha.block(n) * np.exp(0.4 * self._alpha_power.block(n))
        muscle = self._muscle.block(n) * np.exp(0.4 * self._muscle_power.block(n))
        return np.hstack([currents @ self._background.T + muscle * self._muscle_map, alpha])


class SetupNoise:
    """What skin, mains and amplifier add; it has nothing to do with the brain."""

    def __init__(
        self, channels: int, rate_hz: float, levels: NoiseLevels, rng: np.random.Generator
    ) -> None:
        self._rng, self._rate_hz, self._levels = rng, rate_hz, levels
        self._drift = SlowWalk(channels, 8.0, rate_hz, rng)
        harmonics = np.arange(1, 4) * levels.line_hz
        self._line_hz = harmonics[(harmonics > 0) & (harmonics < 0.45 * rate_hz)]
        self._line_gain = levels.line_uv * rng.uniform(0.3, 1.7, channels) * np.sqrt(2)
        self._phase = rng.uniform(0, 2 * np.pi, 3)
        self._at = 0
        self._ahead = Ahead(self._made)

    def block(self, n: int) -> npt.NDArray[np.float64]:
        """The next [n, C] µV."""
        return self._ahead.block(n)

    def _made(self, n: int) -> npt.NDArray[np.float64]:
        drift = self._drift.block(n)
        times_s = (self._at + np.arange(n)) / self._rate_hz
        self._at += n
        out = self._levels.drift_uv * drift
        out += self._levels.sensor_uv * self._rng.standard_normal(drift.shape)
        for order, hz in enumerate(self._line_hz):
            wave = np.sin(2 * np.pi * hz * times_s + self._phase[order]) / 3**order
            out += np.outer(wave, self._line_gain)
        return np.asarray(out)
