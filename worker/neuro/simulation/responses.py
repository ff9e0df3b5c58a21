"""How one participant's brain answers a picture: stages of seeing, each with its time."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from worker.neuro.simulation.anatomy import Head
from worker.neuro.simulation.meanings import MEANING
from worker.neuro.simulation.pictures import CONCEPTS, LOOK, Description, description_of

LENGTH_S = 0.8
Waves = tuple[tuple[float, float, float], ...]
# Moments (s), widths (s) and heights of the waves that tell pictures apart.
V1_WAVES: Waves = ((0.095, 0.014, 1.0), (0.140, 0.020, -0.5))
V4_WAVES: Waves = ((0.150, 0.022, 1.0), (0.215, 0.035, -0.4))
# Meaning unfolds: N170, P2 and two later waves each have a pattern of their own.
MEANING_WAVES: Waves = (
    (0.180, 0.022, -1.0),
    (0.250, 0.035, 0.5),
    (0.320, 0.040, 0.7),
    (0.410, 0.045, 0.7),
)
# What all pictures bring about: moments of each dipole in nAm as waves. P1 and P2 come from early
# visual areas, N170 from the sides below, the late positivity from where alpha comes from, and
# beside its scale.
EARLY_NAM: Waves = ((0.100, 0.016, 3.0), (0.235, 0.030, 1.5))
LATERAL_NAM: Waves = ((0.170, 0.020, -1.8), (0.260, 0.035, 0.6))
VENTRAL_NAM: Waves = ((0.170, 0.020, -3.6), (0.260, 0.035, 1.2))
PARIETAL: Waves = ((0.400, 0.090, 0.45),)
# Shares of the stages in what tells pictures apart.
SHARES = {"contrast": 0.7, "look": 0.56, "meaning": 1.0}
LATENCY_JITTER_S, AMPLITUDE_JITTER, LAPSES = 0.005, 0.2, 0.05
# Share of the power of a spread over dipoles that all people have in common.
ALIKE = 0.5
_PEOPLE = 20251126


def wave(times_s: npt.NDArray[np.float64], waves: Waves) -> npt.NDArray[np.float64]:
    """A sum of Gaussian bumps at `times_s` after the picture."""
    return np.asarray(
        sum(sign * np.exp(-0.5 * ((times_s - at) / width) ** 2) for at, width, sign in waves)
    )


class Responses:
    """What the electrodes see of one participant's responses; pure once made.

    Parameters
    ----------
    rng : np.random.Generator
        Makes what is this participant's own: how looks and meanings are spread over dipoles.
    usual : Responses, optional
        The same participant's under the usual cap, which decide how strong they are; with the
        same state of `rng`. Without it these are they.
    """

    def __init__(
        self,
        head: Head,
        rate_hz: float,
        rng: np.random.Generator,
        usual: Responses | None = None,
    ) -> None:
        self.rate_hz = rate_hz
        self.length = round(LENGTH_S * rate_hz)
        self._v1 = head.v1
        self._v4 = head.v4 @ _spread((head.v4.shape[1], LOOK), 4, rng) / np.sqrt(LOOK)
        knowing = np.hstack([head.ventral, head.lateral])
        spread = _spread((len(MEANING_WAVES), knowing.shape[1], MEANING), 5, rng)
        self._meaning = knowing @ spread
        areas = (head.v1, head.v4, head.ventral, head.alpha)
        strengths = np.exp(rng.normal(0, 0.25, len(areas)))
        self._common = [
            strength * area @ rng.normal(1, 0.3, area.shape[1])
            for strength, area in zip(strengths, areas, strict=True)
        ]
        self._balance: npt.NDArray[np.float64] = (
            self._balanced() if usual is None else usual._balance
        )
        self.gain: float = 1.0 if usual is None else usual.gain

    def specific(self, seen: Description, shift_s: float = 0.0) -> npt.NDArray[np.float64]:
        """What tells this picture from others: [length, C] µV, `shift_s` late."""
        contrast, look, meaning = standardised(seen)
        times_s = np.arange(self.length) / self.rate_hz - shift_s
        balance = self._balance * self.gain
        parts: list[tuple[float, Waves, npt.NDArray[np.float64]]] = [
            (balance[0], V1_WAVES, self._v1 @ contrast),
            (balance[1], V4_WAVES, self._v4 @ look),
        ]
        parts += [
            (balance[2], (one,), map_ @ meaning)
            for one, map_ in zip(MEANING_WAVES, self._meaning, strict=True)
        ]
        # One product is several times faster than a sum of outer products.
        waves = np.array([share * wave(times_s, shape) for share, shape, _ in parts])
        return np.asarray(waves.T @ np.array([map_ for _, _, map_ in parts]))

    def common(self, shift_s: float = 0.0) -> npt.NDArray[np.float64]:
        """What every picture brings about: [length, C] µV."""
        times_s = np.arange(self.length) / self.rate_hz - shift_s
        stages = (EARLY_NAM, LATERAL_NAM, VENTRAL_NAM, PARIETAL)
        waves = np.array([wave(times_s, one) for one in stages])
        return np.asarray(waves.T @ np.array(self._common))

    def trial(
        self, seen: Description, rng: np.random.Generator, repeats: int = 0
    ) -> npt.NDArray[np.float64]:
        """One presentation [length, C] µV: never quite on time, weaker when seen before, and
        sometimes hardly there because nobody attended."""
        shift_s = rng.normal(0, LATENCY_JITTER_S)
        strength = max(0.0, 1 + rng.normal(0, AMPLITUDE_JITTER)) * 0.97 ** min(repeats, 10)
        if rng.random() < LAPSES:
            strength *= 0.2
        return strength * (self.common(shift_s) + self.specific(seen, shift_s))

    def _balanced(self) -> npt.NDArray[np.float64]:
        """Factors that give each stage its share of the power at the electrodes."""
        maps = (self._v1, self._v4, self._meaning)
        power = [np.sqrt((m**2).sum(axis=-1).mean()) for m in maps]
        return np.array([share / p for share, p in zip(SHARES.values(), power, strict=True)])


def _spread(shape: tuple[int, ...], area: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """How an area spreads what it tells over its dipoles: half of it alike in all people.

    People's visual areas are organised alike, but not the same: decoders that have learned from
    others do better than chance with a new person, and far better after a calibration.
    """
    alike = np.random.default_rng((_PEOPLE, area)).normal(size=shape)
    return np.asarray(np.sqrt(ALIKE) * alike + np.sqrt(1 - ALIKE) * rng.normal(size=shape))


def standardised(seen: Description) -> tuple[npt.NDArray[np.float64], ...]:
    """Contrast [64], look [10] and meaning [16], each with mean 0 over many pictures."""
    centre, scale = _statistics()
    return tuple(
        (part.ravel() - middle) / width
        for part, middle, width in zip(
            (seen.contrast, seen.look, seen.meaning), centre, scale, strict=True
        )
    )


@cache
def _statistics() -> tuple[list[npt.NDArray[np.float64]], list[npt.NDArray[np.float64] | float]]:
    many = [description_of(number) for number in range(CONCEPTS)]
    contrast = np.array([seen.contrast.ravel() for seen in many])
    look = np.array([seen.look for seen in many])
    meaning = np.array([seen.meaning for seen in many])
    centre = [contrast.mean(axis=0), look.mean(axis=0), meaning.mean(axis=0)]
    # One width for the whole field: parts that hardly vary must not become loud.
    return centre, [float(contrast.std()), look.std(axis=0), 1.0]
