"""The texts of the stream `vitrine-events`: written by the recorder, read back from a file."""

from __future__ import annotations

import re
from dataclasses import dataclass

import msgspec

from shared.neuro.acquisition import SessionNotes
from shared.neuro.chunks import Markers
from shared.neuro.placed import StreamEvent
from worker.neuro.files.recording import Note

BAD, GOOD, NOTE, SPAN, SESSION = "bad: ", "good: ", "note: ", "span: ", "session: "
MARKED_BAD, NO_NUMBERS = "marked by the operator", "no numbers"
_BAD_NOTE = re.compile(rf"channel (.+) is bad, ({MARKED_BAD}|{NO_NUMBERS})")


@dataclass(frozen=True)
class Said:
    """What people said in a recording, apart from what the recorder noticed by itself."""

    bad_channels: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    session: SessionNotes | None = None
    events: tuple[str, ...] = ()


def event_text(event: StreamEvent) -> str:
    """A stream event in words."""
    return {
        "gap": f"gap: {event.count} samples lost",
        "found": f"found: {event.count} samples counted as lost came late",
        "duplicate": f"duplicate: {event.count} samples came twice",
        "late": f"late: {event.count} samples came after their turn",
        "disorder": f"disorder: {event.count} samples came out of order and were put right",
        "clock_jump": f"clock jump: {event.seconds:+.3f} s",
        "rate": f"rate: {event.rate_hz:g} Hz",
        "bad_time": f"bad time: {event.count} samples without a time",
    }[event.kind]


def span_text(from_s: float, to_s: float, text: str) -> str:
    """A stretch from `from_s` to `to_s` on the clock of the stream's own stamps."""
    return f"{SPAN}{from_s!r} {to_s!r} {text}"


def bad_note(label: str, why: str) -> str:
    """A bad channel in the words of a format that has no place for one."""
    return f"channel {label} is bad, {why}"


def bad_label(text: str) -> str | None:
    """The channel of a text of `bad_note`, or None."""
    found = _BAD_NOTE.fullmatch(text)
    return found.group(1) if found else None


def session_text(session: SessionNotes) -> str:
    """A session as one line of JSON."""
    return SESSION + msgspec.json.encode(session).decode()


def session_of(text: str) -> SessionNotes | None:
    """The session that a text of `session_text` describes; None if it is damaged."""
    try:
        return msgspec.json.decode(text.removeprefix(SESSION), type=SessionNotes)
    except msgspec.MsgspecError:
        return None


def read_events(written: Markers, shift_s: float) -> Said:
    """What the texts mean, in the order in which they were written.

    Parameters
    ----------
    written : Markers
        The stream as it lies in the file.
    shift_s : float
        To be added to its times to get those of the samples.
    """
    bad: dict[str, None] = {}
    notes: list[Note] = []
    events: list[str] = []
    session: SessionNotes | None = None
    for time_s, text in zip(written.times_s.tolist(), written.texts, strict=True):
        if text.startswith(BAD):
            bad[text.removeprefix(BAD)] = None
        elif text.startswith(GOOD):
            bad.pop(text.removeprefix(GOOD), None)
        elif text.startswith(NOTE):
            notes.append(Note(time_s + shift_s, 0.0, text.removeprefix(NOTE)))
        elif text.startswith(SPAN) and (span := _span(text, shift_s)) is not None:
            notes.append(span)
        elif text.startswith(SESSION):
            session = session_of(text) or session
        else:
            events.append(text)
    notes.sort(key=lambda note: note.at_s)
    return Said(tuple(bad), tuple(notes), session, tuple(events))


def _span(text: str, shift_s: float) -> Note | None:
    """The stretch that a text describes; None if it is none."""
    words = text.removeprefix(SPAN).split(" ", 2)
    try:
        from_s, to_s = float(words[0]), float(words[1])
    except (ValueError, IndexError):
        return None
    return Note(from_s + shift_s, to_s - from_s, words[2] if len(words) > 2 else "")
