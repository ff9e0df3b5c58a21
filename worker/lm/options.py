"""Options of a question as a tree of tokens: only where they part does the model have to choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from worker.lm.tokens import common

Path = tuple[int, ...]


@dataclass(frozen=True)
class OptionTree:
    """Options that follow one prompt.

    Attributes
    ----------
    prompt : tuple of int
        Tokens that all of them begin with.
    options : tuple of tuple of int
        The tokens of each after them.
    forks : mapping
        By the path from the prompt: the tokens among which there is a choice.
    """

    prompt: Path
    options: tuple[Path, ...]
    forks: Mapping[Path, tuple[int, ...]]

    @staticmethod
    def of(sequences: Sequence[Path], begin: int) -> OptionTree:
        """Prompt and option together, for each option; the answer begins at token `begin`."""
        for sequence in sequences[1:]:
            # Rarely, an option changes how the end of the prompt is cut into tokens.
            begin = min(begin, common(sequences[0], sequence))
        prompt = sequences[0][:begin]
        options = tuple(sequence[begin:] for sequence in sequences)
        followers: dict[Path, set[int]] = {}
        for option in options:
            for place, token in enumerate(option):
                followers.setdefault(option[:place], set()).add(token)
        forks = {path: tuple(sorted(some)) for path, some in followers.items() if len(some) > 1}
        # An option that is the beginning of another one ends where the other goes on; what comes
        # after an answer is not known, so there the choice is between going on and not.
        return OptionTree(prompt, options, forks)

    def sequence(self, path: Path) -> Path:
        """All tokens up to a fork."""
        return self.prompt + path

    def totals(self, told: Mapping[Path, Mapping[int, float]]) -> tuple[float, ...]:
        """Sum over the forks of each option's way, given log-probabilities at every fork.

        At a fork the probabilities of what may follow are taken as a whole, as decoding that is
        constrained to the options takes them.
        """
        return tuple(self._total(option, told) for option in self.options)

    def _total(self, option: Path, told: Mapping[Path, Mapping[int, float]]) -> float:
        total = 0.0
        for place, token in enumerate(option):
            values = told.get(option[:place])
            if values is not None:
                total += values[token]
        return total
