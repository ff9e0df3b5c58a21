"""What a model makes of the picker's list: a score for each row, an answer, and other orders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, permutations
from math import factorial, nan

import numpy as np
import numpy.typing as npt

from shared.icl.example import Example
from shared.icl.metrics import item_values, total
from shared.icl.prompt import SEPARATOR, completion
from shared.tasks.icl_pick import (
    DemoScore,
    DemoScores,
    OrderTries,
    OrderTry,
    PickedDemo,
    Prediction,
)
from worker.icl.evaluation.answering import Asked, Told, entropy, probabilities, way_of
from worker.icl.evaluation.choices import score_of
from worker.icl.evaluation.source import Source
from worker.icl.evaluation.units import TaskInfo
from worker.icl.feedback.scoring import call_of, calls_of
from worker.lm.calls import LmAnswers, LmCalls
from worker.lm.language_model import Pair

Floats = npt.NDArray[np.float32]
# So many rows or orders are asked at a time: each is a piece that the window can show.
AT_A_TIME = 4


@dataclass(frozen=True)
class Asker:
    """A query that is asked about, and the model."""

    source: Source
    task: TaskInfo
    query: Example

    def scores(
        self, demos: Sequence[PickedDemo], pool: Sequence[Example], rows: Sequence[int]
    ) -> Iterator[tuple[DemoScores, Floats]]:
        """Scores of the demonstrations one by one, first first, with those that are known yet.

        With the right answer, how much each helps; without it ConE and entropy. A model that tells
        too little for that gives none.
        """
        if self.query.output and not self._tells_gold:
            return
        known: list[DemoScore] = []
        zero = self._gold([()])[0] if self.query.output else None
        values = np.full(len(demos), np.nan, np.float32)
        for begin in range(0, len(demos), AT_A_TIME):
            some = [(pool[row],) for row in rows[begin : begin + AT_A_TIME]]
            names = [demo.id for demo in demos[begin : begin + AT_A_TIME]]
            if zero is not None:
                gains = [score - zero for score in self._gold(some)]
                known += [
                    DemoScore(id=name, gain=gain) for name, gain in zip(names, gains, strict=True)
                ]
                values[begin : begin + len(some)] = gains
            else:
                cones, entropies = self._cones(some), self._entropies(some)
                known += [
                    DemoScore(id=name, cone=cone, entropy=spread)
                    for name, cone, spread in zip(names, cones, entropies, strict=True)
                ]
                values[begin : begin + len(some)] = [nan if c is None else c for c in cones]
            yield (
                DemoScores(
                    measure="cone" if zero is None else "gain",
                    total=len(demos),
                    scores=tuple(known),
                    zero_shot=zero,
                ),
                values.copy(),
            )

    def prediction(self, prompt: str, tokens: int) -> Prediction:
        """The answer to the prompt, and to the query alone."""
        asked = [self._asked(prompt), self._asked(completion([], self.query.input))]
        answers = self._answers(LmCalls.together(one.calls for one in asked))
        told, bare = (one.told(answers) for one in asked)
        shares = probabilities(told.option_logprobs) if told.option_logprobs else ()
        return Prediction(
            text=told.prediction,
            options=asked[0].options if shares else (),
            log_probabilities=told.option_logprobs,
            probabilities=shares,
            entropy=entropy(shares),
            correct=self._is_correct(told),
            zero_shot=bare.prediction,
            tokens=tokens,
        )

    def orders(
        self, shown: Sequence[Example], instruction: str, count: int, rng: np.random.Generator
    ) -> Iterator[tuple[OrderTries, Floats]]:
        """The same demonstrations in other orders, a few at a time; the prompt as it is first."""
        tries: list[OrderTry] = []
        orders = other_orders(len(shown), count, rng)
        for begin in range(0, len(orders), AT_A_TIME):
            some = [
                [shown[place] for place in order] for order in orders[begin : begin + AT_A_TIME]
            ]
            tries += self._tried(some, instruction, tries[0].text if tries else "")
            values = np.array([one.probability for one in tries], np.float32)
            others = [one.text != tries[0].text for one in tries[1:]]
            yield (
                OrderTries(
                    total=len(orders),
                    tries=tuple(tries),
                    flips=float(np.mean(others)) if others else 0.0,
                    lowest=float(values.min()),
                    median=float(np.median(values)),
                    highest=float(values.max()),
                ),
                values,
            )

    # --- asking -----------------------------------------------------------------------------------

    @property
    def _options(self) -> tuple[str, ...]:
        return () if self.task.kind == "text" else self.query.options

    @property
    def _labels(self) -> tuple[str, ...]:
        return self._options if self.task.kind == "labels" else ()

    @property
    def _tells_gold(self) -> bool:
        ability = self.source.reader.ability
        return ability == "full" or (ability == "first-token" and len(set(self._labels)) > 1)

    def _asked(self, prompt: str) -> Asked:
        way = way_of(self.task.kind, self._options, self.source.reader.ability)
        return Asked(prompt, self._options, way)

    def _answers(self, calls: LmCalls) -> LmAnswers:
        steps = self.source.answers(calls)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                found: LmAnswers = end.value
                return found

    def _gold(self, shown: Sequence[Sequence[Example]]) -> list[float]:
        calls = [call_of(self.query, one, self._labels) for one in shown]
        answers = self._answers(calls_of(calls))
        found = [score_of(call, self.query.output, answers) for call in calls]
        return [0.0 if score is None else score for score in found]

    def _cones(self, shown: Sequence[Sequence[Example]]) -> list[float | None]:
        if self.source.reader.ability != "full":
            return [None] * len(shown)
        pairs = [Pair(f"{one[0].text}{SEPARATOR}", self.query.input) for one in shown]
        answers = self._answers(LmCalls(scores=tuple(pairs)))
        return [-answers.scores[pair].mean for pair in pairs]

    def _entropies(self, shown: Sequence[Sequence[Example]]) -> list[float | None]:
        asked = [self._asked(completion(one, self.query.input)) for one in shown]
        if any(one.way not in ("choose", "score") for one in asked):
            return [None] * len(shown)
        answers = self._answers(LmCalls.together(one.calls for one in asked))
        return [entropy(probabilities(one.told(answers).option_logprobs)) for one in asked]

    def _tried(
        self, orders: Sequence[Sequence[Example]], instruction: str, first: str
    ) -> list[OrderTry]:
        prompts = [completion(one, self.query.input, instruction) for one in orders]
        asked = [self._asked(prompt) for prompt in prompts]
        answers = self._answers(LmCalls.together(one.calls for one in asked))
        told = [one.told(answers) for one in asked]
        wanted = self.query.output or first or told[0].prediction
        shares = self._shares(prompts, told, wanted)
        return [
            OrderTry(ids=tuple(e.id for e in one), text=t.prediction, probability=share)
            for one, t, share in zip(orders, told, shares, strict=True)
        ]

    def _shares(self, prompts: Sequence[str], told: Sequence[Told], wanted: str) -> list[float]:
        """Probability of the wanted answer after each prompt; nan where the model cannot tell."""
        if told[0].option_logprobs and wanted in self._options:
            place = self._options.index(wanted)
            return [probabilities(one.option_logprobs)[place] for one in told]
        if self.source.reader.ability != "full" or not wanted.strip():
            return [nan] * len(prompts)
        pairs = [Pair(prompt, wanted) for prompt in prompts]
        answers = self._answers(LmCalls(scores=tuple(pairs)))
        return [float(np.exp(answers.scores[pair].mean)) for pair in pairs]

    def _is_correct(self, told: Told) -> bool | None:
        if not self.query.accepted:
            return None
        metric = self.task.metric if self.task.metric.startswith("em") else "accuracy"
        return bool(total(item_values(metric, [told.prediction], [self.query.accepted])) == 1)


def other_orders(size: int, count: int, rng: np.random.Generator) -> list[tuple[int, ...]]:
    """Up to `count` different orders of `size` things, the given one first."""
    wanted = min(count, factorial(size))
    if factorial(size) <= 720:
        every = list(islice(permutations(range(size)), 1, None))
        picked = rng.permutation(len(every))[: wanted - 1]
        return [tuple(range(size)), *(every[place] for place in sorted(picked))]
    found = dict.fromkeys([tuple(range(size))])
    while len(found) < wanted:
        found[tuple(int(place) for place in rng.permutation(size))] = None
    return list(found)
