"""Calls travel in files, and nothing is taken for an answer to something else."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from shared.errors import AppError
from tests.unit.lm.doubles import Counting, pairs
from worker.lm.calls import LmCalls, answer
from worker.lm.language_model import Pair, Prompt, Question
from worker.lm.score_cache import ScoreCache
from worker.lm.shards import (
    absorb_answers,
    answers_bytes,
    answers_path,
    is_finished,
    keep_answers,
    read_answers,
    read_shard,
    run_shard,
    shards_of,
    write_shards,
)

QUESTIONS = tuple(Question(f"Größe {n}?\n", (" yes", " no", " 也许")) for n in range(40))
PROMPTS = tuple(Prompt(f"Once {n}\t", 4 + n % 3, ("\n", "##")) for n in range(30))
CALLS = LmCalls(tuple(pairs(600)), QUESTIONS, PROMPTS)


def test_every_call_is_in_one_shard(tmp_path: Path) -> None:
    paths = write_shards(tmp_path, CALLS)
    assert [len(read_shard(path)) for path in paths] == [256, 256, 158]
    assert shards_of(tmp_path) == paths
    whole = LmCalls.together(read_shard(path) for path in paths)
    assert set(whole.scores) == set(CALLS.scores)
    assert set(whole.choices) == set(CALLS.choices)
    assert set(whole.texts) == set(CALLS.texts)


def test_the_same_calls_make_the_same_files_in_any_order(tmp_path: Path) -> None:
    first = write_shards(tmp_path / "one", CALLS)
    mixed = [list(CALLS.scores) * 2, list(CALLS.choices), list(CALLS.texts)]
    for some in mixed:
        random.Random(3).shuffle(some)
    second = write_shards(tmp_path / "two", LmCalls(*map(tuple, mixed)))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_answers_come_back_as_they_were_given(tmp_path: Path) -> None:
    model = Counting()
    with ScoreCache(tmp_path / "a.sqlite") as cache:
        for path in write_shards(tmp_path, CALLS):
            assert run_shard(model, cache, path)
            assert not run_shard(model, cache, path)
        expected = answer(model, cache, CALLS)
    assert model.asked == len(CALLS)
    with ScoreCache(tmp_path / "b.sqlite") as other:
        assert absorb_answers(other, shards_of(tmp_path)) == len(CALLS)
        silent = Counting()
        assert answer(silent, other, CALLS) == expected
    assert silent.asked == 0


def test_bytes_are_answered_as_files_are(tmp_path: Path) -> None:
    """As on a machine that shares no folder with this one."""
    path = write_shards(tmp_path, CALLS)[0]
    with ScoreCache(None) as cache:
        run_shard(Counting(), cache, path)
    assert answers_bytes(Counting(), path.read_bytes()) == answers_path(path).read_bytes()


def test_another_model_or_other_calls_are_not_finished(tmp_path: Path) -> None:
    path = write_shards(tmp_path, LmCalls(CALLS.scores[:5]))[0]
    keep_answers(path, answers_bytes(Counting(), path.read_bytes()))
    assert is_finished(path, "a")
    assert not is_finished(path, "b")
    write_shards(tmp_path, LmCalls(CALLS.scores[:6]))
    assert not is_finished(path, "a")
    with pytest.raises(AppError, match="other calls"):
        read_answers(path)


@pytest.mark.parametrize("which", ["calls", "answers"])
def test_a_copy_that_broke_off_is_noticed(tmp_path: Path, which: str) -> None:
    path = write_shards(tmp_path, LmCalls(CALLS.scores[:5]))[0]
    keep_answers(path, answers_bytes(Counting(), path.read_bytes()))
    broken = path if which == "calls" else answers_path(path)
    broken.write_bytes(broken.read_bytes()[:-7])
    with pytest.raises(AppError, match="damaged"):
        read_answers(path)
    if which == "answers":
        assert not is_finished(path, "a")
        with ScoreCache(None) as cache:
            assert run_shard(Counting(), cache, path)
        assert is_finished(path, "a")


def test_a_folder_of_other_calls_is_not_written_into(tmp_path: Path) -> None:
    write_shards(tmp_path, CALLS)
    with pytest.raises(AppError, match="shard_00001"):
        write_shards(tmp_path, LmCalls((Pair("a", "b"),)))
