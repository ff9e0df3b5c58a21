"""Defences: from a prompt to one or several prompts, whose answers are put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shared.robustness.figures import PromptWord
from shared.robustness.prompt import replaced, words_of

# Seldom used together; more would only cost time.
MOST_VIEWS = 64
Rewriting = Callable[[str], str]
Views = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True)
class Guarded:
    """Which words no defence may change: labels, placeholders, words of the template.

    `locked` and `unlocked` are as in `shared.robustness.prompt.words_of`.
    """

    labels: tuple[str, ...]
    locked: tuple[str, ...] = ()
    unlocked: tuple[str, ...] = ()

    def words(self, prompt: str) -> tuple[PromptWord, ...]:
        """The words of a prompt with their locks."""
        return words_of(prompt, self.labels, self.locked, self.unlocked)

    def edited(self, prompt: str, change: Callable[[str], str | None]) -> str:
        """The prompt with each free word as `change` has it; None keeps a word as it is."""
        words = self.words(prompt)
        edits = {
            place: text
            for place, word in enumerate(words)
            if not word.lock and (text := change(word.text)) is not None and text != word.text
        }
        return replaced(prompt, words, edits)


@dataclass(frozen=True)
class Defence:
    """A defence by its name; `views` gives the prompts that are asked instead of one."""

    name: str
    views: Views

    @staticmethod
    def rewriting(name: str, rewrite: Rewriting) -> Defence:
        """One that makes one prompt of one."""
        return Defence(name, lambda prompt: (rewrite(prompt),))

    @staticmethod
    def chain(defences: Sequence[Defence]) -> Defence:
        """One after the other, each on every prompt that the one before it gave."""

        def views(prompt: str) -> tuple[str, ...]:
            found: tuple[str, ...] = (prompt,)
            for one in defences:
                found = tuple(view for each in found for view in one.views(each))
            return found[:MOST_VIEWS]

        return Defence("+".join(one.name for one in defences), views)
