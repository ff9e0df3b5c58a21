"""An attack finds the same, to the last bit, in this process, in processes and on a cluster."""

from __future__ import annotations

import functools
import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import pytest

from shared.robustness.prompt import words_of
from shared.robustness.samples import split_samples
from tests.unit.lm.conftest import made
from tests.unit.robustness_core.conftest import end_of
from tests.unit.robustness_core.doubles import samples
from worker.lm.executors import LocalShards, RayShards
from worker.lm.loading import load_causal
from worker.lm.score_cache import ScoreCache
from worker.robustness.cells.answering import Answering
from worker.robustness.cells.asking import Asker, InlineAsker, ShardAsker
from worker.robustness.cells.source import CellSource
from worker.robustness.scheduling.attacking import AttackPlan, run_attack

PROMPT = "Is this good or bad: {content}\nSentiment:"
LABELS = ("negative", "positive")


@contextmanager
def asker_of(kind: str, load: Any) -> Iterator[Asker]:
    if kind == "inline":
        yield InlineAsker(load())
    elif kind == "local":
        with LocalShards(load, 2) as executor:
            yield ShardAsker(executor)
    else:
        with RayShards(load, 2) as executor:
            yield ShardAsker(executor)


@pytest.fixture
def one_thread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    import torch

    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("tiny")
    made("llama", path / "llama")
    return functools.partial(load_causal, str(path / "llama"), path, "cpu", "fp32")


def attacked(kind: str, load: Any) -> bytes:
    plan = AttackPlan(PROMPT, words_of(PROMPT, LABELS), LABELS, "deepwordbug", seed=1)
    noted: list[Any] = []
    with asker_of(kind, load) as asker, ScoreCache(None) as cache:
        source = CellSource(asker, cache, Answering(LABELS), unit=8)
        split = split_samples(samples(48), 24, 24, 0)
        found = end_of(run_attack(source, plan, split, note=noted.append))
        held = end_of(source.cells([PROMPT, found.prompt], split.report))
        told = [found.prompt, found.edits, noted, vars(source.counts)]
        return msgspec.json.encode(told, enc_hook=vars) + held.log_probabilities.tobytes()


@pytest.mark.timeout(600)  # each process loads torch, on a busy machine for a minute
@pytest.mark.usefixtures("one_thread")
@pytest.mark.parametrize("kind", ["local", "ray"])
def test_executors_find_the_same_bytes(kind: str, load: Any) -> None:
    if kind == "ray" and importlib.util.find_spec("ray") is None:
        pytest.skip("Ray is not installed here")
    assert attacked(kind, load) == attacked("inline", load)
