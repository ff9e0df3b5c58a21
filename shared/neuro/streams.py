"""What a stream says about itself: its name, rate and channels."""

from __future__ import annotations

import msgspec

# Letters as they are met in LSL headers and in EDF, both signs of micro included.
_MICROVOLTS: dict[str, float] = {
    "v": 1e6,
    "volt": 1e6,
    "volts": 1e6,
    "mv": 1e3,
    "millivolt": 1e3,
    "millivolts": 1e3,
    "uv": 1.0,
    "µv": 1.0,  # micro sign
    "μv": 1.0,  # Greek mu
    "microvolt": 1.0,
    "microvolts": 1.0,
    "nv": 1e-3,
    "nanovolt": 1e-3,
    "nanovolts": 1e-3,
}


class ChannelInfo(msgspec.Struct, frozen=True):
    """One channel as its source describes it; `unit` is the unit received (data are held in µV)."""

    label: str
    kind: str = "EEG"
    unit: str = "uV"


class StreamInfo(msgspec.Struct, frozen=True, kw_only=True):
    """One stream: `kind` is its LSL type ("EEG", "Markers", …), `rate_hz` 0 means irregular.

    `simulated` goes wherever the data go: files, figures and the window say it.
    """

    name: str
    source_id: str = ""
    kind: str = "EEG"
    rate_hz: float = 0.0
    channels: tuple[ChannelInfo, ...] = ()
    simulated: bool = False
    hostname: str = ""
    created_at_s: float = 0.0

    @property
    def labels(self) -> tuple[str, ...]:
        """The channels' labels in order."""
        return tuple(channel.label for channel in self.channels)


def microvolts_per(unit: str) -> float | None:
    """How many µV one `unit` is; None for what is not a voltage (counts, an empty string, °C)."""
    return _MICROVOLTS.get(unit.strip().casefold())


def differences(before: StreamInfo, now: StreamInfo) -> tuple[str, ...]:
    """What a stream that came back changed, as field names; empty if recording may go on.

    Names out of "kind", "rate_hz", "channel count", "channel order", "channel units",
    "simulated"; a new name, source id, host or time of creation changes no data.
    """
    changed = [
        name
        for name in ("kind", "rate_hz", "simulated")
        if getattr(before, name) != getattr(now, name)
    ]
    if len(before.channels) != len(now.channels):
        return (*changed, "channel count")
    if before.labels != now.labels:
        changed.append("channel order")
    if [c.unit for c in before.channels] != [c.unit for c in now.channels]:
        changed.append("channel units")
    return tuple(changed)
