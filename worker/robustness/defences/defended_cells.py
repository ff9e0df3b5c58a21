"""Cells of a model with a defence before it, for measures and for attacks that know of it."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np

from shared.robustness.samples import Sample
from worker.robustness.cells.matrix import Floats, Matrix, Places, gold_of
from worker.robustness.cells.source import Cells, Counts, Known
from worker.robustness.defences.defence import Defence


@dataclass(frozen=True)
class DefendedCells:
    """Asks the views of a prompt instead, and puts their answers together under its name.

    Probabilities of labels are averaged over the views; where a model writes, views vote. A search
    that is given these cells attacks the defence and the model as one.
    """

    source: Cells
    defence: Defence
    labels: tuple[str, ...]

    @property
    def counts(self) -> Counts:
        """What was asked so far, of all views."""
        return self.source.counts

    def cells(
        self, prompts: Sequence[str], samples: Sequence[Sample]
    ) -> Generator[Known, None, Matrix]:
        """See `worker.robustness.cells.source.CellSource.cells`."""
        views = [self.defence.views(prompt) for prompt in prompts]
        every = tuple(dict.fromkeys(view for some in views for view in some))
        share = len(prompts) / max(1, len(every))
        steps = self.source.cells(every, samples)
        while True:
            try:
                known = next(steps)
            except StopIteration as end:
                asked: Matrix = end.value
                break
            yield Known(int(known.done * share), len(prompts) * len(samples))
        place = {view: number for number, view in enumerate(every)}
        gold = gold_of(samples, self.labels)
        rows = [
            combined(prompt, asked.rows([place[view] for view in some]), gold)
            for prompt, some in zip(prompts, views, strict=True)
        ]
        return Matrix.stacked(rows)


def combined(prompt: str, views: Matrix, gold: Places) -> Matrix:
    """One row of several views, under the name of a prompt; of one view, that row itself."""
    if len(views.prompts) == 1:
        return Matrix((prompt,), views.answers, views.right, views.loss, views.log_probabilities)
    told = views.log_probabilities
    if np.isnan(told).any():
        answers = _voted(views.answers, told.shape[2])
        loss, mean = np.full(len(gold), np.nan), np.full(told.shape[1:], np.nan)
    else:
        mean = _log_mean(told)
        answers = mean.argmax(axis=1).astype(np.int16)
        loss = -mean[np.arange(len(gold)), gold]
    return Matrix((prompt,), answers[None], (answers == gold)[None], loss[None], mean[None])


def _log_mean(told: Floats) -> Floats:
    """Log of the mean probability of each label [samples, labels], among the labels."""
    top = told.max(axis=2, keepdims=True)
    shares = np.exp(told - top)
    mean = (shares / shares.sum(axis=2, keepdims=True)).mean(axis=0)
    return np.asarray(np.log(np.maximum(mean, np.finfo(np.float64).tiny)))


def _voted(answers: Places, labels: int) -> Places:
    """The most frequent readable answer of each sample, the first of equals; -1 without any."""
    votes = np.stack([(answers == label).sum(axis=0) for label in range(labels)])
    return np.where(votes.any(axis=0), votes.argmax(axis=0), -1).astype(np.int16)
