"""How a prompt is answered: with one of the labels, or with what the model writes."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from shared.errors import AppError
from shared.robustness.prompt import filled
from worker.lm.calls import LmAnswers, LmCalls
from worker.lm.language_model import LanguageModel, Prompt, Question

UNREADABLE = -1
# Labels are short; more would only be read by nobody.
MOST_TOKENS, STOP = 16, ("\n",)
Way = Literal["choose", "write"]
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True)
class Answer:
    """What a model said of one sample.

    Attributes
    ----------
    label : int
        Place among the labels; `UNREADABLE` where what it wrote names none of them.
    log_probabilities : tuple of float
        Of the labels, in nats; empty where it wrote.
    """

    label: int
    log_probabilities: tuple[float, ...] = ()

    def loss(self, right: int) -> float:
        """Cross-entropy of the right label among all labels, in nats; NaN where it wrote."""
        if not self.log_probabilities:
            return math.nan
        top = max(self.log_probabilities)
        total = math.fsum(math.exp(value - top) for value in self.log_probabilities)
        return top + math.log(total) - self.log_probabilities[right]


@dataclass(frozen=True)
class Answering:
    """Which labels there are, and how a model tells its own."""

    labels: tuple[str, ...]
    way: Way = "choose"

    @staticmethod
    def of(model: LanguageModel, labels: Sequence[str], *, write: bool) -> Answering:
        """As asked for, as far as the model can: one that tells no probabilities writes."""
        way: Way = "write" if write or model.ability == "text" else "choose"
        return Answering(tuple(labels), way)

    def call(self, prompt: str, content: str) -> Question | Prompt:
        """What the model is asked."""
        text = filled(prompt, content)
        if self.way == "write":
            return Prompt(text, MOST_TOKENS, STOP)
        return Question(text, self.options(text))

    def options(self, text: str) -> tuple[str, ...]:
        """The labels as they go on after a text: with a space, unless it ends in one."""
        return self.labels if text[-1:].isspace() else tuple(f" {label}" for label in self.labels)

    def read(self, call: Question | Prompt, answers: LmAnswers) -> Answer:
        """What the model said; of labels that are as probable, the first."""
        if isinstance(call, Prompt):
            return Answer(self.parsed(answers.texts[call]))
        told = answers.choices[call]
        return Answer(max(range(len(told)), key=told.__getitem__), told)

    def parsed(self, text: str) -> int:
        """The label that a text begins with, or else the only one that it names.

        Of labels that begin alike, the longest. Case and marks do not count.
        """
        said = _words(text)
        begun = [place for place, some in enumerate(self._parts) if said[: len(some)] == some]
        if begun:
            return max(begun, key=lambda place: len(self._parts[place]))
        named = {place for place, some in enumerate(self._parts) if _within(some, said)}
        # "not entailment" names "entailment" as well.
        whole = {
            place
            for place in named
            if not any(
                other != place and _within(self._parts[place], self._parts[other])
                for other in named
            )
        }
        return whole.pop() if len(whole) == 1 else UNREADABLE

    @cached_property
    def _parts(self) -> tuple[tuple[str, ...], ...]:
        return tuple(_words(label) for label in self.labels)


def calls_of(calls: Sequence[Question | Prompt]) -> LmCalls:
    """Calls of both kinds as one plan."""
    return LmCalls(
        choices=tuple(call for call in calls if isinstance(call, Question)),
        texts=tuple(call for call in calls if isinstance(call, Prompt)),
    )


def check_labels_apart(labels: Sequence[str]) -> None:
    """Raise `AppError("bad_field")` for labels that nobody could tell apart in what is written."""
    seen: dict[tuple[str, ...], str] = {}
    for label in labels:
        words = _words(label)
        other = seen.setdefault(words, label)
        if not words or other != label:
            limit = "labels whose words differ" if words else "labels of letters or digits"
            raise AppError("bad_field", field="labels", value=f"{other}, {label}", limit=limit)


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORDS.findall(text.casefold()))


def _within(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    count = len(part)
    return count > 0 and any(
        whole[begin : begin + count] == part for begin in range(len(whole) - count + 1)
    )
