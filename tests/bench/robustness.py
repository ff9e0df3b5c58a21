"""Attacks on prompts: our search against the loops that PromptBench and TextAttack run.

Run `OMP_NUM_THREADS=1 python -m tests.bench robustness`. The default language model in float32, one
thread. "Per thread" is by processor time, which a busy machine does not change. Predictions and
attacked prompts are asserted to be equal before any ratio is told.
"""

from __future__ import annotations

import importlib.util
import random
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.paths import default_home
from shared.robustness.prompt import words_of
from shared.robustness.samples import Sample, Split
from worker.lm.causal import CausalModel
from worker.lm.language_model import Question
from worker.lm.loading import load_causal
from worker.lm.opening import FOLDER
from worker.lm.score_cache import ScoreCache
from worker.robustness.attacks.registry import WordsInPlay, attack_kind
from worker.robustness.cells.answering import Answering
from worker.robustness.cells.asking import InlineAsker
from worker.robustness.cells.source import CellSource, unit_for
from worker.robustness.scheduling.attacking import AttackPlan, run_attack
from worker.robustness.search.naive import NaiveLoop

SHORT = (
    "Tell whether the sentiment of this review is positive or negative.\n"
    "Review: {content}\nSentiment:"
)
LABELS = ("positive", "negative")
# PromptBench's models write so many tokens for each sample (`max_new_tokens` of LLMModel).
WRITTEN = 20
CELLS, WRITTEN_CELLS, LONG_WORDS = 32, 4, 110
ATTACK, ATTACK_SAMPLES, BUDGET_PROMPTS = "deepwordbug", 8, 24
SERVED, LATENCY_S = 64, 0.1
LEAST_GAIN, LEAST_GAIN_LONG, LEAST_CACHED, LEAST_SERVED = 5.0, 8.0, 50.0, 20.0
BASELINE = "worker.robustness.textattack_bridge.baseline"
ROOT = Path(__file__).parents[2]
_PLAIN = (
    "the",
    "story",
    "of",
    "a",
    "film",
    "and",
    "its",
    "cast",
    "that",
    "one",
    "sees",
    "with",
    "it",
)
_SAID = {
    "positive": ("lovely", "warm", "funny", "fine", "great"),
    "negative": ("dull", "cold", "boring", "bad", "awful"),
}
Row = tuple[str, str, str]


@dataclass(frozen=True)
class Took:
    """How long something took, by the clock and by the processor."""

    made: Any
    wall_s: float
    processor_s: float


def run() -> list[Row]:
    """Rows (name, value, beside)."""
    model = load_causal("default", default_home() / FOLDER, "cpu", "fp32")
    words = " ".join(path.read_text() for path in sorted(ROOT.glob("docs/*.md"))).split()
    long = f"{' '.join(words[:LONG_WORDS]).replace('{', '')}\n{SHORT}"
    rows = _cells(model, SHORT, LEAST_GAIN) + _cells(model, long, LEAST_GAIN_LONG)
    return rows + _attacks(model) + [_served()]


def _samples(count: int) -> list[Sample]:
    """Reviews of 6 to 13 words, labelled alternately."""
    rng = random.Random(0)
    rows = []
    for number in range(count):
        label = LABELS[number % 2]
        said = [*rng.sample(_PLAIN, rng.randint(5, 12)), rng.choice(_SAID[label])]
        rows.append(Sample(" ".join(said), label))
    return rows


# --- cells ----------------------------------------------------------------------------------------


def _cells(model: CausalModel, prompt: str, least: float) -> list[Row]:
    samples = _samples(CELLS)
    alone = _apart(model)
    model.choose([Question(_text(prompt, samples[0]), LABELS)])  # finds out what it can share
    loop = NaiveLoop(alone, _answering(), samples)
    one = _timed(lambda: [loop.answered(prompt, sample) for sample in samples])
    with ScoreCache(None) as cache:
        source = CellSource(InlineAsker(model), cache, _answering(), model.count_tokens)
        ours = _timed(lambda: _end(source.cells([prompt], samples)))
    told = [LABELS[place] for place in ours.made.answers[0]]
    assert told == one.made, "the engine answers otherwise than the batch-1 loop"
    few = samples[:WRITTEN_CELLS]
    wrote = _timed(lambda: [alone.generate([_text(prompt, sample)], WRITTEN, ()) for sample in few])
    count = model.count_tokens(prompt)
    rate, single = CELLS / ours.processor_s, CELLS / one.processor_s
    written = WRITTEN_CELLS / wrote.processor_s
    name = f"Prompt of {count} tokens"
    return [
        (f"{name}: our cells", f"{rate:.1f}/s per thread", f"{CELLS / ours.wall_s:.1f}/s by clock"),
        (
            f"{name}: PromptBench's loop, {WRITTEN} tokens written",
            f"{written:.2f}/s: ours {rate / written:.1f}×",
            f"target ≥ {least:g}×; batch 1, KV cache",
        ),
        (
            f"{name}: the same labels scored one by one",
            f"{single:.1f}/s: ours {rate / single:.1f}×",
            f"all {CELLS} predictions equal",
        ),
    ]


# --- attacks --------------------------------------------------------------------------------------


def _attacks(model: CausalModel) -> list[Row]:
    samples = _samples(ATTACK_SAMPLES)
    play = WordsInPlay(SHORT, words_of(SHORT, LABELS), {}, LABELS)
    budget = BUDGET_PROMPTS * ATTACK_SAMPLES
    plan = AttackPlan(SHORT, play.words, LABELS, ATTACK, budget=budget)
    split = Split(tuple(samples), ())
    with ScoreCache(None) as cache:

        def attack() -> Any:
            source = CellSource(InlineAsker(model), cache, _answering(), model.count_tokens)
            return _end(run_attack(source, plan, split))

        ours, again = _timed(attack), _timed(attack)
    assert again.made.prompt == ours.made.prompt
    loop = NaiveLoop(_apart(model), _answering(), samples, budget)
    naive = _timed(lambda: loop.greedy(attack_kind(ATTACK), play, 0))
    assert naive.made == ours.made.prompt, "the search finds otherwise than the naive loop"
    name = f"{ATTACK}, {budget} queries"
    return [
        (f"{name}: ours", _seconds(ours), f"{ours.wall_s:.1f} s by clock"),
        (
            f"{name}: batch-1 loop, the same prompt found",
            _seconds(naive),
            f"{naive.processor_s / ours.processor_s:.1f}× ours",
        ),
        _textattack(model, play, samples, budget, ours),
        (
            f"{name}: again, from the cache",
            f"{1000 * again.processor_s:.0f} ms",
            f"{ours.processor_s / again.processor_s:.0f}× quicker, target ≥ {LEAST_CACHED:g}×",
        ),
    ]


def _textattack(
    model: CausalModel, play: WordsInPlay, samples: Sequence[Sample], budget: int, ours: Took
) -> Row:
    """TextAttack's own loop with its own attack, as many queries, on the same model."""
    name = f"{ATTACK}, {budget} queries: TextAttack's own loop"
    if importlib.util.find_spec(BASELINE) is None or importlib.util.find_spec("textattack") is None:
        return name, "TextAttack is not installed here", ""
    baseline = importlib.import_module(BASELINE)
    importlib.import_module("worker.robustness.textattack_bridge.offline").load_textattack()
    loop = NaiveLoop(_apart(model), _answering(), samples, budget)
    took = _timed(lambda: baseline.textattack_loop(loop, ATTACK, play, 0))
    each = took.processor_s / max(1, loop.queries) / (ours.processor_s / budget)
    return name, _seconds(took), f"{loop.queries} queries, {each:.1f}× ours for each"


# --- servers --------------------------------------------------------------------------------------


def _served() -> Row:
    """A server that takes a tenth of a second for each answer."""
    from worker.lm.server import ServerChoice, ServerModel

    model = ServerModel(ServerChoice("http://127.0.0.1/v1", "stub"), "first-token")

    def slow(body: dict[str, Any]) -> dict[str, Any]:
        time.sleep(LATENCY_S)
        return {"logprobs": {"top_logprobs": [{" positive": -0.1, " negative": -2.4}]}}

    stub: Any = model
    stub._complete = slow
    with model, ScoreCache(None) as cache:
        answering = Answering.of(model, LABELS, write=False)
        source = CellSource(InlineAsker(model), cache, answering, unit=unit_for(model))
        ours = _timed(lambda: _end(source.cells([SHORT], _samples(SERVED))))
    value = f"{ours.wall_s:.2f} s"
    gain = SERVED * LATENCY_S / ours.wall_s
    return (
        f"{SERVED} queries of a server that takes {LATENCY_S} s each",
        value,
        f"{gain:.1f}× one by one, target ≥ {LEAST_SERVED:g}×",
    )


# --- timing ---------------------------------------------------------------------------------------


def _timed(act: Callable[[], Any]) -> Took:
    began, used = time.perf_counter(), time.process_time()
    made = act()
    return Took(made, time.perf_counter() - began, max(1e-9, time.process_time() - used))


def _seconds(took: Took) -> str:
    return f"{took.processor_s:.1f} s per thread"


def _end(steps: Generator[Any, None, Any]) -> Any:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def _answering() -> Answering:
    return Answering(LABELS)


def _apart(model: CausalModel) -> CausalModel:
    """The same weights, each text by itself."""
    return CausalModel(
        model.model, model.tokenizer, "apart", model.device, model.longest, shares_prefixes=False
    )


def _text(prompt: str, sample: Sample) -> str:
    return prompt.replace("{content}", sample.content)
