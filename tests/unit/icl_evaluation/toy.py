"""Small tasks and a language model that copies, for tests of the evaluation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from shared.icl.example import Example
from worker.icl.evaluation.measuring import Make
from worker.icl.evaluation.units import Unit, units_of
from worker.icl.selection.catalogue import LmAccess, selectors
from worker.icl.selection.corpus import Corpus, Query, Selector
from worker.icl.selection.lexical import Lexical
from worker.lm.language_model import Ability, AnswerScore, Pair, Question

WORDS = ("film", "river", "engine", "market")
LABELS = ("art", "nature", "technology", "business")


class Copying:
    """Finds an answer the more probable, the more often its prompt has it as an answer."""

    fingerprint = "copying"
    longest = 8192

    def __init__(self, ability: Ability = "full") -> None:
        self.ability: Ability = ability
        self.asked = 0

    def score(self, pairs: Sequence[Pair]) -> list[AnswerScore]:
        self.asked += len(pairs)
        return [AnswerScore(2 * self._share(p.prompt, p.answer), 2) for p in pairs]

    def choose(self, questions: Sequence[Question]) -> list[tuple[float, ...]]:
        self.asked += len(questions)
        return [tuple(self._share(q.prompt, one) for one in q.options) for q in questions]

    def generate(
        self, prompts: Sequence[str], max_tokens: int, stop: tuple[str, ...] = ("\n",)
    ) -> list[str]:
        self.asked += len(prompts)
        return [(self._answers(prompt) or ["nothing"])[-1] for prompt in prompts]

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def _answers(self, prompt: str) -> list[str]:
        blocks = prompt.split("\n\n")[:-1]
        return [block.rpartition("\n")[2] for block in blocks]

    def _share(self, prompt: str, answer: str) -> float:
        return -4.0 + self._answers(prompt).count(answer)


def rows(task: str, count: int, start: int = 0, *, kind: str = "labels") -> tuple[Example, ...]:
    """Examples whose first word tells the label; every seventh is mislabelled."""
    found = []
    for number in range(start, start + count):
        topic = number % 4
        label = LABELS[(topic + (number % 7 == 0)) % 4]
        options = LABELS if kind == "labels" else (label, f"none {number}")
        text = f"{WORDS[topic]} {_spelled(number)} {WORDS[topic]}"
        if kind == "text":
            options, label = (), f"{label} {_spelled(number)}"
        found.append(Example(f"{task}-{number}", task, text, label, options))
    return tuple(found)


def _spelled(number: int) -> str:
    """A number as words that share no 5-gram with others."""
    letters = "bcdfghjklmnpqrstvwxz"
    first, second = number % 20, number // 20 % 20
    return f"{letters[first] * 6}a {letters[second] * 6}o"


def encode(texts: Sequence[str]) -> np.ndarray:
    """Vectors by the words in a text and a little of its letters."""
    found = np.zeros((len(texts), len(WORDS) + 26), np.float32)
    for row, text in enumerate(texts):
        for place, word in enumerate(WORDS):
            found[row, place] = text.count(word)
        for letter in text.replace(" ", ""):
            found[row, len(WORDS) + ord(letter) - ord("a")] += 0.05
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def queries(examples: Sequence[Example]) -> tuple[Query, ...]:
    """With their vectors."""
    vectors = encode([example.input for example in examples])
    return tuple(Query(one, vector) for one, vector in zip(examples, vectors, strict=True))


def unit(task: str = "topic", kind: str = "labels", seed: int = 0, count: int = 24) -> Unit:
    """A task with a pool of 40 rows and other test queries."""
    pool = rows(task, 40, kind=kind)
    corpus = Corpus(pool, encode([row.input for row in pool]))
    (made,) = units_of(corpus, queries(rows(task, count, 40, kind=kind)), seed)
    return made


def make(name: str, one: Unit, lexical: Lexical, lm: LmAccess) -> Selector:
    """A selector of the catalogue."""
    return selectors([name], one.corpus, lexical, None, lm)[name]


MAKE: Make = make
