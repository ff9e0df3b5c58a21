"""icl.index, icl.retrieve, icl.predict and icl.train: their files, seeds and refusals."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from shared.errors import AppError
from shared.icl.example import Example
from shared.tasks.icl import (
    IclIndexRequest,
    IclPredictRequest,
    IclRetrieveRequest,
    IclTrainRequest,
)
from tests.unit.icl_evaluation.toy import rows
from tests.unit.icl_tasks.conftest import Bench, Context
from worker.icl.index.vector_index import load_index
from worker.icl.tasks import train as train_task
from worker.icl.tasks.index import index
from worker.icl.tasks.predict import predict
from worker.icl.tasks.retrieve import retrieve
from worker.icl.tasks.train import train
from worker.training.recipes import TrainingRun


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_an_index_finds_rows_by_their_place_and_the_vectors_are_kept(bench: Bench) -> None:
    pool = rows("topic", 40)
    request = IclIndexRequest(pool=bench.file("pool.jsonl", pool))
    _, result, out = bench.run(index, request)
    assert (result.kind, result.count, result.recall, result.bad_rows) == ("flat", 40, 1.0, 0)
    encoder = bench.shelf["encoder"]
    made = load_index(out / "index", encoder.fingerprint)
    found = made.search(encoder.encode([pool[7].input]), 1).ids[0, 0]
    assert (out / "index" / "rows.txt").read_text().splitlines()[found] == "topic-7"
    encoded = encoder.encoded
    bench.run(index, request)
    assert encoder.encoded == encoded
    asked = bench.file("queries.jsonl", rows("topic", 3, 40))
    bench.run(retrieve, IclRetrieveRequest(pool=request.pool, queries=asked, retriever="minilm"))
    assert encoder.encoded == encoded + 3


def test_retrieved_lines_are_those_of_the_page(bench: Bench, files: tuple[str, str]) -> None:
    pool, queries = files
    request = IclRetrieveRequest(pool=pool, queries=queries, retriever="bm25", k=3)
    _, result, out = bench.run(retrieve, request)
    found = lines(out / "retrieved.jsonl")
    assert len(found) == result.queries == 18
    assert result.used == {"topic": "bm25", "facts": "bm25"}
    by_id = {row.id: row for row in (*rows("topic", 40), *rows("facts", 40, kind="text"))}
    for line in found:
        assert line.keys() == {"query_id", "demo_ids", "scores", "prompt"}
        assert line["scores"] == sorted(line["scores"], reverse=True)
        best = by_id[line["demo_ids"][0]]
        assert f"{best.text}\n\n" in line["prompt"]
    assert bench.model.asked == 0


@pytest.mark.parametrize("retriever", ["random", "kmeans", "label-support", "cone", "oracle"])
def test_the_same_seed_gives_the_same_ids(
    bench: Bench, files: tuple[str, str], retriever: Any
) -> None:
    pool, queries = files
    request = IclRetrieveRequest(pool=pool, queries=queries, retriever=retriever, k=3)
    first, second = (bench.run(retrieve, request)[2] / "retrieved.jsonl" for _ in range(2))
    assert first.read_bytes() == second.read_bytes()


def test_predictions_add_answer_and_log_probabilities(bench: Bench, files: tuple[str, str]) -> None:
    pool, queries = files
    request = IclPredictRequest(pool=pool, queries=queries, k=4)
    _, result, out = bench.run(predict, request)
    found = lines(out / "predictions.jsonl")
    topic = [line for line in found if line["query_id"].startswith("topic")]
    for line in topic:
        shares = line["option_logprobs"]
        assert len(shares) == 4
        assert line["prediction"] == max(shares, key=shares.__getitem__)
        assert isinstance(line["correct"], bool)
    assert result.n == 18
    assert result.accuracy == pytest.approx(np.mean([line["value"] for line in found]))
    assert result.ci95[0] <= result.accuracy <= result.ci95[1]
    assert result.used == {"topic": "label-support", "facts": "minilm"}


def test_queries_without_an_answer_are_answered_and_not_judged(bench: Bench) -> None:
    pool = bench.file("pool.jsonl", rows("topic", 40))
    queries = bench.root / "queries.jsonl"
    queries.write_text('{"id": "q", "task": "topic", "input": "film about art"}\n')
    _, result, out = bench.run(predict, IclPredictRequest(pool=pool, queries=str(queries)))
    (line,) = lines(out / "predictions.jsonl")
    assert "correct" not in line
    assert (result.n, result.accuracy, result.ci95) == (0, None, None)


def test_a_small_pool_a_strange_task_and_bad_rows_are_told(bench: Bench) -> None:
    pool = bench.file("pool.jsonl", rows("topic", 3))
    queries = bench.root / "queries.jsonl"
    asked = [{"id": "a", "task": "topic", "input": "film"}, {"id": "b", "task": "x", "input": "y"}]
    queries.write_text("".join(json.dumps(row) + "\n" for row in asked) + '{"task": "topic"}\n')
    request = IclRetrieveRequest(pool=pool, queries=str(queries), retriever="minilm", k=8)
    _, result, out = bench.run(retrieve, request)
    assert [len(line["demo_ids"]) for line in lines(out / "retrieved.jsonl")] == [3, 0]
    assert (result.short, result.bad_rows) == (2, 1)
    assert lines(out / "bad_rows.jsonl")[0]["reason"] == "the column input is missing"
    _, predicted, _ = bench.run(
        predict, IclPredictRequest(pool=pool, queries=str(queries), retriever="minilm")
    )
    assert predicted.queries == 2


def test_a_line_of_50_mb_is_one_bad_row(bench: Bench) -> None:
    pool = bench.root / "pool.jsonl"
    good = rows("topic", 4)
    bench.file("good.jsonl", good)
    head = (bench.root / "good.jsonl").read_bytes()
    pool.write_bytes(head + b'{"input": "' + b"x" * 50_000_000 + b'"}\n' + b'{"input": "late",')
    _, result, out = bench.run(index, IclIndexRequest(pool=str(pool)))
    assert (result.count, result.bad_rows) == (4, 2)
    assert [line["line"] for line in lines(out / "bad_rows.jsonl")] == [5, 6]
    assert "50,000,01" in lines(out / "bad_rows.jsonl")[0]["reason"]


def test_a_retriever_that_has_to_be_trained_says_how(bench: Bench, files: tuple[str, str]) -> None:
    request = IclRetrieveRequest(pool=files[0], queries=files[1], retriever="rerank")
    with pytest.raises(AppError, match="train icl"):
        bench.run(retrieve, request)


# --- training -------------------------------------------------------------------------------------


def recipe(finishes: bool = True, stop: threading.Event | None = None) -> Any:
    """A recipe that writes what the real one leaves, and the runs it was given."""
    runs: list[TrainingRun] = []

    def run(given: TrainingRun) -> bool:
        runs.append(given)
        (given.out / "stages").mkdir(exist_ok=True)
        (given.out / "stages" / f"run-{len(runs)}").write_text("kept")
        given.report("scored 8 of 16 pairs")
        while stop is not None and not stop.is_set():
            given.report("going on")
        if finishes:
            (given.out / "config.json").write_text("{}")
            (given.out / "llmr-1").mkdir()
            (given.out / "llmr-1" / "model.safetensors").write_bytes(b"weights")
        return finishes

    return run, runs


def test_training_gives_the_model_and_leaves_no_stages(
    bench: Bench, files: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, runs = recipe()
    monkeypatch.setattr(train_task, "load_recipe", lambda name: run)
    steps, result, out = bench.run(train, IclTrainRequest(pool=files[0], seed=5))
    assert result.finished
    assert (out / "model" / "config.json").is_file()
    assert (out / "model" / "llmr-1" / "model.safetensors").read_bytes() == b"weights"
    assert not (out / "model" / "stages").exists()
    assert runs[0].options == {
        "pool": files[0], "recipe": "lite", "lm": "default", "text-encoder": "minilm",
    }  # fmt: skip
    assert runs[0].seed == 5
    assert all(step.done < step.total for step in steps)


def test_a_training_that_ran_out_of_time_goes_on_in_the_next_job(
    bench: Bench, files: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, runs = recipe(finishes=False)
    monkeypatch.setattr(train_task, "load_recipe", lambda name: run)
    _, first, out = bench.run(train, IclTrainRequest(pool=files[0], minutes=1))
    assert not first.finished
    assert not (out / "model").exists()
    bench.run(train, IclTrainRequest(pool=files[0]))
    assert runs[0].out == runs[1].out
    assert runs[1].resume
    assert (runs[1].out / "stages" / "run-1").is_file()
    bench.file("other.jsonl", [*rows("topic", 40), Example("new", "topic", "x", "art")])
    bench.run(train, IclTrainRequest(pool=str(bench.root / "other.jsonl")))
    assert runs[2].out != runs[0].out


def test_a_cancelled_training_stops_and_keeps_its_stages(
    bench: Bench, files: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    never = threading.Event()
    run, runs = recipe(stop=never)
    monkeypatch.setattr(train_task, "load_recipe", lambda name: run)
    out = bench.root / "out"
    out.mkdir()
    steps = train(Context(out, bench.shelf), IclTrainRequest(pool=files[0]))  # type: ignore[arg-type]
    next(steps)
    while not runs:
        next(steps)
    steps.close()  # type: ignore[attr-defined]
    assert not any(thread.name == "icl-train" for thread in threading.enumerate())
    assert (runs[0].out / "stages" / "run-1").is_file()


def test_what_the_recipe_says_is_wrong_is_the_jobs_error(
    bench: Bench, files: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(run: TrainingRun) -> bool:
        raise AppError("bad_field", field="pool", value="3 rows", limit="at least 40")

    monkeypatch.setattr(train_task, "load_recipe", lambda name: refuse)
    with pytest.raises(AppError, match="at least 40"):
        bench.run(train, IclTrainRequest(pool=files[0]))
    with pytest.raises(AppError, match="above 0"):
        bench.run(train, IclTrainRequest(pool=files[0], minutes=0))
