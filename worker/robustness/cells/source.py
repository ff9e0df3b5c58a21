"""Cells of one model: those of earlier runs are read, the others asked and kept at once."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from shared.robustness.samples import Sample
from worker.lm.calls import LmAnswers
from worker.lm.language_model import Prompt, Question
from worker.lm.score_cache import ScoreCache, key_of
from worker.robustness.cells.answering import Answer, Answering, calls_of
from worker.robustness.cells.asking import Asker
from worker.robustness.cells.matrix import Matrix, gold_of

# Cells that are asked at a time, and what a kill can cost: some seconds on a processor, while a
# graphics card needs many to be busy, and so does a server that many ask at once.
UNIT, UNIT_ON_CARD, UNIT_ON_SERVER = 32, 4096, 128
Call = Question | Prompt


def unit_for(model: object) -> int:
    """How many cells a model is asked at a time: by where it is."""
    device = getattr(model, "device", "server")
    return {"cpu": UNIT, "server": UNIT_ON_SERVER}.get(device, UNIT_ON_CARD)


@dataclass(frozen=True)
class Known:
    """So many cells of those wanted are known."""

    done: int
    total: int


@dataclass
class Counts:
    """What was asked so far.

    Attributes
    ----------
    queries : int
        Different cells that were looked at; of them, `cached` were known from earlier runs.
    tokens : int
        Of the prompts and samples of those that were asked.
    """

    queries: int = 0
    cached: int = 0
    tokens: int = 0

    @property
    def asked(self) -> int:
        """Cells that the model answered."""
        return self.queries - self.cached


class Cells(Protocol):
    """Where cells come from: a model, or one with a defence before it."""

    @property
    def counts(self) -> Counts:
        """What was asked so far."""

    def cells(
        self, prompts: Sequence[str], samples: Sequence[Sample]
    ) -> Generator[Known, None, Matrix]:
        """See `CellSource.cells`."""


@dataclass
class CellSource:
    """Cells of one model.

    Attributes
    ----------
    count_tokens : callable
        Tokens of a text, by the model's own tokenizer.
    unit : int
        Cells that are asked at a time.
    """

    asker: Asker
    cache: ScoreCache
    answering: Answering
    count_tokens: Callable[[str], int] = len
    unit: int = UNIT
    counts: Counts = field(default_factory=Counts)
    _seen: set[bytes] = field(default_factory=set, repr=False)
    _lengths: dict[str, int] = field(default_factory=dict, repr=False)
    _name: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """The fingerprint of the model."""
        self._name = self._name or self.asker.name()
        return self._name

    def cells(
        self, prompts: Sequence[str], samples: Sequence[Sample]
    ) -> Generator[Known, None, Matrix]:
        """The matrix of some prompts on some samples, telling after each unit what is known.

        Raises
        ------
        AppError
            What the model raises; all that was answered before is kept.
        """
        calls = [[self.answering.call(one, each.content) for each in samples] for one in prompts]
        told: dict[Call, Answer] = {}
        unknown: list[dict[Call, tuple[str, str]]] = []
        for prompt, row in zip(prompts, calls, strict=True):
            new = [call for call in dict.fromkeys(row) if call not in told]
            found = self._remembered(new)
            told |= found
            self._count(new, found)
            waiting = {
                call: (prompt, sample.content)
                for call, sample in zip(row, samples, strict=True)
                if call not in told
            }
            unknown.append(waiting)
        done = sum(call in told for row in calls for call in row)
        total = len(prompts) * len(samples)
        yield Known(done, total)
        units = _units(unknown, self.unit)
        for place, answers in self.asker.answers([calls_of(list(unit)) for unit in units]):
            self._keep(answers)
            got: list[Call] = [*answers.choices, *answers.texts]
            fresh = {call: self.answering.read(call, answers) for call in got}
            told |= fresh
            self._count_tokens(units[place][call] for call in got)
            done += sum(call in fresh for row in calls for call in row)
            yield Known(min(done, total), total)
        return self._matrix(prompts, samples, [[told[call] for call in row] for row in calls])

    # --- what is known ----------------------------------------------------------------------------

    def _remembered(self, calls: Sequence[Call]) -> dict[Call, Answer]:
        questions = [call for call in calls if isinstance(call, Question)]
        prompts = [call for call in calls if isinstance(call, Prompt)]
        choices = zip(questions, self.cache.choices(self.name, questions), strict=True)
        texts = zip(prompts, self.cache.texts(self.name, prompts), strict=True)
        known = LmAnswers(
            choices={call: one for call, one in choices if one is not None},
            texts={call: one for call, one in texts if one is not None},
        )
        found: list[Call] = [*known.choices, *known.texts]
        return {call: self.answering.read(call, known) for call in found}

    def _keep(self, answers: LmAnswers) -> None:
        name, choices, texts = self.name, answers.choices, answers.texts
        self.cache.keep_choices(name, [*choices], [*choices.values()])
        self.cache.keep_texts(name, [*texts], [*texts.values()])

    # --- counts -----------------------------------------------------------------------------------

    def _count(self, calls: Sequence[Call], known: dict[Call, Answer]) -> None:
        for call in calls:
            key = key_of(call.text if isinstance(call, Prompt) else call.prompt)
            if key not in self._seen:
                self._seen.add(key)
                self.counts.queries += 1
                self.counts.cached += call in known

    def _count_tokens(self, asked: Iterable[tuple[str, str]]) -> None:
        for pair in asked:
            self.counts.tokens += sum(self._length(text) for text in pair)

    def _length(self, text: str) -> int:
        if text not in self._lengths:
            self._lengths[text] = self.count_tokens(text)
        return self._lengths[text]

    def _matrix(
        self, prompts: Sequence[str], samples: Sequence[Sample], rows: Sequence[Sequence[Answer]]
    ) -> Matrix:
        labels = self.answering.labels
        gold = gold_of(samples, labels)
        shape = (len(prompts), len(samples))
        answers = np.array([[one.label for one in row] for row in rows], np.int16).reshape(shape)
        loss = [[one.loss(right) for one, right in zip(row, gold, strict=True)] for row in rows]
        unknown = (np.nan,) * len(labels)
        told = [[one.log_probabilities or unknown for one in row] for row in rows]
        return Matrix(
            tuple(prompts),
            answers,
            answers == gold[None],
            np.array(loss, np.float64).reshape(shape),
            np.array(told, np.float64).reshape(*shape, len(labels)),
        )


def _units(
    rows: Sequence[dict[Call, tuple[str, str]]], size: int
) -> list[dict[Call, tuple[str, str]]]:
    """Parts of at most `size` calls; a prompt's stay together, because they begin alike."""
    seen: set[Call] = set()
    units: list[dict[Call, tuple[str, str]]] = []
    for row in rows:
        items = [item for item in row.items() if item[0] not in seen]
        seen.update(call for call, _ in items)
        for begin in range(0, len(items), size):
            part = dict(items[begin : begin + size])
            if units and len(units[-1]) + len(part) <= size:
                units[-1] |= part
            else:
                units.append(part)
    return units
