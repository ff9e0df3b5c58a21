"""A session: pictures shown one after another, recorded without a break."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from worker.neuro.simulation.artefacts import ArtefactRates, Artefacts
from worker.neuro.simulation.noise import BrainNoise, NoiseLevels, SetupNoise
from worker.neuro.simulation.participant import Participant
from worker.neuro.simulation.pictures import description_of

BLOCK_S = 0.2
FIRST_PICTURE_S = 2.0
_SOA_JITTER_S = 0.05
# Alpha falls after a picture and comes back: depth, and the moments of deepest and half.
_CALM_DEPTH, _CALM_AT_S, _CALM_WIDTH_S = 0.4, 0.35, 0.18
PICTURE = "picture/"


@dataclass(frozen=True)
class Shown:
    """A picture shown at a sample; `sample` counts from the start of the session."""

    sample: int
    picture: int

    @property
    def text(self) -> str:
        """The marker, such as `picture/17`."""
        return f"{PICTURE}{self.picture}"


@dataclass(frozen=True)
class Block:
    """Consecutive samples float32 [n, C] in µV from `start`, and what was shown among them."""

    start: int
    samples: npt.NDArray[np.float32]
    shown: tuple[Shown, ...]


class Session:
    """Makes a session block by block; the same settings give the same samples.

    Parameters
    ----------
    order : sequence of int, optional
        Pictures to show, then the session goes on without; else all pictures in random order,
        again and again.
    """

    def __init__(
        self,
        participant: Participant,
        *,
        order: tuple[int, ...] | None = None,
        levels: NoiseLevels | None = None,
        artefacts: ArtefactRates | None = None,
    ) -> None:
        settings = participant.settings
        self._settings, self._responses = settings, participant.responses
        rate_hz, head = settings.rate_hz, participant.head
        who = (settings.seed, settings.participant, 100 + settings.session)
        rngs = [np.random.default_rng((*who, part)) for part in range(6)]
        levels = levels or NoiseLevels(line_hz=settings.line_hz)
        self._brain = BrainNoise(head, rate_hz, levels, rngs[0])
        self._setup = SetupNoise(settings.channels, rate_hz, levels, rngs[1])
        self._artefacts = Artefacts(
            head.electrodes_m, rate_hz, artefacts or ArtefactRates(), rngs[2]
        )
        # Electrodes are put on anew for each session.
        self._gain = rngs[3].normal(1, 0.05, settings.channels)
        self._trials, self._schedule = rngs[4], self._scheduled(order, rngs[5])
        self._next = next(self._schedule, None)
        self._block = round(BLOCK_S * rate_hz)
        self._seen: dict[int, int] = {}
        self._pending = np.zeros((self._responses.length, settings.channels))
        self._calm = np.ones(self._responses.length)
        self._at = 0

    def block(self, count: int | None = None) -> Block:
        """The next `count` samples, 0.2 s without it; samples do not depend on the portions."""
        start, n = self._at, self._block if count is None else count
        shown = []
        self._pending = np.vstack([self._pending, np.zeros((n, self._settings.channels))])
        self._calm = np.concatenate([self._calm, np.ones(n)])
        while self._next is not None and self._next.sample < start + n:
            self._show(self._next, self._next.sample - start)
            shown.append(self._next)
            self._next = next(self._schedule, None)
        samples = self._pending[:n] + self._brain.block(n, self._calm[:n])
        samples = samples * self._gain + self._setup.block(n) + self._artefacts.block(n)
        self._pending, self._calm = self._pending[n:], self._calm[n:]
        self._at += n
        return Block(start=start, samples=samples.astype(np.float32), shown=tuple(shown))

    def _show(self, shown: Shown, offset: int) -> None:
        repeats = self._seen.get(shown.picture, 0)
        self._seen[shown.picture] = repeats + 1
        response = self._responses.trial(description_of(shown.picture), self._trials, repeats)
        length = min(len(response), len(self._pending) - offset)
        self._pending[offset : offset + length] += response[:length]
        times_s = np.arange(length) / self._settings.rate_hz
        dip = _CALM_DEPTH * np.exp(-0.5 * ((times_s - _CALM_AT_S) / _CALM_WIDTH_S) ** 2)
        self._calm[offset : offset + length] *= 1 - dip

    def _scheduled(
        self, order: tuple[int, ...] | None, rng: np.random.Generator
    ) -> Iterator[Shown]:
        at_s = FIRST_PICTURE_S
        while True:
            pictures = rng.permutation(self._settings.pictures) if order is None else order
            for picture in pictures:
                yield Shown(round(at_s * self._settings.rate_hz), int(picture))
                at_s += self._settings.soa_s + rng.uniform(-_SOA_JITTER_S, _SOA_JITTER_S)
            if order is not None:
                return
