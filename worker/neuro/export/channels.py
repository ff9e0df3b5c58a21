"""Channels under names and units that other formats can hold."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import msgspec

from shared.neuro.streams import ChannelInfo, microvolts_per
from worker.neuro.files.recording import Recording

# Kinds that other programs take for voltages.
SIGNALS = {"eeg", "eog", "ecg", "emg"}
LONGEST = 64


def exportable(recording: Recording, longest: int = LONGEST) -> Recording:
    """The recording with channels as other formats need them.

    Labels are ASCII, at most `longest` characters and each there once. A signal without any unit is
    taken for microvolts, as the programs that leave the unit out send them; one with a unit that is
    no voltage becomes `MISC` and keeps its numbers.
    """
    labels = _labels(recording.info.labels, longest)
    channels = tuple(
        _described(channel, label)
        for channel, label in zip(recording.info.channels, labels, strict=True)
    )
    return replace(
        recording,
        info=msgspec.structs.replace(recording.info, channels=channels),
        bad_channels=tuple(
            label
            for label, before in zip(labels, recording.info.labels, strict=True)
            if before in recording.bad_channels
        ),
    )


def assumed_microvolts(recording: Recording) -> tuple[str, ...]:
    """Labels of signals whose unit nobody gave."""
    return tuple(
        channel.label
        for channel in recording.info.channels
        if not channel.unit and channel.kind.casefold() in SIGNALS
    )


def _described(channel: ChannelInfo, label: str) -> ChannelInfo:
    kind, unit = channel.kind, channel.unit
    if kind.casefold() in SIGNALS:
        if not unit:
            unit = "uV"
        elif microvolts_per(unit) is None:
            kind = "MISC"
    return ChannelInfo(label=label, kind=kind, unit=unit)


def _labels(labels: tuple[str, ...], longest: int) -> list[str]:
    """Labels of ASCII, each once: `Fz`, `Fz-2`, …"""
    found: list[str] = []
    for number, label in enumerate(labels, start=1):
        plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode()
        plain = "".join(c if c.isprintable() else " " for c in plain).strip() or f"ch{number}"
        unique, count = plain[:longest].rstrip(), 1
        while unique in found:
            count += 1
            ending = f"-{count}"
            unique = plain[: longest - len(ending)].rstrip() + ending
        found.append(unique)
    return found
