"""How quickly the default language model scores, chooses and writes: one by one and together.

Run `OMP_NUM_THREADS=2 python -m tests.bench.icl_scoring [--pairs 64] [--device cpu|cuda]`. Texts
are words of this repository's documents in the layout of demonstrations; pairs have about 128
tokens, and sixteen queries share each demonstration, as when candidates are scored.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.paths import default_home
from worker.lm.causal import CausalModel
from worker.lm.language_model import Pair, Question
from worker.lm.loading import load_causal
from worker.lm.opening import FOLDER

TOKENS, QUERIES_A_DEMO, ANSWER_WORDS = 128, 16, 3
LEAST_PAIRS_PER_S, LEAST_GAIN = 8.0, 1.6
ROOT = Path(__file__).parents[2]
Row = tuple[str, str, str]


def run(count: int = 64, device: str = "cpu") -> list[Row]:
    """Rows (name, value, beside)."""
    home = default_home() if default_home().is_dir() else Path(tempfile.mkdtemp())
    rows: list[Row] = []
    for precision in ("fp32", "bf16"):
        model = load_causal("default", home / FOLDER, device, precision)
        rows += _scoring(model, count, precision)
    rows += _others(model, count)
    import torch

    where = torch.cuda.get_device_name() if device.startswith("cuda") else "processor"
    return [*rows, ("Where", where, f"{torch.get_num_threads()} threads, load {_load()}")]


def _scoring(model: CausalModel, count: int, precision: str) -> list[Row]:
    pairs = _pairs(model, count)
    length = sum(model.count_tokens(pair.prompt + pair.answer) for pair in pairs) / count
    plain = CausalModel(
        model.model, model.tokenizer, "x", model.device, model.longest, shares_prefixes=False
    )
    few = pairs[:: max(1, count // 16)]
    model.score(few[:2])  # finds out once whether it can share
    single = _rate(lambda: [model.score([pair]) for pair in few], len(few))
    batched = _rate(lambda: plain.score(pairs), count)
    shared = _rate(lambda: model.score(pairs), count)
    name = f"LM scores, {precision}, {length:.0f} tokens"
    # On a graphics card the processor only waits.
    ratio = (
        shared.processor / batched.processor
        if model.device == "cpu"
        else shared.wall / batched.wall
    )
    return [
        (f"{name}, one by one", single.words("pairs"), ""),
        (f"{name}, in batches", batched.words("pairs"), f"target ≥ {LEAST_PAIRS_PER_S:g}"),
        (
            f"{name}, beginnings shared",
            f"{shared.words('pairs')} ({ratio:.2f}×)",
            f"target ≥ {LEAST_GAIN}× of batches",
        ),
    ]


def _others(model: CausalModel, count: int) -> list[Row]:
    prompts = [pair.prompt for pair in _pairs(model, count)]
    options = (" yes", " no", " no answer", " another one")
    questions = [Question(prompt, options) for prompt in prompts]
    chosen = _rate(lambda: model.choose(questions), count)
    few = prompts[:: max(1, count // 16)]
    written = _rate(lambda: model.generate(few, 16), len(few))
    alone = _rate(lambda: [model.generate([prompt], 16) for prompt in few[:4]], len(few[:4]))
    return [
        ("LM choices of 4 options, bf16", chosen.words("questions"), ""),
        (
            "LM answers of ≤ 16 tokens, bf16",
            written.words("texts"),
            f"one by one {alone.words('texts')}",
        ),
    ]


def _pairs(model: CausalModel, count: int) -> list[Pair]:
    """Pairs of about 128 tokens, half of which are a demonstration that others have as well."""
    rng = random.Random(0)
    words = " ".join(path.read_text() for path in sorted(ROOT.glob("docs/*.md"))).split()

    def text(tokens: int) -> str:
        begin = rng.randrange(len(words) - tokens)
        some = words[begin : begin + tokens]
        while model.count_tokens(" ".join(some)) > tokens:
            some.pop()
        return " ".join(some)

    half = TOKENS // 2 - 4
    demos = [f"{text(half)}\nyes\n\n" for _ in range(max(1, count // QUERIES_A_DEMO))]
    queries = [f"{text(half)}\n" for _ in range(QUERIES_A_DEMO)]
    every = [demo + query for demo in demos for query in queries][:count]
    return [Pair(prompt, " ".join(rng.sample(words, ANSWER_WORDS))) for prompt in every]


@dataclass(frozen=True)
class Rate:
    """Calls per second, and per second of processor time: the one that a busy machine leaves."""

    wall: float
    processor: float

    def words(self, unit: str) -> str:
        """For a person."""
        return f"{self.wall:.1f} {unit}/s, {self.processor:.1f} per processor second"


def _rate(act: Callable[[], object], count: int) -> Rate:
    began, used = time.perf_counter(), time.process_time()
    act()
    wall, processor = time.perf_counter() - began, time.process_time() - used
    return Rate(count / wall, count / max(processor, 1e-9))


def _load() -> str:
    try:
        return " ".join(Path("/proc/loadavg").read_text().split()[:2])
    except OSError:
        return "not known"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.icl_scoring")
    parser.add_argument("--pairs", type=int, default=64)
    parser.add_argument("--device", default="cpu")
    options = parser.parse_args(arguments)
    for title, value, beside in run(options.pairs, options.device):
        print(f"{title:<48} {value:<52} {beside}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
