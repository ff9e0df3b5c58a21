"""Prompts attacked on one model, asked of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shared.tasks.robustness import MovedPrompt
from worker.statistics.intervals import Floats


@dataclass(frozen=True)
class TransferMatrix:
    """Row by row: each source on each target.

    Attributes
    ----------
    models : tuple of str
    drop, pdr : float64 [models, models]
        NaN where not asked, and of `pdr` where the target is at chance.
    low, high : float64 [models, models]
        Interval of the drop.
    """

    models: tuple[str, ...]
    drop: Floats
    pdr: Floats
    low: Floats
    high: Floats

    @property
    def carried(self) -> Floats:
        """Which share of a source's drop its prompts keep on a target [models, models].

        NaN where nothing dropped on the source itself: that nothing moves on from a model without a
        find says nothing of the target.
        """
        own = np.diag(self.drop)[:, None]
        return np.divide(self.drop, own, out=np.full_like(self.drop, np.nan), where=own > 0)

    def worst_source(self, target: str) -> str:
        """The model whose prompts take most from a target, itself included."""
        column = self.drop[:, self.models.index(target)]
        return self.models[int(np.nanargmax(column))]


def transfer_matrix(models: Sequence[str], moved: Sequence[MovedPrompt]) -> TransferMatrix:
    """The matrix of what was asked."""
    place = {name: number for number, name in enumerate(models)}
    shape = (len(place), len(place))
    drop, pdr, low, high = (np.full(shape, np.nan) for _ in range(4))
    for one in moved:
        at = place[one.source], place[one.target]
        drop[at] = one.figures.drop
        pdr[at] = np.nan if one.figures.pdr is None else one.figures.pdr
        low[at], high[at] = one.figures.drop_ci95
    return TransferMatrix(tuple(models), drop, pdr, low, high)
