"""What a broken sender sends, as a plan that the sender carries out and a test compares with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Literal

import numpy as np

CHUNK_S = 0.02
Fault = Literal["clean", "lose", "silent", "twice", "swap", "jump", "hold", "jitter"]
ValueFault = Literal["flat", "railed", "bridged", "line", "nan", "inf", "alone"]


@dataclass(frozen=True)
class Phase:
    """One fault for some seconds of samples.

    Attributes
    ----------
    do : str
        lose: each sample with the chance `share` · silent: all · twice: every fifth chunk comes
        twice · swap: every fifth chunk changes places with the next · jump: stamps go on `by_s`
        later · hold: chunks are held back up to `by_s` · jitter: the same, and stamped when sent.
    broken : dict of str to str
        Channel (its number) → what is wrong with its values.
    """

    do: Fault
    seconds: float
    share: float = 0.0
    by_s: float = 0.0
    broken: dict[str, ValueFault] = field(default_factory=dict)


@dataclass(frozen=True)
class Script:
    """Phases one after the other, and markers as (sent at, stamped, text), s from the start."""

    phases: tuple[Phase, ...]
    markers: tuple[tuple[float, float, str], ...] = ()

    def to_json(self) -> str:
        """As the sender takes it."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Script:
        """What `to_json` wrote."""
        values = json.loads(text)
        phases = tuple(Phase(**phase) for phase in values["phases"])
        return cls(phases, tuple((at, stamp, said) for at, stamp, said in values["markers"]))


@dataclass(frozen=True)
class Push:
    """Samples that are sent at once: when (s from the start), which, and how they are stamped."""

    at_s: float
    numbers: np.ndarray
    stamps_s: np.ndarray
    broken: dict[str, ValueFault] = field(default_factory=dict)


def pushes(phases: Sequence[Phase], rate_hz: float, ppm: float = 0.0) -> Iterator[Push]:
    """Everything that is sent, in order; the amplifier's clock runs `ppm` fast."""
    rng = np.random.default_rng(11)
    size = max(1, round(CHUNK_S * rate_hz))
    start, moved_s, at_s = 0, 0.0, 0.0
    for phase in phases:
        stop = start + round(phase.seconds * rate_hz)
        moved_s += phase.by_s if phase.do == "jump" else 0.0
        held: list[Push] = []
        for place, begin in enumerate(range(start, stop, size)):
            numbers = np.arange(begin, min(begin + size, stop))
            due_s = float(numbers[-1] + 1) / rate_hz
            late_s = rng.uniform(0, phase.by_s) if phase.do in ("hold", "jitter") else 0.0
            at_s = max(at_s, due_s + late_s)
            stamps_s = numbers / rate_hz * (1 + ppm * 1e-6) + moved_s
            if phase.do == "jitter":
                stamps_s = stamps_s + at_s - due_s
            kept = np.ones(len(numbers), bool)
            if phase.do == "lose":
                kept = rng.random(len(numbers)) >= phase.share
            elif phase.do == "silent":
                kept[:] = False
            push = Push(at_s, numbers[kept], stamps_s[kept], phase.broken)
            if phase.do == "swap" and place % 5 == 3:
                held.append(push)
                continue
            for each in (push, *held, *([push] if phase.do == "twice" and place % 5 == 3 else [])):
                if len(each.numbers):
                    yield Push(at_s, each.numbers, each.stamps_s, each.broken)
            held.clear()
        start = stop


def values(numbers: np.ndarray, channels: int, rate_hz: float) -> np.ndarray:
    """Samples float64 [n, C] in µV: channel 0 counts, the others share some slow waves."""
    times_s = numbers / rate_hz
    hz = np.array([1.7, 3.1, 5.3, 8.9, 10.3, 13.7, 18.1, 22.3])
    waves = np.sin(2 * np.pi * times_s[:, None] * hz + np.arange(len(hz)) ** 2) * 12 / hz**0.5
    mixing = np.random.default_rng(5).normal(1.0, 0.6, (len(hz), channels))
    noise = np.empty((len(numbers), channels))
    for row, number in enumerate(numbers.tolist()):
        noise[row] = np.random.default_rng(number).normal(0, 1.5, channels)
    samples = waves @ mixing + noise
    samples[:, 0] = numbers
    return np.asarray(samples)


def broken_values(
    samples: np.ndarray, numbers: np.ndarray, rate_hz: float, broken: dict[str, ValueFault]
) -> np.ndarray:
    """The samples with some channels out of order."""
    out = samples.copy()
    for name, fault in broken.items():
        channel = int(name)
        if fault == "bridged":
            out[:, channel] = out[:, channel + 1]
        elif fault == "line":
            out[:, channel] += 400 * np.sin(2 * np.pi * 50 * numbers / rate_hz)
        elif fault == "alone":
            lonely = [np.random.default_rng(int(n) + 10**6).normal(0, 20) for n in numbers]
            out[:, channel] = lonely
        else:
            fixed = {"flat": 12.0, "railed": 187_500.0, "nan": np.nan, "inf": np.inf}
            out[:, channel] = fixed[fault]
    return out
