"""Which engine runs which item: pure bookkeeping, driven by engines or by a simulated clock."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from shared.jobs import MAX_ATTEMPTS

EngineKey = TypeVar("EngineKey", bound=Hashable)


@dataclass(frozen=True)
class Loss:
    """An item whose engine ended under it; `given_up` after the last attempt."""

    place: int
    attempts: int
    given_up: bool


class Assignments(Generic[EngineKey]):
    """Gives each idle engine the next item, and items of engines that ended to others.

    An item never has two engines at once. One that lost its engine waits behind all others: if it
    was the item's fault, they are done by then.

    Parameters
    ----------
    count : int
        Items are known by their places, 0 to `count` - 1.
    """

    def __init__(self, count: int) -> None:
        self._waiting = deque(range(count))
        self._idle: deque[EngineKey] = deque()
        self._running: dict[EngineKey, int] = {}
        self._lost: dict[int, int] = {}

    @property
    def over(self) -> bool:
        """True once every item has ended."""
        return not self._waiting and not self._running

    def join(self, engine: EngineKey) -> None:
        """An engine is ready for its first item."""
        self._idle.append(engine)

    def start(self) -> list[tuple[EngineKey, int]]:
        """Who begins which item now."""
        begun = []
        while self._idle and self._waiting:
            engine, place = self._idle.popleft(), self._waiting.popleft()
            self._running[engine] = place
            begun.append((engine, place))
        return begun

    def finish(self, engine: EngineKey) -> int:
        """The engine has ended its item, whose place is returned, and takes the next."""
        place = self._running.pop(engine)
        self._idle.append(engine)
        return place

    def lose(self, engine: EngineKey) -> Loss | None:
        """The engine is gone for ever; what became of its item, or None if it had none."""
        if engine not in self._running:
            if engine in self._idle:
                self._idle.remove(engine)
            return None
        place = self._running.pop(engine)
        attempts = self._lost[place] = self._lost.get(place, 0) + 1
        given_up = attempts >= MAX_ATTEMPTS
        if not given_up:
            self._waiting.append(place)
        return Loss(place, attempts, given_up)
