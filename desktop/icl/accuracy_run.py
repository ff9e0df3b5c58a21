"""Several retrievers over the same queries: how often each is right, and which pairs differ."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, count

import msgspec

from desktop.core.link import Link
from desktop.core.observable import Observable
from desktop.icl.batch import DEADLINE_MS, MOST_QUERIES, TOO_LATE, wilson
from desktop.icl.pick_stream import PickStream
from desktop.icl.setup import Query, Setup
from shared.errors import AppError
from shared.icl.retrievers import RetrieverName
from shared.statistics.paired import holm, sign_p
from shared.tasks.icl_pick import Prediction, Retrieved

LEVEL = 0.05


class Outcome(msgspec.Struct, frozen=True):
    """One query: whether the model was right with each retriever's demonstrations.

    Attributes
    ----------
    voted : Mapping[str, bool]
        Whether the answer that most of these demonstrations have is right, without any model.
    """

    query: Query
    right: Mapping[str, bool] = {}
    voted: Mapping[str, bool] = {}


class Trial(msgspec.Struct, frozen=True):
    """A run, growing; figures are of the queries that are done with every retriever.

    Attributes
    ----------
    setup : Setup
        What all retrievers had in common, as `common` gives it.
    unanswered : int
        Queries that were left out, as their right answer is not known.
    """

    retrievers: tuple[RetrieverName, ...] = ()
    setup: Setup = Setup()
    outcomes: tuple[Outcome, ...] = ()
    total: int = 0
    unanswered: int = 0
    is_running: bool = False
    error: AppError | None = None

    @property
    def complete(self) -> tuple[Outcome, ...]:
        """Queries that are done with every retriever."""
        wanted = set(self.retrievers)
        return tuple(one for one in self.outcomes if wanted <= one.right.keys())


class Standing(msgspec.Struct, frozen=True):
    """A retriever: right answers of `n`, the share's 95 % interval (Wilson), and its vote's."""

    retriever: RetrieverName
    right: int
    n: int
    low: float
    high: float
    voted: int


class PairTest(msgspec.Struct, frozen=True):
    """Two retrievers on the same `n` queries.

    Attributes
    ----------
    only_one, only_other : int
        Queries that the model answers rightly with the demonstrations of one alone.
    p : float
        Exact, two-sided, of McNemar's test.
    adjusted : float
        The same after Holm, over all pairs of the run.
    """

    one: RetrieverName
    other: RetrieverName
    right_one: int
    right_other: int
    only_one: int
    only_other: int
    n: int
    p: float
    adjusted: float

    @property
    def differ(self) -> int:
        """Queries that tell them apart."""
        return self.only_one + self.only_other

    @property
    def is_decided(self) -> bool:
        """Whether the difference can be told from chance."""
        return self.adjusted < LEVEL

    @property
    def could_be_decided(self) -> bool:
        """Whether so few queries could have told them apart at all, had all gone one way."""
        return sign_p(self.differ, 0) < LEVEL


def compared(setup: Setup) -> tuple[RetrieverName, ...]:
    """The retriever in use and those beside it, each once."""
    return tuple(dict.fromkeys((setup.retriever, *setup.compare)))


def common(setup: Setup) -> Setup:
    """What the retrievers of a run have in common: nothing of one query, nothing put by hand."""
    return msgspec.structs.replace(
        setup, query=Query(), retriever="llmr", compare=(), arranged=(), pinned=()
    )


def standings(trial: Trial) -> tuple[Standing, ...]:
    """How often each retriever is right, in the order of the run."""
    rows = trial.complete
    found = []
    for one in trial.retrievers:
        right = sum(row.right[one] for row in rows)
        voted = sum(row.voted.get(one, False) for row in rows)
        found.append(Standing(one, right, len(rows), *wilson(right, len(rows)), voted))
    return tuple(found)


def pair_tests(trial: Trial) -> tuple[PairTest, ...]:
    """Every pair of retrievers, in the order of the run."""
    rows = trial.complete
    counts = []
    for one, other in combinations(trial.retrievers, 2):
        only_one = sum(row.right[one] and not row.right[other] for row in rows)
        only_other = sum(row.right[other] and not row.right[one] for row in rows)
        counts.append((one, other, only_one, only_other))
    ps = [sign_p(only_one, only_other) for _, _, only_one, only_other in counts]
    right = {one: sum(row.right[one] for row in rows) for one in trial.retrievers}
    return tuple(
        PairTest(one, other, right[one], right[other], only_one, only_other, len(rows), p, adjusted)
        for (one, other, only_one, only_other), p, adjusted in zip(
            counts, ps, holm(ps), strict=True
        )
    )


class AccuracyRun:
    """Asks for every query with every retriever, one after the other, on a stream of its own.

    Attributes
    ----------
    trial : Observable of Trial
    """

    def __init__(self, link: Link) -> None:
        numbers = count(1)
        self.trial: Observable[Trial] = Observable(Trial())
        self._stream = PickStream(link, lambda: next(numbers), DEADLINE_MS)
        self._stream.piece.connect(self._take)
        self._stream.ended.connect(self._ended)
        self._waiting: list[tuple[Query, RetrieverName]] = []
        self._asked: tuple[Query, RetrieverName] | None = None
        self._pool = ""

    def start(
        self,
        queries: tuple[Query, ...],
        retrievers: tuple[RetrieverName, ...],
        setup: Setup,
        pool: str,
    ) -> None:
        """Begin with the first of the queries whose answer is known, 200 at most."""
        self.stop()
        known = [query for query in queries if query.output]
        asked = known[:MOST_QUERIES]
        self._waiting = [(query, one) for query in asked for one in retrievers]
        self._pool = pool
        self.trial.value = Trial(
            retrievers=retrievers,
            setup=common(setup),
            total=len(asked),
            unanswered=len(queries) - len(known),
            is_running=bool(self._waiting),
        )
        self._next()

    def stop(self) -> None:
        """Ask for no more; what is known stays."""
        self._stream.clear()
        self._waiting.clear()
        self._asked = None
        if self.trial.value.is_running:
            self._change(is_running=False)

    def clear(self) -> None:
        """Forget what is known."""
        self.stop()
        self.trial.value = Trial()

    def close(self) -> None:
        """Let go of the link."""
        self._stream.close()

    def _next(self) -> None:
        if not self._waiting:
            self._asked = None
            self._change(is_running=False)
            return
        query, retriever = self._asked = self._waiting.pop(0)
        setup = msgspec.structs.replace(self.trial.value.setup, query=query, retriever=retriever)
        self._stream.push(setup, self._pool, score=False, predict=True)

    def _take(self, _: int, piece: msgspec.Struct, asked: Setup) -> None:
        if self._asked is None or (asked.query, asked.retriever) != self._asked:
            return
        match piece:
            case Retrieved():
                voted = " ".join(piece.vote.split()) == " ".join(asked.query.output.split())
                self._note(voted={asked.retriever: voted and bool(piece.vote)})
            case Prediction() if piece.correct is not None:
                self._note(right={asked.retriever: piece.correct})

    def _note(self, **told: Mapping[str, bool]) -> None:
        assert self._asked is not None
        query, outcomes = self._asked[0], self.trial.value.outcomes
        is_same = bool(outcomes) and outcomes[-1].query == query
        row = outcomes[-1] if is_same else Outcome(query)
        merged = {key: {**getattr(row, key), **value} for key, value in told.items()}
        if all(getattr(row, key) == value for key, value in merged.items()):
            return
        row = msgspec.structs.replace(row, **merged)
        self._change(outcomes=(*(outcomes[:-1] if is_same else outcomes), row))

    def _ended(self, _: int, error: AppError | None) -> None:
        if error is not None and error.code == TOO_LATE and self._asked is not None:
            self._waiting.insert(0, self._asked)
        elif error is not None:
            self._waiting.clear()
            self._asked = None
            self._change(is_running=False, error=error)
            return
        self._next()

    def _change(self, **changes: object) -> None:
        self.trial.value = msgspec.structs.replace(self.trial.value, **changes)
