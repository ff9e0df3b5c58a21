"""Shards have the same answers wherever they are computed."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from shared.errors import AppError
from tests.unit.lm.doubles import Counting, pairs
from tests.unit.lm.test_run_shards import some_calls
from worker.lm.calls import LmCalls, known_answers
from worker.lm.executors import InlineShards, LocalShards, RayShards, ShardExecutor, run_folder
from worker.lm.loading import load_causal
from worker.lm.run_shards import main
from worker.lm.score_cache import ScoreCache
from worker.lm.shards import answers_path, shards_of, write_shards

CALLS = LmCalls(*(some[:200] for some in (some_calls(600).scores, *[()] * 2)))  # type: ignore[arg-type]
MIXED = LmCalls(CALLS.scores, some_calls(280).choices, some_calls(160).texts)


class FakeRay:
    """As much of Ray as is used, in this process; results become ready in another order."""

    exceptions = SimpleNamespace(RayTaskError=KeyError, RayError=LookupError)
    util = SimpleNamespace(get_node_ip_address=lambda: "127.0.0.1")

    def __init__(self) -> None:
        self.alive = False
        self.killed = 0

    def is_initialized(self) -> bool:
        return self.alive

    def init(self, **_: object) -> None:
        self.alive = True

    def shutdown(self) -> None:
        self.alive = False

    def kill(self, actor: object) -> None:
        self.killed += 1

    def cluster_resources(self) -> dict[str, float]:
        return {"CPU": 2.0}

    def remote(self, kind: type) -> Any:
        def make(*arguments: object) -> Any:
            made = kind(*arguments)
            return SimpleNamespace(
                greet=SimpleNamespace(remote=lambda: Handle(made.greet)),
                answers=SimpleNamespace(remote=lambda one: Handle(lambda: made.answers(one))),
            )

        return SimpleNamespace(options=lambda **_: SimpleNamespace(remote=make))

    def wait(
        self, handles: list[Any], num_returns: int, timeout: float
    ) -> tuple[list[Any], list[Any]]:
        return handles[-num_returns:], handles[:-num_returns]

    def get(self, handle: Any) -> Any:
        return handle.call()


class Handle:
    def __init__(self, call: Callable[[], Any]) -> None:
        self.call = call


def loader(folder: Path, models: Path) -> Any:
    return functools.partial(load_causal, str(folder), models, "cpu", "fp32")


def executor_of(kind: str, load: Any, monkeypatch: pytest.MonkeyPatch) -> ShardExecutor:
    if kind == "inline":
        return InlineShards(load)
    if kind == "local":
        monkeypatch.setenv("OMP_NUM_THREADS", "1")
        return LocalShards(load, 1)
    monkeypatch.setitem(sys.modules, "ray", FakeRay())
    return RayShards(load, 2)


def test_all_executors_make_the_same_files(
    llama_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    files = {}
    told: list[tuple[int, int]] = []

    def tell(finished: int, total: int) -> None:
        told.append((finished, total))

    for kind in ("inline", "local", "ray"):
        shards = tmp_path / kind
        write_shards(shards, MIXED)
        told.clear()
        load = loader(llama_folder, tmp_path)
        with executor_of(kind, load, monkeypatch) as executor, ScoreCache(None) as cache:
            count = run_folder(executor, shards, cache, tell)
            assert cache.count() == len(MIXED)
            assert run_folder(executor, shards, cache) == 0
        assert count == len(shards_of(shards)) > 1
        assert told[0] == (0, count)
        assert told[-1] == (count, count)
        files[kind] = [answers_path(path).read_bytes() for path in shards_of(shards)]
    torch.set_num_threads(threads)
    assert files["inline"] == files["local"] == files["ray"]


def test_several_processes_share_the_shards(tmp_path: Path) -> None:
    write_shards(tmp_path, LmCalls(tuple(pairs(2000))))
    with LocalShards(Counting, 2) as executor, ScoreCache(None) as cache:
        assert run_folder(executor, tmp_path, cache) == 8
        known = known_answers("a", cache, LmCalls(tuple(pairs(2000))))
    assert known is not None
    assert known.scores == dict(zip(pairs(2000), Counting().score(pairs(2000)), strict=True))


def test_what_the_cache_knows_is_not_asked(llama_folder: Path, tmp_path: Path) -> None:
    write_shards(tmp_path, CALLS)
    with InlineShards(loader(llama_folder, tmp_path)) as executor, ScoreCache(None) as cache:
        assert run_folder(executor, tmp_path, cache) == 1
        before = answers_path(shards_of(tmp_path)[0])
        data = before.read_bytes()
        before.unlink()
        assert run_folder(executor, tmp_path, cache) == 0
        assert before.read_bytes() == data


def test_without_ray_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(AppError, match="Ray is not installed"):
        RayShards(lambda: pytest.fail("nothing is loaded"), 2)


def test_a_cluster_that_was_there_before_is_left_alone(
    llama_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ray = FakeRay()
    monkeypatch.setitem(sys.modules, "ray", ray)
    with RayShards(loader(llama_folder, tmp_path), 2):
        assert ray.alive
    assert (ray.alive, ray.killed) == (False, 2)
    ray.init()
    with RayShards(loader(llama_folder, tmp_path), 1):
        pass
    assert ray.alive


def test_the_command_uses_processes_when_told(
    llama_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shards = tmp_path / "shards"
    write_shards(shards, LmCalls(CALLS.scores[:8]))
    given = [str(shards), "--lm", str(llama_folder), "--device", "cpu", "--precision", "fp32"]
    more = ["--executor", "local", "--workers", "1", "--cache", str(tmp_path / "c.sqlite")]
    assert main([*given, *more]) == 0
    assert "1 of 1 shards" in capsys.readouterr().out
    with ScoreCache(tmp_path / "c.sqlite") as cache:
        assert cache.count() == 8
