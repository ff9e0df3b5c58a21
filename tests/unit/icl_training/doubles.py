"""A pool whose truth is planted, a language model that follows it, and an encoder by words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import numpy as np

from shared.icl.example import Example
from worker.icl.encoding.encoder import TextEncoder
from worker.lm.language_model import AnswerScore, Pair, Question

QUESTIONS = ("who", "what", "when", "where", "why", "how")
LABELS = ("red", "green", "blue")
_NOISE_WORDS = tuple(f"w{n}" for n in range(60))
Rule = Literal["question", "label"]


def planted_pool(rule: Rule, count: int = 420, seed: int = 0) -> tuple[Example, ...]:
    """Rows whose label goes with their words (rule "label") or with nothing at all."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(count):
        label = LABELS[int(rng.integers(3))]
        words = [str(word) for word in rng.choice(_NOISE_WORDS, 5, replace=False)]
        for _ in range(3 if rule == "label" else 0):
            topic = label if rng.random() < 0.7 else LABELS[int(rng.integers(3))]
            words.append(f"{topic}ish{int(rng.integers(6))}")
        question = QUESTIONS[int(rng.integers(len(QUESTIONS)))]
        text = f"{question} {' '.join(words)} n{number}"
        rows.append(Example(f"r{number}", "planted", text, label, LABELS))
    return tuple(rows)


class PlantedModel:
    """Finds the right label probable after demonstrations that the rule likes.

    "question": those with the query's own question word, whatever their label. "label": those with
    the query's label, and a little of chance.
    """

    ability = "full"

    def __init__(self, pool: Sequence[Example], rule: Rule) -> None:
        self.fingerprint = f"planted-{rule}"
        self.asked = 0
        self._rule = rule
        self._gold = {example.input: example.output for example in pool}

    def choose(self, questions: Sequence[Question]) -> list[tuple[float, ...]]:
        self.asked += len(questions)
        return [self._shares(one) for one in questions]

    def score(self, pairs: Sequence[Pair]) -> list[AnswerScore]:
        self.asked += len(pairs)
        return [AnswerScore(-1.0 - _chance(pair.prompt), 1) for pair in pairs]

    def generate(
        self, prompts: Sequence[str], max_tokens: int, stop: tuple[str, ...] = ("\n",)
    ) -> list[str]:
        self.asked += len(prompts)
        return ["red" for _ in prompts]

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def _shares(self, question: Question) -> tuple[float, ...]:
        *shown, query = question.prompt.strip("\n").split("\n\n")
        gold = self._gold[query]
        liked = 0.0
        for block in shown:
            text, _, answer = block.rpartition("\n")
            if self._rule == "question":
                liked += 1.0 if text.split()[0] == query.split()[0] else -0.3
            else:
                liked += 1.0 if answer == gold else -0.5
        noise = 1.2 * (_chance(question.prompt) - 0.5)
        values = np.array([liked + noise if o == gold else 0.4 for o in question.options])
        return tuple(float(v) for v in values - np.log(np.exp(values).sum()))


class WordEncoder(TextEncoder):
    """Sums of a fixed direction for each word."""

    def __init__(self) -> None:
        super().__init__(None, None, "words")

    def encode(self, texts: Sequence[str], done: object = None) -> np.ndarray:
        made = np.array([sum(_direction(word) for word in text.split()) for text in texts])
        return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


@contextmanager
def opened_as(model: PlantedModel) -> Iterator[PlantedModel]:
    yield model


def bring(monkeypatch: object, home: Path, model: PlantedModel) -> None:
    """Let the recipe find the doubles, in this process."""
    from worker.icl.training import lm_session, recipe

    monkeypatch.setenv("VITRINE_HOME", str(home))  # type: ignore[attr-defined]
    set_value = monkeypatch.setattr  # type: ignore[attr-defined]
    set_value(lm_session, "opened", lambda ref, home, device: opened_as(model))
    set_value(lm_session, "probe_device", lambda: "cpu")
    set_value(recipe, "load_encoder", lambda ref, device: WordEncoder())
    set_value(recipe, "probe_device", lambda: "cpu")


def _chance(text: str) -> float:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big") / 2**32


def _direction(word: str) -> np.ndarray:
    seed = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")
    return np.random.default_rng(seed).normal(size=24)
