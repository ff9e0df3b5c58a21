"""Runs the cells of a suite on one model: what is finished is taken, the rest searched."""

from __future__ import annotations

import functools
import os
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from shared.errors import AppError
from shared.robustness.changed_words import changed_and_kept
from shared.robustness.samples import Split
from shared.tasks.robustness import SearchName
from shared.tasks.robustness_evaluate import Level, SuiteCell
from worker.engine.context import TaskContext
from worker.lm.language_model import LanguageModel
from worker.lm.score_cache import CACHE_FILE, ScoreCache
from worker.robustness.attacks.registry import attack_kind, attack_names
from worker.robustness.cells.answering import Answering, check_labels_apart
from worker.robustness.cells.asking import Asker, InlineAsker, ShardAsker
from worker.robustness.cells.matrix import gold_of
from worker.robustness.cells.source import UNIT, UNIT_ON_CARD, CellSource
from worker.robustness.measures.drop import drop_of
from worker.robustness.scheduling.attacking import AttackFind, AttackPlan, measured, run_attack
from worker.robustness.suite.finished import Finished, Row, key_of
from worker.robustness.suite.units import Unit
from worker.robustness.tasks.figures import drop_between
from worker.robustness.tasks.inputs import GivenSamples, fitting_samples

# What an attack cannot do without and this machine has not: the others go on.
_ABSENT = ("missing_file", "missing_model", "missing_package", "no_model")
Shares = Generator[tuple[float, str], None, Row]


@dataclass
class Bench:
    """A model with what it takes to run cells on it; counts what was looked at and known."""

    ref: str
    model: LanguageModel
    asker: Asker
    cache: ScoreCache
    finished: Finished
    search: SearchName
    queries: int
    seed: int
    looked: int = 0
    known: int = 0

    def row(self, unit: Unit, attack: str) -> Shares:
        """One attack on one prompt, telling its share and stage on the way.

        Raises
        ------
        AppError
            What the model and the samples raise; what was answered before is kept.
        """
        name = f"{self.ref}\n{self.asker.name()}"
        key = key_of(unit, attack, name, self.search, self.queries, self.seed)
        row = self.finished.get(key)
        if row is not None:
            count = row.cell.queries if row.cell else 0
            self.looked, self.known = self.looked + count, self.known + count
            return row
        try:
            row = yield from self._searched(key, unit, attack)
        except AppError as error:
            if error.code not in _ABSENT:
                raise
            # It is not kept: the next run may have what is missing.
            return Row(key=key, left_out=str(error))
        self.finished.add(row)
        return row

    def _searched(self, key: str, unit: Unit, attack: str) -> Shares:
        began = time.monotonic()
        source = self._source(unit)
        split = fitting_split(self.model, unit)
        plan = AttackPlan(
            prompt=unit.text,
            words=unit.words,
            labels=unit.labels,
            attack=attack,
            search=self.search,
            seed=self.seed,
            budget=max(self.queries, len(split.search)) if self.queries else 0,
            soft=source.answering.way == "choose",
        )
        find: AttackFind
        steps = run_attack(source, plan, split)
        while True:
            try:
                standing = next(steps)
            except StopIteration as end:
                find = end.value
                break
            share = standing.candidates_done / (standing.candidates_total + 1)
            yield 0.9 * share, standing.current or "searching"
        samples = split.report or split.search
        both = measured(source, [unit.text, find.prompt], samples)
        while True:
            try:
                next(both)
            except StopIteration as end:
                matrix = end.value
                break
            yield 0.95, "measuring on held-out samples"
        self.looked += source.counts.queries
        self.known += source.counts.cached
        seen = drop_of(
            find.clean.answers[0], find.attacked.answers[0], gold_of(split.search, unit.labels)
        )
        changed, kept = changed_and_kept(unit.words, find.edits)
        cell = SuiteCell(
            dataset=unit.dataset,
            family=unit.family,
            prompt=unit.name,
            attack=attack,
            level=level_of(find.by),
            model=self.ref,
            figures=drop_between(matrix.rows([0]), matrix.rows([1]), samples, unit.labels),
            search_pdr=seen.pdr,
            adversarial_prompt=find.prompt,
            edits=find.edits,
            queries=source.counts.queries,
            seconds=round(time.monotonic() - began, 3),
            clean_prompt=unit.text,
            changed_words=changed,
            kept_words=kept,
        )
        return Row(key=key, cell=cell, search_accuracy=float(find.attacked.right.mean()))

    def _source(self, unit: Unit) -> CellSource:
        answering = Answering.of(self.model, unit.labels, write=False)
        if answering.way == "write":
            check_labels_apart(unit.labels)
        size = UNIT if getattr(self.model, "device", "cpu") == "cpu" else UNIT_ON_CARD
        return CellSource(self.asker, self.cache, answering, self.model.count_tokens, size)


@contextmanager
def asker_of(kind: str, ctx: TaskContext, ref: str, model: LanguageModel) -> Iterator[Asker]:
    """Who answers: this process, processes of this machine, or a Ray cluster.

    A server is asked from here in any case: it sees to many requests at once itself.
    """
    if kind == "inline" or ref.startswith(("http://", "https://")):
        yield InlineAsker(model)
        return
    from worker.lm.executors import LocalShards, RayShards
    from worker.lm.loading import load_causal
    from worker.lm.opening import FOLDER

    load = functools.partial(load_causal, ref, ctx.home / FOLDER, ctx.device)
    on_card = not ctx.device.startswith("cpu")
    workers = 1 if on_card else max(1, os.cpu_count() or 1)
    make = LocalShards if kind == "local" else RayShards
    with make(load, workers) as executor:
        yield ShardAsker(executor)


@contextmanager
def score_cache(ctx: TaskContext) -> Iterator[ScoreCache]:
    """The cache that all workspaces share."""
    with ScoreCache(ctx.home / CACHE_FILE) as cache:
        yield cache


def fitting_split(model: LanguageModel, unit: Unit) -> Split:
    """Without samples that the model could not read together with the attacked prompt."""
    search, report = unit.split.search, unit.split.report
    given = GivenSamples(
        (*search, *report), tuple(range(len(search) + len(report))), unit.labels, ()
    )
    kept = set(fitting_samples(model, unit.text, given).lines)
    return Split(
        tuple(one for place, one in enumerate(search) if place in kept),
        tuple(one for place, one in enumerate(report, start=len(search)) if place in kept),
    )


def level_of(by: str) -> Level:
    """The level of an attack, or of the member of an ensemble that found the prompt."""
    name = by.rpartition(": ")[2]
    return attack_kind(name).level if name in attack_names() else "word"
