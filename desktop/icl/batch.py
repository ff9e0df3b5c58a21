"""Many queries one after the other: which demonstration helps which query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import count

import msgspec
import numpy as np
import numpy.typing as npt

from desktop.core.link import Link
from desktop.core.observable import Observable
from desktop.icl.pick_stream import PickStream
from desktop.icl.setup import Query, Setup
from shared.errors import AppError
from shared.protocol.messages import LONGEST_DEADLINE_MS
from shared.tasks.icl_pick import DemoScores, PickedDemo, Prediction, Retrieved

DEADLINE_MS = LONGEST_DEADLINE_MS
# The worker was busy with something else until the deadline: the query is asked again.
TOO_LATE = "too_late"
MOST_QUERIES, MOST_DEMOS = 200, 200


class BatchRow(msgspec.Struct, frozen=True):
    """What is known for one query: gains (or ConE) by row, those of the prompt, the prediction."""

    query: Query
    scores: Mapping[str, float] = {}
    order: tuple[str, ...] = ()
    correct: bool | None = None


class Batch(msgspec.Struct, frozen=True):
    """A run over queries, growing.

    Attributes
    ----------
    demos : Mapping[str, PickedDemo]
        Every row that was found, by id.
    """

    rows: tuple[BatchRow, ...] = ()
    demos: Mapping[str, PickedDemo] = {}
    measure: str = ""
    total: int = 0
    is_running: bool = False
    error: AppError | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Rows of the pool, those found for most queries first, and then by what they help."""
        times = Counter(row_id for row in self.rows for row_id in row.scores)
        sums: dict[str, float] = {}
        sign = -1.0 if self.measure == "cone" else 1.0
        for row in self.rows:
            for row_id, score in row.scores.items():
                sums[row_id] = sums.get(row_id, 0.0) + sign * score
        ranked = sorted(times, key=lambda one: (-times[one], -sums[one] / times[one], one))
        return tuple(ranked[:MOST_DEMOS])

    def matrix(self, columns: tuple[str, ...]) -> npt.NDArray[np.float32]:
        """Scores float32 [queries, demonstrations]; NaN where a row was not found for a query."""
        found = np.full((len(self.rows), len(columns)), np.nan, np.float32)
        places = {row_id: place for place, row_id in enumerate(columns)}
        for number, row in enumerate(self.rows):
            for row_id, score in row.scores.items():
                if row_id in places:
                    found[number, places[row_id]] = score
        return found

    @property
    def answered(self) -> tuple[int, int]:
        """How many predictions are right, and of how many it is known."""
        known = [row.correct for row in self.rows if row.correct is not None]
        return sum(known), len(known)


def wilson(right: int, known: int, z: float = 1.96) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927), both ends in [0, 1]."""
    if not known:
        return 0.0, 1.0
    share = right / known
    middle = (share + z * z / (2 * known)) / (1 + z * z / known)
    half = z / (1 + z * z / known) * np.sqrt(share * (1 - share) / known + (z / 2 / known) ** 2)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


class BatchRun:
    """Asks for one query after the other on a stream of its own.

    Attributes
    ----------
    batch : Observable of Batch
    """

    def __init__(self, link: Link) -> None:
        numbers = count(1)
        self.batch: Observable[Batch] = Observable(Batch())
        self._stream = PickStream(link, lambda: next(numbers), DEADLINE_MS)
        self._stream.piece.connect(self._take)
        self._stream.ended.connect(self._ended)
        self._waiting: list[Query] = []
        self._row: BatchRow | None = None
        self._setup, self._pool = Setup(), ""

    def start(self, queries: tuple[Query, ...], setup: Setup, pool: str) -> None:
        """Begin with the first of the queries, 200 at most."""
        self.stop()
        self._waiting = list(queries[:MOST_QUERIES])
        self._setup, self._pool = setup, pool
        self.batch.value = Batch(total=len(self._waiting), is_running=bool(self._waiting))
        self._next()

    def stop(self) -> None:
        """Ask for no more; what is known stays."""
        self._stream.clear()
        self._waiting.clear()
        self._row = None
        if self.batch.value.is_running:
            self._change(is_running=False)

    def close(self) -> None:
        """Let go of the link."""
        self._stream.close()

    def clear(self) -> None:
        """Forget what is known."""
        self.stop()
        self.batch.value = Batch()

    def _next(self) -> None:
        if not self._waiting:
            self._row = None
            self._change(is_running=False)
            return
        query = self._waiting.pop(0)
        self._row = BatchRow(query)
        setup = msgspec.structs.replace(
            self._setup, query=query, arranged=(), pinned=(), compare=()
        )
        self._stream.push(setup, self._pool, score=True, predict=True)

    def _take(self, _: int, piece: msgspec.Struct, asked: Setup) -> None:
        row = self._row
        if row is None or asked.query != row.query:
            return
        replace, batch = msgspec.structs.replace, self.batch.value
        match piece:
            case Retrieved():
                order = tuple(demo.id for demo in piece.demos if demo.place >= 0)
                self._row = replace(row, order=order)
                self._change(demos={**batch.demos, **{demo.id: demo for demo in piece.demos}})
                return
            case DemoScores():
                values = {
                    one.id: one.gain if one.gain is not None else one.cone for one in piece.scores
                }
                known = {row_id: value for row_id, value in values.items() if value is not None}
                self._row = replace(row, scores=known)
                self._show_row(measure=piece.measure)
            case Prediction():
                self._row = replace(row, correct=piece.correct)
                self._show_row()

    def _show_row(self, **changes: object) -> None:
        assert self._row is not None
        rows = self.batch.value.rows
        if rows and rows[-1].query == self._row.query:
            rows = rows[:-1]
        self._change(rows=(*rows, self._row), **changes)

    def _ended(self, _: int, error: AppError | None) -> None:
        if error is not None and error.code == TOO_LATE and self._row is not None:
            self._waiting.insert(0, self._row.query)
        elif error is not None:
            self._waiting.clear()
            self._change(is_running=False, error=error)
            return
        self._next()

    def _change(self, **changes: object) -> None:
        self.batch.value = msgspec.structs.replace(self.batch.value, **changes)
