"""How a prompt is answered: labels token by token, options by their mean, texts as written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from shared.icl.metrics import normalize_label
from worker.icl.selection.kinds import Kind
from worker.lm.calls import LmAnswers, LmCalls
from worker.lm.language_model import Ability, Pair, Prompt, Question

# Of free text; LLM-R's code has 64, our answers are short.
MOST_TOKENS, STOP = 32, ("\n",)
Way = Literal["choose", "score", "write", "given"]


@dataclass(frozen=True)
class Asked:
    """A prompt and how it is answered.

    Attributes
    ----------
    options : tuple of str
        Empty for free text.
    way : "choose" | "score" | "write" | "given"
        By the tokens in which options differ, by the mean log-probability of each option's tokens,
        by what the model writes; or not at all, where there is one option.
    """

    prompt: str
    options: tuple[str, ...]
    way: Way

    @property
    def calls(self) -> LmCalls:
        """What the model has to be asked."""
        if self.way == "choose":
            return LmCalls(choices=(Question(self.prompt, self.options),))
        if self.way == "score":
            return LmCalls(scores=tuple(Pair(self.prompt, option) for option in self.options))
        if self.way == "write":
            return LmCalls(texts=(Prompt(self.prompt, MOST_TOKENS, STOP),))
        return LmCalls()

    def told(self, answers: LmAnswers) -> Told:
        """The answer; of equals, the option that comes first."""
        if self.way == "given":
            return Told(self.options[0], (0.0,))
        if self.way == "write":
            return Told(self._written(answers), ())
        if self.way == "choose":
            shares = answers.choices[Question(self.prompt, self.options)]
        else:
            scores = [answers.scores[Pair(self.prompt, option)] for option in self.options]
            shares = tuple(score.mean for score in scores)
        return Told(self.options[int(np.argmax(shares))], shares)

    def _written(self, answers: LmAnswers) -> str:
        text = answers.texts[Prompt(self.prompt, MOST_TOKENS, STOP)].strip()
        # Of a model that tells no log-probabilities: the option that it wrote, if it wrote one.
        wrote = normalize_label(text)
        fitting = [option for option in self.options if wrote.startswith(normalize_label(option))]
        return max(fitting, key=len, default=text)


@dataclass(frozen=True)
class Told:
    """A prediction; log-probabilities of the options, empty for what was written."""

    prediction: str
    option_logprobs: tuple[float, ...]


def way_of(kind: Kind, options: Sequence[str], ability: Ability) -> Way:
    """How a model of some ability answers a question of some kind."""
    if kind == "text" or not options:
        return "write"
    if len(set(options)) < 2:
        return "given"
    if ability == "text":
        return "write"
    if kind == "choice" and ability == "full":
        return "score"
    return "choose"


def probabilities(shares: Sequence[float]) -> tuple[float, ...]:
    """Log-probabilities (or means of them) as probabilities among the options."""
    values = np.array(shares, np.float64)
    weights = np.exp(values - values.max())
    return tuple(float(weight) for weight in weights / weights.sum())


def entropy(shares: Sequence[float]) -> float:
    """Entropy (nats) of probabilities."""
    values = np.array([share for share in shares if share > 0], np.float64)
    return float(-(values * np.log(values)).sum())
