"""A language model that remembers: each answer is computed once, ever."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any, TypeVar

from worker.lm.language_model import AnswerScore, LanguageModel, Pair, Prompt, Question
from worker.lm.score_cache import COMMIT_PAIRS, ScoreCache

Call = TypeVar("Call", bound=Hashable)
Answer = TypeVar("Answer")
Done = Callable[[int], None]
Parts = Iterator[tuple[Sequence[int], list[Any]]]

# So many are seen at once, so that those which begin alike or are as long run together.
WINDOW = 8192


def _quietly(count: int) -> None:
    """Nobody wants to know."""


def cached_scores(
    model: LanguageModel,
    cache: ScoreCache,
    pairs: Sequence[Pair],
    *,
    use: Callable[[AnswerScore], float] = lambda score: score.log_probability,
    done: Done = _quietly,
) -> list[float]:
    """Scores of the pairs in their order; only what is new is asked, 256 at a time or fewer.

    `done` is told how many are known after each part, so that a job can show its progress and
    yield to others in between.
    """
    return [use(score) for score in cached_answers(model, cache, pairs, done=done)]


def cached_answers(
    model: LanguageModel, cache: ScoreCache, pairs: Sequence[Pair], *, done: Done = _quietly
) -> list[AnswerScore]:
    """As `cached_scores`, with the number of tokens of each answer."""
    return _asked(
        pairs,
        cache.scores(model.fingerprint, pairs),
        lambda some: _parts(model, "each_score", some, lambda few: model.score(few)),
        lambda some, told: cache.keep_scores(model.fingerprint, some, told),
        lambda pair: (pair.prompt, pair.answer),
        done,
    )


def cached_choices(
    model: LanguageModel, cache: ScoreCache, questions: Sequence[Question], *, done: Done = _quietly
) -> list[tuple[float, ...]]:
    """Log-probabilities of the options of each question, as `LanguageModel.choose` tells them."""
    return _asked(
        questions,
        cache.choices(model.fingerprint, questions),
        lambda some: _parts(model, "each_choice", some, lambda few: model.choose(few)),
        lambda some, told: cache.keep_choices(model.fingerprint, some, told),
        lambda question: (question.prompt, question.options),
        done,
    )


def cached_texts(
    model: LanguageModel,
    cache: ScoreCache,
    prompts: Sequence[str],
    max_tokens: int = 32,
    stop: tuple[str, ...] = ("\n",),
    *,
    done: Done = _quietly,
) -> list[str]:
    """What the model writes after each prompt, as `LanguageModel.generate` tells it."""
    wanted = [Prompt(text, max_tokens, stop) for text in prompts]

    def ask(few: Sequence[Prompt]) -> list[str]:
        return model.generate([one.text for one in few], max_tokens, stop)

    return _asked(
        wanted,
        cache.texts(model.fingerprint, wanted),
        lambda some: _parts(model, "each_text", some, ask),
        lambda some, told: cache.keep_texts(model.fingerprint, some, told),
        lambda prompt: prompt.text,
        done,
    )


def _asked(
    wanted: Sequence[Call],
    known: Sequence[Answer | None],
    ask: Callable[[list[Call]], Parts],
    keep: Callable[[list[Call], list[Answer]], None],
    order: Callable[[Call], Any],
    done: Done,
) -> list[Answer]:
    told = {call: answer for call, answer in zip(wanted, known, strict=True) if answer is not None}
    missing = sorted({call for call in wanted if call not in told}, key=order)
    count = len(wanted) - len(missing)
    done(count)
    # Neighbours in this order share prompts: that is what makes them quick.
    for begin in range(0, len(missing), WINDOW):
        window = missing[begin : begin + WINDOW]
        for rows, answers in ask(window):
            part = [window[row] for row in rows]
            keep(part, answers)
            told |= dict(zip(part, answers, strict=True))
            count += len(part)
            done(count)
    return [told[call] for call in wanted]


def _parts(
    model: LanguageModel,
    name: str,
    calls: Sequence[Call],
    ask: Callable[[Sequence[Call]], list[Answer]],
) -> Parts:
    """Rows and their answers, as the model cuts its work where it does, else 256 at a time."""
    each = getattr(model, name, None)
    if each is not None:
        yield from each(calls)
        return
    for begin in range(0, len(calls), COMMIT_PAIRS):
        part = calls[begin : begin + COMMIT_PAIRS]
        yield range(begin, begin + len(part)), ask(part)
