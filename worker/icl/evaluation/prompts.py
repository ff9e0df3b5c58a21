"""Prompts of chosen demonstrations, within the window of the model that reads them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shared.icl.curation import Demonstration
from shared.icl.example import Example
from shared.icl.prompt import Budget, build_prompt, completion
from worker.icl.evaluation.answering import MOST_TOKENS, Asked, way_of
from worker.icl.selection.corpus import Chosen
from worker.icl.selection.kinds import Kind
from worker.lm.language_model import Ability, LanguageModel


@dataclass(frozen=True)
class Laid:
    """A question with its demonstrations; `dropped` of them did not fit."""

    asked: Asked
    dropped: int = 0


@dataclass(frozen=True)
class Reader:
    """What a model can read and tell.

    Attributes
    ----------
    window : int or None
        Tokens of prompt and answer; None where the model does not say.
    """

    ability: Ability
    window: int | None
    count: Callable[[str], int]

    @staticmethod
    def of(model: LanguageModel) -> Reader:
        """That of a model."""
        return Reader(model.ability, getattr(model, "longest", None), model.count_tokens)

    def lay(
        self,
        kind: Kind,
        options: tuple[str, ...],
        query: Example,
        pool: Sequence[Example],
        chosen: Sequence[Chosen],
    ) -> Laid:
        """The best demonstration last, next to the query; the worst go first where it is tight."""
        shown = [pool[one.row] for one in reversed(chosen)]
        text, dropped = completion(shown, query.input), 0
        if not self._surely_fits(text, options):
            text, dropped = self._shortened(query, pool, chosen, options)
        return Laid(Asked(text, options, way_of(kind, options, self.ability)), dropped)

    def fits(self, query: Example, options: tuple[str, ...]) -> bool:
        """Whether a query can be read at all, without any demonstration."""
        text = completion([], query.input)
        if self._surely_fits(text, options):
            return True
        assert self.window is not None
        return self.count(text) + self.answer_tokens(options) <= self.window

    def _surely_fits(self, text: str, options: tuple[str, ...]) -> bool:
        if self.window is None:
            return True
        # No token is shorter than a byte, so that most prompts need no counting.
        longest = max((len(option.encode()) for option in options), default=MOST_TOKENS)
        return len(text.encode()) + longest < self.window

    def _shortened(
        self,
        query: Example,
        pool: Sequence[Example],
        chosen: Sequence[Chosen],
        options: tuple[str, ...],
    ) -> tuple[str, int]:
        assert self.window is not None
        # Their place in the list is what they are worth: scores need not be of one unit.
        worth = [
            Demonstration(pool[one.row], utility=float(-place)) for place, one in enumerate(chosen)
        ]
        budget = Budget(self.window, answer_tokens=self.answer_tokens(options))
        made = build_prompt(worth[::-1], query, count=self.count, budget=budget)
        return made.text, len(made.dropped)

    def answer_tokens(self, options: tuple[str, ...]) -> int:
        """What has to be kept free for the answer."""
        # One more for a token that prompt and answer may share at their seam.
        return 1 + max((self.count(option) for option in options), default=MOST_TOKENS)
