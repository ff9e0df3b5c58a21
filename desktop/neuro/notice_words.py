"""What acquisition tells, by code, in the language of the window; and why a channel is not good."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication

from desktop.widgets.words import duration
from shared.errors import Param
from shared.neuro.notice_sentences import NOTICE_SENTENCES, REASON_WORDS

translate = QCoreApplication.translate


def notice_words(code: str, params: Mapping[str, Param]) -> str | None:
    """The sentence of a notice; None for a code that is not known or lacks its parameters."""
    template = NOTICE_SENTENCES.get(code)
    if template is None:
        return None
    values = {key: _said(code, key, value) for key, value in params.items()}
    try:
        return translate("Notices", template).format(**values)
    except (KeyError, IndexError, ValueError):
        return None


def _said(code: str, key: str, value: Param) -> str:
    if key == "seconds" and isinstance(value, int | float):
        # Room on the disk may be hours; the other sentences carry the unit themselves.
        return duration(value) if code == "disk_room" else f"{value:.1f}"
    if key == "reasons":
        return _joined(str(value), _reason_in_sentence)
    if key == "what":
        return _joined(str(value), _property_words)
    return str(value)


def _joined(codes: str, words: Callable[[str], str]) -> str:
    return translate("Eeg", ", ").join(words(code) for code in codes.split(","))


def _reason_in_sentence(reason: str) -> str:
    return translate("Notices", REASON_WORDS[reason]) if reason in REASON_WORDS else reason


def reason_words(reason: str) -> str:
    """Why a channel is not good."""
    return {
        "missing": translate("Eeg", "samples are missing"),
        "flat": translate("Eeg", "flat: no contact?"),
        "railed": translate("Eeg", "at the amplifier's limit"),
        "line": translate("Eeg", "mains hum"),
        "loud": translate("Eeg", "very loud"),
        "alone": translate("Eeg", "unlike its neighbours"),
        "bridged": translate("Eeg", "same as a neighbour: bridged?"),
    }.get(reason, reason)


def _property_words(what: str) -> str:
    return {
        "kind": translate("Eeg", "kind of stream"),
        "rate_hz": translate("Eeg", "rate"),
        "simulated": translate("Eeg", "origin (simulated or measured)"),
        "channel count": translate("Eeg", "number of channels"),
        "channel order": translate("Eeg", "order of channels"),
        "channel units": translate("Eeg", "unit of channels"),
    }.get(what, what)
