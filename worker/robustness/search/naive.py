"""The search as PromptBench runs it: prompt after prompt, sample after sample, and no memory.

It is the baseline of the benchmark, and tests hold the engine against it: the greedy search by
waves has to find the same prompt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shared.robustness.samples import Sample
from worker.lm.calls import LmAnswers
from worker.lm.language_model import LanguageModel, Prompt
from worker.robustness.attacks.registry import AttackKind, WordsInPlay
from worker.robustness.cells.answering import Answering
from worker.robustness.search.candidates import changes_at, places_of, probes_of


class _Spent(Exception):
    """The budget is used up."""


@dataclass
class NaiveLoop:
    """Asks one sample at a time.

    Attributes
    ----------
    budget : int
        Different prompts times samples, at most; 0: no limit.
    queries : int
        Calls of the model.
    """

    model: LanguageModel
    answering: Answering
    samples: Sequence[Sample]
    budget: int = 0
    queries: int = 0

    def wrong(self, prompt: str) -> int:
        """How many samples are answered wrongly.

        Raises
        ------
        _Spent
            Where the budget does not reach for all samples.
        """
        if self.budget and self.queries + len(self.samples) > self.budget:
            raise _Spent
        return sum(self.answered(prompt, one) != one.label for one in self.samples)

    def answered(self, prompt: str, sample: Sample) -> str | None:
        """The label that the model answers, None where none can be read."""
        self.queries += 1
        call = self.answering.call(prompt, sample.content)
        if isinstance(call, Prompt):
            [text] = self.model.generate([call.text], call.max_tokens, call.stop)
            told = LmAnswers(texts={call: text})
        else:
            told = LmAnswers(choices={call: self.model.choose([call])[0]})
        place = self.answering.read(call, told).label
        return self.answering.labels[place] if place >= 0 else None

    def greedy(self, kind: AttackKind, play: WordsInPlay, seed: int) -> str:
        """The attacked prompt of the greedy search."""
        try:
            return self._greedy(kind, play, seed)
        except _Spent:  # before the first change could be tried
            return play.text

    def _greedy(self, kind: AttackKind, play: WordsInPlay, seed: int) -> str:
        level = self.wrong(play.text)
        places = places_of(kind, play)
        worth = [self.wrong(prompt) for prompt in probes_of(kind, play, places)]
        for number in sorted(range(len(places)), key=lambda n: -worth[n]):
            best = None
            over = False
            for change in changes_at(kind, play, places[number], seed):
                try:
                    value = self.wrong(change.after)
                except _Spent:
                    over = True
                    break
                if value > level:
                    level, best = value, change
            if best is not None:
                play = play.with_edit(places[number], best.text)
            if over:
                break
        return play.text
