"""The channels of a session: which carry a signal, where they sit, which are shown, bad, chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from desktop.core.observable import Observable
from shared.neuro.electrodes import match_all, positions
from shared.neuro.streams import StreamInfo, microvolts_per

Kind = Literal["signal", "impedance", "other"]
# Kinds of LSL and XDF that are voltages of a body even where no unit is given.
_SIGNAL_KINDS = {"", "eeg", "eog", "emg", "ecg", "ekg", "ieeg", "seeg", "ecog", "ref", "misc"}
_OHMS = {"ohm": 1e-3, "ohms": 1e-3, "ω": 1e-3, "kohm": 1.0, "kohms": 1.0, "kω": 1.0}
REGIONS = ("frontal", "central", "temporal", "parietal", "occipital", "other")
_REGION_OF_LETTERS = {
    "N": 0, "Fp": 0, "AFp": 0, "AFF": 0, "AF": 0, "FFC": 0, "FFT": 0, "F": 0,
    "FCC": 1, "FC": 1, "FTT": 1, "CCP": 1, "CP": 1, "C": 1,
    "FT": 2, "TTP": 2, "TPP": 2, "TP": 2, "T": 2, "A": 2, "M": 2,
    "CPP": 3, "PPO": 3, "P": 3,
    "POO": 4, "PO": 4, "OI": 4, "O": 4, "I": 4,
}  # fmt: skip


@dataclass(frozen=True)
class Channel:
    """One channel: `index` in the stream; `place` its 10-05 name or None; `region` of REGIONS."""

    index: int
    label: str
    kind: Kind
    unit: str
    place: str | None
    region: int


def channels_of(info: StreamInfo, mapping: Mapping[str, str]) -> tuple[Channel, ...]:
    """The channels of a stream; `mapping` names places by hand, "" for none."""
    kinds = [_kind(channel.kind, channel.unit) for channel in info.channels]
    labels = [channel.label or str(i + 1) for i, channel in enumerate(info.channels)]
    guessed = match_all([x if k == "signal" else "" for x, k in zip(labels, kinds, strict=True)])
    result = []
    for index, channel in enumerate(info.channels):
        place = mapping.get(labels[index], guessed[index])
        place = place if place in positions() else None
        found = Channel(index, labels[index], kinds[index], channel.unit, place, region(place))
        result.append(found)
    return tuple(result)


def _kind(kind: str, unit: str) -> Kind:
    if unit.strip().casefold() in _OHMS or kind.casefold().startswith("impedance"):
        return "impedance"
    if microvolts_per(unit) is not None or (not unit and kind.casefold() in _SIGNAL_KINDS):
        return "signal"
    return "other"


def kilohms(unit: str, value: float) -> float:
    """An impedance in kΩ."""
    return value * _OHMS.get(unit.strip().casefold(), 1.0)


def region(place: str | None) -> int:
    """Which of REGIONS a place lies in."""
    if place is None:
        return len(REGIONS) - 1
    letters = place.rstrip("0123456789hz")
    return _REGION_OF_LETTERS.get(letters, len(REGIONS) - 1)


class ChannelModel:
    """What is shown of the channels of one session.

    Attributes
    ----------
    channels : Observable of tuple of Channel
        All of the stream, in order.
    hidden : Observable of frozenset of str
        Labels that have no lane.
    bad : Observable of tuple of str
        As the session says.
    selected : Observable of str or None
        The label that keys and menus act on.
    """

    def __init__(self) -> None:
        self.channels: Observable[tuple[Channel, ...]] = Observable(())
        self.hidden: Observable[frozenset[str]] = Observable(frozenset())
        self.bad: Observable[tuple[str, ...]] = Observable(())
        self.selected: Observable[str | None] = Observable(None)

    def begin(self, channels: tuple[Channel, ...]) -> None:
        """Channels of another session; what was hidden stays hidden where the labels agree."""
        labels = {channel.label for channel in channels}
        self.hidden.value = self.hidden.value & labels
        self.selected.value = self.selected.value if self.selected.value in labels else None
        self.channels.value = channels

    @property
    def signals(self) -> tuple[Channel, ...]:
        """Those that carry a voltage, in the order of the stream."""
        return tuple(channel for channel in self.channels.value if channel.kind == "signal")

    @property
    def shown(self) -> tuple[Channel, ...]:
        """Those that have a lane."""
        return tuple(c for c in self.signals if c.label not in self.hidden.value)

    def get(self, label: str | None) -> Channel | None:
        """The channel of that label."""
        return next((c for c in self.channels.value if c.label == label), None)

    def toggled_bad(self, label: str) -> tuple[str, ...]:
        """The bad channels if this one changes, in the order of the stream."""
        bad = set(self.bad.value) ^ {label}
        return tuple(c.label for c in self.channels.value if c.label in bad)

    def toggle_hidden(self, label: str) -> None:
        """Show or hide a channel."""
        self.hidden.value = self.hidden.value ^ {label}

    def show_all(self) -> None:
        """Give every channel its lane again."""
        self.hidden.value = frozenset()

    def show_only(self, label: str) -> None:
        """Hide all others."""
        self.hidden.value = frozenset(c.label for c in self.signals) - {label}

    def step(self, by: int) -> None:
        """Choose the next shown channel, or the one before."""
        labels = [channel.label for channel in self.shown]
        if not labels:
            return
        selected = self.selected.value
        if selected not in labels:
            self.selected.value = labels[0] if by > 0 else labels[-1]
            return
        at = min(max(labels.index(selected) + by, 0), len(labels) - 1)
        self.selected.value = labels[at]
