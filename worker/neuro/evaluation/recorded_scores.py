"""Decoders and controls measured in the folds of a split of recordings."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from worker.neuro.decoding.decoder import Decoder
from worker.neuro.decoding.trials import Trials, joined
from worker.neuro.evaluation import controls
from worker.neuro.evaluation.audit import Audit, LeakySplit, SafeSplit
from worker.neuro.evaluation.classification import ManyClasses
from worker.neuro.evaluation.report import Figure, absent_figure, figure
from worker.neuro.evaluation.retrieval import Retrieval
from worker.neuro.evaluation.scores import Embeddings, Score
from worker.neuro.evaluation.simulated_people import labels_only

# The share that is done, and what comes next.
Step = tuple[float, str]


class Task(controls.Labels, Protocol):
    """What is decoded, and how it is scored."""

    def scores(self, embeddings: Sequence[Embeddings], tests: Sequence[Trials]) -> list[Score]:
        """Figures of all folds."""


@dataclass
class Measured:
    """Embeddings of the tests of all folds, by decoder or control."""

    split: str
    tests: list[Trials] = field(default_factory=list)
    audits: list[Audit] = field(default_factory=list)
    decoders: dict[str, list[Embeddings]] = field(default_factory=dict)
    controls: dict[str, list[Embeddings]] = field(default_factory=dict)


def measure(
    folds: Sequence[SafeSplit | LeakySplit],
    decoders: Sequence[Decoder],
    task: Task,
    seed: int,
) -> Generator[Step, None, Measured]:
    """Fit and test every decoder in every fold, and the controls of the first."""
    found = Measured(folds[0].split.name)
    for number, fold in enumerate(folds, 1):
        train, test = fold.trials.rows(fold.split.train), fold.trials.rows(fold.split.test)
        targets = task.targets(train)
        fitted = {}
        for each in decoders:
            yield (number - 1) / len(folds), each.name
            fitted[each.name] = each.fit(train, targets, None, seed)
            embedded = fitted[each.name].embed(test)
            found.decoders.setdefault(each.name, []).append(embedded)
        rng = np.random.default_rng((seed, number, len(train), len(test)))
        main, parts = decoders[0], (train, test)
        checked = controls.control_embeddings(main, fitted[main.name], task, parts, seed, rng)
        for name, embedded in checked:
            found.controls.setdefault(name, []).append(embedded)
            yield (number - 0.5) / len(folds), name
        found.tests.append(labels_only(test))
        found.audits.append(fold.audit)
    return found


def class_figures(
    measured: Measured, task: ManyClasses, seed: int
) -> tuple[dict[str, Figure], dict[str, Figure]]:
    """Figures of decoders and of controls, by their names."""

    def share(embeddings: Sequence[Embeddings]) -> tuple[str, Figure]:
        (score,) = task.scores(embeddings, measured.tests)
        key = score.name.replace("-", "_").replace(" ", "_")
        return key, figure(score, measured.split, measured.audits, seed)

    decoded, checked = {}, {}
    key = ""
    for name, embeddings in measured.decoders.items():
        key, each = share(embeddings)
        decoded[f"{name}_{key}"] = each
    for name in controls.CONTROLS:
        known = measured.controls.get(name)
        each = share(known)[1] if known else absent_figure(measured.split, measured.audits)
        checked[f"{name}_{key}"] = each
    return decoded, checked


def picture_figures(
    measured: Measured, task: Retrieval, few: Retrieval, seed: int
) -> tuple[dict[str, Figure], dict[str, Figure]]:
    """The same for retrieval among all pictures that were tested; controls are scored by `few`."""
    tests = joined(measured.tests)

    def places(embeddings: Sequence[Embeddings], asked: Retrieval) -> dict[str, Figure]:
        found = {}
        for score in asked.scores([np.concatenate(embeddings)], [tests]):
            key = f"{score.name} r{score.repetitions}".replace("-", "_").replace(" ", "_")
            found[key.lower()] = figure(score, measured.split, measured.audits, seed)
        return found

    decoded: dict[str, Figure] = {}
    checked: dict[str, Figure] = {}
    for name, embeddings in measured.decoders.items():
        decoded |= {f"{name}_{key}": each for key, each in places(embeddings, task).items()}
    for name, embeddings in measured.controls.items():
        found = places(embeddings, few).items()
        checked |= {f"{name}_{key}": each for key, each in found if key.startswith("top")}
    return decoded, checked
