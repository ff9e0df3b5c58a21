"""A stand-in whose answers are lengths, and which counts what it was asked."""

from __future__ import annotations

import time
from collections.abc import Sequence

from worker.lm.language_model import AnswerScore, Pair, Question


class Counting:
    """Answers at once, or after `pause_s` for each call of a method."""

    ability = "full"

    def __init__(self, fingerprint: str = "a", pause_s: float = 0.0) -> None:
        self.fingerprint, self.asked, self._pause_s = fingerprint, 0, pause_s

    def score(self, pairs: Sequence[Pair]) -> list[AnswerScore]:
        self._work(len(pairs))
        return [AnswerScore(-float(len(pair.prompt) + len(pair.answer)), 2) for pair in pairs]

    def choose(self, questions: Sequence[Question]) -> list[tuple[float, ...]]:
        self._work(len(questions))
        return [tuple(-float(len(option)) / 3 for option in one.options) for one in questions]

    def generate(
        self, prompts: Sequence[str], max_tokens: int, stop: tuple[str, ...] = ("\n",)
    ) -> list[str]:
        self._work(len(prompts))
        return [f"{len(prompt)} {max_tokens} {'|'.join(stop)}" for prompt in prompts]

    def count_tokens(self, text: str) -> int:
        return len(text)

    def _work(self, count: int) -> None:
        time.sleep(self._pause_s)
        self.asked += count


def pairs(count: int) -> list[Pair]:
    """Different pairs, some of which share their prompts."""
    return [Pair(f"prompt {n % 7} {'x' * (n % 5)}", f" answer {n}") for n in range(count)]
