"""Negative controls: what a decoder finds where there is nothing to find."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from worker.neuro.decoding.decoder import Decoder, Fitted
from worker.neuro.decoding.trials import Trials

PERMUTED, BEFORE, ORDER, SCRAMBLED = (
    "permuted_labels",
    "before_the_picture",
    "trial_order_only",
    "scrambled_input",
)
CONTROLS = (PERMUTED, BEFORE, ORDER, SCRAMBLED)
MEANINGS = {
    PERMUTED: "trained with the labels of the training trials permuted",
    BEFORE: "trained and tested on a window that ends before the picture comes",
    ORDER: "told when each trial came and nothing of its EEG: the five training trials nearest in "
    "time, or at the same place of other sessions, answer for it",
    SCRAMBLED: "tested with every channel's every moment taken from another trial by chance",
}
_NEAREST = 5
Embeddings = npt.NDArray[np.float32]


class Labels(Protocol):
    """What a control asks of a measured task."""

    def targets(self, trials: Trials) -> Embeddings:
        """What a decoder learns, float32 [n, D]."""

    def shuffled(self, trials: Trials, rng: np.random.Generator) -> Embeddings:
        """The same with labels permuted."""


def before(trials: Trials) -> Trials:
    """The window before the picture in place of the trial."""
    return trials.with_samples(trials.before)


def scrambled(trials: Trials, rng: np.random.Generator) -> Trials:
    """Every channel's every moment from another trial: values and their means stay, trials go."""
    flat = trials.samples.reshape(len(trials), -1)
    return trials.with_samples(rng.permuted(flat, axis=0).reshape(trials.samples.shape))


@dataclass(frozen=True)
class FittedOrder:
    """When each training trial came and what it showed; EEG is not looked at.

    Attributes
    ----------
    session, block, order : int64 [n]
        As in `Trials`; -1 where they are not known.
    """

    subject: npt.NDArray[np.int64]
    session: npt.NDArray[np.int64]
    block: npt.NDArray[np.int64]
    order: npt.NDArray[np.int64]
    targets: Embeddings

    @cached_property
    def everything(self) -> Embeddings:
        """The mean of all targets, float32 [D]."""
        return np.asarray(self.targets.mean(axis=0), np.float32)

    def embed(self, trials: Trials) -> Embeddings:
        """Weighted means of the nearest training trials' targets, float32 [n, D].

        Where the order of trials is not known those of the same block answer, or all. The mean of
        all is taken away: it lacks what is tested, and would be worse than chance.
        """
        found = [self._answer(trials, row) for row in range(len(trials))]
        return np.stack(found) - self.everything

    def _answer(self, trials: Trials, row: int) -> Embeddings:
        same = (self.subject == trials.subject[row]) & (self.session == trials.session[row])
        if trials.order[row] < 0:
            chosen = same & (self.block == trials.block[row]) & (trials.block[row] >= 0)
            if not chosen.any():
                return self.everything
            return np.asarray(self.targets[chosen].mean(axis=0), np.float32)
        known = np.flatnonzero((same if same.any() else True) & (self.order >= 0))
        away = np.abs(self.order[known] - trials.order[row])
        near = np.argsort(away, kind="stable")[:_NEAREST]
        weights = 1 / (1.0 + away[near])
        found = weights @ self.targets[known[near]] / weights.sum()
        return np.asarray(found, np.float32)


@dataclass(frozen=True)
class OrderDecoder:
    """Learns at which time what was shown."""

    name: str = ORDER

    def fit(
        self, train: Trials, targets: Embeddings, validation: object = None, seed: int = 0
    ) -> FittedOrder:
        """Neither validation nor seed is used."""
        return FittedOrder(train.subject, train.session, train.block, train.order, targets)


def control_embeddings(
    main: Decoder,
    fitted: Fitted,
    task: Labels,
    parts: tuple[Trials, Trials],
    seed: int,
    rng: np.random.Generator,
) -> Iterator[tuple[str, Embeddings]]:
    """Every control's embeddings of the test; `parts` are training and test.

    `fitted` is what `main` learned of the training trials as they are. Where nothing was kept from
    before the pictures that control is left out.
    """
    train, test = parts
    targets = task.targets(train)
    permuted = main.fit(train, task.shuffled(train, rng), None, seed)
    yield PERMUTED, permuted.embed(test)
    if train.before.shape[2]:
        earlier = main.fit(before(train), targets, None, seed)
        yield BEFORE, earlier.embed(before(test))
    yield ORDER, OrderDecoder().fit(train, targets).embed(test)
    yield SCRAMBLED, fitted.embed(scrambled(test, rng))
