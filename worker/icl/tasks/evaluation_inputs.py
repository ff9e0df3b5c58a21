"""What an evaluation is given: your files as tasks, or the suite's tasks for each seed."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

from shared.errors import AppError
from shared.icl.example import Example
from shared.icl.files import BadRow
from shared.paths import default_home
from shared.tasks.events import Progress
from shared.tasks.icl_evaluate import IclEvaluateRequest
from worker.engine.context import TaskContext
from worker.icl.data.suite import SuiteTask, data_folder, load_suite
from worker.icl.encoding.encoder import TextEncoder
from worker.icl.evaluation.prompts import Reader
from worker.icl.evaluation.units import TaskInfo, Unit, units_of
from worker.icl.selection.catalogue import LmAccess, selectors
from worker.icl.selection.corpus import Corpus, Query, Selector
from worker.icl.selection.kinds import labels_of
from worker.icl.selection.lexical import Lexical
from worker.icl.selection.trained import Trained
from worker.icl.tasks.inputs import LeftRow, encoder_of, given, trained_of, vectors_of

SEED_MARK = "{seed}"
SEEDS, QUICK_QUERIES = 3, 20


@dataclass(frozen=True)
class Inputs:
    """Units in the order of tasks, then seeds, and what was left out of files."""

    units: tuple[Unit, ...]
    bad: tuple[LeftRow, ...] = ()


class TrainedSelectors:
    """Trained selectors by the seed of the suite whose queries they have not seen."""

    def __init__(self, ctx: TaskContext, request: IclEvaluateRequest) -> None:
        self._ctx, self._ref = ctx, request.selector
        self._encoder = encoder_of(ctx, request.encoder)
        self._by_seed: dict[int, Trained | None] = {}

    @property
    def each_seed(self) -> bool:
        """Whether there is one for each seed."""
        return SEED_MARK in self._ref

    def of(self, seed: int) -> Trained | None:
        """The one for a seed, or None."""
        if seed not in self._by_seed:
            ref = self._ref.replace(SEED_MARK, str(seed))
            self._by_seed[seed] = trained_of(self._ctx, ref, self._encoder)
        return self._by_seed[seed]

    def make(self, name: str, unit: Unit, lexical: Lexical, lm: LmAccess) -> Selector:
        """A selector for a unit. See `worker.icl.evaluation.measuring.Make`."""
        trained = self.of(unit.seed)
        return selectors([name], unit.corpus, lexical, trained, lm, self._ctx.device)[name]


def own_inputs(ctx: TaskContext, request: IclEvaluateRequest) -> Generator[Progress, None, Inputs]:
    """One unit for each task of the files."""
    assert request.pool is not None
    assert request.queries is not None
    found = yield from given(ctx, request.pool, request.queries, request.encoder)
    units = units_of(found.corpus, found.queries, request.seed)
    if not units:
        tasks = ", ".join(dict.fromkeys(row.task for row in found.corpus.examples))
        value = ", ".join(dict.fromkeys(query.example.task for query in found.queries))
        limit = f"queries of a task that the pool has ({tasks[:200]})"
        raise AppError("bad_field", field="queries", value=value[:80], limit=limit)
    known = {unit.task.name for unit in units}
    strangers = [
        LeftRow("queries", BadRow(0, "task", f"the pool has no row of the task {task}", name))
        for task, name in ((query.example.task, query.example.id) for query in found.queries)
        if task not in known
    ]
    return Inputs(units, (*found.bad, *strangers))


def suite_inputs(
    ctx: TaskContext, request: IclEvaluateRequest, trained: TrainedSelectors
) -> Generator[Progress, None, Inputs]:
    """The suite's tasks, each with the splits of every seed."""
    encoder = encoder_of(ctx, request.encoder)
    folder = data_folder(default_home())
    seeds = seeds_of(request, trained)
    loaded = [(seed, load_suite(folder, seed, request.quick)) for seed in seeds]
    units: list[Unit] = []
    for place in range(len(loaded[0][1])):
        for seed, tasks in loaded:
            unit = yield from _unit(ctx, encoder, tasks[place], seed, quick=request.quick)
            units.append(unit)
    return Inputs(tuple(units))


def seeds_of(request: IclEvaluateRequest, trained: TrainedSelectors) -> tuple[int, ...]:
    """Seeds of the splits; a selector is only tested on those that it was not trained on.

    Raises
    ------
    AppError
        `bad_field` for seeds whose test queries a trained selector may have learned from.
    """
    alone = None if trained.each_seed else trained.of(request.seed)
    if not request.seeds:
        if alone is not None:
            return (alone.config.seed,)
        count = 1 if request.quick else SEEDS
        return tuple(range(request.seed, request.seed + count))
    seeds = tuple(range(request.seed, request.seed + request.seeds))
    if alone is not None and seeds != (alone.config.seed,):
        limit = (
            f"0, as the selector was trained with seed {alone.config.seed} and other splits test "
            "what it was trained on; or train one for each seed and name it with {seed}"
        )
        raise AppError("bad_field", field="seeds", value=str(request.seeds), limit=limit)
    return seeds


def fitting(unit: Unit, reader: Reader) -> tuple[Unit, tuple[LeftRow, ...]]:
    """The unit with the queries that the model can read, and the others."""
    fits = [reader.fits(one.example, unit.options_of(one.example)) for one in unit.queries]
    if all(fits):
        return unit, ()
    kept = tuple(query for query, fit in zip(unit.queries, fits, strict=True) if fit)
    reason = f"longer than the {reader.window} tokens that the model reads"
    left = [
        LeftRow("queries", BadRow(0, "length", reason, query.example.id))
        for query, fit in zip(unit.queries, fits, strict=True)
        if not fit
    ]
    return replace(unit, queries=kept), tuple(left)


def _unit(
    ctx: TaskContext, encoder: TextEncoder, task: SuiteTask, seed: int, *, quick: bool
) -> Generator[Progress, None, Unit]:
    asked: Sequence[Example] = task.test[:QUICK_QUERIES] if quick else task.test
    texts = [example.input for example in (*task.pool, *asked)]
    vectors = yield from vectors_of(ctx, encoder, texts)
    options = labels_of(task.pool) if task.kind == "labels" else ()
    info = TaskInfo(task.name, task.kind, task.metric, task.category, task.held_out, options)
    own = vectors[len(task.pool) :]
    queries = tuple(Query(one, vector) for one, vector in zip(asked, own, strict=True))
    return Unit(info, seed, Corpus(task.pool, vectors[: len(task.pool)]), queries)
