"""What was scored once is never asked again, even after a kill."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest

from tests.unit.lm.doubles import Counting, pairs
from worker.lm.cached import cached_scores
from worker.lm.score_cache import COMMIT_PAIRS, ScoreCache, key_of


def test_a_second_run_asks_nothing(tmp_path: Path) -> None:
    given = pairs(600)
    first, again = Counting(), Counting()
    with ScoreCache(tmp_path / "scores.sqlite") as cache:
        found = cached_scores(first, cache, given)
    with ScoreCache(tmp_path / "scores.sqlite") as cache:
        assert cached_scores(again, cache, given) == found
    assert (first.asked, again.asked) == (600, 0)
    assert found == [-float(len(p.prompt) + len(p.answer)) for p in given]


def test_the_same_pair_is_asked_once_in_a_run(tmp_path: Path) -> None:
    model = Counting()
    with ScoreCache(tmp_path / "scores.sqlite") as cache:
        assert len(cached_scores(model, cache, pairs(5) * 4)) == 20
    assert model.asked == 5


def test_another_model_is_asked_anew(tmp_path: Path) -> None:
    with ScoreCache(tmp_path / "scores.sqlite") as cache:
        cached_scores(Counting("a"), cache, pairs(4))
        other = Counting("b")
        cached_scores(other, cache, pairs(4))
    assert other.asked == 4


def test_progress_counts_what_is_known(tmp_path: Path) -> None:
    told: list[int] = []
    with ScoreCache(tmp_path / "scores.sqlite") as cache:
        cached_scores(Counting(), cache, pairs(10))
        cached_scores(Counting(), cache, pairs(600), done=told.append)
    assert told == [10, 10 + COMMIT_PAIRS, 10 + 2 * COMMIT_PAIRS, 600]


def test_texts_cut_in_another_way_are_other_texts() -> None:
    assert key_of("m", "ab", "c") != key_of("m", "a", "bc")


def _score_slowly(path: Path, count: int) -> None:
    with ScoreCache(path) as cache:
        cached_scores(Counting(pause_s=0.15), cache, pairs(count))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no kill -9 on this system")
def test_a_kill_costs_one_part_at_most(tmp_path: Path) -> None:
    path, count = tmp_path / "scores.sqlite", COMMIT_PAIRS * 40
    process = multiprocessing.get_context("spawn").Process(target=_score_slowly, args=(path, count))
    process.start()
    deadline = time.monotonic() + 60
    while _kept(path) < 3 * COMMIT_PAIRS:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    before = _kept(path)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    after = _kept(path)
    assert before <= after < count
    model = Counting()
    with ScoreCache(path) as cache:
        cached_scores(model, cache, pairs(count))
    assert model.asked == count - after


def _kept(path: Path) -> int:
    import sqlite3

    if not path.exists():
        return 0
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("SELECT count(*) FROM scores").fetchone()[0])
    except sqlite3.OperationalError:
        return 0  # the table is not there yet
    finally:
        connection.close()
