"""Three negative controls: what a decoder finds where there is nothing to find."""

from __future__ import annotations

import numpy as np

from worker.neuro.decoding.trials import Trials

PERMUTED, BEFORE, SCRAMBLED = "permuted_labels", "before_the_picture", "scrambled_input"
CONTROLS = (PERMUTED, BEFORE, SCRAMBLED)
MEANINGS = {
    PERMUTED: "trained with the labels of the training trials permuted",
    BEFORE: "trained and tested on a window that ends before the picture comes",
    SCRAMBLED: "tested with each trial's channels and moments in random order",
}


def before(trials: Trials) -> Trials:
    """The window before the picture in place of the trial."""
    return trials.with_samples(trials.before)


def scrambled(trials: Trials, rng: np.random.Generator) -> Trials:
    """Every trial with its channels and its moments permuted: the values stay, the answer goes."""
    _, channels, length = trials.samples.shape
    mixed = np.empty_like(trials.samples)
    for row, trial in enumerate(trials.samples):
        mixed[row] = trial[rng.permutation(channels)][:, rng.permutation(length)]
    return trials.with_samples(mixed)
