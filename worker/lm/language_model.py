"""What the systems ask of a language model, wherever it runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

# What a model can tell: log-probabilities of any text, of the first token it would write, or none.
Ability = Literal["full", "first-token", "text"]


@dataclass(frozen=True)
class Pair:
    """An answer after a prompt; nothing is put between them."""

    prompt: str
    answer: str


@dataclass(frozen=True)
class AnswerScore:
    """How probable an answer is: the sum of the log-probabilities (nats) of its `tokens`."""

    log_probability: float
    tokens: int

    @property
    def mean(self) -> float:
        """Per token, as LLM-R ranks candidates (the paper's equation 1 has the sum)."""
        return self.log_probability / max(1, self.tokens)


@dataclass(frozen=True)
class Question:
    """A prompt whose answer is one of `options`."""

    prompt: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Prompt:
    """A text to go on with: at most `max_tokens` further tokens, up to one of the `stop` texts."""

    text: str
    max_tokens: int = 32
    stop: tuple[str, ...] = ("\n",)


class LanguageModel(Protocol):
    """One frozen model. It is used by one thread at a time."""

    @property
    def fingerprint(self) -> str:
        """Changes with everything that changes scores: weights, precision, tokenizer."""

    @property
    def ability(self) -> Ability:
        """What it can tell."""

    def score(self, pairs: Sequence[Pair]) -> list[AnswerScore]:
        """Log-probability of each answer after its prompt.

        Raises
        ------
        AppError
            `bad_request` where it cannot tell, `bad_field` for a pair that is too long.
        """

    def choose(self, questions: Sequence[Question]) -> list[tuple[float, ...]]:
        """Log-probability of each option's next tokens up to where the options differ.

        One pass where options differ in their first token.
        """

    def generate(
        self, prompts: Sequence[str], max_tokens: int, stop: tuple[str, ...] = ("\n",)
    ) -> list[str]:
        """What it writes after each prompt, greedily, up to a stop text."""

    def count_tokens(self, text: str) -> int:
        """Tokens of a text."""
