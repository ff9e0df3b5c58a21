"""Blinks, saccades and electrodes that pop: rare, large, and known to the test that wants them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from worker.neuro.simulation.coloured import Ahead

_TAIL_S = 3.0


@dataclass(frozen=True)
class ArtefactRates:
    """How many of each come in a minute."""

    blinks: float = 15.0
    saccades: float = 20.0
    pops: float = 0.3


class Artefacts:
    """Adds artefacts at random moments; each is drawn whole when it begins."""

    def __init__(
        self,
        electrodes_m: npt.NDArray[np.float64],
        rate_hz: float,
        rates: ArtefactRates,
        rng: np.random.Generator,
    ) -> None:
        self._rng, self._rate_hz, self._rates = rng, rate_hz, rates
        units = electrodes_m / np.linalg.norm(electrodes_m, axis=1, keepdims=True)
        eyes = np.array([0.0, 0.96, -0.28])
        self._front = np.exp(-np.arccos(np.clip(units @ eyes, -1, 1)) * 2.2)
        self._sideways = self._front * np.sign(units[:, 0]) * abs(units[:, 0])
        self._pending = np.zeros((round(_TAIL_S * rate_hz), len(units)))
        self._ahead = Ahead(self._made)

    def block(self, n: int) -> npt.NDArray[np.float64]:
        """The next [n, C] µV."""
        return self._ahead.block(n)

    def _made(self, n: int) -> npt.NDArray[np.float64]:
        tail = len(self._pending)
        room = np.vstack([self._pending, np.zeros((n, self._pending.shape[1]))])
        for kind, per_minute in (
            (self._blink, self._rates.blinks),
            (self._saccade, self._rates.saccades),
            (self._pop, self._rates.pops),
        ):
            for _ in range(self._rng.poisson(per_minute * n / self._rate_hz / 60)):
                shape = kind()[:tail]
                start = int(self._rng.integers(n))
                room[start : start + len(shape)] += shape
        out, self._pending = room[:n], room[n:]
        return out

    def _blink(self) -> npt.NDArray[np.float64]:
        length = round(self._rng.uniform(0.25, 0.4) * self._rate_hz)
        return np.outer(np.hanning(length) * self._rng.uniform(100, 200), self._front)

    def _saccade(self) -> npt.NDArray[np.float64]:
        times_s = np.arange(round(1.5 * self._rate_hz)) / self._rate_hz
        size_uv = self._rng.normal(0, 40)
        return np.outer(size_uv * np.exp(-times_s / 0.4), self._sideways)

    def _pop(self) -> npt.NDArray[np.float64]:
        times_s = np.arange(round(_TAIL_S * self._rate_hz)) / self._rate_hz
        one = np.zeros(len(self._front))
        one[self._rng.integers(len(one))] = self._rng.choice([-1, 1]) * self._rng.uniform(80, 300)
        return np.outer(np.exp(-times_s / 0.7), one)
