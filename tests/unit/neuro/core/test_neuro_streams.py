"""What two streams have in common, and units as they are met."""

from __future__ import annotations

import msgspec
import pytest

from shared.neuro.streams import ChannelInfo, StreamInfo, differences, microvolts_per

MUSE = StreamInfo(
    name="Muse",
    source_id="a",
    rate_hz=256.0,
    channels=(ChannelInfo("TP9"), ChannelInfo("AF7"), ChannelInfo("AF8"), ChannelInfo("TP10")),
)


@pytest.mark.parametrize(
    ("unit", "factor"),
    [
        ("V", 1e6),
        ("mV", 1e3),
        ("uV", 1.0),
        ("µV", 1.0),
        ("μV", 1.0),
        (" microvolts ", 1.0),
        ("nV", 1e-3),
    ],
)
def test_units_of_voltage(unit: str, factor: float) -> None:
    assert microvolts_per(unit) == factor


@pytest.mark.parametrize("unit", ["", "counts", "°C", "g", "VV"])
def test_what_is_no_voltage_has_no_factor(unit: str) -> None:
    assert microvolts_per(unit) is None


def test_a_stream_that_came_back_the_same() -> None:
    again = msgspec.structs.replace(MUSE, source_id="b", hostname="other", created_at_s=9.0)
    assert differences(MUSE, again) == ()


def test_changes_are_named() -> None:
    replace = msgspec.structs.replace
    swapped = (MUSE.channels[1], MUSE.channels[0], *MUSE.channels[2:])
    volts = tuple(replace(channel, unit="V") for channel in MUSE.channels)
    assert differences(MUSE, replace(MUSE, rate_hz=128.0)) == ("rate_hz",)
    assert differences(MUSE, replace(MUSE, channels=MUSE.channels[:3])) == ("channel count",)
    assert differences(MUSE, replace(MUSE, channels=swapped)) == ("channel order",)
    assert differences(MUSE, replace(MUSE, channels=volts)) == ("channel units",)
    assert differences(MUSE, replace(MUSE, simulated=True, kind="EMG")) == ("kind", "simulated")


def test_a_stream_travels_as_json() -> None:
    assert msgspec.json.decode(msgspec.json.encode(MUSE), type=StreamInfo) == MUSE
