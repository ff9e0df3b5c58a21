"""What a data set gives to an evaluation: trials, names of classes, and what has to be said."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from worker.neuro.decoding.trials import Trials


@dataclass(frozen=True)
class PublishedSplit:
    """Rows of a data set's trials as its authors divide them."""

    name: str
    train: npt.NDArray[np.int64]
    validation: npt.NDArray[np.int64]
    test: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Labelled:
    """Trials with named classes.

    Attributes
    ----------
    trials : Trials
        `concept` is the place of the class in `classes`.
    scenes : bool
        Whether pictures are Vitrine's own, so that they can be retrieved.
    class_per_run : bool
        Whether all trials of a run are of one class: they stand or fall together.
    published : tuple of PublishedSplit
        Empty where the authors publish none, or it is not in the folder.
    warning : str
        What must stand beside each figure of the published split.
    before : str
        What the window before the picture is, where it is not the usual one.
    """

    trials: Trials
    classes: tuple[str, ...]
    scenes: bool = False
    class_per_run: bool = False
    published: tuple[PublishedSplit, ...] = ()
    warning: str = ""
    before: str = ""
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
