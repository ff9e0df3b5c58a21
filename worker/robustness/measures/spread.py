"""What many cells come to: APDR with its interval, median and quartiles, and tests of many attacks.

Means of PDRs alone mislead: of PromptBench's own adversarial prompts the means by attack are .35 to
.13, and the medians .15 to .03.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from shared.robustness.figures import Drop
from shared.statistics.paired import holm
from worker.statistics.bootstrap import mean_interval
from worker.statistics.intervals import Interval


@dataclass(frozen=True)
class Spread:
    """Values of several cells.

    Attributes
    ----------
    n : int
        Cells; `left_out` are those without a value, because the model was at chance.
    mean : float
        APDR where the values are PDRs (PromptBench, section 4.2).
    ci95 : (float, float) or None
        Bootstrap over prompts; one prompt says nothing of others.
    sd : float
        Of the cells, which PromptBench prints beside the mean; 0 for one cell.
    median : float
    quartiles : (float, float)
    """

    n: int
    left_out: int
    mean: float
    ci95: Interval | None
    sd: float
    median: float
    quartiles: tuple[float, float]


def spread(
    values: Sequence[float | None], prompts: Sequence[Hashable], seed: int = 0
) -> Spread | None:
    """The spread of cells' values; None where no cell has one.

    Parameters
    ----------
    values : sequence of float or None
    prompts : sequence
        Of which prompt each cell is: cells of one prompt resemble each other, so that prompts are
        drawn, not cells.
    """
    kept = [(value, key) for value, key in zip(values, prompts, strict=True) if value is not None]
    if not kept:
        return None
    known = np.array([value for value, _ in kept], np.float64)
    numbers = {key: number for number, key in enumerate(dict.fromkeys(key for _, key in kept))}
    clusters = np.array([numbers[key] for _, key in kept], np.int64)
    first, median, third = np.quantile(known, (0.25, 0.5, 0.75))
    return Spread(
        n=len(known),
        left_out=len(values) - len(known),
        mean=float(known.mean()),
        ci95=mean_interval(known, clusters, seed) if len(numbers) > 1 else None,
        sd=float(known.std(ddof=1)) if len(known) > 1 else 0.0,
        median=float(median),
        quartiles=(float(first), float(third)),
    )


def apdr(cells: Sequence[tuple[Hashable, Drop]], seed: int = 0) -> Spread | None:
    """The average PDR of cells, each with its prompt."""
    return spread([one.pdr for _, one in cells], [key for key, _ in cells], seed)


def holm_over(drops: Mapping[str, Drop]) -> dict[str, float]:
    """McNemar's p of each attack on one prompt, adjusted for their number."""
    return dict(zip(drops, holm([one.p for one in drops.values()]), strict=True))


def worst_of(found: Mapping[str, tuple[float, Drop]]) -> str:
    """Which of several attacks on a prompt is the worst, as in AutoAttack; the first of equals.

    Parameters
    ----------
    found : mapping
        By attack: the accuracy on the samples of the search, and the drop on held-out ones. The
        search's samples choose, so that the figure of the chosen one is still held-out: the largest
        of several held-out drops would be too large by chance.
    """
    return min(found, key=lambda name: found[name][0])
