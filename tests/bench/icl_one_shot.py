"""Part A of the reduced design: right answers after one demonstration, out of the feedback alone.

Trees choose one of the 16 scored candidates for queries that they have not seen, five folds by
query; whether the model answers rightly after it is in the score cache already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from shared.icl.templates import load_templates
from shared.statistics.paired import holm
from tests.bench.icl_feedback import (
    CACHE,
    CONTROL,
    FEEDBACK,
    QUERIES,
    SEEDS,
    Lm,
    _calls,
    jobs_of,
    kind_of_task,
    scored,
)
from worker.icl.data.suite import SUITE_FILE, data_folder, load_suite, task_names
from worker.icl.evaluation.figures import FigureTable, TaskItems
from worker.icl.evaluation.units import TaskInfo
from worker.icl.selection.corpus import Corpus
from worker.icl.selection.features import NAMES
from worker.icl.selection.kinds import labels_of
from worker.icl.training.gate import TaskOutcomes, gate
from worker.icl.training.jobs import StoredJobs
from worker.icl.training.targets import LabelRule
from worker.icl.training.task_pools import TaskPool
from worker.icl.training.tree_fitting import fit_trees
from worker.icl.training.tree_stage import Pairs
from worker.lm.language_model import Question
from worker.lm.score_cache import ScoreCache

FOLDS = 5
NO_FEEDBACK, KINDS_NO_FEEDBACK = "gate without feedback", "kinds without feedback"
CHOOSING = (FEEDBACK, CONTROL, "label-support", "minilm", "bm25")
PAIRS = (
    (FEEDBACK, CONTROL),
    (FEEDBACK, "label-support"),
    (FEEDBACK, "minilm"),
    (FEEDBACK, "random"),
    (CONTROL, "label-support"),
    ("label-support", "minilm"),
    ("label-support", "random"),
)
Floats = npt.NDArray[np.float64]
# By task and row: what each column came to, once for each seed that drew the row.
Found = dict[str, dict[int, dict[str, list[float]]]]


@dataclass(frozen=True)
class Right:
    """Whether the model answers a query rightly after each candidate [n], and after none."""

    after: Floats
    zero: float
    same: Floats


def one_shot(folder: Path, home: Path, seeds: Sequence[int] = SEEDS) -> dict[str, Any]:
    """All figures of part A, and what a gate would pick from it.

    Needs what `kept_feedback` left in the folder for the seeds; no model is opened.
    """
    found: Found = {}
    by_count: dict[int, Found] = {}
    pools = label_pools(home)
    with ScoreCache(home / CACHE) as store:
        for seed in seeds:
            data = (folder / f"jobs-{seed}.json").read_bytes()
            jobs = msgspec.json.decode(data, type=StoredJobs)
            right = {pool.info.name: _right(pool, jobs, store) for pool in pools}
            pairs = saved_pairs(folder / f"pairs-{seed}.npz")
            print(f"seed {seed}: {len(pairs.owner)} pairs", flush=True)
            for count in QUERIES if seed == SEEDS[0] else QUERIES[-1:]:
                columns = _columns(jobs, pairs, count)
                parts = [found] if count == QUERIES[-1] else []
                if seed == SEEDS[0]:
                    parts.append(by_count.setdefault(count, {}))
                for part in parts:
                    _note(part, jobs, pairs, right, columns)
                print(f"seed {seed}: trees of {count} queries per task", flush=True)
    return {"seeds": list(seeds)} | _report(pools, found, by_count)


def turned(folder: Path, home: Path) -> dict[str, dict[str, float]]:
    """By task: label support, the same turned round, and right answers by the shown label.

    Thought of after part A was seen: where a model answers the other label than that of its
    demonstration, no score of any pair is needed to do better, only to know that it does.
    """
    seed = SEEDS[0]
    jobs = msgspec.json.decode((folder / f"jobs-{seed}.json").read_bytes(), type=StoredJobs)
    pairs = saved_pairs(folder / f"pairs-{seed}.npz")
    support, near = (_feature(pairs, name) for name in ("support", "cosine"))
    ends = np.flatnonzero(np.diff(pairs.owner)) + 1
    ways = {"label-support": support + 0.01 * near, "turned": 0.01 * near - support}
    parts = {name: np.split(values, ends) for name, values in ways.items()}
    with ScoreCache(home / CACHE) as store:
        right = {pool.info.name: _right(pool, jobs, store) for pool in label_pools(home)}
    found: dict[str, dict[str, list[float]]] = {}
    for number, job in enumerate(jobs.jobs):
        one = right.get(job.task, {}).get(job.query)
        if one is None:
            continue
        values = found.setdefault(job.task, {})
        for name, columns in parts.items():
            first = int(np.argmax(columns[number]))
            values.setdefault(name, []).append(float(one.after[first]))
        for name, shown in (("after the same", one.same > 0), ("after another", one.same == 0)):
            if shown.any():
                values.setdefault(name, []).append(float(one.after[shown].mean()))
    return {
        task: {name: round(float(np.mean(each)), 4) for name, each in values.items()}
        for task, values in found.items()
    }


def _feature(pairs: Pairs, name: str) -> Floats:
    return pairs.table[:, NAMES.index(name)].astype(np.float64)


def label_pools(home: Path) -> list[TaskPool]:
    """Trained tasks with labels; their vectors are left out, nothing here looks at them."""
    templates = {**load_templates(), **load_templates(SUITE_FILE)}
    names = [name for name in task_names() if templates[name].kind == "labels"]
    names = [name for name in names if not templates[name].held_out]
    found = []
    for one in load_suite(data_folder(home), SEEDS[0], names=names):
        options = labels_of(one.pool)
        info = TaskInfo(one.name, one.kind, one.metric, one.category, one.held_out, options)
        nothing = np.zeros((len(one.pool), 1), np.float32)
        found.append(TaskPool(info, Corpus(one.pool, nothing), ()))
    return found


def kept_feedback(
    pools: Sequence[TaskPool], lm: Lm, folder: Path, seed: int
) -> tuple[StoredJobs, Pairs]:
    """Feedback of a seed with its features, out of the folder or left there for the next call."""
    jobs = known_jobs(pools, seed, lm, folder / f"jobs-{seed}.json")
    return jobs, pairs_of(pools, jobs, folder / f"pairs-{seed}.npz")


def known_jobs(pools: Sequence[TaskPool], seed: int, lm: Lm, kept: Path) -> StoredJobs:
    """The feedback of a seed out of the score cache; it is kept in a file for the next call."""
    if kept.is_file():
        return msgspec.json.decode(kept.read_bytes(), type=StoredJobs)
    made = scored(pools, [jobs_of(pools, QUERIES[-1], seed)], lm)[0]
    kept.write_bytes(msgspec.json.encode(made))
    return made


def pairs_of(pools: Sequence[TaskPool], jobs: StoredJobs, kept: Path) -> Pairs:
    """Features and targets of all pairs; they are kept in a file for the next call."""
    if kept.is_file():
        return saved_pairs(kept)
    made = Pairs.of(pools, jobs.jobs, LabelRule(0.0))
    np.savez(kept, **{one.name: getattr(made, one.name) for one in fields(made)})
    return made


def saved_pairs(kept: Path) -> Pairs:
    """What `pairs_of` kept."""
    with np.load(kept, allow_pickle=False) as known:
        return Pairs(**{one.name: known[one.name] for one in fields(Pairs)})


def _right(pool: TaskPool, jobs: StoredJobs, store: ScoreCache) -> dict[int, Right]:
    """By row of the pool that was a query."""
    own = [job for job in jobs.jobs if job.task == pool.info.name]
    plans = [_calls(pool, job) for job in own]
    calls = [call for plan in plans for call in plan if isinstance(call, Question)]
    told = dict(zip(calls, store.choices(jobs.lm, calls), strict=True))
    found = {}
    for job, plan in zip(own, plans, strict=True):
        if not all(isinstance(call, Question) for call in plan):
            continue
        examples = pool.corpus.examples
        gold = examples[job.query].output
        shares = [told[call] for call in plan]
        assert all(each is not None for each in shares), f"{job.task} has to be asked first"
        answers = [
            call.options[int(np.argmax(each))] for call, each in zip(plan, shares, strict=True)
        ]
        right = np.array([float(answer == gold) for answer in answers])
        same = np.array([float(examples[row].output == gold) for row in job.rows])
        found[job.query] = Right(right[1:], float(right[0]), same)
    return found


def _columns(jobs: StoredJobs, pairs: Pairs, count: int) -> dict[str, Floats]:
    """A score of each pair by each way to choose; trees are fitted without the query's fold."""
    places = _places(jobs)
    fold = np.random.default_rng(7).integers(0, FOLDS, len(places))[pairs.owner]
    used = (places < count)[pairs.owner]
    made = {name: np.empty(len(fold)) for name in (FEEDBACK, CONTROL)}
    for number in range(FOLDS):
        out, known = fold == number, used & (fold != number)
        for name, targets in ((FEEDBACK, pairs.feedback), (CONTROL, pairs.agreement)):
            trees = fit_trees(pairs.table[known], targets[known], 0)
            made[name][out] = trees.predict(pairs.table[out])
    made["minilm"] = _feature(pairs, "cosine")
    made["label-support"] = _feature(pairs, "support") + 0.01 * made["minilm"]
    made["bm25"] = _feature(pairs, "bm25")
    return made


def _places(jobs: StoredJobs) -> npt.NDArray[np.int64]:
    """The place of each job among those of its task; jobs come task after task, as in `Pairs`."""
    counts: dict[str, int] = {}
    found = []
    for job in jobs.jobs:
        found.append(counts.setdefault(job.task, 0))
        counts[job.task] += 1
    return np.array(found, np.int64)


def _note(
    found: Found,
    jobs: StoredJobs,
    pairs: Pairs,
    right: dict[str, dict[int, Right]],
    columns: dict[str, Floats],
) -> None:
    ends = np.flatnonzero(np.diff(pairs.owner)) + 1
    parts = {name: np.split(values, ends) for name, values in columns.items()}
    for number, job in enumerate(jobs.jobs):
        one = right.get(job.task, {}).get(job.query)
        if one is None:
            continue
        values = found.setdefault(job.task, {}).setdefault(job.query, {})
        for name in CHOOSING:
            first = int(np.argmax(parts[name][number]))
            values.setdefault(name, []).append(float(one.after[first]))
            values.setdefault(f"vote-{name}", []).append(float(one.same[first]))
        values.setdefault("random", []).append(float(one.after.mean()))
        values.setdefault("best of 16", []).append(float(one.after.max()))
        values.setdefault("zero", []).append(one.zero)


def _items(pools: Sequence[TaskPool], found: Found) -> list[TaskItems]:
    made = []
    for pool in pools:
        rows = found.get(pool.info.name)
        if not rows:
            continue
        names = tuple(next(iter(rows.values())))
        values = {
            name: np.array([np.mean(one[name]) for one in rows.values()], np.float64)
            for name in names
        }
        ids = tuple(pool.corpus.examples[row].id for row in rows)
        made.append(TaskItems(pool.info, ids, values, values, np.ones(len(ids), bool)))
    return made


def _report(pools: Sequence[TaskPool], found: Found, by_count: dict[int, Found]) -> dict[str, Any]:
    from tests.bench.icl_reduced import difference, figures

    items = _items(pools, found)
    made: dict[str, Any] = {"all": figures(items, PAIRS)}
    kinds: dict[str, list[TaskItems]] = {}
    for one in items:
        kinds.setdefault(kind_of_task(one.task), []).append(one)
    made["by kind"] = {kind: figures(some, PAIRS) for kind, some in kinds.items()}
    for one, other in PAIRS[:2]:
        name = f"{one} - {other}"
        told = [each["differences"][name] for each in made["by kind"].values()]
        for each, p in zip(told, holm([each["p"] for each in told]), strict=True):
            each["p_holm"] = round(p, 4)
    made["by queries"] = {
        str(count): figures(_items(pools, some), PAIRS[:2])["differences"]
        for count, some in sorted(by_count.items())
    }
    made["by task"] = {}
    for one in items:
        table = FigureTable([one], 0)
        made["by task"][one.task.name] = {
            "kind": kind_of_task(one.task),
            "n": len(one.ids),
            **{name: round(table.figure(name, [one]).value, 4) for name in table.columns},
            **{f"{a} - {b}": difference(table, a, b, [one]) for a, b in PAIRS[:3]},
        }
    outcomes = {
        one.task.name: TaskOutcomes(one.task.kind, {name: one.values[name] for name in CHOOSING})
        for one in items
    }
    made["gate"] = {name: _picked(one) for name, one in gate(outcomes, (FEEDBACK,)).tasks.items()}
    plain = gate(outcomes, ())
    made[NO_FEEDBACK] = {name: _picked(one) for name, one in plain.tasks.items()}
    made[KINDS_NO_FEEDBACK] = {name: _picked(one) for name, one in plain.kinds.items()}
    return made


def _picked(one: Any) -> dict[str, Any]:
    made: dict[str, Any] = msgspec.to_builtins(one)
    return made
