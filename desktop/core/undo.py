"""Undo over immutable document values: each step keeps the value before and after a gesture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from desktop.core.observable import Signal

T = TypeVar("T")

MAX_STEPS = 1000
MAX_BYTES = 256 * 1024**2


@dataclass(frozen=True)
class UndoStep(Generic[T]):
    """One gesture; `cost_bytes` is what keeping it alive costs beyond its neighbours."""

    label: str
    before: T
    after: T
    cost_bytes: int = 0


class UndoStack(Generic[T]):
    """The gestures of one document.

    The caller owns the document. It pushes once per gesture, and on `undo`/`redo` it puts the
    returned value in place. Values are shared, never copied, so undo restores the identical object.
    """

    def __init__(self, *, max_steps: int = MAX_STEPS, max_bytes: int = MAX_BYTES) -> None:
        self._steps: list[UndoStep[T]] = []
        self._position = 0
        self._saved: int | None = 0
        self._bytes = 0
        self._max_steps = max_steps
        self._max_bytes = max_bytes
        self.changed: Signal[()] = Signal()

    def push(self, label: str, before: T, after: T, *, cost_bytes: int = 0) -> None:
        """Add a gesture and forget what could be redone; nothing when `after` is `before`."""
        if before is after:
            return
        if self._saved is not None and self._saved > self._position:
            self._saved = None
        self._bytes -= sum(step.cost_bytes for step in self._steps[self._position :])
        del self._steps[self._position :]
        self._steps.append(UndoStep(label, before, after, cost_bytes))
        self._bytes += cost_bytes
        self._position += 1
        self._trim()
        self.changed.emit()

    def _trim(self) -> None:
        # The newest step always stays: one that is larger than the limit can still be taken back.
        while len(self._steps) > 1 and (
            len(self._steps) > self._max_steps or self._bytes > self._max_bytes
        ):
            self._bytes -= self._steps.pop(0).cost_bytes
            self._position -= 1
            if self._saved is not None:
                self._saved = self._saved - 1 if self._saved > 0 else None

    def undo(self) -> T | None:
        """The value before the last gesture, or None when there is none."""
        if not self.can_undo:
            return None
        self._position -= 1
        value = self._steps[self._position].before
        self.changed.emit()
        return value

    def redo(self) -> T | None:
        """The value after the gesture that was last undone, or None when there is none."""
        if not self.can_redo:
            return None
        value = self._steps[self._position].after
        self._position += 1
        self.changed.emit()
        return value

    def clear(self) -> None:
        """Forget all gestures, for a new document; it counts as saved."""
        self._steps.clear()
        self._position, self._saved, self._bytes = 0, 0, 0
        self.changed.emit()

    def mark_saved(self) -> None:
        """The current value is on disk."""
        self._saved = self._position
        self.changed.emit()

    @property
    def is_modified(self) -> bool:
        """Whether the current value differs from the saved one."""
        return self._saved != self._position

    @property
    def can_undo(self) -> bool:
        """Whether there is a gesture to take back."""
        return self._position > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is a gesture to repeat."""
        return self._position < len(self._steps)

    @property
    def undo_label(self) -> str:
        """What `undo` would take back, or an empty string."""
        return self._steps[self._position - 1].label if self.can_undo else ""

    @property
    def redo_label(self) -> str:
        """What `redo` would repeat, or an empty string."""
        return self._steps[self._position].label if self.can_redo else ""

    def __len__(self) -> int:
        return len(self._steps)
