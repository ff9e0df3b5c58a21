"""Figures over seeds and tasks, rows of the table, and the files."""

from __future__ import annotations

import csv
import json
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest

from shared.statistics.paired import holm, mcnemar
from tests.unit.icl_evaluation.toy import MAKE, Copying, unit
from worker.icl.evaluation.answering import Told
from worker.icl.evaluation.figures import FigureTable, items_of
from worker.icl.evaluation.measuring import Plan, choices_of, outcomes_of
from worker.icl.evaluation.outcomes import Outcome, UnitOutcomes
from worker.icl.evaluation.report import Results, table_of, verdict_text, write_report
from worker.icl.evaluation.rows import rows_of, scopes
from worker.icl.evaluation.source import Source
from worker.icl.evaluation.units import TaskInfo
from worker.lm.score_cache import ScoreCache
from worker.statistics.intervals import wilson

Value = TypeVar("Value")


def outcomes(
    values: dict[str, list[list[float]]], *, task: str = "topic", seed: int = 0, leaks: int = 0
) -> UnitOutcomes:
    """Columns with the values of each of their draws."""
    one = unit(task, seed=seed, count=len(next(iter(values.values()))[0]))
    found = tuple(
        Outcome(column, number, (Told("", ()),) * len(draw), np.array(draw), ((),) * len(draw))
        for column, draws in values.items()
        for number, draw in enumerate(draws)
    )
    ids = frozenset(query.example.id for query in one.queries[:leaks])
    return UnitOutcomes(one, found, ids)


def test_draws_and_seeds_of_an_item_are_averaged_before_anything_else() -> None:
    first = outcomes({"random": [[1, 0, 0], [1, 1, 0]], "bm25": [[1, 1, 0]]})
    second = outcomes({"random": [[0, 0, 1], [0, 0, 1]], "bm25": [[1, 1, 1]]}, seed=1)
    items = items_of([first, second])
    assert items.values["random"].tolist() == [0.5, 0.25, 0.5]
    assert items.values["bm25"].tolist() == [1, 1, 0.5]
    assert items.first["bm25"].tolist() == [1, 1, 0]


def test_an_item_that_one_seed_has_counts_as_it_is() -> None:
    first, second = outcomes({"bm25": [[1.0, 0.0]]}), outcomes({"bm25": [[1.0, 0.0]]}, seed=1)
    renamed = [replace(query) for query in second.unit.queries]
    shifted = replace(second, unit=replace(second.unit, queries=tuple(renamed[::-1])))
    items = items_of([first, shifted])
    assert dict(zip(items.ids, items.values["bm25"], strict=True)) == {
        "topic-40": 0.5,
        "topic-41": 0.5,
    }


def test_figures_are_those_of_the_items_with_and_without_what_leaks() -> None:
    values = {"bm25": [[1, 1, 0, 0, 1, 0, 1, 1]], "mine": [[1, 1, 1, 1, 1, 0, 1, 0]]}
    table = FigureTable([items_of([outcomes(values, leaks=2)])], 0, 500)
    figure = table.figure("bm25", table.tasks)
    assert (figure.value, figure.n) == (5 / 8, 8)
    assert figure.ci95 == pytest.approx(wilson(5, 8))
    assert (figure.clean, figure.clean_n) == (3 / 6, 6)
    found = table.difference("mine", "bm25", table.tasks)
    assert found is not None
    assert found.compared.delta == pytest.approx(1 / 8)
    pair = [np.array(values[name][0]) > 0.5 for name in ("mine", "bm25")]
    assert found.mcnemar_p == pytest.approx(mcnemar(*pair))
    assert table.difference("bm25", "bm25", table.tasks) is None
    assert table.difference("bm25", "minilm", table.tasks) is None


def test_the_mean_is_over_tasks_not_items() -> None:
    small = outcomes({"bm25": [[1.0] * 4]}, task="small")
    large = outcomes({"bm25": [[0.0] * 20]}, task="large")
    table = FigureTable([items_of([small]), items_of([large])], 0, 200)
    assert table.figure("bm25", table.tasks).value == 0.5


def test_scopes_are_tasks_mean_kinds_categories_and_splits() -> None:
    plain = items_of([outcomes({"bm25": [[1.0, 0.0]]})])
    held = replace(plain, task=TaskInfo("other", "text", "rouge_l", "Summ", held_out=True))
    names = [(scope.kind, scope.name) for scope in scopes([plain, held])]
    assert names == [
        ("task", "topic"), ("task", "other"), ("mean", "mean"), ("kind", "labels"),
        ("kind", "text"), ("category", "own"), ("category", "Summ"), ("split", "trained"),
        ("split", "held_out"),
    ]  # fmt: skip


def test_rows_have_the_form_of_the_issue_and_p_is_adjusted_over_the_columns() -> None:
    rng = np.random.default_rng(0)
    values = {
        name: [(rng.random(24) < share).astype(float).tolist()]
        for name, share in (("bm25", 0.4), ("label-support", 0.8), ("minilm", 0.5), ("llmr", 0.9))
    }
    one = outcomes(values)
    table = FigureTable([items_of([one])], 0, 2_000)
    rows = {row["retriever"]: row for row in rows_of(table, scopes(table.tasks)[0], [one])}
    assert list(rows) == list(values)
    row = rows["llmr"]
    assert row.keys() >= {"retriever", "accuracy", "ci95", "n", "vs_bm25", "vs_label_support"}
    assert row["vs_bm25"].keys() >= {"delta", "ci95", "p"}
    assert rows["bm25"]["vs_bm25"] is None
    raw = [rows[name]["vs_bm25"]["p"] for name in ("label-support", "minilm", "llmr")]
    adjusted = [rows[name]["vs_bm25"]["p_holm"] for name in ("label-support", "minilm", "llmr")]
    assert adjusted == pytest.approx(holm(raw))


def over(steps: Generator[Any, None, Value]) -> Value:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            value: Value = end.value
            return value


def test_the_files_hold_every_figure_and_every_answer(tmp_path: Path) -> None:
    columns = ("zero", "bm25", "label-support", "vote-bm25")
    plan = Plan(columns, 4, MAKE, scored=4)
    found = []
    with ScoreCache(tmp_path / "scores.sqlite") as cache:
        source = Source(Copying(), cache)
        for name, seed in (("first", 0), ("first", 1), ("second", 0)):
            made = over(choices_of(unit(name, seed=seed), plan, source))
            assert made is not None
            done = over(outcomes_of(made, plan, source, scored=True))
            assert done is not None
            found.append(done)
    results = Results("copying", tuple(found))
    document = results.document()
    write_report(tmp_path, document, [results])
    written = json.loads((tmp_path / "metrics.json").read_text())
    assert list(written["tasks"]) == ["first", "second"]
    assert [row["retriever"] for row in written["mean"]] == list(columns)
    support = next(row for row in written["mean"] if row["retriever"] == "label-support")
    assert 0 < support["ndcg4"] <= 1
    assert 0 <= support["helped"] <= 1
    lines = [json.loads(line) for line in (tmp_path / "predictions.jsonl").read_text().splitlines()]
    assert len(lines) == 3 * len(columns) * 24
    mine = [
        line for line in lines if (line["task"], line["retriever"]) == ("second", "label-support")
    ]
    share = np.mean([line["correct"] for line in mine])
    row = next(r for r in written["tasks"]["second"] if r["retriever"] == "label-support")
    assert row["accuracy"] == pytest.approx(share, abs=1e-6)
    assert len(mine[0]["demo_ids"]) == 4
    table = list(csv.DictReader((tmp_path / "metrics.csv").read_text().splitlines()))
    assert {line["scope"] for line in table} == {"task", "kind", "category", "split", "mean"}
    mean = next(
        line for line in table if (line["scope"], line["retriever"]) == ("mean", "label-support")
    )
    assert float(mean["accuracy"]) == pytest.approx(support["accuracy"])
    assert float(mean["vs_bm25_delta"]) == pytest.approx(support["vs_bm25"]["delta"])
    assert table_of(written["mean"])[0][0] == "retriever"
    assert "No selector" in verdict_text(document)


def test_two_runs_give_the_same_document(tmp_path: Path) -> None:
    values = {"bm25": [[1.0, 0.0, 1.0, 0.5]], "llmr": [[1.0, 1.0, 1.0, 0.25]]}
    documents = [Results("lm", (outcomes(values),), 3).document() for _ in range(2)]
    assert documents[0] == documents[1]
