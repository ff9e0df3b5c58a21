"""A source published as an LSL stream, with its markers beside it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from shared.neuro.chunks import Chunk, Markers
from shared.neuro.streams import StreamInfo
from worker.neuro.sources.base import Source, SourceNotice

if TYPE_CHECKING:
    import pylsl

READ_S = 0.1
# What was pushed last is still on its way when the source ends.
_LINGER_S = 0.7


class Publisher:
    """Two LSL outlets, `NAME` for samples and `NAME-markers` for texts."""

    def __init__(self, info: StreamInfo, name: str, source_id: str) -> None:
        import pylsl

        self._samples = pylsl.StreamOutlet(lsl_info(info, name, source_id), max_buffered=60)
        marks = pylsl.StreamInfo(
            f"{name}-markers", "Markers", 1, 0, pylsl.cf_string, f"{source_id}-markers"
        )
        _say_simulated(marks, info)
        self._markers = pylsl.StreamOutlet(marks)

    def wait_for_reader(self, timeout_s: float, stop: threading.Event) -> None:
        """Return as soon as somebody reads the samples, at the latest after `timeout_s`."""
        deadline = time.monotonic() + timeout_s
        while not stop.is_set() and time.monotonic() < deadline:
            if self._samples.wait_for_consumers(READ_S):
                return

    def send(self, item: Chunk | Markers) -> None:
        """Send samples or markers with the times they carry."""
        if isinstance(item, Chunk):
            self._samples.push_chunk(item.samples, item.times_s.tolist())
            return
        for time_s, text in zip(item.times_s, item.texts, strict=True):
            self._markers.push_sample([text], float(time_s))


def lsl_info(info: StreamInfo, name: str, source_id: str) -> pylsl.StreamInfo:
    """LSL's description of our samples, with the metadata that it recommends for EEG.

    Names follow https://github.com/sccn/xdf/wiki/EEG-Meta-Data.
    """
    import pylsl

    result = pylsl.StreamInfo(
        name, "EEG", len(info.channels), info.rate_hz, pylsl.cf_float32, source_id
    )
    channels = result.desc().append_child("channels")
    for channel in info.channels:
        node = channels.append_child("channel")
        node.append_child_value("label", channel.label)
        node.append_child_value("type", channel.kind)
        node.append_child_value("unit", "microvolts" if channel.unit == "uV" else channel.unit)
    _say_simulated(result, info)
    return result


def _say_simulated(result: pylsl.StreamInfo, info: StreamInfo) -> None:
    if info.simulated:
        result.desc().append_child_value("simulated", "true")


def publish(
    source: Source,
    name: str,
    source_id: str,
    *,
    wait_s: float = 0.0,
    stop: threading.Event | None = None,
    on_ready: Callable[[], None] | None = None,
) -> int:
    """Send everything that `source` gives until it ends or `stop` is set.

    Parameters
    ----------
    wait_s : float
        Begin when somebody reads the stream, at the latest after so many seconds.
    on_ready : callable
        Is told when the stream can be found.

    Returns
    -------
    int
        Samples sent.
    """
    stop = stop or threading.Event()
    publisher = Publisher(source.open(), name, source_id)
    if on_ready is not None:
        on_ready()
    if wait_s:
        publisher.wait_for_reader(wait_s, stop)
    sent = 0
    try:
        while not stop.is_set():
            item = source.read(READ_S)
            if isinstance(item, SourceNotice) and item.kind == "ended":
                break
            if isinstance(item, Chunk | Markers):
                publisher.send(item)
                sent += len(item) if isinstance(item, Chunk) else 0
    finally:
        source.close()
        time.sleep(_LINGER_S)
    return sent
