"""Where answers come from: the model itself, or a cache that another machine has filled."""

from __future__ import annotations

from collections.abc import Generator, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from worker.icl.evaluation.prompts import Reader
from worker.lm.calls import LmAnswers, LmCalls, answer
from worker.lm.language_model import AnswerScore, LanguageModel, Pair, Prompt, Question
from worker.lm.score_cache import ScoreCache

# So many calls are asked at a time; in between, others get their turn and progress is told. On a
# processor they take some seconds, and a graphics card needs many to be busy.
PART, PART_ON_CARD = 64, 8192
Told = tuple[int, int]
Call = TypeVar("Call", bound=Hashable)
Answer = TypeVar("Answer")


@dataclass
class Source:
    """Answers of one model.

    Attributes
    ----------
    asks : bool
        False: what the cache does not know is noted in `missing`, and nobody is asked.
    answerer : str
        Fingerprint under which the cache has the answers; empty for the model's own.
    asked : int
        Calls that the model answered, not the cache.
    """

    model: LanguageModel
    cache: ScoreCache
    asks: bool = True
    answerer: str = ""
    asked: int = 0
    _unknown_parts: list[LmCalls] = field(default_factory=list)

    @property
    def missing(self) -> LmCalls:
        """What the cache did not know and nobody was asked, each once."""
        return LmCalls.together(self._unknown_parts)

    @property
    def reader(self) -> Reader:
        """What the model can read and tell."""
        return Reader.of(self.model)

    def known(self, calls: LmCalls) -> LmAnswers:
        """What the cache has of them."""
        name = self.answerer or self.model.fingerprint
        return LmAnswers(
            _found(calls.scores, self.cache.scores(name, calls.scores)),
            _found(calls.choices, self.cache.choices(name, calls.choices)),
            _found(calls.texts, self.cache.texts(name, calls.texts)),
        )

    def answers(self, calls: LmCalls) -> Generator[Told, None, LmAnswers | None]:
        """All answers, telling (known, wanted) on the way; None while some are missing."""
        one = LmCalls.together([calls])
        if not self.asks:
            found = self.known(one)
            unknown = _without(one, found)
            self._unknown_parts.append(unknown)
            return None if len(unknown) else found
        before, known = self.cache.count(), 0
        scores: dict[Pair, AnswerScore] = {}
        choices: dict[Question, tuple[float, ...]] = {}
        texts: dict[Prompt, str] = {}
        size = PART if getattr(self.model, "device", "cpu") == "cpu" else PART_ON_CARD
        for part in parts(one, size):
            told = answer(self.model, self.cache, part)
            scores |= told.scores
            choices |= told.choices
            texts |= told.texts
            known += len(part)
            yield known, len(one)
        self.asked += self.cache.count() - before
        return LmAnswers(scores, choices, texts)


def _without(calls: LmCalls, known: LmAnswers) -> LmCalls:
    return LmCalls(
        tuple(call for call in calls.scores if call not in known.scores),
        tuple(call for call in calls.choices if call not in known.choices),
        tuple(call for call in calls.texts if call not in known.texts),
    )


def _found(calls: Sequence[Call], told: Sequence[Answer | None]) -> dict[Call, Answer]:
    return {call: one for call, one in zip(calls, told, strict=True) if one is not None}


def parts(calls: LmCalls, size: int) -> Iterator[LmCalls]:
    """The calls in parts; those that begin alike stay together, which makes them quick."""
    scores = sorted(calls.scores, key=lambda pair: (pair.prompt, pair.answer))
    choices = sorted(calls.choices, key=lambda question: question.prompt)
    texts = sorted(calls.texts, key=lambda prompt: prompt.text)
    for begin in range(0, len(scores), size):
        yield LmCalls(scores=tuple(scores[begin : begin + size]))
    for begin in range(0, len(choices), size):
        yield LmCalls(choices=tuple(choices[begin : begin + size]))
    for begin in range(0, len(texts), size):
        yield LmCalls(texts=tuple(texts[begin : begin + size]))
