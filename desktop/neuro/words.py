"""What the EEG workspace says: sources, phases, events, quality."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop.neuro.events import Event
from desktop.neuro.notice_words import notice_words, reason_words
from desktop.widgets.words import code_words
from shared.errors import SENTENCES
from shared.neuro.acquisition import (
    BoardChoice,
    FileChoice,
    Phase,
    SimulatedChoice,
    SourceChoice,
)
from shared.neuro.boards import board_name
from shared.neuro.quality import ChannelQuality

translate = QCoreApplication.translate


def choice_words(choice: SourceChoice | None) -> str:
    """What a source is called."""
    match choice:
        case None:
            return ""
        case SimulatedChoice():
            return translate("Eeg", "Simulated participant")
        case BoardChoice():
            return board_name(choice.board_id)
        case FileChoice():
            return choice.path.replace("\\", "/").rsplit("/", 1)[-1]
        case _:
            name = choice.name or choice.source_id or choice.kind
            return name or translate("Eeg", "LSL stream")


def phase_words(phase: Phase, *, online: bool) -> tuple[str, str]:
    """What a phase is called, and the token that colours it."""
    if not online:
        return translate("Eeg", "No connection to the worker"), "bad"
    match phase:
        case "off" | "idle":
            return translate("Eeg", "No source"), "muted"
        case "starting":
            return translate("Eeg", "Starting…"), "muted"
        case "opening":
            return translate("Eeg", "Opening…"), "muted"
        case "streaming":
            return translate("Eeg", "Streaming"), "good"
        case "stalled":
            return translate("Eeg", "No samples come"), "warning"
        case "lost":
            return translate("Eeg", "Stream lost, waiting for it"), "bad"
        case "ended":
            return translate("Eeg", "At its end"), "muted"
        case "broken":
            return translate("Eeg", "Acquisition broken"), "bad"


def event_words(event: Event) -> str:
    """The sentence of an event; what has no translation stays as it was told."""
    values: dict[str, object] = dict(event.params)
    told = notice_words(event.code, dict(event.params))
    if told is not None:
        return told
    if event.code in SENTENCES:
        return code_words(event.code, dict(event.params))
    template = _templates().get(event.kind)
    if template is None:
        return event.text
    seconds = values.get("seconds")
    if isinstance(seconds, int | float):
        values["seconds"] = f"{seconds:+.3f}"
    rate = values.get("rate_hz")
    if isinstance(rate, int | float):
        values["rate_hz"] = f"{rate:.2f}"
    try:
        return template.format(text=event.text, **values)
    except (KeyError, IndexError, ValueError):
        return event.text


def _templates() -> dict[str, str]:
    return {
        "gap": translate("Eeg", "{count} samples lost"),
        "found": translate("Eeg", "{count} samples counted as lost came after all"),
        "duplicate": translate("Eeg", "{count} samples came twice"),
        "late": translate("Eeg", "{count} samples came after their turn"),
        "disorder": translate("Eeg", "{count} samples came out of order; put right"),
        "clock_jump": translate("Eeg", "The source's clock jumped by {seconds} s; taken out"),
        "rate": translate("Eeg", "The stream really has {rate_hz} Hz"),
        "bad_time": translate("Eeg", "{count} samples without a time were dropped"),
        "marker": translate("Eeg", "Marker: {text}"),
        "note": translate("Eeg", "Note: {text}"),
        "span": translate("Eeg", "Note over a stretch: {text}"),
        "skipped": translate("Eeg", "{count} samples were not shown here; a recording has them"),
    }


def quality_words(quality: ChannelQuality | None) -> str:
    """Verdict and reasons in words."""
    if quality is None:
        return translate("Eeg", "not known yet")
    if not quality.reasons:
        return translate("Eeg", "good")
    return ", ".join(reason_words(reason) for reason in quality.reasons)


QUALITY_TOKENS = {"good": "good", "poor": "warning", "bad": "bad"}


def elapsed(seconds: float) -> str:
    """Hours, minutes and seconds of a recording: `0:03:07`."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def slot_time(index: float, rate_hz: float) -> str:
    """The time of a slot since the session began: `0:15.4`, `12:03.0`."""
    if not rate_hz:
        return ""
    minutes, seconds = divmod(round(10 * index / rate_hz) / 10, 60)
    return f"{minutes:.0f}:{seconds:04.1f}"


def file_size(size_bytes: int) -> str:
    """A size with its unit: `640 kB`, `12.4 MB`."""
    if size_bytes < 1_000_000:
        return f"{size_bytes / 1000:.0f} kB"
    if size_bytes < 1_000_000_000:
        return f"{size_bytes / 1e6:.1f} MB"
    return f"{size_bytes / 1e9:.2f} GB"


def channel_count(count: int) -> str:
    """`64 channels`, short."""
    return translate("Eeg", "{count} ch").format(count=count)
