"""One simulated participant: a head, responses at a chosen strength, noise around them."""

from __future__ import annotations

from typing import Literal

import msgspec
import numpy as np
import numpy.typing as npt

from shared.errors import AppError
from worker.neuro.simulation.anatomy import Head, make_head
from worker.neuro.simulation.artefacts import ArtefactRates, Artefacts
from worker.neuro.simulation.montage import electrode_labels
from worker.neuro.simulation.noise import BrainNoise, NoiseLevels, SetupNoise
from worker.neuro.simulation.pictures import description_of
from worker.neuro.simulation.responses import Responses

Level = Literal["realistic", "demo"]
# Raised with every change of what equal settings simulate: models know the people of before.
SIMULATOR_VERSION = 1
# Power of what tells pictures apart, 40–500 ms after them, against everything else as it is
# recorded, unfiltered. "Realistic" is about as hard to decode as a person; "demo" is kinder.
LEVEL_DB: dict[str, float] = {"realistic": -31.2, "demo": -24.5}
LOWEST_HZ, HIGHEST_HZ = 100.0, 4000.0
_WINDOW_S = (0.04, 0.5)
_MEASURED_S, _MEASURED_HZ = 120, 250.0
_MEASURED_PICTURES = 120


class SimulationSettings(msgspec.Struct, frozen=True, kw_only=True):
    """All that decides what is simulated: equal settings give equal samples."""

    level: str = "realistic"
    seed: int = 7
    channels: int = 64
    rate_hz: float = 250.0
    participant: int = 1
    session: int = 1
    pictures: int = 240
    on_s: float = 0.5
    soa_s: float = 1.2
    line_hz: float = 50.0

    def checked(self) -> SimulationSettings:
        """These settings.

        Raises
        ------
        AppError
            `bad_field` with the value and the limit.
        """
        electrode_labels(self.channels)
        if self.level not in LEVEL_DB:
            raise AppError(
                "bad_field", field="--level", value=self.level, limit=" or ".join(LEVEL_DB)
            )
        if not LOWEST_HZ <= self.rate_hz <= HIGHEST_HZ:
            limit = f"{LOWEST_HZ:g} to {HIGHEST_HZ:g}"
            raise AppError("bad_field", field="--rate-hz", value=self.rate_hz, limit=limit)
        if self.seed < 0 or self.participant < 1:
            limit = "0 or more"
            raise AppError("bad_field", field="--seed", value=self.seed, limit=limit)
        return self


class Participant:
    """The parts of a participant that stay the same from session to session.

    How strongly it answers is decided under the usual cap, and does not depend on the electrodes
    that are worn or on the rate.
    """

    def __init__(self, settings: SimulationSettings) -> None:
        self.settings = settings.checked()
        who = (settings.seed, settings.participant)
        self.head, usual = make_head(
            electrode_labels(settings.channels), np.random.default_rng((*who, 1))
        )
        answers = Responses(usual, _MEASURED_HZ, np.random.default_rng((*who, 2)))
        noise = _noise_power(usual, np.random.default_rng((*who, 3)))
        wanted = noise * 10 ** (LEVEL_DB[settings.level] / 10)
        answers.gain = float(np.sqrt(wanted / _signal_power(answers)))
        self.responses = Responses(
            self.head, settings.rate_hz, np.random.default_rng((*who, 2)), answers
        )


def _noise_power(head: Head, rng: np.random.Generator) -> float:
    """Variance in µV² of all that is recorded besides responses, mean over channels."""
    levels = NoiseLevels()
    brain = BrainNoise(head, _MEASURED_HZ, levels, rng)
    setup = SetupNoise(len(head.labels), _MEASURED_HZ, levels, rng)
    artefacts = Artefacts(head.electrodes_m, _MEASURED_HZ, ArtefactRates(), rng)
    n = round(_MEASURED_S * _MEASURED_HZ)
    noise = brain.block(n, np.ones(n)) + setup.block(n) + artefacts.block(n)
    return float(noise.var(axis=0).mean())


def _signal_power(answers: Responses) -> float:
    """Variance in µV² over pictures of what the responses have of their own, at gain 1."""
    window = slice(*(round(at_s * _MEASURED_HZ) for at_s in _WINDOW_S))
    seen = [description_of(number) for number in range(_MEASURED_PICTURES)]
    specific = np.array([_referenced(answers.specific(each)[window]) for each in seen])
    return float(specific.var(axis=0).mean())


def _referenced(samples: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Average reference [n, C]; a single channel keeps its own."""
    if samples.shape[1] == 1:
        return samples
    return np.asarray(samples - samples.mean(axis=1, keepdims=True))
