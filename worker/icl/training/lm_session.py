"""The language model of a run: opened when it is first asked, closed at the end, asked once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from shared.errors import AppError
from shared.paths import default_home
from worker.engine.devices import probe_device
from worker.lm.calls import LmAnswers, LmCalls, answer
from worker.lm.language_model import AnswerScore, LanguageModel, Pair, Prompt, Question
from worker.lm.opening import opened
from worker.lm.score_cache import ScoreCache

# The same as of the task icl.score: what was asked there is known here.
CACHE = "lm-scores.sqlite"
_REPORT_S = 5.0


class OutOfTime(Exception):
    """The run's minutes are over; what was asked so far is kept."""


class CountingCache(ScoreCache):
    """Counts what is new, so that a run that is stopped has come on."""

    fresh = 0

    def keep_scores(self, model: str, pairs: Sequence[Pair], scores: Sequence[AnswerScore]) -> None:
        """See `ScoreCache`."""
        super().keep_scores(model, pairs, scores)
        self.fresh += len(pairs)

    def keep_choices(
        self, model: str, questions: Sequence[Question], found: Sequence[tuple[float, ...]]
    ) -> None:
        """See `ScoreCache`."""
        super().keep_choices(model, questions, found)
        self.fresh += len(questions)

    def keep_texts(self, model: str, prompts: Sequence[Prompt], texts: Sequence[str]) -> None:
        """See `ScoreCache`."""
        super().keep_texts(model, prompts, texts)
        self.fresh += len(prompts)


@dataclass(frozen=True)
class Asking:
    """A model with its cache."""

    model: LanguageModel
    cache: CountingCache


class LmSession:
    """Owns the model and its cache for one run; see `lm_session`."""

    def __init__(
        self, stack: ExitStack, ref: str, deadline: float | None, report: Callable[[str], None]
    ) -> None:
        self._stack, self._ref = stack, ref
        self._deadline, self._report = deadline, report
        self._asking: Asking | None = None
        self._told = time.monotonic()

    @property
    def asking(self) -> Asking:
        """The model and its cache.

        Raises
        ------
        AppError
            What opening raises, and `bad_request` for a model that tells no log-probabilities.
        """
        if self._asking is None:
            home = default_home()
            model = self._stack.enter_context(opened(self._ref, home, probe_device()))
            if model.ability == "text":
                reason = (
                    "This language model tells no log-probabilities, so it can give no feedback."
                    " Use one that does, such as the default."
                )
                raise AppError("bad_request", reason=reason)
            cache = CountingCache(home / CACHE)
            self._stack.callback(cache.close)
            self._asking = Asking(model, cache)
        return self._asking

    def answers(self, calls: LmCalls, what: str) -> LmAnswers:
        """All answers, asked for or remembered; OutOfTime where time runs out in between."""
        asking = self.asking
        return answer(
            asking.model,
            asking.cache,
            calls,
            done=lambda known, total: self.tick(what, known, total),
        )

    def tick(self, what: str, known: int, total: int) -> None:
        """Report now and then, and raise OutOfTime when the run's minutes are over."""
        now = time.monotonic()
        if now - self._told > _REPORT_S:
            self._told = now
            self._report(f"{what}: {known} of {total} calls")
        over = self._deadline is not None and now > self._deadline and known < total
        if over and self.asking.cache.fresh:
            raise OutOfTime


@contextmanager
def lm_session(
    ref: str, deadline: float | None, report: Callable[[str], None]
) -> Iterator[LmSession]:
    """A session that closes what it opened."""
    with ExitStack() as stack:
        yield LmSession(stack, ref, deadline, report)
