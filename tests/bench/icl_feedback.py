"""Does feedback of a language model pay? The plan of docs/demos-feedback.md, from data to verdict.

    python -m tests.bench.icl_feedback OUT [--lm REF] [--shards FOLDER] [--tasks NAME,…] [--quick]

Needs `python3 installer data`. Calls of the model come out of the score cache of this home; with
`--shards` those that are missing are written to FOLDER, to be answered where there is a GPU
(`python -m worker.lm.run_shards`), and the program stops; without it they are asked here.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from shared.icl.metrics import gains, ndcg
from shared.paths import default_home
from shared.statistics.paired import holm
from worker.icl.data.suite import SuiteTask, data_folder, load_suite
from worker.icl.encoding.encoder import load_encoder
from worker.icl.evaluation.choices import score_of
from worker.icl.evaluation.figures import FigureTable, TaskItems, items_of
from worker.icl.evaluation.measuring import Plan, choices_of, outcomes_of
from worker.icl.evaluation.source import Source
from worker.icl.evaluation.units import TaskInfo, Unit
from worker.icl.feedback.scoring import ScoreJob, calls_of, planned_calls
from worker.icl.selection.catalogue import LmAccess, selectors
from worker.icl.selection.corpus import Corpus, Query, Selector
from worker.icl.selection.features import NAMES
from worker.icl.selection.gated import Gate
from worker.icl.selection.kinds import labels_of
from worker.icl.selection.lexical import Lexical
from worker.icl.selection.rerank import Reranker
from worker.icl.selection.trees import BoostedTrees
from worker.icl.training.gate import TaskOutcomes, gate
from worker.icl.training.jobs import StoredJob, StoredJobs, first_jobs
from worker.icl.training.settings import Candidates
from worker.icl.training.targets import LabelRule
from worker.icl.training.task_pools import TaskPool
from worker.icl.training.tree_fitting import fit_trees
from worker.icl.training.tree_stage import Pairs
from worker.lm.calls import LmCalls
from worker.lm.opening import opened
from worker.lm.score_cache import ScoreCache

SHOWN = 4
SEEDS, QUERIES = (0, 1, 2), (30, 60, 120, 240)
CANDIDATES = Candidates(count=16, depth=20, mixed=True)
PLAIN = ("zero", "random", "bm25", "minilm", "mmr", "label-support")
GATED = ("bm25", "minilm", "label-support")
FEEDBACK, CONTROL = "rerank", "llmr-nolm"
CACHE = "lm-scores.sqlite"


@dataclass(frozen=True)
class Sizes:
    """How much is done; `quick` shows that everything works."""

    queries: tuple[int, ...] = QUERIES
    seeds: tuple[int, ...] = SEEDS
    test: int = 500
    validation: int = 150


QUICK = Sizes(queries=(6, 12), seeds=(0, 1), test=12, validation=12)


class Waiting(Exception):
    """Answers are missing; they were written as shards."""


@dataclass
class Lm:
    """Answers of the model, asked for here or elsewhere."""

    source: Source
    shards: Path | None

    def drained(self, steps: Generator[tuple[int, int], None, Any], what: str) -> Any:
        """What steps come to, with a line now and then."""
        told = time.monotonic()
        while True:
            try:
                known, wanted = next(steps)
            except StopIteration as end:
                return end.value
            if time.monotonic() - told > 20:
                told = time.monotonic()
                print(f"{what}: {known} of {wanted} calls", flush=True)

    def written(self) -> None:
        """Stop where calls are missing.

        Raises
        ------
        Waiting
        """
        missing = self.source.missing
        if not len(missing):
            return
        from worker.lm.shards import write_shards

        assert self.shards is not None
        write_shards(self.shards, missing)
        kinds = (len(missing.scores), len(missing.choices), len(missing.texts))
        print(f"{len(missing)} calls (scores, choices, texts: {kinds}) -> {self.shards}")
        raise Waiting


@dataclass(frozen=True)
class Task:
    """A task of the suite with its vectors."""

    info: TaskInfo
    corpus: Corpus
    validation: tuple[Query, ...]
    test: tuple[Query, ...]

    @property
    def pool(self) -> TaskPool:
        """As training takes it."""
        return TaskPool(self.info, self.corpus, self.validation)

    def unit(self, queries: tuple[Query, ...]) -> Unit:
        """As evaluation takes it."""
        return Unit(self.info, 0, self.corpus, queries)


def tasks_of(sizes: Sizes, names: Sequence[str] | None, folder: Path) -> list[Task]:
    """The suite with vectors; they are kept in OUT for the next call."""
    encoder = load_encoder()
    found = []
    for one in load_suite(data_folder(default_home()), 0, names=names):
        asked = (*one.pool, *one.validation[: sizes.validation], *one.test[: sizes.test])
        kept = folder / "vectors" / f"{one.name}-{len(asked)}.npy"
        if kept.is_file():
            vectors = np.load(kept, allow_pickle=False)
        else:
            vectors = encoder.encode([each.input for each in asked])
            kept.parent.mkdir(parents=True, exist_ok=True)
            np.save(kept, vectors)
        found.append(_task(one, sizes, vectors))
        print(f"{one.name}: {len(one.pool)} rows, {len(found[-1].test)} test queries", flush=True)
    return found


def _task(one: SuiteTask, sizes: Sizes, vectors: np.ndarray) -> Task:
    options = labels_of(one.pool) if one.kind == "labels" else ()
    info = TaskInfo(one.name, one.kind, one.metric, one.category, one.held_out, options)
    rows, middle = len(one.pool), len(one.pool) + len(one.validation[: sizes.validation])
    validation = _queries(one.validation[: sizes.validation], vectors[rows:middle])
    test = _queries(one.test[: sizes.test], vectors[middle:])
    return Task(info, Corpus(one.pool, vectors[:rows]), validation, test)


def _queries(examples: Sequence[Any], vectors: np.ndarray) -> tuple[Query, ...]:
    return tuple(Query(each, vector) for each, vector in zip(examples, vectors, strict=True))


# --- feedback ------------------------------------------------------------------------------------


def jobs_of(pools: Sequence[TaskPool], count: int, seed: int) -> StoredJobs:
    """`count` queries of each task's pool with their candidates."""
    rows = {}
    for number, pool in enumerate(pools):
        rng = np.random.default_rng((seed, 2, number))
        rows[pool.info.name] = rng.permutation(len(pool.corpus))[:count].tolist()
    return first_jobs(pools, rows, CANDIDATES, seed)


def scored(pools: Sequence[TaskPool], jobs: Sequence[StoredJobs], lm: Lm) -> list[StoredJobs]:
    """The same jobs with scores; one question for all of them."""
    by_name = {pool.info.name: pool for pool in pools}
    plans = [[_calls(by_name[job.task], job) for job in part.jobs] for part in jobs]
    together = LmCalls.together(calls_of(calls) for part in plans for calls in part)
    told = lm.drained(lm.source.answers(together), "feedback")
    lm.written()
    found = []
    for part, plan in zip(jobs, plans, strict=True):
        made = []
        for job, calls in zip(part.jobs, plan, strict=True):
            gold = by_name[job.task].corpus.examples[job.query].output
            scores = [score_of(call, gold, told) for call in calls]
            assert all(score is not None for score in scores)
            made.append(StoredJob(job.task, job.query, job.rows, tuple(scores[1:]), scores[0]))
        found.append(StoredJobs(tuple(made), lm.source.model.fingerprint))
    return found


def _calls(pool: TaskPool, job: StoredJob) -> list[Any]:
    query = pool.corpus.examples[job.query]
    return planned_calls(pool.corpus.examples, ScoreJob(query, job.rows), pool.options_of(query))


def trained(
    pools: Sequence[TaskPool], jobs: StoredJobs, count: int, seed: int
) -> dict[str, BoostedTrees]:
    """Trees on the feedback of the first `count` queries of each task, and their control."""
    some: list[StoredJob] = []
    for pool in pools:
        some += [job for job in jobs.jobs if job.task == pool.info.name][:count]
    pairs = Pairs.of(pools, some, LabelRule(0.0))
    return {
        f"{FEEDBACK}@{count}/{seed}": fit_trees(pairs.table, pairs.feedback, seed),
        f"{CONTROL}@{count}/{seed}": fit_trees(pairs.table, pairs.agreement, seed),
    }


def usefulness(pools: Sequence[TaskPool], jobs: StoredJobs, folds: int = 5) -> dict[str, Any]:
    """Mean nDCG@4 against the model's scores of queries that trees have not seen, by kind of task.

    All queries of a job serve once as those that are left out.
    """
    pairs = Pairs.of(pools, jobs.jobs, LabelRule(0.0))
    kinds = [
        kind_of_task(pool.info) for pool in pools for job in jobs.jobs if job.task == pool.info.name
    ]
    fold = np.random.default_rng(7).integers(0, folds, len(kinds))[pairs.owner]
    columns = {name: np.empty(len(fold)) for name in (FEEDBACK, CONTROL)}
    for number in range(folds):
        out = fold == number
        for name, targets in ((FEEDBACK, pairs.feedback), (CONTROL, pairs.agreement)):
            columns[name][out] = fit_trees(pairs.table[~out], targets[~out], 0).predict(
                pairs.table[out]
            )
    for name, feature in (("label-support", "support"), ("minilm", "cosine"), ("bm25", "bm25")):
        columns[name] = pairs.table[:, NAMES.index(feature)].astype(np.float64)
    columns["random"] = np.random.default_rng(0).random(len(fold))
    found: dict[str, dict[str, list[float]]] = {}
    for query, kind in enumerate(kinds):
        own = pairs.owner == query
        worth = gains(pairs.scores[own])
        for name, values in columns.items():
            value = ndcg(worth, values[own], SHOWN)
            for scope in ("all", kind):
                found.setdefault(scope, {}).setdefault(name, []).append(value)
    return {scope: _useful(values) for scope, values in found.items()}


def _useful(values: dict[str, list[float]]) -> dict[str, Any]:
    """Means, and the first question's differences with bootstrapped intervals over queries."""
    count = len(values[FEEDBACK])
    draws = np.random.default_rng(1).integers(0, count, (2000, count))
    made: dict[str, Any] = {"queries": count}
    made |= {name: round(float(np.mean(each)), 4) for name, each in values.items()}
    for other in (CONTROL, "label-support"):
        more = np.array(values[FEEDBACK]) - np.array(values[other])
        low, high = np.quantile(more[draws].mean(axis=1), (0.025, 0.975))
        made[f"{FEEDBACK} - {other}"] = {
            "delta": round(float(more.mean()), 4),
            "ci95": [round(float(low), 4), round(float(high), 4)],
        }
    return made


# --- test ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Maker:
    """Selectors by name; see `worker.icl.evaluation.measuring.Make`."""

    trees: dict[str, BoostedTrees]
    pools: dict[str, TaskPool]

    def __call__(self, name: str, unit: Unit, lexical: Lexical, lm: LmAccess) -> Selector:
        if name in self.trees:
            return Reranker(self.pools[unit.task.name].features, self.trees[name], name)
        return selectors([name], unit.corpus, lexical, None, lm)[name]


def measured(tasks: Sequence[Task], parts: str, plan: Plan, lm: Lm) -> list[TaskItems]:
    """Values of all columns on the validation or the test queries of each task."""
    found = []
    for task in tasks:
        queries = task.test if parts == "test" else task.validation
        unit = task.unit(queries)
        fits = [lm.source.reader.fits(q.example, unit.options_of(q.example)) for q in queries]
        unit = replace(unit, queries=tuple(q for q, fit in zip(queries, fits, strict=True) if fit))
        made = lm.drained(choices_of(unit, plan, lm.source), task.info.name)
        assert made is not None
        outcomes = lm.drained(
            outcomes_of(made, plan, lm.source, scored=False), f"{parts} {task.info.name}"
        )
        print(f"{parts} {task.info.name}: {len(lm.source.missing)} calls missing", flush=True)
        if outcomes is not None:
            found.append(items_of([outcomes]))
    return found


def of_seeds(items: TaskItems, count: int, seeds: Sequence[int]) -> TaskItems:
    """Columns of several seeds as one, averaged item by item."""
    values, first = dict(items.values), dict(items.first)
    for name in (FEEDBACK, CONTROL, f"vote-{FEEDBACK}", f"vote-{CONTROL}"):
        columns = [f"{name}@{count}/{seed}" for seed in seeds]
        values[name] = np.mean([items.values[column] for column in columns], axis=0)
        first[name] = items.first[columns[0]]
    return replace(items, values=values, first=first)


def kind_of_task(info: TaskInfo) -> str:
    """What the plan calls kinds of tasks."""
    if info.kind != "labels":
        return "multiple choice" if info.kind == "choice" else "open answers"
    named = {"Sent": "sentiment", "NLI": "entailment, paraphrase", "Para": "entailment, paraphrase"}
    named |= {"RC": "reading yes/no", "Summ": "topic", "Topic": "topic"}
    return named.get(info.category, f"labels: {info.category}")


def report(items: Sequence[TaskItems], picked: Gate, sizes: Sizes) -> dict[str, Any]:
    """All figures: per column, the first question, by kind, by number of queries, held out."""
    most = sizes.queries[-1]
    table = FigureTable([of_seeds(one, most, sizes.seeds) for one in items], 0)
    known = [one for one in table.tasks if not one.task.held_out]
    out = [one for one in table.tasks if one.task.held_out]
    made: dict[str, Any] = {"tasks": {}, "gate": {k: v.selector for k, v in picked.tasks.items()}}
    for one in table.tasks:
        made["tasks"][one.task.name] = {
            "kind": kind_of_task(one.task),
            "held_out": one.task.held_out,
            "n": len(one.ids),
            **{column: round(table.figure(column, [one]).value, 4) for column in table.columns},
        }
    for name, some in (("trained", known), ("held out", out)):
        if not some:
            continue
        made[name] = {
            column: _figure(table, column, some) for column in table.columns if "@" not in column
        }
        made[f"{name}: differences"] = _differences(table, some)
    kinds: dict[str, list[TaskItems]] = {}
    for one in known:
        kinds.setdefault(kind_of_task(one.task), []).append(one)
    by_kind = {kind: _differences(table, some) for kind, some in kinds.items()}
    for name in next(iter(by_kind.values()), {}):
        ps = holm([each[name]["p"] for each in by_kind.values()])
        for each, p in zip(by_kind.values(), ps, strict=True):
            each[name]["p_holm"] = round(p, 4)
    made["by kind"] = by_kind
    made["by queries"] = {
        str(count): _differences(table, known, f"@{count}/{sizes.seeds[0]}")
        for count in sizes.queries
    }
    return made


def _figure(table: FigureTable, column: str, some: Sequence[TaskItems]) -> dict[str, Any]:
    figure = table.figure(column, some)
    return {"value": round(figure.value, 4), "ci95": [round(x, 4) for x in figure.ci95]}


def _differences(
    table: FigureTable, some: Sequence[TaskItems], ending: str = ""
) -> dict[str, dict[str, Any]]:
    pairs = [
        (f"{FEEDBACK}{ending}", f"{CONTROL}{ending}"),
        (f"{FEEDBACK}{ending}", "label-support"),
        (f"{FEEDBACK}{ending}", "minilm"),
        (f"{FEEDBACK}{ending}", "bm25"),
        (f"{CONTROL}{ending}", "minilm"),
        ("label-support", "minilm"),
        ("label-support", "bm25"),
    ]
    found = {}
    for column, other in pairs:
        difference = table.difference(column, other, some)
        if difference is not None:
            one = difference.compared
            found[f"{column} - {other}"] = {
                "delta": round(one.delta, 4),
                "ci95": [round(x, 4) for x in one.ci95],
                "p": round(one.p, 4),
            }
    return found


def run(options: argparse.Namespace) -> int:
    """All steps, from what is known."""
    sizes = QUICK if options.quick else Sizes()
    out = Path(options.out)
    names = options.tasks.split(",") if options.tasks else None
    tasks = tasks_of(sizes, names, out)
    pools = {task.info.name: task.pool for task in tasks}
    learned = [pools[task.info.name] for task in tasks if not task.info.held_out]
    home = default_home()
    shards = Path(options.shards) if options.shards else None
    with opened(options.lm, home, "cpu") as model, ScoreCache(home / CACHE) as cache:
        lm = Lm(Source(model, cache, asks=shards is None), shards)
        try:
            jobs = [jobs_of(learned, sizes.queries[-1], seed) for seed in sizes.seeds]
            known = scored(learned, jobs, lm)
            useful = usefulness(learned, known[0])
            (out / "ndcg.json").write_text(json.dumps(useful, indent=1), "utf-8")
            trees: dict[str, BoostedTrees] = {}
            for seed, part in zip(sizes.seeds, known, strict=True):
                for count in sizes.queries if seed == sizes.seeds[0] else sizes.queries[-1:]:
                    trees |= trained(learned, part, count, seed)
                    print(f"trees of {count} queries per task, seed {seed}", flush=True)
            make = Maker(trees, pools)
            first = f"@{sizes.queries[-1]}/{sizes.seeds[0]}"
            validated = (
                "bm25",
                "minilm",
                "label-support",
                f"{CONTROL}{first}",
                f"{FEEDBACK}{first}",
            )
            columns = (*PLAIN, *trees)
            votes = tuple(f"vote-{name}" for name in columns if name != "zero")
            # Both are planned before either is asked: one visit to a GPU answers them.
            judged = measured(tasks, "validation", Plan(validated, SHOWN, make), lm)
            items = measured(tasks, "test", Plan((*columns, *votes), SHOWN, make), lm)
            lm.written()
        except Waiting:
            return 3
    picked = gate({one.task.name: _outcomes(one, first) for one in judged}, (FEEDBACK,))
    made = report(items, picked, sizes)
    made["why"] = {name: one.why for name, one in picked.tasks.items()}
    (out / "feedback.json").write_text(json.dumps(made, indent=1), "utf-8")
    print(json.dumps(made["trained: differences"], indent=1))
    return 0


def _outcomes(items: TaskItems, ending: str) -> TaskOutcomes:
    values = {name.removesuffix(ending): value for name, value in items.values.items()}
    return TaskOutcomes(items.task.kind, values)


def main(arguments: Sequence[str]) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.icl_feedback")
    parser.add_argument("out")
    parser.add_argument("--lm", default="default")
    parser.add_argument("--shards", default="")
    parser.add_argument("--tasks", default="")
    parser.add_argument("--quick", action="store_true")
    return run(parser.parse_args(arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
