"""Channels that go bad while they are recorded, and that are good again."""

from __future__ import annotations

import numpy as np

from shared.neuro.gap_rows import with_gap_rows
from shared.neuro.placed import Placed
from shared.neuro.quality import ChannelQuality, channel_quality
from shared.neuro.streams import StreamInfo
from worker.neuro.event_summary import News, news_of

WINDOW_S = 4.0


class QualityWatch:
    """Judges window after window (4 s), each channel of type EEG.

    Two electrodes that are bridged are told too, though each of them has a signal.
    """

    def __init__(self, info: StreamInfo, line_hz: float) -> None:
        self._labels, self._rate_hz, self._line_hz = info.labels, info.rate_hz, line_hz
        self._eeg = [i for i, c in enumerate(info.channels) if c.kind.upper() == "EEG"]
        self._length = round(WINDOW_S * info.rate_hz)
        self._parts: list[np.ndarray] = []
        self._held = self._next = 0
        self._bad: dict[int, str] = {}

    def add(self, placed: Placed) -> list[News]:
        """Look at what was placed; what changed."""
        rows, self._next = with_gap_rows(
            placed.chunk.samples, self._next, placed.gaps, self._length
        )
        self._parts.append(rows)
        self._held += len(rows)
        if self._held < self._length or not self._eeg:
            return []
        window = np.concatenate(self._parts)[-self._length :, self._eeg]
        self._parts, self._held = [], 0
        return self._judge(channel_quality(window, self._rate_hz, self._line_hz))

    def _judge(self, qualities: tuple[ChannelQuality, ...]) -> list[News]:
        told = []
        for channel, quality in zip(self._eeg, qualities, strict=True):
            why = trouble(quality)
            if why == self._bad.get(channel, ""):
                continue
            label = self._labels[channel]
            if why:
                self._bad[channel] = why
                told.append(news_of("channel_bad", label=label, reasons=why))
            else:
                del self._bad[channel]
                told.append(news_of("channel_good", label=label))
        return told


def trouble(quality: ChannelQuality) -> str:
    """Why a channel is of no use as it is, reasons joined by commas; empty if it is of use."""
    if quality.verdict != "bad" and "bridged" not in quality.reasons:
        return ""
    return ",".join(quality.reasons) or "bad"
