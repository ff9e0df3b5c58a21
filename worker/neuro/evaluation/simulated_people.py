"""Simulated people whom nothing was trained on: a calibration session, then a test session."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from shared.errors import AppError
from worker.neuro.decoding.simulated import simulation_steps
from worker.neuro.decoding.trials import Trials, joined
from worker.neuro.evaluation.audit import Exposure, SafeSplit
from worker.neuro.evaluation.splits import leave_out
from worker.neuro.simulation.participant import SimulationSettings
from worker.neuro.training.eeg_split import (
    PEOPLE,
    calibration_pictures,
    tested_pictures,
    trained_pictures,
)
from worker.neuro.training.people import SOA_S, TRAINED_SEED

SPLIT = "unseen concepts and pictures, another session of a person not trained on"
# Numbers of people in an evaluation, which no trained person has.
_STRANGERS = 100_000
_SEEDS_OF_TRAINING = 1_000_000


@dataclass(frozen=True)
class Experiment:
    """What every person is shown.

    Attributes
    ----------
    calibrated, tested : tuple of int
        Numbers of pictures: those of the first session, and those of the second.
    repeats : int
        How often each tested picture is shown.
    """

    level: str
    seed: int
    channels: int = 64
    calibrated: tuple[int, ...] = field(default_factory=calibration_pictures)
    tested: tuple[int, ...] = field(default_factory=tested_pictures)
    repeats: int = 20

    @property
    def minutes(self) -> float:
        """Minutes of signal that calibration takes."""
        return len(self.calibrated) * SOA_S / 60


def exposure_of_model(concepts: int) -> Exposure:
    """What the EEG side of a trained model has learned from."""
    pictures = trained_pictures()
    return Exposure(
        pictures=frozenset(pictures),
        concepts=frozenset(number % concepts for number in pictures),
        subjects=frozenset(person.number for person in PEOPLE),
    )


def simulated_person(
    experiment: Experiment, number: int, exposure: Exposure
) -> Generator[float, None, SafeSplit]:
    """Both sessions of one person: the first trains, the second tests. Steps tell the share done.

    Raises
    ------
    AppError
        `bad_field` for a seed that the people of the training were made with.
    """
    if 0 <= experiment.seed - TRAINED_SEED < _SEEDS_OF_TRAINING:
        limit = f"below {TRAINED_SEED}: people with other seeds were trained on"
        raise AppError("bad_field", field="seed", value=experiment.seed, limit=limit)
    sessions = []
    shown = (experiment.calibrated, experiment.tested * experiment.repeats)
    done, total = 0, sum(map(len, shown))
    for session, numbers in enumerate(shown, 1):
        rng = np.random.default_rng((experiment.seed, number, session))
        settings = SimulationSettings(
            level=experiment.level,
            seed=experiment.seed,
            channels=experiment.channels,
            participant=number,
            session=session,
            soa_s=SOA_S,
        )
        order = rng.permutation(np.asarray(numbers, np.int64))
        steps = simulation_steps(settings, order, subject=_STRANGERS + number)
        sessions.append((yield from _shares(steps, done, total)))
        done += len(numbers)
    trials = joined(sessions)
    test = np.flatnonzero(trials.session == 2)
    split = leave_out(trials, test, ("picture", "concept", "block", "session"), name=SPLIT)
    return SafeSplit(trials, split, exposure)


def _shares(
    steps: Generator[int, None, Trials], done: int, total: int
) -> Generator[float, None, Trials]:
    while True:
        try:
            yield (done + next(steps)) / total
        except StopIteration as end:
            found: Trials = end.value
            return found


def labels_only(trials: Trials) -> Trials:
    """Trials without their samples, which are large: what scoring needs."""
    nothing: npt.NDArray[np.float32] = np.zeros((len(trials), 1, 1), np.float32)
    return replace(trials, samples=nothing, before=nothing)
