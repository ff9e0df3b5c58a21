"""The settings and what came of them; the one mutable owner of both."""

from __future__ import annotations

from collections import Counter, deque

import msgspec

from desktop.core.observable import Observable, Signal
from desktop.core.undo import UndoStack
from desktop.icl.pick import Pick, expected, grown
from desktop.icl.setup import Query, Setup
from shared.errors import AppError
from shared.tasks.icl_pick import DemoScores

REMEMBERED_QUERIES = 50


class PickModel:
    """Settings with undo, and the newest pick.

    Attributes
    ----------
    setup : Observable of Setup
    pick : Observable of Pick
    chosen : Observable of str
        Id of the row that every view points at; empty for none.
    error : Observable of AppError or None
        Why there is no answer.
    queries : tuple[Query, ...]
        Of an opened file, to go through.
    """

    def __init__(self) -> None:
        self.setup: Observable[Setup] = Observable(Setup())
        self.pick: Observable[Pick] = Observable(Pick())
        self.chosen: Observable[str] = Observable("")
        self.error: Observable[AppError | None] = Observable(None)
        self.undo_stack: UndoStack[Setup] = UndoStack()
        self.queries: tuple[Query, ...] = ()
        self.queries_changed: Signal[()] = Signal()
        self._newest = 0
        self._used: deque[tuple[Query, frozenset[str]]] = deque(maxlen=REMEMBERED_QUERIES)

    def edit(self, label: str, after: Setup, *, step: bool = True) -> None:
        """Change the settings; `step` makes it a gesture that can be taken back."""
        before = self.setup.value
        if after == before:
            return
        if step:
            self.undo_stack.push(label, before, after)
        self._set(after)

    def change(self, label: str, **fields: object) -> None:
        """Change fields of the settings as one gesture."""
        self.edit(label, msgspec.structs.replace(self.setup.value, **fields))

    def ask(self, query: Query, *, step: bool = True) -> None:
        """Another query; the order made by hand belonged to the last one."""
        setup = msgspec.structs.replace(self.setup.value, query=query, arranged=())
        self.edit("Another query", setup, step=step)

    def undo(self) -> None:
        """Take the last gesture back."""
        before = self.undo_stack.undo()
        if before is not None:
            self._set(before)

    def redo(self) -> None:
        """Repeat the gesture that was taken back."""
        after = self.undo_stack.redo()
        if after is not None:
            self._set(after)

    def _set(self, setup: Setup) -> None:
        self.error.value = None
        self.pick.value = expected(self.pick.value, setup)
        self.setup.value = setup

    def take(self, number: int, piece: msgspec.Struct, asked: Setup) -> None:
        """A piece of request `number` came; of older requests than the newest, scores still count.

        What the model makes of a demonstration depends on the query only, which `grown` checks.
        """
        if number < self._newest and not isinstance(piece, DemoScores):
            return
        self._newest = max(self._newest, number)
        self.error.value = None
        self.pick.value = grown(self.pick.value, piece, asked, self.setup.value)
        self._remember()

    def fail(self, number: int, error: AppError) -> None:
        """A request ended badly."""
        if number >= self._newest:
            self.error.value = error

    def forget(self) -> None:
        """Another pool: what was found belongs to the last one."""
        setup = msgspec.structs.replace(self.setup.value, pinned=(), banned=(), arranged=())
        self._used.clear()
        self.undo_stack.clear()
        self.chosen.value = ""
        self.pick.value = Pick()
        self.error.value = None
        self.setup.value = setup

    def open_queries(self, queries: tuple[Query, ...]) -> None:
        """Queries of a file to go through; the first is asked."""
        self.queries = queries
        self.queries_changed.emit()
        if queries:
            self.ask(queries[0])

    @property
    def place(self) -> int:
        """Place of the query among those of the file; -1 where it is none of them."""
        query = self.setup.value.query
        same = (
            n for n, one in enumerate(self.queries) if (one.id, one.text) == (query.id, query.text)
        )
        return next(same, -1)

    def step_query(self, by: int) -> None:
        """The next or previous query of the file."""
        if self.queries:
            place = self.place
            after = place + by if place >= 0 else 0
            self.ask(self.queries[min(max(after, 0), len(self.queries) - 1)])

    def uses(self) -> tuple[Counter[str], int]:
        """In how many of the last queries' prompts each row was, and how many queries these are."""
        counts = Counter(row for _, rows in self._used for row in rows)
        return counts, len(self._used)

    def _remember(self) -> None:
        pick = self.pick.value
        query = pick.setup.query
        if not query.text or pick.is_old:
            return
        kept = [one for one in self._used if one[0] != query]
        self._used.clear()
        self._used.extend([*kept, (query, frozenset(pick.order))])
