"""The plan of a protocol: every trial with its block, picture and times, from settings and seed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec
import numpy as np

from shared.errors import AppError
from shared.neuro.stimulus.order import MIN_BLOCK_TRIALS, balanced_blocks, block_count
from shared.neuro.stimulus.pictures import Picture
from shared.neuro.stimulus.settings import MAX_CALIBRATION_S, Paradigm, ProtocolSettings, check

# Gray with the cross before the first picture of a block.
LEAD_S: dict[Paradigm, float] = {"slow": 2.0, "rapid": 1.0, "calibration": 2.0}
MAX_TRIALS = 20_000

StepKind = Literal["lead", "on", "off", "break"]


@dataclass(frozen=True)
class Trial:
    """A picture, or the attention target (`picture` None), and the gray after it, in s."""

    block: int
    picture: int | None
    on_s: float
    off_s: float


@dataclass(frozen=True)
class Step:
    """Something that stays on the screen from `start_s` to `end_s` of the plan.

    `trial` is the place of its trial in the plan; None for `lead` and `break`.
    """

    kind: StepKind
    start_s: float
    end_s: float
    block: int
    trial: int | None = None


@dataclass(frozen=True)
class Plan:
    """A protocol that can be run.

    Attributes
    ----------
    settings : ProtocolSettings
        As asked for, but with the repeats that fit.
    trials : tuple of Trial
    steps : tuple of Step
        Without holes, from 0 s on.
    n_pictures : int
        Size of the set that trials point into.
    """

    settings: ProtocolSettings
    trials: tuple[Trial, ...]
    steps: tuple[Step, ...]
    n_pictures: int

    @property
    def length_s(self) -> float:
        """Time from the first gray to the last, breaks included."""
        return self.steps[-1].end_s

    @property
    def n_blocks(self) -> int:
        """Number of blocks."""
        return self.steps[-1].block + 1

    @property
    def n_targets(self) -> int:
        """Number of attention targets."""
        return sum(1 for trial in self.trials if trial.picture is None)


def make_plan(
    pictures: Sequence[Picture], settings: ProtocolSettings, frame_s: float = 0.0
) -> Plan:
    """Plan a protocol; equal arguments give equal plans.

    Slow and rapid protocols show each picture `repeats` times. A calibration run shows each concept
    equally often, its pictures in turn, and as often as fits into 15 minutes if that is less.

    Parameters
    ----------
    frame_s : float
        Time of one frame of the screen; times are made whole frames, never shorter. 0: as set.

    Raises
    ------
    AppError
        `bad_field` if a setting is out of its limits, or nothing can be planned with it.
    """
    check(settings)
    if not pictures:
        raise AppError("bad_field", field="pictures", value=0, limit="at least 2")
    if settings.paradigm == "calibration":
        return _fitting(pictures, settings, frame_s)
    return _plan(pictures, settings, frame_s)


def _fitting(pictures: Sequence[Picture], settings: ProtocolSettings, frame_s: float) -> Plan:
    """The calibration run with the most repeats, up to those asked for, that is short enough."""
    plan = _plan(pictures, settings, frame_s)
    repeats = settings.repeats
    while plan.length_s > MAX_CALIBRATION_S:
        share = MAX_CALIBRATION_S / plan.length_s
        repeats = min(repeats - 1, math.ceil(repeats * share))
        if repeats < 1:
            n_concepts = len(_by_concept(pictures))
            limit = f"one round lasts {plan.length_s / 60:.1f} minutes and 15 are the most"
            raise AppError("bad_field", field="concepts", value=n_concepts, limit=limit)
        fewer = msgspec.structs.replace(settings, repeats=repeats)
        plan = _plan(pictures, fewer, frame_s)
    return plan


def _plan(pictures: Sequence[Picture], settings: ProtocolSettings, frame_s: float) -> Plan:
    rng = np.random.default_rng(settings.seed)
    is_calibration = settings.paradigm == "calibration"
    by_concept = _by_concept(pictures) if is_calibration else [[k] for k in range(len(pictures))]
    firsts = [pictures[members[0]] for members in by_concept]
    kinds = [(picture.category, picture.concept) for picture in firsts]
    n_trials = settings.repeats * len(by_concept)
    if n_trials > MAX_TRIALS:
        limit = f"at most {MAX_TRIALS // len(by_concept)} for {len(by_concept)} pictures"
        raise AppError("bad_field", field="repeats", value=settings.repeats, limit=limit)
    n_blocks = block_count(n_trials, settings.block_trials)
    if is_calibration and n_trials >= 2 * MIN_BLOCK_TRIALS:
        n_blocks = max(2, n_blocks)
    blocks = balanced_blocks(kinds, settings.repeats, n_blocks, rng)
    shown = _members(blocks, by_concept, rng)
    if settings.target_every:
        shown = _with_targets(shown, settings.target_every, rng)
    return _timed(shown, len(pictures), settings, frame_s, rng)


def _by_concept(pictures: Sequence[Picture]) -> list[list[int]]:
    members: dict[tuple[str, str], list[int]] = {}
    for place, picture in enumerate(pictures):
        members.setdefault((picture.category, picture.concept), []).append(place)
    return list(members.values())


def _members(
    blocks: list[list[int]], members: list[list[int]], rng: np.random.Generator
) -> list[list[int | None]]:
    """The pictures of concepts, those of one concept in turn, beginning with a random one."""
    turns = [[int(k) for k in rng.permutation(group)] for group in members]
    count = [0] * len(members)
    shown: list[list[int | None]] = []
    for block in blocks:
        shown.append([])
        for item in block:
            shown[-1].append(turns[item][count[item] % len(turns[item])])
            count[item] += 1
    return shown


def _with_targets(
    blocks: list[list[int | None]], every: int, rng: np.random.Generator
) -> list[list[int | None]]:
    """Targets in random places, never first in a block and never two in a row."""
    n_shown = sum(map(len, blocks))
    n_targets = n_shown // every
    # Share them out by length, as evenly as whole numbers can.
    edges = np.cumsum([0, *map(len, blocks)]) * n_targets / max(1, n_shown)
    counts = np.diff(np.floor(edges + 1e-9).astype(int))
    out: list[list[int | None]] = []
    for block, count in zip(blocks, counts, strict=True):
        gaps = 1 + rng.permutation(len(block))[: int(count)]
        filled = list(block)
        for gap in sorted(gaps, reverse=True):
            filled.insert(int(gap), None)
        out.append(filled)
    return out


def _timed(
    blocks: list[list[int | None]],
    n_pictures: int,
    settings: ProtocolSettings,
    frame_s: float,
    rng: np.random.Generator,
) -> Plan:
    trials: list[Trial] = []
    steps: list[Step] = []

    def add(kind: StepKind, duration_s: float, block: int, trial: int | None = None) -> None:
        start_s = steps[-1].end_s if steps else 0.0
        if duration_s > 0:
            steps.append(Step(kind, start_s, start_s + duration_s, block, trial))

    on_s = whole_frames(settings.on_s, frame_s)
    for block, shown in enumerate(blocks):
        if block:
            add("break", whole_frames(settings.break_s, frame_s), block - 1)
        add("lead", whole_frames(LEAD_S[settings.paradigm], frame_s), block)
        for picture in shown:
            jitter_s = settings.jitter_s * float(rng.random())
            off_s = whole_frames(settings.off_s + jitter_s, frame_s)
            add("on", on_s, block, len(trials))
            add("off", off_s, block, len(trials))
            trials.append(Trial(block, picture, on_s, off_s))
    return Plan(settings, tuple(trials), tuple(steps), n_pictures)


def whole_frames(duration_s: float, frame_s: float) -> float:
    """The duration, made longer to whole frames: pictures never follow faster than was asked."""
    if frame_s <= 0:
        return duration_s
    return math.ceil(duration_s / frame_s - 1e-6) * frame_s
