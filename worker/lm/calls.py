"""All that is wanted of a language model, planned as a whole before it is asked once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from worker.lm.cached import cached_answers, cached_choices, cached_texts
from worker.lm.language_model import AnswerScore, LanguageModel, Pair, Prompt, Question
from worker.lm.score_cache import ScoreCache


@dataclass(frozen=True)
class LmCalls:
    """Calls of the three kinds; a call that is there twice is asked once."""

    scores: tuple[Pair, ...] = ()
    choices: tuple[Question, ...] = ()
    texts: tuple[Prompt, ...] = ()

    def __len__(self) -> int:
        """How many calls there are."""
        return len(self.scores) + len(self.choices) + len(self.texts)

    @staticmethod
    def together(plans: Iterable[LmCalls]) -> LmCalls:
        """All calls of several plans, each once, in the order of their first mention."""
        some = list(plans)
        return LmCalls(
            tuple(dict.fromkeys(pair for plan in some for pair in plan.scores)),
            tuple(dict.fromkeys(question for plan in some for question in plan.choices)),
            tuple(dict.fromkeys(prompt for plan in some for prompt in plan.texts)),
        )


@dataclass(frozen=True)
class LmAnswers:
    """What the model said: log-probability and tokens, log-probabilities of options, texts."""

    scores: Mapping[Pair, AnswerScore] = field(default_factory=dict)
    choices: Mapping[Question, tuple[float, ...]] = field(default_factory=dict)
    texts: Mapping[Prompt, str] = field(default_factory=dict)


def known_answers(model: str, cache: ScoreCache, calls: LmCalls) -> LmAnswers | None:
    """What the cache knows of the model with this fingerprint, if it knows everything."""
    found = known_part(model, cache, calls)
    known = len(found.scores) + len(found.choices) + len(found.texts)
    return found if known == len(LmCalls.together([calls])) else None


def known_part(model: str, cache: ScoreCache, calls: LmCalls) -> LmAnswers:
    """What the cache knows of the model with this fingerprint."""
    scores = zip(calls.scores, cache.scores(model, calls.scores), strict=True)
    choices = zip(calls.choices, cache.choices(model, calls.choices), strict=True)
    texts = zip(calls.texts, cache.texts(model, calls.texts), strict=True)
    return LmAnswers(
        {call: one for call, one in scores if one is not None},
        {call: one for call, one in choices if one is not None},
        {call: one for call, one in texts if one is not None},
    )


def answer(
    model: LanguageModel,
    cache: ScoreCache,
    calls: LmCalls,
    *,
    done: Callable[[int, int], None] = lambda known, total: None,
) -> LmAnswers:
    """Ask what the cache does not know.

    `done` is told after each part how many calls are known, and how many there are.
    """
    one = LmCalls.together([calls])
    total, before = len(one), 0

    def tell(known: int) -> None:
        done(before + known, total)

    scores = cached_answers(model, cache, one.scores, done=tell)
    before += len(one.scores)
    choices = cached_choices(model, cache, one.choices, done=tell)
    before += len(one.choices)
    texts: dict[Prompt, str] = {}
    for limits in dict.fromkeys((prompt.max_tokens, prompt.stop) for prompt in one.texts):
        some = [prompt for prompt in one.texts if (prompt.max_tokens, prompt.stop) == limits]
        told = cached_texts(model, cache, [prompt.text for prompt in some], *limits, done=tell)
        texts |= dict(zip(some, told, strict=True))
        before += len(some)
    return LmAnswers(
        dict(zip(one.scores, scores, strict=True)),
        dict(zip(one.choices, choices, strict=True)),
        texts,
    )
