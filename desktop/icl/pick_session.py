"""Asks the worker when the settings change: for demonstrations at once, for the model's part after
a pause."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from desktop.core.link import Link
from desktop.icl.index_session import IndexSession
from desktop.icl.model import PickModel
from desktop.icl.pick_stream import PickStream
from shared.errors import AppError
from shared.tasks.icl_pick import MAX_ORDERS

QUICK_MS, FULL_MS = 80, 500
QUICK_DEADLINE_MS, FULL_DEADLINE_MS = 10_000, 60_000


class PickSession(QObject):
    """Two streams: one that only retrieves, and one that lets the model score and answer."""

    def __init__(
        self, link: Link, model: PickModel, index: IndexSession, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._model, self._index = model, index
        self._numbers = 0
        self.quick = PickStream(link, self._next, QUICK_DEADLINE_MS)
        self.full = PickStream(link, self._next, FULL_DEADLINE_MS)
        for stream in (self.quick, self.full):
            stream.piece.connect(model.take)
            stream.ended.connect(self._ended)
        self._timers = [self._timer(QUICK_MS, self._retrieve), self._timer(FULL_MS, self._score)]
        self._disconnect = model.setup.changed.connect(lambda _: self.ask())
        index.changed.connect(self._index_changed)
        self._ready_pool = ""

    def _timer(self, interval_ms: int, call: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval_ms)
        timer.timeout.connect(call)
        return timer

    def _next(self) -> int:
        self._numbers += 1
        return self._numbers

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is to come."""
        timers = any(timer.isActive() for timer in self._timers)
        return timers or self.quick.is_waiting or self.full.is_waiting

    @property
    def can_ask(self) -> bool:
        """Whether there is a pool at the worker, and a query."""
        return self._index.state.step == "ready" and bool(self._model.setup.value.query.text)

    def ask(self) -> None:
        """Ask soon; further changes put it off."""
        if self.can_ask:
            for timer in self._timers:
                timer.start()

    def try_orders(self) -> None:
        """Let the model answer the prompt in other orders, too."""
        if self.can_ask:
            self._push_full(orders=MAX_ORDERS)

    def _retrieve(self) -> None:
        if self.can_ask:
            self.quick.push(
                self._model.setup.value, self._index.state.pool, score=False, predict=False
            )

    def _score(self) -> None:
        if self.can_ask:
            self._push_full(orders=0)

    def _push_full(self, orders: int) -> None:
        self.full.push(
            self._model.setup.value,
            self._index.state.pool,
            score=True,
            predict=True,
            orders=orders,
        )

    def _ended(self, number: int, error: AppError | None) -> None:
        if error is not None and error.code != "cancelled":
            self._model.fail(number, error)

    def _index_changed(self) -> None:
        state = self._index.state
        pool = state.pool if state.step == "ready" else ""
        if pool != self._ready_pool:
            self._ready_pool = pool
            self.quick.clear()
            self.full.clear()
            self.ask()

    def pause(self) -> None:
        """Nobody looks: nothing more is asked."""
        for timer in self._timers:
            timer.stop()

    def close(self) -> None:
        """Let go of link, model and timers."""
        self.pause()
        self._disconnect()
        self.quick.close()
        self.full.close()
