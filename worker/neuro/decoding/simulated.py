"""Trials of the simulated participant, cut by the chain that recordings and live streams take."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
import numpy.typing as npt

from shared.neuro.trial_cutter import Mark, TrialCutter
from worker.neuro.decoding.cutting import Cut, stacked
from worker.neuro.decoding.trials import Trials
from worker.neuro.simulation.participant import Participant, SimulationSettings
from worker.neuro.simulation.pictures import CONCEPTS
from worker.neuro.simulation.session import Session

TRIALS_PER_BLOCK = 100


def simulated_trials(
    settings: SimulationSettings, order: npt.NDArray[np.int64], *, subject: int | None = None
) -> Trials:
    """The pictures of `order` shown one after another in one session.

    Parameters
    ----------
    subject : int, optional
        Number of the person in the trials; the participant's own without it.
    """
    steps = simulation_steps(settings, order, subject=subject)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: Trials = end.value
            return found


def simulation_steps(
    settings: SimulationSettings, order: npt.NDArray[np.int64], *, subject: int | None = None
) -> Generator[int, None, Trials]:
    """As `simulated_trials`, telling after each block of trials how many there are."""
    participant = Participant(settings)
    yield 0
    session = Session(participant, order=tuple(int(number) for number in order))
    cutter = TrialCutter(participant.head.labels, settings.rate_hz)
    cut: list[Cut] = []
    places: dict[Mark, int] = {}
    told = 0
    while len(cut) + cutter.dropped < len(order):
        block = session.block()
        marks = [Mark(float(each.sample), each.picture) for each in block.shown]
        places |= {mark: len(places) + number for number, mark in enumerate(marks)}
        cut += [
            (mark, after, before, places[mark] // TRIALS_PER_BLOCK, places[mark])
            for mark, after, before in cutter.add(block.samples, marks)
        ]
        if len(cut) + cutter.dropped >= told + TRIALS_PER_BLOCK:
            told = len(cut) + cutter.dropped
            yield told
    who = settings.participant if subject is None else subject
    return stacked(cut, participant.head.labels, CONCEPTS, who, settings.session, simulated=True)
