"""Candidates are what they should be, and scores are those of the pairs, asked once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from shared.errors import AppError
from shared.icl.example import Example
from shared.icl.files import write_examples
from shared.tasks.events import Progress
from shared.tasks.icl import IclScoreRequest, IclScoreResult
from worker.icl.feedback.candidates import CandidateSource
from worker.icl.feedback.scoring import ScoreJob, pair_of, score_jobs
from worker.icl.selection.corpus import Corpus, Query
from worker.icl.selection.lexical import Lexical
from worker.icl.tasks import score as score_task
from worker.lm.language_model import AnswerScore, Pair
from worker.lm.score_cache import ScoreCache

WORDS = ("film", "river", "engine", "market")


class Copying:
    """Finds an answer probable that it has read already, and counts what it is asked."""

    ability = "full"
    fingerprint = "copying"

    def __init__(self) -> None:
        self.asked: list[Pair] = []

    def score(self, pairs: Sequence[Pair]) -> list[AnswerScore]:
        self.asked += pairs
        return [AnswerScore(-1.0 if p.answer in p.prompt else -4.0, 2) for p in pairs]


def examples(count: int = 60) -> tuple[Example, ...]:
    return tuple(
        Example(f"e{n}", "topic", f"{WORDS[n % 4]} number {n}", f"about {WORDS[n % 4]}s")
        for n in range(count)
    )


@pytest.fixture
def corpus() -> Corpus:
    rng = np.random.default_rng(0)
    vectors = np.eye(4)[[n % 4 for n in range(60)]] + 0.3 * rng.normal(size=(60, 4))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Corpus(examples(), vectors.astype(np.float32))


def test_candidates_hold_what_would_be_used_without_feedback(corpus: Corpus) -> None:
    source = CandidateSource(corpus, Lexical(corpus))
    for row in range(0, 60, 7):
        query = Query(corpus.examples[row], corpus.vectors[row])
        chosen = source.rows(query, 12, np.random.default_rng(row))
        assert len(chosen) == len(set(chosen)) == 12
        assert row not in chosen
        allowed = corpus.allowed(query.example)
        near = corpus.similarities(query, allowed)
        words = Lexical(corpus).scores(query, allowed)
        for scores in (near, words):
            best = allowed[np.argsort(-scores, kind="stable")[:2]]
            assert set(best.tolist()) <= set(chosen)


def test_fewer_rows_than_candidates_give_all_of_them(corpus: Corpus) -> None:
    small = Corpus(corpus.examples[:5], corpus.vectors[:5])
    query = Query(small.examples[0], small.vectors[0])
    chosen = CandidateSource(small, Lexical(small)).rows(query, 16, np.random.default_rng(0))
    assert sorted(chosen) == [1, 2, 3, 4]


def test_a_pair_is_laid_out_as_in_the_paper() -> None:
    query, shown = examples(2)
    pair = pair_of(query, [shown])
    assert pair.prompt == "river number 1\nabout rivers\n\nfilm number 0\n"
    assert pair.answer == "about films"


def test_scores_belong_to_their_rows_and_gains_are_against_none(tmp_path: Path) -> None:
    pool, model = examples(), Copying()
    jobs = [ScoreJob(pool[0], (4, 1, 8)), ScoreJob(pool[2], (6, 3))]
    told: list[tuple[int, int]] = []
    with ScoreCache(tmp_path / "scores.sqlite") as cache:
        found = list(score_jobs(model, cache, pool, jobs, lambda *at: told.append(at)))  # type: ignore[arg-type]
    assert [one.scores for one in found] == [(-0.5, -2.0, -0.5), (-0.5, -2.0)]
    assert found[0].gains == (1.5, 0.0, 1.5)
    assert told[-1] == (7, 7)


def test_parts_are_small_and_nothing_is_asked_twice(tmp_path: Path) -> None:
    pool = examples()
    jobs = [ScoreJob(query, tuple(n for n in range(60) if pool[n] != query)) for query in pool]
    first, again = Copying(), Copying()
    with ScoreCache(tmp_path / "scores.sqlite") as cache:
        seen = []
        for one in score_jobs(first, cache, pool, jobs):  # type: ignore[arg-type]
            seen.append(len(first.asked))
            assert len(one.rows) == 59
        assert max(np.diff([0, *seen])) <= 256
        repeated = list(score_jobs(again, cache, pool, jobs))  # type: ignore[arg-type]
    assert len(first.asked) == 60 * 60
    assert not again.asked
    assert len(repeated) == 60


class Context:
    """What the task asks of the engine."""

    device = "cpu"

    def __init__(self, out: Path, home: Path) -> None:
        self.out, self.home = out, home

    def input(self, ref: str) -> Path:
        return Path(ref)

    def loaded(self, key: str, load: Any) -> Any:
        return Letters()

    def rng(self, index: int) -> np.random.Generator:
        return np.random.default_rng((7, index))


class Letters:
    """An encoder by first letters."""

    fingerprint = "letters"
    dimensions = len(WORDS)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        found = np.array([[text.startswith(word) + 0.1 for word in WORDS] for text in texts])
        return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: Copying, pool: Path, name: str
) -> tuple[list[Progress], IclScoreResult, Path]:
    @contextmanager
    def fake(ref: str, home: Path, device: str) -> Iterator[Copying]:
        yield model

    monkeypatch.setattr(score_task, "opened", fake)
    # The engine was started with another home than the person's own.
    monkeypatch.setenv("VITRINE_HOME", str(tmp_path / "own"))
    out = tmp_path / name
    out.mkdir()
    request = IclScoreRequest(pool=str(pool), queries=str(pool), candidates=8)
    *steps, result = score_task.score(Context(out, tmp_path / "home"), request)  # type: ignore[arg-type]
    assert isinstance(result, IclScoreResult)
    assert not (tmp_path / "own").exists()
    scoring = [one for one in steps if isinstance(one, Progress) and one.stage == "scoring"]
    return scoring, result, out


def test_the_task_writes_scores_as_lmops_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = tmp_path / "pool.jsonl"
    write_examples(pool, examples(40))
    model = Copying()
    steps, result, out = run(tmp_path, monkeypatch, model, pool, "one")
    rows = [json.loads(line) for line in (out / "scores.jsonl").read_text().splitlines()]
    assert len(rows) == result.queries == 40
    assert result.pairs == 40 * 9
    assert 0 < result.helped < 1
    for row in rows:
        assert row["query_id"] not in row["doc_ids"]
        assert row["doc_scores"] == sorted(row["doc_scores"], reverse=True)
        assert len(row["doc_ids"]) == 8
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert all(step.done < result.pairs for step in steps)
    again = Copying()
    _, repeated, other = run(tmp_path, monkeypatch, again, pool, "two")
    assert not again.asked
    assert repeated.asked == 0
    assert (other / "scores.jsonl").read_bytes() == (out / "scores.jsonl").read_bytes()


def test_a_file_without_rows_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pool = tmp_path / "pool.jsonl"
    pool.write_text('{"input": "no answer"}\n')
    with pytest.raises(AppError, match="at least one row"):
        run(tmp_path, monkeypatch, Copying(), pool, "out")
