"""Signals and observed values without Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar, TypeVarTuple

Args = TypeVarTuple("Args")
T = TypeVar("T")


class Signal(Generic[*Args]):
    """A list of callbacks that are called, in order of connection, by `emit`.

    Callbacks are held strongly: who connects something shorter-lived than the signal's owner also
    disconnects it. Not thread-safe: connect and emit on one thread.
    """

    def __init__(self) -> None:
        self._slots: list[Callable[[*Args], object]] = []

    def connect(self, slot: Callable[[*Args], object]) -> Callable[[], None]:
        """Call `slot` at each `emit`; returns a function that disconnects it again."""
        self._slots.append(slot)
        return lambda: self.disconnect(slot)

    def disconnect(self, slot: Callable[[*Args], object]) -> None:
        """Stop calling `slot`; nothing happens when it was not connected."""
        if slot in self._slots:
            self._slots.remove(slot)

    def emit(self, *args: *Args) -> None:
        """Call every slot that was connected when the emission began."""
        for slot in tuple(self._slots):
            slot(*args)

    def __len__(self) -> int:
        return len(self._slots)


class Observable(Generic[T]):
    """One value with a signal; setting an equal value emits nothing, so two-way bindings end."""

    def __init__(self, value: T) -> None:
        self._value = value
        self.changed: Signal[T] = Signal()

    @property
    def value(self) -> T:
        """The current value."""
        return self._value

    @value.setter
    def value(self, value: T) -> None:
        if value == self._value:
            return
        self._value = value
        self.changed.emit(value)
