"""Who answers: a model in this process, or executors that answer shards elsewhere.

Units are answered each by itself, so that the same units give the same answers to the last bit
wherever they are asked and whatever else is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.errors import AppError
from worker.lm.calls import LmAnswers, LmCalls, answer, known_part
from worker.lm.executors import ShardExecutor
from worker.lm.language_model import LanguageModel
from worker.lm.score_cache import ScoreCache
from worker.lm.shards import answers_of, shard_bytes


class Asker(Protocol):
    """Answers units of calls."""

    def name(self) -> str:
        """The fingerprint of the model."""

    def answers(self, units: Sequence[LmCalls]) -> Iterator[tuple[int, LmAnswers]]:
        """Which unit, and its answers, in the order in which they become known.

        Where a model fails, what it had answered of the unit is told before that is raised.
        """


@dataclass(frozen=True)
class InlineAsker:
    """One unit after the other, here."""

    model: LanguageModel

    def name(self) -> str:
        """See `Asker`."""
        return self.model.fingerprint

    def answers(self, units: Sequence[LmCalls]) -> Iterator[tuple[int, LmAnswers]]:
        """See `Asker`."""
        for place, unit in enumerate(units):
            with ScoreCache(None) as scratch:
                try:
                    answers = answer(self.model, scratch, unit)
                except AppError:
                    yield place, known_part(self.name(), scratch, unit)
                    raise
                yield place, answers


@dataclass(frozen=True)
class ShardAsker:
    """Processes of this machine or actors of a cluster; see `worker.lm.executors`."""

    executor: ShardExecutor

    def name(self) -> str:
        """See `Asker`."""
        return self.executor.name()

    def answers(self, units: Sequence[LmCalls]) -> Iterator[tuple[int, LmAnswers]]:
        """See `Asker`."""
        shards = [shard_bytes(unit) for unit in units]
        for place, told in self.executor.answers(shards):
            yield place, answers_of(shards[place], told)
