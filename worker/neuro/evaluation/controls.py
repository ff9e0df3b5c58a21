"""Three negative controls: what a decoder finds where there is nothing to find."""

from __future__ import annotations

import numpy as np

from worker.neuro.decoding.trials import Trials

PERMUTED, BEFORE, SCRAMBLED = "permuted_labels", "before_the_picture", "scrambled_input"
CONTROLS = (PERMUTED, BEFORE, SCRAMBLED)
MEANINGS = {
    PERMUTED: "trained with the labels of the training trials permuted",
    BEFORE: "trained and tested on a window that ends before the picture comes",
    SCRAMBLED: "tested with every channel's every moment taken from another trial by chance",
}


def before(trials: Trials) -> Trials:
    """The window before the picture in place of the trial."""
    return trials.with_samples(trials.before)


def scrambled(trials: Trials, rng: np.random.Generator) -> Trials:
    """Every channel's every moment from another trial: values and their means stay, trials go."""
    flat = trials.samples.reshape(len(trials), -1)
    return trials.with_samples(rng.permuted(flat, axis=0).reshape(trials.samples.shape))
