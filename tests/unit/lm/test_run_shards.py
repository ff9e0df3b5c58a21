"""The command that answers shards on a bare machine: real processes, ended in every way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import nullcontext
from itertools import pairwise
from pathlib import Path

import pytest

from worker.lm.calls import LmCalls, answer
from worker.lm.language_model import Pair, Prompt, Question
from worker.lm.loading import load_causal
from worker.lm.run_shards import _ENDS, _Ending, main
from worker.lm.score_cache import COMMIT_PAIRS, ScoreCache
from worker.lm.shards import absorb_answers, shards_of, write_shards

# What a machine that only computes does not have.
ABSENT = (
    "faiss", "zmq", "PySide6", "mne", "scipy", "sklearn", "pandas", "platformdirs", "httpx",
    "accelerate", "rich", "nacl", "bm25s", "PIL", "av", "torchvision", "diffusers", "ray",
)  # fmt: skip
BARE = f"""
import runpy, sys
for name in {ABSENT!r}:
    sys.modules[name] = None
sys.argv[0] = "run_shards"
runpy.run_module("worker.lm.run_shards", run_name="__main__", alter_sys=True)
"""
DEMO = "Review: a film that is good and great.\nSentiment: positive\n\n"


def some_calls(count: int) -> LmCalls:
    """Mixed, of different lengths, some of which begin alike."""
    prompts = [
        f"{DEMO * (n % 3)}Review: {n} lazy dogs {'and ' * (n % 9)}\nIs it" for n in range(count)
    ]
    return LmCalls(
        tuple(Pair(prompt, f" good number {n % 5}") for n, prompt in enumerate(prompts)),
        tuple(
            Question(prompt, (" positive", " negative", " bad")) for prompt in prompts[: count // 4]
        ),
        tuple(Prompt(prompt, 6) for prompt in prompts[: count // 8]),
    )


def start(shards: Path, lm: Path, cache: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", BARE, str(shards), "--lm", str(lm), "--cache", str(cache)]
    env = os.environ | {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
    return subprocess.Popen(
        [*command, "--device", "cpu", "--precision", "fp32", *more],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env,
    )  # fmt: skip


def kept(path: Path) -> int:
    if not path.exists():
        return 0
    with ScoreCache(path) as cache:
        return cache.count()


def wait_for(path: Path, count: int, process: subprocess.Popen[str]) -> int:
    deadline = time.monotonic() + 120
    while (now := kept(path)) < count:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return now


@pytest.fixture(scope="module")
def lm(llama_folder: Path) -> Path:
    return llama_folder


def test_a_bare_machine_answers_everything_once(gguf: Path, tmp_path: Path) -> None:
    calls = some_calls(40)
    shards, file = tmp_path / "shards", tmp_path / "cache.sqlite"
    write_shards(shards, calls)
    process = start(shards, gguf, file)
    told, errors = process.communicate(timeout=240)
    assert process.returncode == 0, errors
    assert errors == ""  # no library says anything on the way
    assert "scores: 40 asked" in told
    assert "choices: 10 asked" in told
    assert "texts: 5 asked" in told
    report = json.loads((shards / "report.json").read_text())
    assert report["scores"]["per_second"] > 0
    model = load_causal(str(gguf), tmp_path, precision="fp32")
    with ScoreCache(file) as cache, ScoreCache(None) as fresh, ScoreCache(None) as taken:
        found = answer(Silent(model.fingerprint), cache, calls)  # type: ignore[arg-type]
        own = answer(model, fresh, calls)
        absorb_answers(taken, shards_of(shards))
        assert answer(Silent(model.fingerprint), taken, calls) == found  # type: ignore[arg-type]
    for pair, score in own.scores.items():
        assert found.scores[pair].log_probability == pytest.approx(score.log_probability, abs=1e-3)
    for question, shares in own.choices.items():
        assert found.choices[question] == pytest.approx(shares, abs=1e-3)
    assert found.texts == own.texts


class Silent:
    """A model of which nothing may be asked."""

    ability = "full"

    def __init__(self, fingerprint: str) -> None:
        self.fingerprint = fingerprint


@pytest.mark.parametrize("wish", [signal.SIGTERM, signal.SIGINT])
def test_a_wish_to_end_waits_for_a_batch(wish: signal.Signals) -> None:
    """What a signal raises inside torch breaks it; outside, nobody waits."""
    ending = _Ending()
    with ending.after_a_batch():
        ending.on_signal(wish, None)
        with pytest.raises(_ENDS[wish]):
            ending.check()


@pytest.mark.parametrize("times", [1, 2])
def test_who_asks_twice_or_outside_a_batch_does_not_wait(times: int) -> None:
    ending = _Ending()
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    try:
        with ending.after_a_batch() if times == 2 else nullcontext():
            for _ in range(times - 1):
                ending.on_signal(signal.SIGTERM, None)
            with pytest.raises(BaseException) as found:
                ending.on_signal(signal.SIGTERM, None)
        assert found.type is _ENDS[signal.SIGTERM]
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])


def test_a_second_run_asks_nothing(
    lm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shards = tmp_path / "shards"
    write_shards(shards, some_calls(8))
    given = [str(shards), "--lm", str(lm), "--device", "cpu", "--cache", str(tmp_path / "c.sqlite")]
    assert main(given) == 0
    first = capsys.readouterr().out
    assert "scores: 8 asked" in first
    assert main(given) == 0
    assert "1 shards, 1 of them finished before" in capsys.readouterr().out
    for path in shards.glob("*.answers*"):
        path.unlink()
    assert main(given) == 0
    assert "scores: 0 asked" in capsys.readouterr().out  # the cache knows


def test_what_cannot_be_is_said(
    lm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cache = ["--cache", str(tmp_path / "c.sqlite")]
    assert main([str(tmp_path), "--lm", str(lm), *cache]) == 2
    assert "no shards" in capsys.readouterr().err
    write_shards(tmp_path, some_calls(8))
    assert main([str(tmp_path), "--lm", str(tmp_path / "none"), "--device", "cpu", *cache]) == 1
    assert "does not exist" in capsys.readouterr().err
    given = [str(tmp_path), "--lm", str(lm), "--device", "cpu", *cache]
    assert main([*given, "--expect", "other:weights:bfloat16"]) == 1
    assert "other:weights:bfloat16" in capsys.readouterr().err


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no kill -9 on this system")
def test_a_kill_costs_256_calls_at_most(lm: Path, tmp_path: Path) -> None:
    """With a real model: what is computed stays, whatever was under way."""
    calls = LmCalls(some_calls(6000).scores)
    shards, file = tmp_path / "shards", tmp_path / "cache.sqlite"
    write_shards(shards, calls)
    process = start(shards, lm, file, "--together", "64")
    seen = wait_for(file, 300, process)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    after = kept(file)
    assert seen <= after < len(calls)
    with ScoreCache(file) as cache:
        steps: list[int] = []
        model = load_causal(str(lm), tmp_path, precision="fp32")
        known = sum(one is not None for one in cache.scores(model.fingerprint, calls.scores))
        assert known == after  # whole batches only, and no row twice
        rest = LmCalls(calls.scores[:1500])
        answer(model, cache, rest, done=lambda now, _: steps.append(now))
    # After each part it is kept: no more than this is ever under way.
    assert max(b - a for a, b in pairwise(steps)) <= COMMIT_PAIRS


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGTERM on this system")
@pytest.mark.parametrize(("wish", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_it_ends_when_told_and_goes_on_later(
    wish: signal.Signals, code: int, lm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = LmCalls(some_calls(3000).scores)
    shards, file = tmp_path / "shards", tmp_path / "cache.sqlite"
    write_shards(shards, calls)
    process = start(shards, lm, file)
    wait_for(file, 100, process)
    process.send_signal(wish)
    told, errors = process.communicate(timeout=60)
    assert process.returncode == code, errors
    assert "start it again" in told
    assert errors == ""
    before = kept(file)
    given = ["--device", "cpu", "--precision", "fp32", "--cache", str(file)]
    assert main([str(shards), "--lm", str(lm), *given]) == 0
    assert f"scores: {len(calls) - before} asked" in capsys.readouterr().out
    assert kept(file) == len(calls)
