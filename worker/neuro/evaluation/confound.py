"""What a block design does: 40 classes decoded from EEG that answers to no picture at all.

Spampinato et al. (2017) showed all pictures of a class in one run. Li et al. (2021) found that
decoders then tell the run, not the picture. Here nobody sees anything, and they still do.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from worker.neuro.decoding.trials import Trials, joined
from worker.neuro.evaluation.audit import LeakySplit, SafeSplit
from worker.neuro.evaluation.classification import ManyClasses
from worker.neuro.evaluation.controls import control_embeddings
from worker.neuro.evaluation.report import Figure, figure
from worker.neuro.evaluation.splits import leave_out, random_rows
from worker.statistics.intervals import Floats

Design = Literal["block", "rapid"]
Features = Callable[[Trials], Floats]
CLASSES, PER_CLASS = 40, 50
ON_S, PAUSE_S = 0.5, 10.0
RATE_HZ, CHANNELS = 128.0, 32
LENGTH = round(0.44 * RATE_HZ)
_CHUNK_S = 10.0


@dataclass(frozen=True)
class ConfoundSettings:
    """How large the simulated experiment is."""

    classes: int = CLASSES
    per_class: int = PER_CLASS
    seed: int = 0


def silent_trials(settings: ConfoundSettings, design: Design, session: int) -> Trials:
    """One session of one simulated person whose EEG holds noise and nothing else.

    In a block design all pictures of a class come in one run, in random order with 10 s
    between runs; in a rapid one all pictures are mixed, and a run has as many of them. Every
    session shows pictures of its own.
    """
    runs, each = settings.classes, settings.per_class
    # No class comes at the same place in two sessions: the time of day must not tell it either.
    first_order = np.random.default_rng((settings.seed, 0)).permutation(runs)
    concept = np.repeat(np.roll(first_order, session * (runs // 3)), each)
    if design == "rapid":
        concept = np.random.default_rng((settings.seed, session, 1)).permutation(concept)
    n = len(concept)
    place = np.arange(n)
    block = place // each
    begin_s = PAUSE_S + place * ON_S + block * PAUSE_S
    signal = _noise(float(begin_s[-1]) + 1.0, settings.seed, session)
    first = np.round(begin_s * RATE_HZ).astype(np.int64)
    rows = first[:, None] + np.arange(LENGTH)
    return Trials(
        samples=signal[rows].transpose(0, 2, 1),
        before=signal[rows - LENGTH].transpose(0, 2, 1),
        picture=_numbers(concept, each) + session * runs * each,
        concept=concept.astype(np.int64),
        subject=np.ones(n, np.int64),
        session=np.full(n, session, np.int64),
        block=block,
        order=place,
        labels=_labels(),
        rate_hz=RATE_HZ,
        first_s=0.0,
        simulated=True,
    )


def _numbers(concept: npt.NDArray[np.int64], each: int) -> npt.NDArray[np.int64]:
    """A number for every picture: those of a class follow each other."""
    out = np.empty(len(concept), np.int64)
    for kind in np.unique(concept):
        own = np.flatnonzero(concept == kind)
        out[own] = kind * each + np.arange(len(own))
    return out


def _labels() -> tuple[str, ...]:
    from worker.neuro.simulation.montage import electrode_labels

    return tuple(electrode_labels(CHANNELS))


def _noise(seconds: float, seed: int, session: int) -> npt.NDArray[np.float32]:
    """Brain, skin, mains and amplifier of the simulated participant, without blinks: [N, C] µV."""
    from worker.neuro.simulation.anatomy import make_head
    from worker.neuro.simulation.noise import BrainNoise, NoiseLevels, SetupNoise

    head, _ = make_head(_labels(), np.random.default_rng((seed, 1)))
    levels = NoiseLevels()
    brain = BrainNoise(head, RATE_HZ, levels, np.random.default_rng((seed, session, 2)))
    setup = SetupNoise(CHANNELS, RATE_HZ, levels, np.random.default_rng((seed, session, 3)))
    size = round(_CHUNK_S * RATE_HZ)
    chunks = int(np.ceil(seconds / _CHUNK_S))
    ones = np.ones(size)
    parts = [(brain.block(size, ones) + setup.block(size)) for _ in range(chunks)]
    return np.concatenate(parts).astype(np.float32)


@dataclass(frozen=True)
class FittedNeighbour:
    """The training trials as points, with their targets."""

    points: Floats
    targets: npt.NDArray[np.float32]
    features: Features

    def embed(self, trials: Trials) -> npt.NDArray[np.float32]:
        """The targets of the most alike training trial, float32 [n, K]."""
        from scipy.spatial import cKDTree

        _, nearest = cKDTree(self.points).query(self.features(trials))
        return np.asarray(self.targets[nearest], np.float32)


@dataclass(frozen=True)
class NearestNeighbour:
    """As simple as a decoder can be: whatever was shown in the most alike training trial."""

    features: Features
    name: str = "nearest_neighbour"

    def fit(
        self,
        train: Trials,
        targets: npt.NDArray[np.float32],
        validation: object = None,
        seed: int = 0,
    ) -> FittedNeighbour:
        """Neither validation nor seed is used."""
        return FittedNeighbour(self.features(train), targets, self.features)


def electrode_means(trials: Trials) -> Floats:
    """The mean of each channel over the trial, float64 [n, C]: the drift of the electrodes."""
    return np.asarray(trials.samples.mean(axis=2, dtype=np.float64))


def band_powers(trials: Trials) -> Floats:
    """Logarithmic power in four bands from 5 Hz on, float64 [n, 4 C]: what a filter leaves."""
    spectrum = np.abs(np.fft.rfft(trials.samples, axis=2)) ** 2
    hz = np.fft.rfftfreq(trials.samples.shape[2], 1 / trials.rate_hz)
    parts = [
        np.log(spectrum[:, :, (hz >= low) & (hz < high)].mean(axis=2) + 1e-9)
        for low, high in ((5, 9), (9, 14), (14, 30), (30, 55))
    ]
    return np.concatenate(parts, axis=1).astype(np.float64)


@dataclass(frozen=True)
class Demonstration:
    """Figures by name, leaky ones under no other name than that; controls by figure and control."""

    figures: dict[str, Figure]
    n_trials: int
    controls: dict[str, Figure]


LEAKY = "leaky_split_accuracy"
LEAKY_FILTERED = "leaky_split_accuracy_above_5_hz"
OTHER_SESSION = "accuracy_in_another_session"
RAPID = "accuracy_of_a_mixed_order"


def demonstrate(settings: ConfoundSettings) -> Generator[str, None, Demonstration]:
    """Decode silent EEG with a leaky split and with two safe ones. Steps tell what comes next."""
    task = ManyClasses(tuple(range(settings.classes)))
    runs_of_a_class = replace(task, in_runs=True)
    blocked = []
    for session in (0, 1):
        yield "simulating"
        blocked.append(silent_trials(settings, "block", session))
    first = blocked[0]
    split = random_rows(first, 0.2, settings.seed, name="leaky: random pictures of the same runs")
    leaky = LeakySplit(first, split)
    both = joined(blocked)
    other = leave_out(
        both,
        np.flatnonzero(both.session == 1),
        ("session", "picture"),
        name="block design, another session",
    )
    yield "simulating"
    mixed = silent_trials(settings, "rapid", 2)
    fifth = np.flatnonzero(mixed.block % 5 == 4)
    runs = leave_out(mixed, fifth, ("block", "picture"), name="mixed order, every fifth run")
    measured = (
        (LEAKY, leaky, runs_of_a_class, electrode_means),
        (LEAKY_FILTERED, leaky, runs_of_a_class, band_powers),
        (OTHER_SESSION, SafeSplit(both, other), runs_of_a_class, electrode_means),
        (RAPID, SafeSplit(mixed, runs), task, electrode_means),
    )
    figures: dict[str, Figure] = {}
    checked: dict[str, Figure] = {}
    for name, examined, asked, features in measured:
        yield name
        found = _figures(examined, asked, features, settings.seed)
        figures[name] = found.pop("")
        checked |= {f"{name}_{control}": each for control, each in found.items()}
    return Demonstration(figures, len(both) + len(mixed), checked)


def _figures(
    examined: SafeSplit | LeakySplit, task: ManyClasses, features: Features, seed: int
) -> dict[str, Figure]:
    """The figure under an empty name, and those of its controls."""
    trials, split = examined.trials, examined.split
    train, test = trials.rows(split.train), trials.rows(split.test)
    decoder = NearestNeighbour(features)
    fitted = decoder.fit(train, task.targets(train))
    rng = np.random.default_rng((seed, len(train), len(test)))

    def share(embedding: npt.NDArray[np.float32]) -> Figure:
        (score,) = task.scores([embedding], [test])
        return figure(score, split.name, [examined.audit], seed)

    found = {"": share(fitted.embed(test))}
    for name, embedding in control_embeddings(decoder, fitted, task, (train, test), seed, rng):
        found[name] = share(embedding)
    return found
