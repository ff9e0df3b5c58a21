"""The task as it is called: exactly the issue's columns, files and figures; bad input in words."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import msgspec
import pytest

from shared.errors import AppError
from shared.icl.retrievers import RETRIEVERS
from shared.tasks.events import Progress
from shared.tasks.icl_evaluate import (
    ICL_EVALUATE,
    IclEvaluateRequest,
    check_icl_evaluation,
    columns_of,
)
from tests.unit.icl_evaluation.toy import Copying, rows
from tests.unit.icl_tasks.conftest import Bench
from worker.icl.tasks.evaluate import evaluate
from worker.lm.score_cache import ScoreCache
from worker.lm.shards import run_shard, shards_of

COLUMNS = (
    "zero", "random", "bm25", "minilm", "label-support", "llmr", "llmr-nolm", "vote-minilm",
    "vote-llmr",
)  # fmt: skip


def test_the_command_of_the_issue_writes_its_files(bench: Bench, files: tuple[str, str]) -> None:
    pool, queries = files
    request = IclEvaluateRequest(pool=pool, queries=queries, retrievers=COLUMNS, k=4)
    steps, result, out = bench.run(evaluate, request)
    document = json.loads((out / "metrics.json").read_text())
    assert list(document["tasks"]) == ["topic", "facts"]
    names = [name for name in COLUMNS if name != "llmr-nolm"]
    assert [row["retriever"] for row in document["mean"]] == names
    assert document["left_out"][0]["retriever"] == "llmr-nolm"
    row = next(row for row in document["tasks"]["topic"] if row["retriever"] == "llmr")
    assert row["n"] == 12
    assert row["used"] == ["label-support"]
    assert row["vs_bm25"].keys() >= {"delta", "ci95", "p"}
    assert row["vs_label_support"]["delta"] == 0
    text = next(row for row in document["tasks"]["facts"] if row["retriever"] == "llmr")
    assert text["used"] == ["minilm"]
    assert document["hygiene"]["topic, seed 0"]["leaking_queries"] == []
    lines = [json.loads(line) for line in (out / "predictions.jsonl").read_text().splitlines()]
    assert len(lines) == 18 * (len(names) + 4)  # random is drawn five times
    assert {line["query_id"] for line in lines} == {
        query.id for query in (*rows("topic", 12, 40), *rows("facts", 6, 40))
    }
    table = list(csv.DictReader((out / "metrics.csv").read_text().splitlines()))
    assert {line["retriever"] for line in table} == set(names)
    assert "used no feedback" in result.verdict
    assert result.table[1][0] == "zero"
    assert (result.tasks, result.queries, result.bad_rows) == (2, 18, 0)
    told = [step.done for step in steps if isinstance(step, Progress) and step.unit == "tasks"]
    assert told == sorted(told)
    assert told[-1] < 2


def test_retrievers_of_which_none_can_choose_are_refused_in_words(
    bench: Bench, files: tuple[str, str]
) -> None:
    pool, queries = files
    request = IclEvaluateRequest(pool=pool, queries=queries, retrievers=("llmr-nolm",))
    with pytest.raises(AppError, match="has to be trained"):
        bench.run(evaluate, request)


def test_the_same_seed_gives_the_same_demonstrations_and_figures_without_asking_again(
    bench: Bench, files: tuple[str, str]
) -> None:
    pool, queries = files
    request = IclEvaluateRequest(pool=pool, queries=queries, retrievers=COLUMNS, seed=3)
    _, first, one = bench.run(evaluate, request)
    asked = bench.model.asked
    _, second, other = bench.run(evaluate, request)
    assert bench.model.asked == asked == first.asked
    assert second.asked == 0
    for name in ("metrics.json", "metrics.csv", "predictions.jsonl"):
        assert (one / name).read_bytes() == (other / name).read_bytes()


def test_a_second_model_answers_the_same_prompts(bench: Bench, files: tuple[str, str]) -> None:
    pool, queries = files
    request = IclEvaluateRequest(
        pool=pool, queries=queries, retrievers=("bm25", "minilm"), second_lm="other"
    )
    _, _, out = bench.run(evaluate, request)
    document = json.loads((out / "metrics.json").read_text())
    assert document["second_lm"]["lm"] == "other"
    assert [row["accuracy"] for row in document["second_lm"]["mean"]] == [
        row["accuracy"] for row in document["mean"]
    ]
    table = list(csv.DictReader((out / "metrics.csv").read_text().splitlines()))
    assert {line["lm"] for line in table} == {"default", "other"}


def test_a_leaking_query_is_counted_and_figured_out_apart(bench: Bench) -> None:
    pool = rows("topic", 40)
    leak = {"id": "leak", "task": "topic", "input": pool[3].input.upper(), "output": "nature"}
    queries = bench.root / "queries.jsonl"
    own = [
        {"id": one.id, "task": "topic", "input": one.input, "output": one.output}
        for one in rows("topic", 9, 40)
    ]
    queries.write_text("".join(json.dumps(row) + "\n" for row in (*own, leak)))
    request = IclEvaluateRequest(
        pool=bench.file("pool.jsonl", pool), queries=str(queries), retrievers=("bm25",)
    )
    _, _, out = bench.run(evaluate, request)
    document = json.loads((out / "metrics.json").read_text())
    assert document["hygiene"]["topic, seed 0"]["leaking_queries"] == ["leak"]
    row = document["mean"][0]
    assert (row["n"], row["n_without_leaks"]) == (10, 9)
    lines = [json.loads(line) for line in (out / "predictions.jsonl").read_text().splitlines()]
    (told,) = [line for line in lines if line["query_id"] == "leak"]
    assert told["leaks"] is True
    assert "topic-3" not in told["demo_ids"]  # a copy of the query is never shown to it
    right = [line["correct"] for line in lines if line["query_id"] != "leak"]
    assert row["accuracy_without_leaks"] == pytest.approx(sum(right) / 9, abs=1e-6)


def test_what_cannot_be_used_is_listed_row_by_row(bench: Bench) -> None:
    pool, queries = bench.root / "pool.jsonl", bench.root / "queries.jsonl"
    good = [json.dumps({"id": r.id, "task": "topic", "input": r.input, "output": r.output})
            for r in rows("topic", 20)]  # fmt: skip
    bad = [
        '{"id": "a", "task": "topic", "input": "no answer"}',
        '{"id": "b", "task": "topic", "input": 7, "output": "art"}',
        '{"id": "c", "task": "topic", "input": "x", "output": "art", "options": ["a", "b"]}',
        '{"id": "topic-0", "task": "topic", "input": "again", "output": "art"}',
        "not json",
        "[1, 2]",
    ]
    pool.write_bytes("\n".join([*good, *bad]).encode() + b"\n" + b'{"input": "\xff"}\n')
    asked = [
        json.dumps({"id": "q", "task": "topic", "input": "film abc", "output": "art"}),
        json.dumps({"id": "r", "task": "nowhere", "input": "film", "output": "art"}),
    ]
    queries.write_text("\n".join(asked) + "\n")
    request = IclEvaluateRequest(pool=str(pool), queries=str(queries), retrievers=("bm25",), k=64)
    _, result, out = bench.run(evaluate, request)
    lines = [json.loads(line) for line in (out / "bad_rows.jsonl").read_text().splitlines()]
    assert [(line["file"], line["kind"]) for line in lines] == [
        ("pool", "missing"), ("pool", "type"), ("pool", "options"), ("pool", "duplicate"),
        ("pool", "syntax"), ("pool", "type"), ("pool", "encoding"), ("queries", "task"),
    ]  # fmt: skip
    assert result.bad_rows == 8
    assert [line["line"] for line in lines[:7]] == list(range(21, 28))
    told = [json.loads(line) for line in (out / "predictions.jsonl").read_text().splitlines()]
    assert [len(line["demo_ids"]) for line in told] == [20]  # k is larger than the pool


def test_a_query_longer_than_the_window_is_left_out_and_told(bench: Bench) -> None:
    pool, queries = rows("topic", 20), [*rows("topic", 3, 40)]
    long = {"id": "long", "task": "topic", "input": "film " * 9000, "output": "art"}
    path = bench.root / "queries.jsonl"
    own = [{"id": q.id, "task": "topic", "input": q.input, "output": q.output} for q in queries]
    path.write_text("".join(json.dumps(row) + "\n" for row in (*own, long)))
    request = IclEvaluateRequest(
        pool=bench.file("pool.jsonl", pool), queries=str(path), retrievers=("bm25",)
    )
    _, result, out = bench.run(evaluate, request)
    assert result.queries == 3
    (line,) = [json.loads(line) for line in (out / "bad_rows.jsonl").read_text().splitlines()]
    assert (line["kind"], line["start"]) == ("length", "long")


@pytest.mark.parametrize("text", ["", "\n", '{"input": "x"}\n'])
def test_an_empty_pool_is_said(bench: Bench, files: tuple[str, str], text: str) -> None:
    (bench.root / "empty.jsonl").write_text(text)
    request = IclEvaluateRequest(pool=str(bench.root / "empty.jsonl"), queries=files[1])
    with pytest.raises(AppError, match="at least one row"):
        bench.run(evaluate, request)


def test_queries_of_other_tasks_are_said(bench: Bench) -> None:
    request = IclEvaluateRequest(
        pool=bench.file("pool.jsonl", rows("one", 10)),
        queries=bench.file("queries.jsonl", rows("two", 5)),
    )
    with pytest.raises(AppError, match="a task that the pool has"):
        bench.run(evaluate, request)


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"pool": "p", "queries": "q", "retrievers": ("bm26",)}, "bm26"),
        ({"pool": "p", "queries": "q", "retrievers": ("vote-zero",)}, "vote-zero"),
        ({"pool": "p", "queries": "q", "retrievers": ("bm25", "bm25")}, "once"),
        ({"pool": "p"}, "--queries"),
        ({"pool": "p", "queries": "q", "suite": "packages"}, "leave out"),
    ],
)
def test_what_makes_no_sense_is_refused(fields: dict, word: str) -> None:
    with pytest.raises(AppError, match=word):
        check_icl_evaluation(IclEvaluateRequest(**fields))


def test_the_whole_suite_compares_everything_and_quick_what_is_quick() -> None:
    every = columns_of(IclEvaluateRequest(suite="packages"))
    assert set(RETRIEVERS) <= set(every)
    assert "oracle" not in columns_of(IclEvaluateRequest(suite="packages", quick=True))
    assert {"label-support", "llmr-nolm", "vote-minilm"} <= set(
        columns_of(IclEvaluateRequest(pool="p", queries="q"))
    )


def test_the_spec_names_the_function() -> None:
    module, _, name = ICL_EVALUATE.implementation.partition(":")
    assert (module, name) == (evaluate.__module__, evaluate.__name__)


def test_calls_are_answered_elsewhere_in_two_rounds(bench: Bench, files: tuple[str, str]) -> None:
    pool, queries = files
    folder = bench.root / "shards"
    columns = ("zero", "bm25", "cone", "vote-bm25")
    plain = IclEvaluateRequest(pool=pool, queries=queries, retrievers=columns, second_lm="other")
    request = msgspec.structs.replace(plain, shards=str(folder))
    written = []
    while True:
        _, result, out = bench.run(evaluate, request)
        if not result.waiting:
            break
        assert "run_shards" in result.next_step
        assert not (out / "metrics.json").exists()
        assert bench.model.asked == 0
        again = bench.run(evaluate, request)[1]  # nothing was answered: nothing new is written
        assert again.waiting == result.waiting
        for path in sorted(folder.glob("*-*/shard_*.jsonl.gz")):
            if not path.name.endswith(".answers.jsonl.gz") and path not in written:
                answer_elsewhere(path)
                written.append(path)
    assert sorted({path.parent.name for path in written}) == [
        "first-01", "first-02", "second-01",
    ]  # fmt: skip
    assert bench.model.asked == 0
    document = json.loads((out / "metrics.json").read_text())
    direct = json.loads((bench.run(evaluate, plain)[2] / "metrics.json").read_text())
    assert document == direct


def answer_elsewhere(path: Path) -> None:
    """As a machine with another precision answers a shard."""
    model = Copying()
    model.fingerprint = "copying:bfloat16"
    with ScoreCache(None) as cache:
        assert run_shard(model, cache, path)


def test_answers_of_another_model_are_refused(bench: Bench, files: tuple[str, str]) -> None:
    pool, queries = files
    request = IclEvaluateRequest(
        pool=pool, queries=queries, retrievers=("bm25",), shards=str(bench.root / "shards")
    )
    bench.run(evaluate, request)
    model = Copying()
    model.fingerprint = "stranger:bfloat16"
    path = shards_of(bench.root / "shards" / "first-01")[0]
    with ScoreCache(None) as cache:
        run_shard(model, cache, path)
    with pytest.raises(AppError, match="stranger"):
        bench.run(evaluate, request)
