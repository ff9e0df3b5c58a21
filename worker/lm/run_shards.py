"""Answer a folder of shards on whatever machine this is started on.

    python -m worker.lm.run_shards FOLDER --lm PATH --device cuda --cache FILE

It needs torch, transformers, safetensors, msgspec and numpy, and gguf for a GGUF file. What is
finished is skipped, and what is in the cache is not asked, so it can be ended at any time and
started again. Exit codes: 0 all is answered, 1 something went wrong, 2 the command makes no sense,
130 and 143 it was interrupted or told to end.
"""

from __future__ import annotations

import argparse
import functools
import platform
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from shared.errors import AppError
from shared.paths import write_atomic
from worker.commands.exits import BAD_REQUEST, CANCELLED, DONE, FAILED
from worker.lm.calls import LmAnswers, LmCalls, answer
from worker.lm.language_model import LanguageModel
from worker.lm.score_cache import ScoreCache
from worker.lm.shards import is_finished, read_shard, shards_of, write_answers

TERMINATED = 128 + 15
REPORT = "report.json"
# Together they give a graphics card full batches; on a processor each shard is kept when done.
TOGETHER_CUDA, TOGETHER_CPU = 64, 1
_SAY_EVERY_S = 5.0

Say = Callable[[str], None]


@dataclass
class Pace:
    """How many calls of one kind were asked, and how long that took."""

    kind: str
    asked: int = 0
    known: int = 0
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        """Calls that were asked."""
        return self.asked / self.seconds if self.asked else 0.0

    def words(self) -> str:
        """For a person."""
        return (
            f"{self.kind}: {self.asked} asked in {self.seconds:.1f} s"
            f" ({self.per_second:.1f}/s), {self.known} known before"
        )


@dataclass
class ShardRun:
    """Answers shards with one model, and tells how quick it is."""

    model: LanguageModel
    cache: ScoreCache
    say: Say
    check: Callable[[], None] = lambda: None  # raises where the run is to end
    paces: dict[str, Pace] = field(
        default_factory=lambda: {kind: Pace(kind) for kind in ("scores", "choices", "texts")}
    )

    def run(self, paths: Sequence[Path], together: int) -> None:
        """Those that are not finished, `together` of them at a time."""
        waiting = [path for path in paths if not is_finished(path, self.model.fingerprint)]
        self.say(f"{len(paths)} shards, {len(paths) - len(waiting)} of them finished before")
        for begin in range(0, len(waiting), together):
            some = waiting[begin : begin + together]
            plans = [read_shard(path) for path in some]
            found = self._answers(LmCalls.together(plans))
            for path, calls in zip(some, plans, strict=True):
                write_answers(path, self.model.fingerprint, calls, found)
            self.say(f"{begin + len(some)} of {len(waiting)} shards")

    def _answers(self, calls: LmCalls) -> LmAnswers:
        scores = self._timed("scores", LmCalls(scores=calls.scores)).scores
        choices = self._timed("choices", LmCalls(choices=calls.choices)).choices
        texts = self._timed("texts", LmCalls(texts=calls.texts)).texts
        return LmAnswers(scores, choices, texts)

    def _timed(self, kind: str, calls: LmCalls) -> LmAnswers:
        if not len(calls):
            return LmAnswers()
        pace, before = self.paces[kind], self.cache.count()
        began = said = time.perf_counter()
        first: int | None = None

        def done(known: int, total: int) -> None:
            nonlocal said, first
            self.check()
            first = known if first is None else first
            now = time.perf_counter()
            if now - said >= _SAY_EVERY_S:
                said = now
                rate = (known - first) / (now - began)
                self.say(f"  {kind}: {known} of {total} ({rate:.1f}/s)")

        found = answer(self.model, self.cache, calls, done=done)
        asked = self.cache.count() - before
        pace.asked += asked
        pace.known += len(calls) - asked
        pace.seconds += time.perf_counter() - began if asked else 0.0
        return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    options = _parser().parse_args(arguments)
    ending = _Ending()
    before = {each: signal.signal(each, ending.on_signal) for each in _ENDS}
    try:
        return _run(options, ending)
    except KeyboardInterrupt:
        _say("interrupted; start it again to go on")
        return CANCELLED
    except _Terminated:
        _say("told to end; start it again to go on")
        return TERMINATED
    except AppError as error:
        sys.stderr.write(f"{error}\n")
        return FAILED
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _run(options: argparse.Namespace, ending: _Ending) -> int:
    from worker.lm.loading import load_causal

    paths = shards_of(options.folder)
    if not paths:
        sys.stderr.write(f"{options.folder} has no shards.\n")
        return BAD_REQUEST
    device = _device(options.device)
    if options.executor != "inline":
        return _run_elsewhere(options, device)
    models = options.models or options.cache.parent / "language-models"
    began = time.perf_counter()
    model = load_causal(options.lm, models, device, options.precision, tokenizer=options.tokenizer)
    _say(f"{model.fingerprint} on {device}, loaded in {time.perf_counter() - began:.1f} s")
    if options.expect:
        _check_name(model.fingerprint, options.expect)
    together = options.together or (TOGETHER_CUDA if device.startswith("cuda") else TOGETHER_CPU)
    with ScoreCache(options.cache) as cache:
        run = ShardRun(model, cache, _say, ending.check)
        with ending.after_a_batch():
            run.run(paths, together)
    for pace in run.paces.values():
        _say(pace.words())
    report = _report(run, device)
    write_atomic(options.folder / REPORT, msgspec.json.format(msgspec.json.encode(report)))
    return DONE


def _run_elsewhere(options: argparse.Namespace, device: str) -> int:
    """By processes of this machine or actors of a cluster, one shard at a time each."""
    from worker.lm.executors import LocalShards, RayShards, run_folder
    from worker.lm.loading import load_causal

    models = options.models or options.cache.parent / "language-models"
    load = functools.partial(
        load_causal, options.lm, models, device, options.precision, tokenizer=options.tokenizer
    )
    make = LocalShards if options.executor == "local" else RayShards
    began = time.perf_counter()

    def done(finished: int, total: int) -> None:
        _say(f"{finished} of {total} shards, {time.perf_counter() - began:.1f} s")

    with make(load, options.workers) as executor, ScoreCache(options.cache) as cache:
        if options.expect:
            _check_name(executor.name(), options.expect)
        run_folder(executor, options.folder, cache, done)
    return DONE


def _check_name(name: str, expected: str) -> None:
    if name != expected:
        limit = f"{expected}, as was asked for: other weights, precision or tokenizer"
        raise AppError("bad_field", field="lm", value=name, limit=limit)


def _report(run: ShardRun, device: str) -> dict[str, Any]:
    import torch
    import transformers

    cuda = torch.cuda.get_device_name(device) if device.startswith("cuda") else ""
    return {
        "model": run.model.fingerprint,
        "device": cuda or f"{platform.machine()}, {torch.get_num_threads()} threads",
        "torch": str(torch.__version__),
        "transformers": str(transformers.__version__),
        **{
            pace.kind: {
                "asked": pace.asked,
                "known": pace.known,
                "seconds": round(pace.seconds, 2),
                "per_second": round(pace.per_second, 2),
            }
            for pace in run.paces.values()
        },
    }


def _device(wanted: str) -> str:
    from worker.engine.devices import probe_device

    found = probe_device() if wanted in ("auto", "cuda") else wanted
    if wanted == "cuda" and not found.startswith("cuda"):
        raise AppError("bad_field", field="device", value="cuda", limit="a card that computes")
    return found


class _Terminated(BaseException):
    """SIGTERM came: what is computed is kept, and the files are closed."""


_ENDS: Mapping[signal.Signals, type[BaseException]] = {
    signal.SIGTERM: _Terminated,
    signal.SIGINT: KeyboardInterrupt,
}


class _Ending:
    """A wish to end, which waits for the end of a batch while the model computes.

    What a signal raises in the middle of torch's own bookkeeping breaks that for good: the run
    would end with an assertion of torch's, or never. Asked twice, it ends in any case.
    """

    def __init__(self) -> None:
        self._computes = False
        self._wish: type[BaseException] | None = None

    def on_signal(self, number: int, frame: object) -> None:
        """Handle one of `_ENDS`."""
        again, self._wish = self._wish is not None, _ENDS[signal.Signals(number)]
        if again or not self._computes:
            for each in _ENDS:
                signal.signal(each, signal.SIG_IGN)  # files are closed now, in peace
            raise self._wish

    def check(self) -> None:
        """Raise what was wished."""
        if self._wish is not None:
            raise self._wish

    @contextmanager
    def after_a_batch(self) -> Iterator[None]:
        """Within, a wish waits until it is checked."""
        self._computes = True
        try:
            yield
        finally:
            self._computes = False


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m worker.lm.run_shards", description="Answer a folder of shards."
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--lm", default="default", help="a folder, a GGUF file, or default")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, cuda:1 …")
    parser.add_argument("--precision", default="auto", choices=("auto", "fp32", "bf16", "fp16"))
    parser.add_argument("--cache", type=Path, required=True, metavar="FILE")
    parser.add_argument(
        "--tokenizer", type=Path, metavar="FOLDER", help="in the place of the model's own"
    )
    parser.add_argument("--models", type=Path, metavar="FOLDER", help="where GGUF is converted to")
    parser.add_argument("--together", type=_count, help="shards at a time")
    parser.add_argument("--executor", default="inline", choices=("inline", "local", "ray"))
    parser.add_argument("--workers", type=_count, default=2, help="of the executor")
    parser.add_argument("--expect", default="", help="end at once if the model has another name")
    return parser


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return count


if __name__ == "__main__":
    sys.exit(main())
