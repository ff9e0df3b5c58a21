"""A language model that is made of rules: it reads fewer samples rightly as it loses words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from shared.errors import AppError
from shared.robustness.samples import Sample
from worker.lm.language_model import Ability, AnswerScore, Pair, Question

LABELS = ("negative", "positive")
GOOD = ("good", "fine", "lovely", "warm", "bright", "witty")
BAD = ("bad", "dull", "nasty", "cold", "dim", "dumb")
PROMPT = (
    "Please tell whether the sentiment of this review is positive or negative.\n"
    "Review: {content}\nSentiment:"
)
# What each word of the prompt is worth to it.
WORTH = {"sentiment": 3, "review": 2, "whether": 1, "tell": 2, "please": 0, "this": 1}


def samples(count: int) -> list[Sample]:
    """Half of each label."""
    words = {"positive": GOOD, "negative": BAD}
    return [
        Sample(f"{words[label][n % 6]} film number {n}", label)
        for n in range(count)
        for label in [LABELS[n % 2]]
    ]


class RuleModel:
    """Right where what the prompt's words are worth exceeds how hard a sample is (0 to 8).

    `asked` holds all prompts in their order; it fails where `fails_after` of them were asked.
    """

    device = "cpu"

    def __init__(
        self,
        ability: Ability = "full",
        fails_after: int = 0,
        worth: dict[str, int] | None = None,
    ) -> None:
        self.ability: Ability = ability
        self._worth = WORTH if worth is None else worth
        self.fingerprint = f"rules:{ability}:{self._worth}"
        self.asked: list[str] = []
        self._fails_after = fails_after

    def score(self, pairs: Sequence[Pair]) -> list[AnswerScore]:
        raise NotImplementedError

    def choose(self, questions: Sequence[Question]) -> list[tuple[float, ...]]:
        found = []
        for one in questions:
            margin = self._margin(one.prompt)
            found.append(
                tuple(margin if option.strip() == "positive" else 0.0 for option in one.options)
            )
        return found

    def generate(
        self, prompts: Sequence[str], max_tokens: int, stop: tuple[str, ...] = ("\n",)
    ) -> list[str]:
        margins = [self._margin(prompt) for prompt in prompts]
        return [
            "no idea" if abs(one) < 1 else (" Positive!" if one > 0 else " it is negative")
            for one in margins
        ]

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def _margin(self, prompt: str) -> float:
        """How much more probable "positive" is, in nats."""
        if self._fails_after and len(self.asked) >= self._fails_after:
            raise AppError("bad_request", reason="The server answered: ConnectError.")
        self.asked.append(prompt)
        head, _, tail = prompt.partition("\nReview:")
        content = tail.split("\n")[0] if tail else head
        worth = sum(self._worth.get(word, 0) for word in set(re.findall(r"\w+", head.casefold())))
        hard = hashlib.sha256(content.encode()).digest()[0] % 8
        sign = 1 if any(word in content for word in GOOD) else -1
        return sign * (worth - hard + 0.5) / 2
