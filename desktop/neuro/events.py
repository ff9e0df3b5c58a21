"""What happened in a session, newest last: told by the source, done by a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from desktop.core.observable import Signal
from shared.errors import Param
from shared.neuro.acquisition import Notice, SlotMark

Severity = Literal["info", "good", "warning", "error"]
MOST = 1000
_SEVERITY: dict[str, Severity] = {
    "gap": "warning",
    "found": "info",
    "duplicate": "info",
    "late": "warning",
    "disorder": "info",
    "quality": "warning",
    "room": "warning",
    "clock_jump": "warning",
    "rate": "warning",
    "bad_time": "warning",
    "stalled": "warning",
    "returned": "good",
    "refused": "error",
    "lost": "error",
    "ended": "info",
    "error": "error",
}
# Those that a person should see at once; the others are counted and listed.
_TOLD = {"stalled", "returned", "refused", "lost", "ended", "rate", "error", "room"}
_TOLD_CODES = {"stream_stranger", "channels_unitless", "packages_lost", "board_stopped_badly"}
_GOOD_CODES = {"channel_good", "finite_again"}


@dataclass(frozen=True)
class Event:
    """One line of the list; `kind` is a notice's, or marker, note, span, skipped."""

    kind: str
    index: int
    text: str
    severity: Severity = "info"
    code: str = ""
    params: tuple[tuple[str, Param], ...] = ()


def event_of(notice: Notice) -> Event:
    """The line of a notice."""
    return Event(
        kind=notice.kind,
        index=notice.index,
        text=notice.text,
        severity="good" if notice.code in _GOOD_CODES else _SEVERITY.get(notice.kind, "info"),
        code=notice.code,
        params=tuple(notice.params.items()),
    )


def is_told(event: Event) -> bool:
    """Whether it is shown as a message besides."""
    return event.kind in _TOLD or event.code in _TOLD_CODES


class EventLog:
    """The lines; the oldest are forgotten.

    Attributes
    ----------
    added : Signal of Event
    cleared : Signal
    """

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.added: Signal[Event] = Signal()
        self.cleared: Signal[()] = Signal()

    def add(self, event: Event) -> None:
        """Another line."""
        self.events.append(event)
        del self.events[:-MOST]
        self.added.emit(event)

    def add_marks(self, marks: list[SlotMark]) -> None:
        """A line for each mark."""
        for mark in marks:
            self.add(Event(kind=mark.kind, index=round(mark.index), text=mark.text))

    def clear(self) -> None:
        """Another session."""
        self.events.clear()
        self.cleared.emit()
