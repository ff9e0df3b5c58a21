"""The recipes of `vitrine-worker train`."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from shared.errors import AppError

# `module:function(TrainingRun) -> None`, imported when asked for.
_RECIPES = {
    "motion-nano": "worker.motion.training.recipe:train",
    "neuro": "worker.neuro.training.recipe:train",
    "icl": "worker.icl.training.recipe:train",
    "robustness-small": "worker.robustness.training.small_recipe:train",
    "robustness-masked": "worker.robustness.training.masked_recipe:train",
    "robustness-noise": "worker.robustness.training.noise_recipe:train",
}

# What else a recipe can be told, as options of the command line.
_OPTIONS = {
    "icl": ("pool", "validation", "recipe", "lm", "text-encoder", "label-rule"),
    "robustness-noise": ("pool", "lm", "prompt"),
}


@dataclass(frozen=True)
class TrainingRun:
    """What a person asked of a recipe.

    Attributes
    ----------
    out : Path
        Receives the model folder, its card, and the checkpoints.
    data : Path
        Prepared data is kept here for the next time.
    resume : bool
        Go on from the checkpoints in `out`; without it, `out` must hold none.
    minutes : float or None
        Stop with a checkpoint after this long; None: run to the end.
    scale : float
        Steps of every stage are multiplied by it; 1 is the published recipe.
    encoder : str or None
        Of the recipe `neuro`: the kind of the EEG encoder; None: the published one.
    report : callable
        Takes one line of progress in words.
    options : mapping
        What else was given of `recipe_options`, as texts.
    is_main : bool
        Whether this process, of several that train together, writes what is made.
    """

    out: Path
    data: Path
    resume: bool
    minutes: float | None
    seed: int
    ablations: bool
    scale: float
    report: Callable[[str], None]
    encoder: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    is_main: bool = True


def recipe_names() -> tuple[str, ...]:
    """Names of all recipes."""
    return tuple(_RECIPES)


def recipe_options(name: str) -> tuple[str, ...]:
    """Further options that a recipe takes."""
    return _OPTIONS.get(name, ())


def load_recipe(name: str) -> Callable[[TrainingRun], bool]:
    """The function of a recipe; it returns whether it is finished.

    Raises
    ------
    AppError
        `bad_field` with the names that there are.
    """
    if name not in _RECIPES:
        raise AppError("bad_field", field="RECIPE", value=name, limit=", ".join(_RECIPES))
    module, _, function = _RECIPES[name].partition(":")
    recipe: Callable[[TrainingRun], bool] = getattr(importlib.import_module(module), function)
    return recipe
