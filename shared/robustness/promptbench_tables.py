"""PromptBench's tables of APDR, recomputed from its files of adversarial prompts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import fmean, pstdev, quantiles
from typing import TypeVar

import msgspec

from shared.robustness.promptbench_files import SEMANTIC, PromptBenchFile

# So many translated prompts count, the worst ones, against the best prompt of the data set: that
# gives the published figures of all four models whose files are shipped.
WORST_TRANSLATED = 6
_Key = TypeVar("_Key", str, tuple[str, str])


class Pdr(msgspec.Struct, frozen=True):
    """The PDR of one attacked prompt; `family` is empty for what came through a translation."""

    model: str
    dataset: str
    attack: str
    shots: str
    family: str
    value: float


class Average(msgspec.Struct, frozen=True):
    """APDR: the mean, with what it hides; `sd` is that of the cells, as PromptBench prints it."""

    n: int
    mean: float
    sd: float
    median: float
    quartiles: tuple[float, float]


class Tables(msgspec.Struct, frozen=True):
    """Averages by (row, column), as in the leaderboard of PromptBench.

    `unmeasured` counts prompts whose clean value is 0, so that they have no PDR.
    """

    model_attack: dict[tuple[str, str], Average]
    model_dataset: dict[tuple[str, str], Average]
    family_dataset: dict[tuple[str, str], Average]
    attack: dict[str, Average]
    prompts: int
    unmeasured: int


def tables_of(files: Sequence[PromptBenchFile]) -> Tables:
    """All tables; the files of a model's zero- and few-shot prompts count together."""
    values = pdrs_of(files)
    asked = sum(len(file.attacked) for file in files)
    measured = sum(one.attack != SEMANTIC for one in values)
    by_attack = _averages((one.attack, one.value) for one in values)
    return Tables(
        model_attack=_averages(((one.model, one.attack), one.value) for one in values),
        model_dataset=_averages(((one.model, one.dataset), one.value) for one in values),
        family_dataset=_averages(
            ((f"{one.shots}-{one.family}", one.dataset), one.value) for one in values if one.family
        ),
        attack=by_attack,
        prompts=asked,
        unmeasured=asked - measured,
    )


def pdrs_of(files: Sequence[PromptBenchFile]) -> list[Pdr]:
    """The PDR of each attacked prompt, and of the worst translated ones of each data set."""
    found: list[Pdr] = []
    for file in files:
        found += [
            Pdr(file.model, row.dataset, row.attack, file.shots, row.family or "", row.pdr)
            for row in file.attacked
            if row.pdr is not None and row.attack != SEMANTIC
        ]
        found += _semantic(file)
    return found


def _semantic(file: PromptBenchFile) -> list[Pdr]:
    best: dict[str, float] = {}
    for one in file.clean:
        best[one.dataset] = max(one.value, best.get(one.dataset, 0.0))
    values: dict[str, list[float]] = defaultdict(list)
    for other in file.translated:
        values[other.dataset].append(other.value)
    return [
        Pdr(file.model, dataset, SEMANTIC, file.shots, "", 1 - value / best[dataset])
        for dataset, some in values.items()
        if best.get(dataset)
        for value in sorted(some)[:WORST_TRANSLATED]
    ]


def average(values: Sequence[float]) -> Average:
    """The mean and its spread; the quartiles by linear interpolation."""
    first, middle, third = (
        quantiles(values, n=4, method="inclusive") if len(values) > 1 else [values[0]] * 3
    )
    return Average(len(values), fmean(values), pstdev(values), middle, (first, third))


def _averages(pairs: Iterable[tuple[_Key, float]]) -> dict[_Key, Average]:
    grouped: dict[_Key, list[float]] = defaultdict(list)
    for key, value in pairs:
        grouped[key].append(value)
    return {
        key: average(some) for key, some in sorted(grouped.items(), key=lambda item: str(item[0]))
    }
