"""Runs as matrices: models by attacks, and where adversarial prompts go over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from desktop.robustness.attacks import in_order
from desktop.robustness.runs import Run
from shared.robustness.figures import Drop
from shared.tasks.robustness import MovedPrompt


class Cell(NamedTuple):
    """The newest measurement of one pair; `job_id` of the attack, empty for a suite's."""

    figures: Drop
    job_id: str
    prompt: str


class Heat(NamedTuple):
    """Models by attacks, for one prompt or for all."""

    models: tuple[str, ...]
    attacks: tuple[str, ...]
    cells: dict[tuple[str, str], Cell]


def heat_of(runs: Iterable[Run], prompt: str = "") -> Heat:
    """The newest run of each model and attack; with `prompt`, only its runs.

    Parameters
    ----------
    runs : iterable of Run
        The newest first.
    """
    cells: dict[tuple[str, str], Cell] = {}
    for run in runs:
        drop = run.drop
        if drop is not None and (not prompt or run.prompt == prompt):
            cells.setdefault((run.model, run.attack), Cell(drop, run.job_id, run.prompt))
        for one in run.cells:
            if not prompt or one.prompt == prompt:
                key = (one.model, one.attack)
                cells.setdefault(key, Cell(one.figures, "", one.prompt))
    models = tuple(dict.fromkeys(model for model, _ in cells))
    return Heat(models, in_order({attack for _, attack in cells}), cells)


def mean_pdr(heat: Heat, model: str) -> float | None:
    """APDR of a model: the unweighted mean over attacks; None where no PDR means anything."""
    known = [
        cell.figures.pdr
        for (row, _), cell in heat.cells.items()
        if row == model and cell.figures.pdr is not None
    ]
    return sum(known) / len(known) if known else None


def moved_by_pair(moved: Iterable[MovedPrompt]) -> dict[tuple[str, str], Drop]:
    """Figures by source and target."""
    return {(one.source, one.target): one.figures for one in moved}
