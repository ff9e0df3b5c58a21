"""The worst of several searches: one alone often stops early and makes a prompt look robust."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from worker.robustness.scheduling.wave import Found, Scores, Search, Wave


@dataclass(frozen=True)
class Member:
    """A search of an ensemble; `begin` makes it when its turn comes."""

    name: str
    begin: Callable[[], Search]


@dataclass
class Worst:
    """One search after the other; it ends with the find that leaves the least right.

    Of equals, the first.

    Attributes
    ----------
    prompt : str
        Before any attack.
    prompts : int
        How many different prompts all of them may ask; each gets its part of what is left. 0: no
        limit.
    winner : str
        Who found it, when all are done.
    finds : dict of str to (str, float)
        What each found, and the accuracy it leaves.
    """

    prompt: str
    members: Sequence[Member]
    prompts: int = 0
    winner: str = ""
    finds: dict[str, tuple[str, float]] = field(default_factory=dict)
    _accuracy: dict[str, float] = field(default_factory=dict, repr=False)

    def run(self) -> Search:
        """See the class."""
        over = False
        for number, member in enumerate(self.members):
            left = self.prompts - len(self._accuracy)
            share = left // (len(self.members) - number) if self.prompts else 0
            found, over = yield from self._member(member, share)
            self.finds[member.name] = (found, self._accuracy.get(found, np.inf))
            if over:
                break
        self.winner = min(self.finds, key=lambda name: self.finds[name][1], default="")
        return Found(self._best(self.prompt))

    def _member(self, member: Member, share: int) -> Generator[Wave, Scores, tuple[str, bool]]:
        """What a member found, and whether the whole budget is used up."""
        before, search, over = len(self._accuracy), member.begin(), False
        try:
            wave = next(search)
            while True:
                part = self._affordable(wave, share - (len(self._accuracy) - before), share > 0)
                scores = yield replace(
                    part, best=self._best(wave.best), about=f"{member.name}: {wave.about}"
                )
                self._learn(part, scores)
                over = scores.over
                short = len(part.prompts) < len(wave.prompts)
                wave = search.send(replace(scores, over=over or short))
        except StopIteration as end:
            found: Found = end.value
            return found.prompt, over
        finally:
            search.close()

    def _affordable(self, wave: Wave, left: int, limited: bool) -> Wave:
        """The beginning of a wave that a member may still ask."""
        if not limited:
            return wave
        new = 0
        for place, prompt in enumerate(wave.prompts):
            new += prompt not in self._accuracy
            if new > max(0, left):
                return replace(wave, prompts=wave.prompts[:place])
        return wave

    def _learn(self, wave: Wave, scores: Scores) -> None:
        for prompt, value in zip(
            wave.prompts, scores.accuracy if len(scores) else (), strict=False
        ):
            self._accuracy[prompt] = float(value)

    def _best(self, other: str) -> str:
        known = [find for find, _ in self.finds.values()]
        some = [one for one in (self.prompt, *known, other) if one in self._accuracy]
        return min(some, key=self._accuracy.__getitem__, default=self.prompt)
