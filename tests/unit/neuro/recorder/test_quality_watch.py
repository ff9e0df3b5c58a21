"""Channels that go bad and are good again, one fault each."""

from __future__ import annotations

import numpy as np
import pytest

from shared.neuro.chunks import Chunk
from shared.neuro.placed import Gap, Placed
from shared.neuro.streams import ChannelInfo, StreamInfo
from tests.unit.neuro.core.test_neuro_quality import RATE_HZ, head
from worker.neuro.quality_watch import QualityWatch

CHANNELS = 20
INFO = StreamInfo(
    name="x",
    rate_hz=RATE_HZ,
    channels=(
        *(ChannelInfo(label=f"E{i}") for i in range(CHANNELS)),
        ChannelInfo(label="trigger", kind="AUX"),
    ),
)


def watch_of(*windows: np.ndarray) -> list[str]:
    """What is told of windows of 4 s, fed in pieces of 100 ms."""
    watch, told, index = QualityWatch(INFO, 50.0), [], 0
    for window in windows:
        flat = np.zeros((len(window), 1))
        for part in np.split(np.concatenate([window, flat], axis=1).astype(np.float32), 40):
            slots = np.arange(index, index + len(part))
            placed = Placed(Chunk(part, slots / RATE_HZ), slots)
            told += [news.text for news in watch.add(placed)]
            index += len(part)
    return told


def test_good_channels_and_a_flat_trigger_are_not_worth_a_word() -> None:
    assert watch_of(head(CHANNELS), head(CHANNELS, seed=1)) == []


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("flat", "Quality: E5 is flat"),
        ("railed", "Quality: E5 is at the limit of the amplifier"),
        ("line", "Quality: E5 is full of line noise"),
        ("alone", "Quality: E5 is unlike all others"),
        ("missing", "Quality: E5 is missing"),
    ],
)
def test_a_bad_channel_is_told_once_and_when_it_is_good_again(fault: str, said: str) -> None:
    broken = [head(CHANNELS, seed) for seed in (1, 2)]
    rng = np.random.default_rng(4)
    for window in broken:
        times_s = np.arange(len(window)) / RATE_HZ
        if fault == "flat":
            window[:, 5] = 3.0
        elif fault == "railed":
            window[:, 5] = 187_500.0
        elif fault == "line":
            window[:, 5] = 400 * np.sin(2 * np.pi * 50 * times_s) + rng.normal(0, 1, len(window))
        elif fault == "alone":
            window[:, 5] = rng.normal(0, 20, len(window))
        else:
            window[::2, 5] = np.nan
    told = watch_of(head(CHANNELS), *broken, head(CHANNELS, 3))
    assert told[0].startswith(said)
    assert told[-1] == "Quality: E5 is good again."
    assert len(told) == 2


def test_two_bridged_electrodes_are_told() -> None:
    window = head(CHANNELS)
    window[:, 3] = window[:, 2]
    assert watch_of(window) == [
        "Quality: E2 is bridged with another.",
        "Quality: E3 is bridged with another.",
    ]


def test_lost_samples_count_as_missing() -> None:
    watch = QualityWatch(INFO, 50.0)
    samples = np.concatenate([head(CHANNELS), np.zeros((1000, 1))], axis=1).astype(np.float32)
    slots = np.concatenate([np.arange(300), np.arange(700, 1000)])
    gap = Gap(300, 400, 1.2, 2.8)
    told = watch.add(Placed(Chunk(samples[slots], slots / RATE_HZ), slots, (gap,)))
    assert len(told) == CHANNELS
    assert told[0].text == "Quality: E0 is missing."
    assert dict(told[0].params) == {"label": "E0", "reasons": "missing"}
